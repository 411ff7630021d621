/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.c - the memory of an OS through windows
 *
 * In: /dev/mint, mapped read-only. Out: copies of physical memory.
 * Ref: memory.h.
 */
#include "mint/ctl/look/memory.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

void view_open(struct view *view, int fd, const struct mint_status *status)
{
	uint32_t i;

	*view = (struct view){ .fd = fd };
	for (i = 0; i < status->nr_ranges && i < MINT_MAX_RANGES; i++)
		view->range[view->nr_ranges++] =
			(struct prange){ status->ranges[i].start, status->ranges[i].end };
}

static void window_unmap(struct view_window *window)
{
	if (!prange_is_empty(window->range))
		munmap((void *)(uintptr_t)window->at, prange_size(window->range));
	*window = (struct view_window){ 0 };
}

void view_close(struct view *view)
{
	size_t i;

	for (i = 0; i < VIEW_WINDOWS; i++)
		window_unmap(&view->window[i]);
}

static struct view_window *window_find(struct view *view, phys_t at)
{
	size_t i;

	for (i = 0; i < VIEW_WINDOWS; i++) {
		if (prange_has(view->window[i].range, at))
			return &view->window[i];
	}
	return NULL;
}

static struct view_window *window_oldest(struct view *view)
{
	struct view_window *oldest = &view->window[0];
	size_t i;

	for (i = 1; i < VIEW_WINDOWS; i++) {
		if (view->window[i].used < oldest->used)
			oldest = &view->window[i];
	}
	return oldest;
}

/* The window around @at, no wider than the range it belongs to. */
static int window_map(struct view *view, phys_t at, struct view_window **ret)
{
	struct prange whole = { align_down(at, VIEW_WINDOW_SIZE),
				align_down(at, VIEW_WINDOW_SIZE) + VIEW_WINDOW_SIZE };
	struct view_window *window;
	void *map;
	size_t i;

	for (i = 0; i < view->nr_ranges && !prange_has(view->range[i], at); i++)
		;
	if (i == view->nr_ranges)
		return -EFAULT;
	window = window_oldest(view);
	window_unmap(window);
	whole = prange_common(whole, view->range[i]);
	map = mmap(NULL, prange_size(whole), PROT_READ, MAP_SHARED, view->fd,
		   (off_t)whole.start);
	if (map == MAP_FAILED) {
		view->map_err = -errno;
		return view->map_err;
	}
	*window = (struct view_window){ .range = whole, .at = map };
	*ret = window;
	return 0;
}

int view_read(void *context, phys_t from, void *to, size_t size)
{
	struct view *view = context;
	uint8_t *out = to;

	while (size) {
		struct view_window *window = window_find(view, from);
		size_t piece;
		int err = window ? 0 : window_map(view, from, &window);

		if (err)
			return err;
		window->used = ++view->reads;
		piece = window->range.end - from < size ? window->range.end - from : size;
		memcpy(out, window->at + (from - window->range.start), piece);
		out += piece;
		from += piece;
		size -= piece;
	}
	return 0;
}
