/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.h - the memory of an OS, running or not, as the readers of a log want it
 *
 * In: a descriptor bound to the OS, through which its owned memory can be mapped.
 * Out: struct printk_memory.
 *
 * Regions may be hundreds of gigabytes: a few windows are mapped at a time, the one used
 * longest ago goes first. What is mapped cannot be released: view_close() before that.
 */
#ifndef MINT_CTL_LOOK_MEMORY_H
#define MINT_CTL_LOOK_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "base/prange.h"
#include "abi/mint.h"
#include "printk/memory.h"
#include "printk/window.h"

#define VIEW_WINDOWS	 16
#define VIEW_WINDOW_SIZE (UINT64_C(64) << 20)
#define VIEW_MOVES_MAX	 4096 /* of windows in one look: some seconds of mapping */

/* One OS's memory; must not be moved while a printk_memory refers to it. */
struct view {
	int fd; /* not owned */
	struct prange range[MINT_MAX_RANGES];
	size_t nr_ranges;
	struct prange kernel; /* where one is looked for; empty: nowhere */
	struct windows windows;
	int map_err;	    /* of the last part not to be mapped in this look */
	unsigned int moves; /* of windows in this look */
};

/** view_open - look at what @status says that it owns; nothing is mapped yet */
void view_open(struct view *view, int fd, const struct mint_status *status);

/** view_close - unmap all; the view can be used again */
void view_close(struct view *view);

/**
 * view_look - whoever is about to read looks anew
 *
 * What lies in that memory says where to read next. The largest log there can be needs
 * 200 windows, each once; one look that moves them VIEW_MOVES_MAX times is led about, and
 * all further reads of it that need another window fail.
 */
void view_look(struct view *view);

/**
 * view_read - struct printk_memory's read
 * Return: 0, -EFAULT (not owned), -ELOOP (view_look()), errno of mmap(2).
 */
int view_read(void *view, phys_t from, void *to, size_t size);

#endif
