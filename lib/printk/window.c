/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * window.c - something large, read through a few windows that move
 *
 * In, Out: see window.h.
 */
#include "printk/window.h"

#include <string.h>

/* The window that holds @at, else the one used longest ago. */
static struct window *window_find(struct windows *windows, uint64_t at)
{
	struct window *oldest = &windows->window[0], *window;
	size_t i;

	for (i = 0; i < windows->count; i++) {
		window = &windows->window[i];
		if (prange_has(window->range, at))
			return window;
		if (window->used < oldest->used)
			oldest = window;
	}
	return oldest;
}

int windows_read(struct windows *windows, uint64_t from, void *to, size_t size,
		 size_t *ret_done)
{
	uint8_t *out = to;
	int err;

	*ret_done = 0;
	while (*ret_done < size) {
		uint64_t at = from + *ret_done, piece = size - *ret_done;
		struct window *window = window_find(windows, at);

		if (!prange_has(window->range, at)) {
			err = windows->move(windows->context, window, at);
			if (err)
				return err;
		}
		window->used = ++windows->reads;
		if (piece > window->range.end - at)
			piece = window->range.end - at;
		memcpy(out + *ret_done, window->at + (at - window->range.start),
		       (size_t)piece);
		*ret_done += (size_t)piece;
	}
	return 0;
}
