/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * window.h - a file read through a few windows that move
 *
 * In: a file that can be read at any place: a saved vmcore, /proc/vmcore.
 * Out: struct core_file.
 *
 * Read, not mapped: mapping /proc/vmcore costs page tables for all of the memory that
 * died, in a kernel that has little, and a file that is cut off would kill with SIGBUS.
 * A log's readers walk four arrays side by side, so a few windows are nearly always
 * right.
 */
#ifndef MINT_VMCORE_DMESG_WINDOW_H
#define MINT_VMCORE_DMESG_WINDOW_H

#include "base/prange.h"
#include "vmcore-dmesg/core.h"

#define WINDOW_COUNT 8
#define WINDOW_SIZE  UINT64_C(0x10000)

struct window {
	struct prange range; /* of the file; empty: not used yet */
	uint64_t used;	     /* number of the read that used it last */
	uint8_t *at;	     /* WINDOW_SIZE bytes */
};

/* Zero-initialise but for @fd, which stays the caller's; end with windows_free(). */
struct windows {
	int fd;
	uint64_t reads;
	struct window window[WINDOW_COUNT];
};

/** windows_file - for core_open(); @windows must outlive the core */
struct core_file windows_file(struct windows *windows);

void windows_free(struct windows *windows);

#endif
