/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.c - the memory of an OS through windows
 *
 * In: /dev/mint, mapped read-only. Out: copies of physical memory.
 * Ref: memory.h.
 */
#include "mint/ctl/look/memory.h"

#include <errno.h>
#include <sys/mman.h>

static void window_unmap(struct window *window)
{
	if (!prange_is_empty(window->range))
		munmap(window->at, prange_size(window->range));
	*window = (struct window){ 0 };
}

/* The window around @at, no wider than the range it belongs to. */
static int window_move(void *context, struct window *window, phys_t at)
{
	struct prange whole = { align_down(at, VIEW_WINDOW_SIZE),
				align_down(at, VIEW_WINDOW_SIZE) + VIEW_WINDOW_SIZE };
	struct view *view = context;
	void *map;
	size_t i;

	for (i = 0; i < view->nr_ranges && !prange_has(view->range[i], at); i++)
		;
	if (i == view->nr_ranges)
		return -EFAULT;
	if (view->moves >= VIEW_MOVES_MAX)
		return -ELOOP;
	view->moves++;
	window_unmap(window);
	whole = prange_common(whole, view->range[i]);
	map = mmap(NULL, prange_size(whole), PROT_READ, MAP_SHARED, view->fd,
		   (off_t)whole.start);
	if (map == MAP_FAILED) {
		view->map_err = -errno;
		return view->map_err;
	}
	*window = (struct window){ .range = whole, .at = map };
	return 0;
}

/* Behind the begin of its region, which need not be the first of its ranges. */
static struct prange kernel_place(const struct mint_range *range, size_t count)
{
	struct prange region = { 0 }, place;
	size_t i;

	for (i = 0; i < count && prange_is_empty(region); i++)
		if (range[i].purpose == MINT_PURPOSE_REGION)
			region = (struct prange){ range[i].start, range[i].end };
	place.start = region.start + MINT_KERNEL_OFFSET;
	place.end = place.start + MINT_KERNEL_SIZE;
	return prange_common(place, region);
}

void view_open(struct view *view, int fd, const struct mint_status *status)
{
	uint32_t i;

	*view = (struct view){ .fd = fd };
	view->kernel = kernel_place(status->ranges, status->nr_ranges < MINT_MAX_RANGES
							    ? status->nr_ranges
							    : MINT_MAX_RANGES);
	view->windows = (struct windows){ .move = window_move,
					  .context = view,
					  .count = VIEW_WINDOWS };
	for (i = 0; i < status->nr_ranges && i < MINT_MAX_RANGES; i++)
		view->range[view->nr_ranges++] =
			(struct prange){ status->ranges[i].start, status->ranges[i].end };
}

void view_look(struct view *view)
{
	view->map_err = 0;
	view->moves = 0;
}

void view_close(struct view *view)
{
	size_t i;

	for (i = 0; i < VIEW_WINDOWS; i++)
		window_unmap(&view->windows.window[i]);
}

int view_read(void *context, phys_t from, void *to, size_t size)
{
	struct view *view = context;
	size_t done;

	return windows_read(&view->windows, from, to, size, &done);
}
