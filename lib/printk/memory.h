/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.h - a kernel's physical memory, wherever it is kept
 *
 * In: somebody's way to read it: a successor's memory through mint.ko, a vmcore, a file.
 * Out: what all readers of this room take.
 */
#ifndef MINT_PRINTK_MEMORY_H
#define MINT_PRINTK_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "base/prange.h"

/**
 * struct printk_memory - physical reads that may fail
 * @read: copies @size bytes at physical @from into @to, all of them or none; 0 or a
 *        negative errno. The kernel that owns the memory may be writing to it: aligned
 *        8-byte words should come in one piece (any memcpy on x86-64 does so), larger
 *        copies may be torn, which the readers find out by themselves.
 * @translate: NULL, or what the container itself knows of a virtual address @va (PT_LOAD
 *        of a vmcore): the physical one, and in @run how many bytes follow contiguously
 *        (> 0); 0 or a negative errno, after which the kernel's page tables are asked.
 * @context: handed to both; owned by the caller, outlives every reader that uses it
 */
struct printk_memory {
	int (*read)(void *context, phys_t from, void *to, size_t size);
	int (*translate)(void *context, uint64_t va, phys_t *ret, uint64_t *run);
	void *context;
};

#endif
