/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * windows.c - find the two windows that an OS owns beside its region
 *
 * In: machine facts, the region. Out: a range.
 */
#include "plan/rules/windows.h"

#include <errno.h>

#include "abi/mint.h"
#include "base/cleanup.h"
#include "plan/rules/spans.h"

#define AUTO_LIST CLEANUP(prange_list_free)

/* What costs the leader nothing comes first; Movable blocks come back most surely. */
static const enum span_class window_order[SPAN_CLASSES] = {
	SPAN_SHARED,  SPAN_RESERVED, SPAN_OFFLINE,
	SPAN_MOVABLE, SPAN_KERNEL,   SPAN_STUBBORN,
};

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

int window_find_swiotlb(const struct window_input *in, uint64_t size, struct prange *ret)
{
	const struct span_input span_input = {
		.machine = in->machine,
		.ram = in->ram,
		.system_ram = in->system_ram,
		.taken = &in->region,
		.nr_taken = 1,
		.refused = in->refused,
		.nr_refused = in->nr_refused,
	};
	const struct span_wish wish = {
		.size = size,
		.align = WINDOW_ALIGN,
		.limit = { SIZE_1M, SIZE_4G },
		.node = -1,
		.online_most = UINT64_MAX,
		.order = window_order,
	};
	struct span_list CLEANUP(spans_free) spans = { 0 };
	int err = spans_collect(&span_input, &spans);

	return err ? err : spans_cheapest(&spans, &wish, ret, NULL);
}

static int never_given_cut(const struct machine *machine, struct prange_list *list)
{
	if (machine->memory.iomem_known != FACT_YES)
		return 0;
	for (size_t i = 0; i < machine->memory.nr_iomem; i++) {
		const struct iomem_entry *entry = &machine->memory.iomem[i];
		int err = 0;

		if (span_is_never_given(entry->name))
			err = prange_list_remove(list, entry->range);
		if (err)
			return err;
	}
	return 0;
}

/* Reserved at boot it would be refused all the same. */
static int unplug_cut(const struct machine *machine, struct prange_list *list)
{
	for (size_t i = 0; i < machine->memory.nr_blocks; i++) {
		const struct memory_block *block = &machine->memory.block[i];
		int err = 0;

		if (machine_block_owner(machine, block))
			err = prange_list_remove(list, block->range);
		if (err)
			return err;
	}
	return 0;
}

/* Firmware RAM outside the region. */
static int ram_list(const struct window_input *in, struct prange_list *ret)
{
	int err = prange_list_add_all(ret, in->ram->at, in->ram->count);

	if (err || prange_is_empty(in->region))
		return err;
	return prange_list_remove(ret, in->region);
}

int window_advise(const struct window_input *in, struct prange limit, uint64_t size,
		  uint64_t align, struct prange *ret)
{
	AUTO_LIST struct prange_list list = { 0 };
	int err = ram_list(in, &list);

	if (err)
		return err;
	err = spans_cut_oses(in->machine, &list);
	if (err)
		return err;
	err = never_given_cut(in->machine, &list);
	if (err)
		return err;
	err = unplug_cut(in->machine, &list);
	return err ? err : window_find_highest(&list, limit, size, align, ret);
}

int window_find_swiotlb_instead(const struct window_input *in, uint64_t size,
				struct prange *ret)
{
	AUTO_LIST struct prange_list list = { 0 };
	int err = ram_list(in, &list);

	if (err)
		return err;
	return window_find_highest(&list, (struct prange){ SIZE_1M, SIZE_4G }, size,
				   WINDOW_ALIGN, ret);
}

/* Who is in the way of @window; then the address to go on from. */
static phys_t realmode_obstacle(const struct window_input *in, struct prange window)
{
	const struct machine *machine = in->machine;

	if (prange_overlaps(window, machine->module.trampoline))
		return machine->module.trampoline.end;
	if (prange_overlaps(window, machine->module.park))
		return machine->module.park.end;
	for (size_t o = 0; o < machine->module.nr_os; o++)
		for (size_t r = 0; r < machine->module.os[o].nr_ranges; r++)
			if (prange_overlaps(window, machine->module.os[o].range[r]))
				return machine->module.os[o].range[r].end;
	return 0;
}

static int realmode_find(const struct window_input *in, uint64_t size, struct prange *ret)
{
	phys_t limit = prange_is_empty(in->machine->module.trampoline)
			       ? WINDOW_TRAMPOLINE_LOW
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
