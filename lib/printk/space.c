/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * space.c - a kernel's virtual addresses, read through its physical memory
 *
 * In: vmcoreinfo, physical reads. Out: physical addresses, bytes.
 * Ref: SDM vol. 3A section 4.5; Linux arch/x86/kernel/vmcore_info_64.c (what is
 * exported).
 */
#include "printk/space.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

#define TEXT_SIZE_DEFAULT (UINT64_C(512) << 20)
#define TEXT_SIZE_MAX	  SIZE_1G
#define ENTRY_PRESENT	  UINT64_C(1)
#define ENTRY_LARGE	  (UINT64_C(1) << 7)
#define ENTRY_ADDRESS	  UINT64_C(0x000ffffffffff000) /* bits 51:12 */

/* The names of the top page table, newest first. */
static const char *const top_names[] = { "init_top_pgt", "swapper_pg_dir",
					 "init_level4_pgt" };

static int value_or(const struct vmcoreinfo *info, enum vmcoreinfo_kind kind,
		    const char *name, uint64_t otherwise, uint64_t *ret)
{
	int err = vmcoreinfo_value(info, kind, name, ret);

	if (err != -ENOENT)
		return err;
	*ret = otherwise;
	return 0;
}

static int top_find(const struct vmcoreinfo *info, struct space *space)
{
	uint64_t va = 0;
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(top_names) && !va; i++) {
		err = value_or(info, VMCOREINFO_SYMBOL, top_names[i], 0, &va);
		if (err)
			return err;
	}
	if (prange_has(space->text, va) && is_aligned(va, PAGE_SIZE_4K))
		space->top = va - KERNEL_TEXT_BASE + space->phys_base;
	return 0;
}

static int text_find(const struct vmcoreinfo *info, struct space *space)
{
	uint64_t size = 0;
	int err;

	err = vmcoreinfo_value(info, VMCOREINFO_NUMBER, "phys_base", &space->phys_base);
	/* the container may know where the kernel is: no text mapping here then */
	if (err && (err != -ENOENT || !space->memory.translate))
		return err;
	if (!err)
		space->text.start = KERNEL_TEXT_BASE;
	err = value_or(info, VMCOREINFO_NUMBER, "KERNEL_IMAGE_SIZE", TEXT_SIZE_DEFAULT,
		       &size);
	if (err)
		return err;
	if (space->text.start)
		space->text.end =
			KERNEL_TEXT_BASE + (size > TEXT_SIZE_MAX ? TEXT_SIZE_MAX : size);
	return 0;
}

static int paging_find(const struct vmcoreinfo *info, struct space *space)
{
	uint64_t five = 0;
	int err = value_or(info, VMCOREINFO_NUMBER, "pgtable_l5_enabled", 0, &five);

	if (err)
		return err;
	space->levels = five ? 5 : 4;
	err = value_or(info, VMCOREINFO_NUMBER, "sme_mask", 0, &space->sme_mask);
	if (err)
		return err;
	return top_find(info, space);
}

int space_open(const struct printk_memory *memory, const struct vmcoreinfo *info,
	       struct space *ret, struct diag *diag)
{
	struct space space = { .memory = *memory };
	int err = text_find(info, &space);

	if (!err)
		err = paging_find(info, &space);
	if (err)
		return diag_fail(diag, err,
				 "vmcoreinfo: %s in phys_base, KERNEL_IMAGE_SIZE, "
				 "pgtable_l5_enabled, sme_mask or init_top_pgt",
				 err == -ENOENT ? "nothing" : "no number");
	*ret = space;
	return 0;
}

