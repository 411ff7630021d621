/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * file.h - a vmcore's file, read through windows
 *
 * In: a file that can be read at any place: a saved vmcore, /proc/vmcore.
 * Out: struct core_file.
 *
 * Read, not mapped: mapping /proc/vmcore costs page tables for all of the memory that
 * died, in a kernel that has little, and a file that is cut off would kill with SIGBUS.
 */
#ifndef MINT_VMCORE_DMESG_FILE_H
#define MINT_VMCORE_DMESG_FILE_H

#include "printk/window.h"
#include "vmcore-dmesg/core.h"

#define FILE_WINDOWS	 8
#define FILE_WINDOW_SIZE UINT64_C(0x10000)

/* Zero-initialise but for @fd, which stays the caller's; end with dump_file_free(). */
struct dump_file {
	int fd;
	struct windows windows; /* each holds FILE_WINDOW_SIZE bytes of its own */
};

/** dump_file_open - for core_open(); @file must outlive the core, and not move */
struct core_file dump_file_open(struct dump_file *file);

void dump_file_free(struct dump_file *file);

#endif
