/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arena.c - memory that is freed all at once
 *
 * In: sizes. Out: a list of allocations with one owner.
 */
#include "entry/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_piece {
	struct arena_piece *next;
	max_align_t data[];
};

void *arena_take(struct arena *arena, size_t size)
{
	struct arena_piece *piece;

	if (size > ARENA_MOST)
		return NULL;
	size += sizeof(*piece);
	if (size > ARENA_MOST - arena->used)
		return NULL;
	piece = calloc(1, size);
	if (!piece)
		return NULL;
	piece->next = arena->pieces;
	arena->pieces = piece;
	arena->used += size;
	return piece->data;
}

char *arena_copy(struct arena *arena, const char *text, size_t size)
{
	char *copy = arena_take(arena, size + 1);

	if (copy && size)
		memcpy(copy, text, size);
	return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments, again;
	char *text;
	int size;

	va_start(arguments, format);
	va_copy(again, arguments);
	size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	text = size < 0 ? NULL : arena_take(arena, (size_t)size + 1);
	if (text)
		vsnprintf(text, (size_t)size + 1, format, again);
	va_end(again);
	return text;
}

void arena_free(struct arena *arena)
{
	while (arena->pieces) {
		struct arena_piece *piece = arena->pieces;

		arena->pieces = piece->next;
		free(piece);
	}
	arena->used = 0;
}