static int space_walk(const struct space *space, uint64_t va, phys_t *ret, uint64_t *run)
{
	unsigned int level, shift = 12 + 9 * space->levels;
	uint64_t table = space->top, entry, size;
	int err;

	/* the kernel's half, sign-extended */
	if (!table || va >> (shift - 1) != UINT64_MAX >> (shift - 1))
		return -EFAULT;
	for (level = space->levels; level; level--) {
		shift -= 9;
		err = space->memory.read(space->memory.context,
					 table + 8 * ((va >> shift) & 511), &entry, 8);
		if (err)
			return err;
		entry &= ~space->sme_mask;
		if (!(entry & ENTRY_PRESENT))
			return -EFAULT;
		if (level == 1 || (level <= 3 && (entry & ENTRY_LARGE))) {
			size = UINT64_C(1) << shift;
			*ret = (align_down(entry & ENTRY_ADDRESS, size)) |
			       (va & (size - 1));
			*run = size - (va & (size - 1));
			return 0;
		}
		table = entry & ENTRY_ADDRESS;
	}
	return -EFAULT;
}

int space_translate(const struct space *space, uint64_t va, phys_t *ret, uint64_t *run)
{
	const struct printk_memory *memory = &space->memory;

	if (memory->translate && !memory->translate(memory->context, va, ret, run) &&
	    *run)
		return 0;
	if (prange_has(space->text, va)) {
		*ret = va - KERNEL_TEXT_BASE + space->phys_base;
		*run = space->text.end - va;
		return 0;
	}
	return space_walk(space, va, ret, run);
}

int space_read(const struct space *space, uint64_t va, void *to, size_t size)
{
	uint8_t *at = to;
	uint64_t run;
	phys_t phys;
	int err;

	while (size) {
		err = space_translate(space, va, &phys, &run);
		if (err)
			return err;
		if (run > size)
			run = size;
		err = space->memory.read(space->memory.context, phys, at, (size_t)run);
		if (err)
			return err;
		at += run;
		va += run;
		size -= (size_t)run;
	}
	return 0;
}

/* Grows the last span when @phys follows it. */
static int span_add(struct space_map *map, phys_t phys, uint64_t size)
{
	struct span *last = map->count ? &map->at[map->count - 1] : NULL, *at;

	if (last && last->phys + last->size == phys) {
		last->size += size;
		map->size += size;
		return 0;
	}
	if (map->count == map->room) {
		if (map->room == SPACE_MAP_SPANS)
			return -EFBIG;
		map->room = map->room ? 2 * map->room : 4;
		at = reallocarray(map->at, map->room, sizeof(*at));
		if (!at)
			return -ENOMEM;
		map->at = at;
	}
	map->at[map->count++] = (struct span){ map->size, phys, size };
	map->size += size;
	return 0;
}

int space_map(const struct space *space, uint64_t va, uint64_t size,
	      struct space_map *ret)
{
	CLEANUP(space_unmap) struct space_map map = { .memory = space->memory };
	uint64_t run;
	phys_t phys;
	int err;

	if (size > SPACE_MAP_SIZE || va > UINT64_MAX - size)
		return -EFBIG;
	while (map.size < size) {
		err = space_translate(space, va + map.size, &phys, &run);
		if (err)
			return err;
		if (run > size - map.size)
			run = size - map.size;
		err = span_add(&map, phys, run);
		if (err)
			return err;
	}
	*ret = map;
	map = (struct space_map){ 0 };
	return 0;
}

/* The span that holds @offset; the caller has checked that there is one. */
static const struct span *span_find(const struct space_map *map, uint64_t offset)
{
	size_t low = 0, high = map->count, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (map->at[middle].offset <= offset)
			low = middle;
		else
			high = middle;
	}
	return &map->at[low];
}

int space_map_read(const struct space_map *map, uint64_t offset, void *to, size_t size)
{
	const struct span *span;
	uint64_t skip, run;
	uint8_t *at = to;
	int err;

	if (offset > map->size || size > map->size - offset)
		return -ERANGE;
	while (size) {
		span = span_find(map, offset);
		skip = offset - span->offset;
		run = span->size - skip;
		if (run > size)
			run = size;
		err = map->memory.read(map->memory.context, span->phys + skip, at,
				       (size_t)run);
		if (err)
			return err;
		at += run;
		offset += run;
		size -= (size_t)run;
	}
	return 0;
}

void space_unmap(struct space_map *map)
{
	free(map->at);
	memset(map, 0, sizeof(*map));
}
