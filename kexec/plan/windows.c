/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * windows.c - find the two windows that an OS owns beside its region
 *
 * In: machine facts, the region. Out: a range.
 */
#include "plan/windows.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "mint/uapi/mint.h"
#include "plan/rules.h"

#define AUTO_LIST CLEANUP(prange_list_free)

/* How far up the order of candidates to go. */
enum candidate { CANDIDATE_OFFLINE, CANDIDATE_MOVABLE, CANDIDATE_ANY };

int window_find_highest(const struct prange_list *list, struct prange limit,
			uint64_t size, uint64_t align, struct prange *ret)
{
	for (size_t i = list->count; i-- > 0;) {
		struct prange room = prange_common(list->at[i], limit);
		phys_t start;

		if (prange_is_empty(room) || prange_size(room) < size)
			continue;
		start = align_down(room.end - size, align);
		if (start < room.start)
			continue;
		*ret = (struct prange){ start, start + size };
		return 0;
	}
	return -ENOSPC;
}

/* Take out what is somebody's: the region, other OSes, the leader's kernel, page 0... */
static int candidates_cut(const struct window_input *in, struct prange_list *list)
{
	const struct machine *machine = in->machine;
	int err = prange_list_remove(list, in->region);

	if (!err)
		err = prange_list_remove(list, (struct prange){ 0, SIZE_1M });
	for (size_t o = 0; !err && o < machine->nr_os; o++)
		for (size_t r = 0; !err && r < machine->os[o].nr_ranges; r++)
			err = prange_list_remove(list, machine->os[o].range[r]);
	return err;
}

static bool block_can_be_tried(const struct window_input *in,
			       const struct memory_block *block, enum candidate candidate)
{
	const struct machine *machine = in->machine;

	if (in->ram->count && !prange_list_covers(in->ram, block->range))
		return false;
	if (!block->is_online)
		return true;
	if (candidate == CANDIDATE_OFFLINE || block->removable == FACT_NO)
		return false;
	if (candidate == CANDIDATE_MOVABLE && strcmp(block->zone, "Movable"))
		return false;
	for (size_t i = 0; i < machine->nr_iomem; i++)
		if (machine->iomem_known == FACT_YES &&
		    rule_leader_kernel(machine->iomem[i].name) &&
		    prange_overlaps(machine->iomem[i].range, block->range))
			return false;
	return true;
}

static int candidates_from_blocks(const struct window_input *in, enum candidate candidate,
				  struct prange_list *list)
{
	int err = 0;

	for (size_t i = 0; !err && i < in->machine->nr_blocks; i++)
		if (block_can_be_tried(in, &in->machine->block[i], candidate))
			err = prange_list_add(list, in->machine->block[i].range);
	return err ? err : candidates_cut(in, list);
}

/* Firmware RAM that is no System RAM of the leader: memmap= or mem= hid it. */
static int candidates_from_boot(const struct window_input *in, struct prange_list *list)
{
	int err = 0;

	if (in->machine->iomem_known != FACT_YES)
		return 0;
	for (size_t i = 0; !err && i < in->ram->count; i++)
		err = prange_list_add(list, in->ram->at[i]);
	for (size_t i = 0; !err && i < in->system_ram->count; i++)
		err = prange_list_remove(list, in->system_ram->at[i]);
	return err ? err : candidates_cut(in, list);
}

int window_find_swiotlb(const struct window_input *in, uint64_t size, struct prange *ret)
{
	static const struct prange below_4g = { 0, SIZE_4G };
	AUTO_LIST struct prange_list reserved = { 0 };
	int err = candidates_from_boot(in, &reserved);

	if (!err)
		err = window_find_highest(&reserved, below_4g, size, WINDOW_ALIGN, ret);
	for (int candidate = CANDIDATE_OFFLINE;
	     err == -ENOSPC && candidate <= CANDIDATE_ANY; candidate++) {
		AUTO_LIST struct prange_list list = { 0 };

		err = candidates_from_blocks(in, (enum candidate)candidate, &list);
		if (!err)
			err = window_find_highest(&list, below_4g, size, WINDOW_ALIGN,
						  ret);
	}
	return err;
}

int window_find_swiotlb_instead(const struct window_input *in, uint64_t size,
				struct prange *ret)
{
	AUTO_LIST struct prange_list list = { 0 };
	int err = 0;

	for (size_t i = 0; !err && i < in->ram->count; i++)
		err = prange_list_add(&list, in->ram->at[i]);
	if (!err)
		err = prange_list_remove(&list, in->region);
	if (err)
		return err;
	return window_find_highest(&list, (struct prange){ SIZE_1M, SIZE_4G }, size,
				   WINDOW_ALIGN, ret);
}

/* Who is in the way of @window; then the address to go on from. */
static phys_t realmode_obstacle(const struct window_input *in, struct prange window)
{
	const struct machine *machine = in->machine;

	if (prange_overlaps(window, machine->trampoline))
		return machine->trampoline.end;
	if (prange_overlaps(window, machine->park))
		return machine->park.end;
	for (size_t o = 0; o < machine->nr_os; o++)
		for (size_t r = 0; r < machine->os[o].nr_ranges; r++)
			if (prange_overlaps(window, machine->os[o].range[r]))
				return machine->os[o].range[r].end;
	return 0;
}

static int realmode_find(const struct window_input *in, uint64_t size, struct prange *ret)
{
	phys_t limit = prange_is_empty(in->machine->trampoline) ? WINDOW_TRAMPOLINE_LOW
								: SIZE_1M;
	phys_t start = WINDOW_REALMODE_FIRST;

	while (start + size <= limit) {
		struct prange window = { start, start + size };
		phys_t next = realmode_obstacle(in, window);

		if (!next && in->ram->count && !prange_list_covers(in->ram, window))
			next = start + PAGE_SIZE_4K;
		if (!next) {
			*ret = window;
			return 0;
		}
		start = align_up(next, PAGE_SIZE_4K);
	}
	return -ENOSPC;
}

int window_find_realmode(const struct window_input *in, struct prange *ret)
{
	int err = realmode_find(in, WINDOW_REALMODE_SIZE, ret);

	return err ? realmode_find(in, MINT_REALMODE_MIN, ret) : 0;
}

int window_find_realmode_instead(const struct window_input *in, struct prange *ret)
{
	static const struct prange conventional = { PAGE_SIZE_4K, 0xa0000 };

	for (size_t i = 0; i < in->ram->count; i++) {
		struct prange range = prange_common(in->ram->at[i], conventional);

		if (prange_is_empty(range))
			continue;
		range.start = align_up(range.start, PAGE_SIZE_4K);
		range.end = align_down(range.end, PAGE_SIZE_4K);
		if (prange_is_empty(range))
			continue;
		*ret = range;
		return 0;
	}
	return -ENOSPC;
}
