/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * window.c - a file read through a few windows that move
 *
 * In: a file descriptor. Out: copies of its bytes. Ref: window.h.
 */
#include "vmcore-dmesg/window.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Up to @size bytes, fewer only at the end of the file. */
static int file_read(int fd, uint64_t from, uint8_t *to, size_t size, size_t *ret)
{
	size_t done = 0;
	ssize_t got;

	if (from > INT64_MAX - WINDOW_SIZE)
		return -ENODATA;
	while (done < size) {
		got = pread(fd, to + done, size - done, (off_t)(from + done));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && !done)
			return -errno;
		if (got <= 0)
			break;
		done += (size_t)got;
	}
	*ret = done;
	return 0;
}

static struct window *window_find(struct windows *windows, uint64_t at)
{
	struct window *oldest = &windows->window[0], *window;
	size_t i;

	for (i = 0; i < WINDOW_COUNT; i++) {
		window = &windows->window[i];
		if (prange_has(window->range, at))
			return window;
		if (window->used < oldest->used)
			oldest = window;
	}
	return oldest;
}

/* The window's piece of the file around @at; what is behind a bad place is left out. */
static int window_move(struct windows *windows, struct window *window, uint64_t at)
{
	uint64_t start = align_down(at, WINDOW_SIZE);
	size_t size;
	int err;

	window->range = (struct prange){ 0, 0 };
	if (!window->at)
		window->at = malloc(WINDOW_SIZE);
	if (!window->at)
		return -ENOMEM;
	err = file_read(windows->fd, start, window->at, WINDOW_SIZE, &size);
	if (err)
		return err;
	window->range = (struct prange){ start, start + size };
	return prange_has(window->range, at) ? 0 : -ENODATA;
}

/* Asked for alone: a window around it also covers what cannot be read. */
static int piece_read(int fd, uint64_t from, uint8_t *to, size_t size)
{
	size_t done;
	int err = file_read(fd, from, to, size, &done);

	if (err)
		return err;
	return done == size ? 0 : -ENODATA;
}

static int windows_read(void *context, uint64_t from, void *to, size_t size)
{
	struct windows *windows = context;
	uint8_t *out = to;

	while (size) {
		struct window *window = window_find(windows, from);
		size_t piece;

		if (!prange_has(window->range, from) &&
		    window_move(windows, window, from))
			return piece_read(windows->fd, from, out, size);
		window->used = ++windows->reads;
		piece = window->range.end - from < size ? window->range.end - from : size;
		memcpy(out, window->at + (from - window->range.start), piece);
		out += piece;
		from += piece;
		size -= piece;
	}
	return 0;
}

struct core_file windows_file(struct windows *windows)
{
	return (struct core_file){ .read = windows_read, .context = windows };
}

void windows_free(struct windows *windows)
{
	size_t i;

	for (i = 0; i < WINDOW_COUNT; i++)
		free(windows->window[i].at);
	*windows = (struct windows){ .fd = windows->fd };
}
