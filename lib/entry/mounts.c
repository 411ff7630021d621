/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mounts.c - /proc/self/mountinfo, for paths on a file system that a boot loader names
 *
 *	36 35 98:0 /part /point options [fields] - type source options
 *
 * In: bytes. Out: mounts. A blank in a path is \040 there.
 * Ref: proc_pid_mountinfo(5).
 */
#include "entry/mounts.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS_MOST 32

static bool is_octal(const char *at)
{
	for (size_t i = 0; i < 3; i++)
		if (at[i] < '0' || at[i] > '7')
			return false;
	return true;
}

static void unescape(char *text)
{
	char *to = text;

	for (const char *at = text; *at;) {
		if (*at != '\\' || !is_octal(at + 1)) {
			*to++ = *at++;
			continue;
		}
		*to++ = (char)((at[1] - '0') << 6 | (at[2] - '0') << 3 | (at[3] - '0'));
		at += 4;
	}
	*to = '\0';
}

/* Cut at blanks, in place. */
static size_t fields_cut(char *line, char *ret[FIELDS_MOST])
{
	size_t count = 0;

	for (char *word = strsep(&line, " "); word && count < FIELDS_MOST;
	     word = strsep(&line, " "))
		if (*word)
			ret[count++] = word;
	return count;
}

static bool line_parse(char *line, struct mount *ret)
{
	char *field[FIELDS_MOST], *minor;
	size_t count = fields_cut(line, field), dash = 6;

	while (dash < count && strcmp(field[dash], "-"))
		dash++;
	if (dash + 2 >= count)
		return false;
	minor = strchr(field[2], ':');
	if (!minor)
		return false;
	ret->major = (unsigned int)strtoul(field[2], NULL, 10);
	ret->minor = (unsigned int)strtoul(minor + 1, NULL, 10);
	unescape(field[3]);
	unescape(field[4]);
	unescape(field[dash + 2]);
	ret->root = field[3];
	ret->point = field[4];
	ret->source = field[dash + 2];
	return true;
}

int mounts_next(struct bytes text, size_t *cursor, struct arena *arena, struct mount *ret)
{
	while (*cursor < text.size) {
		const char *from = (const char *)text.data + *cursor;
		const char *newline = memchr(from, '\n', text.size - *cursor);
		size_t size = newline ? (size_t)(newline - from) : text.size - *cursor;
		char *line = arena_copy(arena, from, size);

		if (!line)
			return -ENOMEM;
		*cursor += size + 1;
		if (line_parse(line, ret))
			return 0;
	}
	return -ENOENT;
}

const char *mount_path(const struct mount *mount, const char *path, struct arena *arena)
{
	const char *point = strcmp(mount->point, "/") ? mount->point : "";
	size_t size = strcmp(mount->root, "/") ? strlen(mount->root) : 0;

	if (!strncmp(path, mount->root, size) && path[size] == '/')
		path += size;
	return arena_printf(arena, "%s%s%s", point, *path == '/' ? "" : "/", path);
}
