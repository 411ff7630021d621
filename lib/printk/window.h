/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * window.h - something large, read through a few windows that move
 *
 * In: somebody's way to move a window: mmap(2) of an OS's memory, pread(2) of a vmcore.
 * Out: copies of bytes.
 *
 * A log's readers walk four arrays side by side, so a few windows are nearly always
 * right; of those that are not, the one used longest ago moves.
 */
#ifndef MINT_PRINTK_WINDOW_H
#define MINT_PRINTK_WINDOW_H

#include <stddef.h>
#include <stdint.h>

#include "base/prange.h"

#define WINDOWS_MAX 16

struct window {
	struct prange range; /* of what is looked at; empty: holds nothing */
	uint64_t used;	     /* number of the read that used it last */
	uint8_t *at;	     /* the bytes of @range; whoever moves it owns them */
};

/**
 * struct windows - the windows of one file or memory; must not move while it is read
 * @move:    makes @window hold the byte @at: frees or reuses what it held, sets range and
 *           at; 0, or a negative errno and a @window that does not hold @at
 * @context: handed to it; owned by the caller, outlives the windows
 * @count:   how many of @window are used, at most WINDOWS_MAX
 */
struct windows {
	int (*move)(void *context, struct window *window, uint64_t at);
	void *context;
	size_t count;
	uint64_t reads;
	struct window window[WINDOWS_MAX];
};

/**
 * windows_read - @size bytes at @from
 * @ret_done: how many of them were copied, on failure too: those before the one that no
 *            window can hold
 *
 * Return: 0, or what @move said.
 */
int windows_read(struct windows *windows, uint64_t from, void *to, size_t size,
		 size_t *ret_done);

#endif
