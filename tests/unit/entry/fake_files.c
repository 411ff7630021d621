/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fake_files.c - a system that is a table of paths and texts, and an entry as one text
 *
 * In: a table. Out: struct entry_files. A section NAME of a PE file is the file
 * "PATH#NAME".
 */
#include "fake_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct fake_file *find(const struct fake_file *at, const char *path)
{
	for (; at && at->path; at++)
		if (!strcmp(at->path, path))
			return at;
	return NULL;
}

static int fake_read(void *context, const char *path, struct buffer *ret)
{
	const struct fake_system *system = context;
	const struct fake_file *found = find(system->more, path);

	if (!found)
		found = find(system->files, path);
	if (!found)
		return -ENOENT;
	return buffer_append(ret, found->text, strlen(found->text));
}

static int fake_section(void *context, const char *path, const char *name,
			struct buffer *ret)
{
	char full[512];

	snprintf(full, sizeof(full), "%s#%s", path, name);
	return fake_read(context, full, ret);
}

static bool is_below(const struct fake_file *at, const char *path)
{
	size_t size = strlen(path);

	for (; at && at->path; at++)
		if (!strncmp(at->path, path, size) && at->path[size] == '/')
			return true;
	return false;
}

static enum entry_path fake_look(void *context, const char *path, size_t *ret_size)
{
	const struct fake_system *system = context;
	const struct fake_file *found = find(system->more, path);

	if (!found)
		found = find(system->files, path);
	*ret_size = found ? strlen(found->text) : 0;
	if (found)
		return ENTRY_PATH_FILE;
	return is_below(system->more, path) || is_below(system->files, path)
		       ? ENTRY_PATH_DIRECTORY
		       : ENTRY_PATH_NONE;
}

static int names_add(const struct fake_file *at, const char *path, struct arena *arena,
		     struct entry_text **ret)
{
	size_t size = strlen(path);

	for (; at && at->path; at++) {
		struct entry_text *text;

		if (strncmp(at->path, path, size) || at->path[size] != '/' ||
		    strpbrk(at->path + size + 1, "/#") || !at->path[size + 1])
			continue;
		text = arena_take(arena, sizeof(*text));
		if (!text)
			return -ENOMEM;
		text->text = at->path + size + 1;
		text->next = *ret;
		*ret = text;
	}
	return 0;
}

static int fake_list(void *context, const char *path, struct arena *arena,
		     struct entry_text **ret)
{
	const struct fake_system *system = context;
	size_t size;
	int err;

	if (fake_look(context, path, &size) != ENTRY_PATH_DIRECTORY)
		return -ENOENT;
	err = names_add(system->more, path, arena, ret);
	return err ? err : names_add(system->files, path, arena, ret);
}

struct entry_files fake_files(const struct fake_system *system)
{
	return (struct entry_files){ .context = (void *)system,
				     .read = fake_read,
				     .look = fake_look,
				     .section = fake_section,
				     .list = fake_list };
}

char *fake_entry_text(const struct boot_entry *entry)
{
	static const char *const kinds[] = { "none", "linux", "multiboot", "multiboot2",
					     "uki" };
	struct buffer text = { 0 };

	buffer_printf(&text, "%s %s", kinds[entry->kind], entry->kernel);
	if (entry->append)
		buffer_printf(&text, " [%s]", entry->append);
	for (const struct entry_text *at = entry->extras; at; at = at->next)
		buffer_printf(&text, " %s%s", at->text, at->next ? ";" : "");
	if (entry->profile >= 0)
		buffer_printf(&text, " @%d", entry->profile);
	buffer_append(&text, NULL, 1);
	return (char *)text.data;
}
