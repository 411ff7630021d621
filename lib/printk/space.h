/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * space.h - a kernel's virtual addresses, read through its physical memory
 *
 * In: struct printk_memory, vmcoreinfo. Out: bytes at virtual addresses.
 * Ref: Documentation/arch/x86/x86_64/mm.rst (kernel text mapping, direct map);
 *      SDM vol. 3A section 4.5 (4- and 5-level paging).
 *
 * The kernel text mapping is linear: va - 0xffffffff80000000 + phys_base. Everything else
 * (the direct map, wherever KASLR put it) is looked up in the kernel's own page tables,
 * init_top_pgt, so no base address is ever assumed.
 */
#ifndef MINT_PRINTK_SPACE_H
#define MINT_PRINTK_SPACE_H

#include "printk/memory.h"
#include "printk/vmcoreinfo.h"

#define KERNEL_TEXT_BASE UINT64_C(0xffffffff80000000)

struct space {
	struct printk_memory memory;
	struct prange text;  /* virtual addresses of the kernel text mapping */
	uint64_t phys_base;  /* modulo 2^64: KASLR makes it negative */
	uint64_t top;	     /* physical address of the top page table; 0: none known */
	uint64_t sme_mask;   /* memory encryption bit in page table entries */
	unsigned int levels; /* 4 or 5 */
};

/**
 * space_open - what translation needs, from vmcoreinfo; allocates nothing
 * @ret: written only on success; a copy of @memory is kept
 *
 * Return: 0, -ENOENT (neither NUMBER(phys_base) nor @memory->translate), -EINVAL (a value
 * is no number). Reads no memory.
 */
int space_open(const struct printk_memory *memory, const struct vmcoreinfo *info,
	       struct space *ret, struct diag *diag);

/**
 * space_translate - physical address of @va
 * @ret: written only on success
 * @run: bytes from @va on that are contiguous, > 0; written only on success
 *
 * Return: 0, -EFAULT (not mapped, or no kernel address), or what a read said.
 */
int space_translate(const struct space *space, uint64_t va, phys_t *ret, uint64_t *run);

/** space_read - @size bytes at virtual @va; 0, -EFAULT, or what a read said. */
int space_read(const struct space *space, uint64_t va, void *to, size_t size);

struct span {
	uint64_t offset; /* from the begin of the map */
	phys_t phys;
	uint64_t size;
};

/* An array of the kernel that never moves: looked up once. Zero-initialise; owns @at. */
struct space_map {
	struct printk_memory memory;
	uint64_t size;
	struct span *at;
	size_t count;
	size_t room;
};

#define SPACE_MAP_SPANS 65536
#define SPACE_MAP_SIZE	(UINT64_C(1) << 33)

/**
 * space_map - look up [@va, @va + @size) for later reads
 * @ret: written only on success; end with space_unmap()
 *
 * Return: 0, -EFBIG (more than SPACE_MAP_SIZE bytes or SPACE_MAP_SPANS pieces), -ENOMEM,
 * -EFAULT, or what a read said.
 */
int space_map(const struct space *space, uint64_t va, uint64_t size,
	      struct space_map *ret);

/** space_map_read - @size bytes at @offset; 0, -ERANGE, or what a read said. */
int space_map_read(const struct space_map *map, uint64_t offset, void *to, size_t size);

void space_unmap(struct space_map *map);

#endif
