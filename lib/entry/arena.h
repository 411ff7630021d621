/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arena.h - memory that is freed all at once
 *
 * A menu is read into many small pieces that live as long as the choice takes. In: sizes.
 * Out: zeroed memory; NULL when there is none, or when a file asks for too much of it.
 */
#ifndef MINT_ENTRY_ARENA_H
#define MINT_ENTRY_ARENA_H

#include <stddef.h>

#define ARENA_MOST (64U << 20) /* bytes; a real menu takes less than one MiB */

struct arena_piece;

/* Zero-initialise; arena_free() at the end. */
struct arena {
	struct arena_piece *pieces;
	size_t used;
};

/** arena_take - @size zeroed bytes, aligned for anything; NULL beyond ARENA_MOST */
void *arena_take(struct arena *arena, size_t size);

/** arena_copy - @size bytes of @text and a NUL, or NULL */
char *arena_copy(struct arena *arena, const char *text, size_t size);

/** arena_printf - formatted text, or NULL */
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void arena_free(struct arena *arena);

#endif
