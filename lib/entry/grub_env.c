/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_env.c - GRUB's environment block, grubenv
 *
 *	# GRUB Environment Block \n
 *	name=value \n …		a backslash in a value makes the next byte a plain one
 *	#######…		up to 1024 bytes
 *
 * In: bytes. Out: names and values.
 * Ref: GRUB 2.12 grub-core/lib/envblk.c; GRUB manual "Environment block".
 */
#include "entry/grub_env.h"

#include <errno.h>
#include <string.h>

/* Behind the end of a value, which is a newline that no backslash protects. */
static size_t value_end(struct bytes text, size_t at)
{
	while (at < text.size && text.data[at] != '\n')
		at += text.data[at] == '\\' ? 2 : 1;
	return at < text.size ? at : text.size;
}

static char *value_copy(struct arena *arena, const char *from, size_t size)
{
	char *copy = arena_copy(arena, from, size);
	size_t used = 0;

	if (!copy)
		return NULL;
	for (size_t i = 0; i < size; i++) {
		if (from[i] == '\\' && i + 1 < size)
			i++;
		copy[used++] = from[i];
	}
	copy[used] = '\0';
	return copy;
}

int grub_env_next(struct bytes text, size_t *cursor, struct arena *arena,
		  struct grub_setting *ret)
{
	while (*cursor < text.size) {
		const uint8_t *line = text.data + *cursor, *equals;
		size_t end = value_end(text, *cursor), size = end - *cursor;
		struct grub_setting setting;

		*cursor = end < text.size ? end + 1 : end;
		if (!size || *line == '#')
			continue;
		equals = memchr(line, '=', size);
		if (!equals)
			continue;
		size = (size_t)(equals - line);
		setting.name = arena_copy(arena, (const char *)line, size);
		setting.value = value_copy(arena, (const char *)equals + 1,
					   end - (size_t)(equals - text.data) - 1);
		if (!setting.name || !setting.value)
			return -ENOMEM;
		*ret = setting;
		return 0;
	}
	return -ENOENT;
}
