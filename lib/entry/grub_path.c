/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_path.c - a path of GRUB's as this system has it
 *
 * In: a path, $root. Out: a path of this system. An entry of another system names its own
 * file system; its /boot/vmlinuz must not become the one of this system.
 * Ref: GRUB manual "File name syntax", "search".
 */
#include "entry/grub_path.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const char *grub_path_rest(const char *path)
{
	const char *end = *path == '(' ? strchr(path, ')') : NULL;

	return end ? end + 1 : path;
}

/* The file system of a path: what stands in its parentheses, or $root. */
static const struct grub_place *place_find(const struct grub_paths *paths,
					   const char *path)
{
	const char *rest = grub_path_rest(path), *device = path + 1;
	size_t size = rest > path ? (size_t)(rest - path) - 2 : 0;

	if (rest == path) {
		device = grub_get(paths->variables, "root");
		size = device ? strlen(device) : 0;
	}
	for (const struct grub_place *at = paths->places; at && device; at = at->next)
		if (strlen(at->value) == size && !strncmp(at->value, device, size))
			return at;
	return NULL;
}

enum entry_path grub_path_find(const struct grub_paths *paths, const char *path,
			       char ret[ENTRY_PATH_MOST], size_t *ret_size,
			       const char **ret_why)
{
	const struct grub_place *place = place_find(paths, path);
	const struct entry_files *files = paths->files;
	const char *rest = grub_path_rest(path);
	int err = -ENOENT;

	*ret_why = grub_unknown_in(paths->variables->arena, rest);
	*ret_size = 0;
	snprintf(ret, ENTRY_PATH_MOST, "%s", rest);
	if (*ret_why)
		return ENTRY_PATH_NONE;
	if (place && files->locate)
		err = files->locate(files->context, place->by, place->id, rest, ret);
	if (!err)
		return files->look(files->context, ret, ret_size);
	if (err == -ENOENT) /* nobody here knows that file system by its name */
		return entry_path_find(files, path, ret, ret_size);
	*ret_why = arena_printf(
		paths->variables->arena, "%s is on the file system '%s', which %s", rest,
		place->id, err == -ENODEV ? "is not mounted" : "cannot be looked at");
	if (!*ret_why)
		*ret_why = "out of memory";
	return ENTRY_PATH_NONE;
}
