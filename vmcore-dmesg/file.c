/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * file.c - a vmcore's file, read through windows
 *
 * In: a file descriptor. Out: copies of its bytes. Ref: file.h.
 */
#include "vmcore-dmesg/file.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* Up to @size bytes, fewer only at the end of the file. */
static int file_read(int fd, uint64_t from, uint8_t *to, size_t size, size_t *ret)
{
	size_t done = 0;
	ssize_t got;

	if (from > INT64_MAX - FILE_WINDOW_SIZE)
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

/* The window's piece of the file around @at; what is behind a bad place is left out. */
static int window_move(void *context, struct window *window, uint64_t at)
{
	struct dump_file *file = context;
	uint64_t start = align_down(at, FILE_WINDOW_SIZE);
	size_t size;
	int err;

	window->range = (struct prange){ 0, 0 };
	if (!window->at)
		window->at = malloc(FILE_WINDOW_SIZE);
	if (!window->at)
		return -ENOMEM;
	err = file_read(file->fd, start, window->at, FILE_WINDOW_SIZE, &size);
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

static int dump_file_read(void *context, uint64_t from, void *to, size_t size)
{
	struct dump_file *file = context;
	size_t done;

	if (!windows_read(&file->windows, from, to, size, &done))
		return 0;
	return piece_read(file->fd, from + done, (uint8_t *)to + done, size - done);
}

struct core_file dump_file_open(struct dump_file *file)
{
	file->windows.move = window_move;
	file->windows.context = file;
	file->windows.count = FILE_WINDOWS;
	return (struct core_file){ .read = dump_file_read, .context = file };
}

void dump_file_free(struct dump_file *file)
{
	size_t i;

	for (i = 0; i < FILE_WINDOWS; i++)
		free(file->windows.window[i].at);
	*file = (struct dump_file){ .fd = file->fd };
}
