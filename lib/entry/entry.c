/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * entry.c - what a boot loader would start; its paths as this system has them
 *
 * In: texts; paths of a boot loader. Out: struct boot_entry; paths of this system.
 * Ref: GRUB manual "File name syntax"; UAPI.1 "Mount Points".
 */
#include "entry/entry.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"

int boot_entry_add(struct boot_entry *entry, const char *text)
{
	struct entry_text **end = &entry->extras, *added;

	added = arena_take(&entry->arena, sizeof(*added));
	if (!added)
		return -ENOMEM;
	added->text = arena_copy(&entry->arena, text, strlen(text));
	if (!added->text)
		return -ENOMEM;
	while (*end)
		end = &(*end)->next;
	*end = added;
	return 0;
}

void boot_entry_free(struct boot_entry *entry)
{
	arena_free(&entry->arena);
	*entry = (struct boot_entry){ 0 };
}

/* What may stand before the path in the loader's file system. */
enum strip { STRIP_NOTHING, STRIP_FIRST, STRIP_DATASET };

struct place {
	const char *before;
	enum strip strip;
	bool is_boot;
};

static const struct place places[] = {
	{ "", STRIP_NOTHING, false }, { "/boot", STRIP_NOTHING, true },
	{ "", STRIP_FIRST, false },   { "/boot", STRIP_FIRST, true },
	{ "", STRIP_DATASET, false }, { "/boot", STRIP_DATASET, true },
};

static const char *path_strip(const char *path, enum strip strip)
{
	const char *at = strstr(path, "@/");

	if (strip == STRIP_NOTHING)
		return path;
	if (strip == STRIP_DATASET)
		return at ? at + 1 : NULL;
	return *path == '/' ? strchr(path + 1, '/') : NULL;
}

static const char *device_strip(const char *path)
{
	const char *end = *path == '(' ? strchr(path, ')') : NULL;

	return end ? end + 1 : path;
}

static enum entry_path places_look(const struct entry_files *files, const char *path,
				   bool is_boot, char ret[ENTRY_PATH_MOST],
				   size_t *ret_size)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		const char *rest = path_strip(path, places[i].strip);
		char full[ENTRY_PATH_MOST];
		enum entry_path found;
		int size;

		if (!rest || (files->is_boot_apart && places[i].is_boot != is_boot))
			continue;
		size = snprintf(full, sizeof(full), "%s%s%s", places[i].before,
				*rest == '/' ? "" : "/", rest);
		if (size < 0 || (size_t)size >= sizeof(full))
			continue;
		found = files->look(files->context, full, ret_size);
		if (found == ENTRY_PATH_NONE)
			continue;
		memcpy(ret, full, (size_t)size + 1);
		return found;
	}
	return ENTRY_PATH_NONE;
}

enum entry_path entry_path_find(const struct entry_files *files, const char *path,
				char ret[ENTRY_PATH_MOST], size_t *ret_size)
{
	const char *bare = device_strip(path);
	enum entry_path found;

	*ret_size = 0;
	snprintf(ret, ENTRY_PATH_MOST, "%s", bare);
	if (!strncmp(path, ENTRY_SYSTEM, strlen(ENTRY_SYSTEM)))
		return files->look(files->context, ret, ret_size);
	/* a /boot of its own is where the loader's paths begin */
	found = places_look(files, bare, true, ret, ret_size);
	if (found != ENTRY_PATH_NONE || !files->is_boot_apart)
		return found;
	return places_look(files, bare, false, ret, ret_size);
}

int entry_read(const struct entry_files *files, const char *path, struct arena *arena,
	       struct bytes *ret, struct diag *diag)
{
	struct buffer text = { 0 };
	char *copy;
	int err;

	err = files->read(files->context, path, &text);
	if (err) {
		buffer_free(&text);
		return diag_fail(diag, err, "%s: cannot be read: %s", path,
				 strerror(-err));
	}
	copy = arena_copy(arena, (const char *)text.data, text.size);
	*ret = (struct bytes){ (const uint8_t *)copy, text.size };
	buffer_free(&text);
	if (!copy)
		return diag_fail(diag, -ENOMEM, "%s: out of memory", path);
	for (size_t i = 0; i < ret->size; i++)
		if (ret->data[i] < '\t')
			return diag_fail(diag, -EINVAL,
					 "%s: byte %zu is 0x%02x, which no text has",
					 path, i, ret->data[i]);
	return 0;
}
