/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.c - the memory map that a plain load hands over
 *
 * In: the firmware's map, or /proc/iomem. Out: sorted, disjoint entries.
 *
 *   firmware   |---- RAM ----------------------|
 *                     |- reserved -|               the greater type number wins,
 *                            |- NVS ---|           and RAM is the smallest
 *   result     | RAM  | res. | NVS ---| RAM    |
 *
 * One sweep from left to right over the entries sorted by start; a heap holds what is
 * open at the sweep, the winner on top: n log n for a map of any size.
 * Ref: Linux arch/x86/kernel/e820.c e820__update_table() (which type wins).
 */
#include "machine/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/cmdline.h"
#include "machine/memory_type.h"
#include "machine/text.h"

struct sweep {
	struct memory_entry *in; /* sorted by start */
	size_t nr_in;
	struct memory_entry *heap; /* on top: the greatest type; among these any */
	size_t nr_heap;
	struct memory_entry *out;
	size_t nr_out;
};

static int entry_compare(const void *left, const void *right)
{
	const struct memory_entry *a = left, *b = right;

	if (a->range.start != b->range.start)
		return a->range.start < b->range.start ? -1 : 1;
	return a->range.end < b->range.end ? -1 : a->range.end > b->range.end;
}

static void heap_swap(struct memory_entry *a, struct memory_entry *b)
{
	struct memory_entry kept = *a;

	*a = *b;
	*b = kept;
}

static void heap_push(struct sweep *sweep, struct memory_entry entry)
{
	size_t at = sweep->nr_heap++;

	sweep->heap[at] = entry;
	while (at && sweep->heap[(at - 1) / 2].type < sweep->heap[at].type) {
		heap_swap(&sweep->heap[at], &sweep->heap[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
}

static void heap_pop(struct sweep *sweep)
{
	size_t at = 0, child;

	sweep->heap[0] = sweep->heap[--sweep->nr_heap];
	while ((child = 2 * at + 1) < sweep->nr_heap) {
		if (child + 1 < sweep->nr_heap &&
		    sweep->heap[child + 1].type > sweep->heap[child].type)
			child++;
		if (sweep->heap[child].type <= sweep->heap[at].type)
			break;
		heap_swap(&sweep->heap[at], &sweep->heap[child]);
		at = child;
	}
}

/* Ranges of persistent memory are devices of their own: never joined. */
static bool type_merges(uint32_t type)
{
	return type != MEMORY_PMEM && type != MEMORY_PRAM;
}

static int sweep_emit(struct sweep *sweep, struct prange range, uint32_t type)
{
	struct memory_entry *last = sweep->nr_out ? &sweep->out[sweep->nr_out - 1] : NULL;
	int err;

	if (prange_is_empty(range))
		return 0;
	if (last && last->range.end == range.start && last->type == type &&
	    type_merges(type)) {
		last->range.end = range.end;
		return 0;
	}
	err = array_grow(&sweep->out, sweep->nr_out, sizeof(*sweep->out));
	if (err)
		return err;
	sweep->out[sweep->nr_out++] = (struct memory_entry){ range, type };
	return 0;
}

/* Emit what is open from @from on until @to, or until nothing is open any more. */
static int sweep_advance(struct sweep *sweep, phys_t from, phys_t to)
{
	while (sweep->nr_heap) {
		struct memory_entry top = sweep->heap[0];
		int err;

		if (top.range.end <= from) {
			heap_pop(sweep);
			continue;
		}
		if (from >= to)
			break;
		if (top.range.end > to)
			top.range.end = to;
		err = sweep_emit(sweep, (struct prange){ from, top.range.end }, top.type);
		if (err)
			return err;
		from = top.range.end;
	}
	return 0;
}

static int sweep_run(struct sweep *sweep)
{
	if (!sweep->nr_in)
		return 0;
	sweep->heap = reallocarray(NULL, sweep->nr_in, sizeof(*sweep->heap));
	if (!sweep->heap)
		return -ENOMEM;
	qsort(sweep->in, sweep->nr_in, sizeof(*sweep->in), entry_compare);
	for (size_t i = 0; i < sweep->nr_in; i++) {
		phys_t next = i + 1 < sweep->nr_in ? sweep->in[i + 1].range.start
						   : UINT64_MAX;
		int err;

		heap_push(sweep, sweep->in[i]);
		err = sweep_advance(sweep, sweep->in[i].range.start, next);
		if (err)
			return err;
	}
	return 0;
}

/* Entries of /proc/iomem that are memory, at any depth; devices' are not. */
static int entries_from_iomem(const struct machine *machine, struct sweep *sweep)
{
	for (size_t i = 0; i < machine->memory.nr_iomem; i++) {
		const struct iomem_entry *entry = &machine->memory.iomem[i];
		uint32_t type;
		int err;

		if (prange_is_empty(entry->range) ||
		    !memory_type_named(entry->name, &type))
			continue;
		err = array_grow(&sweep->in, sweep->nr_in, sizeof(*sweep->in));
		if (err)
			return err;
		sweep->in[sweep->nr_in++] = (struct memory_entry){ entry->range, type };
	}
	return 0;
}

static int entries_from_firmware(const struct machine *machine, struct sweep *sweep)
{
	const struct machine_firmware *firmware = &machine->firmware;

	sweep->in = reallocarray(NULL, firmware->nr_map, sizeof(*sweep->in));
	if (!sweep->in)
		return -ENOMEM;
	memcpy(sweep->in, firmware->map, firmware->nr_map * sizeof(*sweep->in));
	sweep->nr_in = firmware->nr_map;
	return 0;
}

/* The e820 map of boot_params ends at 128 entries: it comes after iomem. */
static bool iomem_is_wanted(const struct machine *machine)
{
	struct cmdline_token token;

	if (machine->memory.iomem_known != FACT_YES)
		return false;
	return !machine->firmware.has_memmap ||
	       (machine->cmdline &&
		cmdline_find(machine->cmdline, "add_efi_memmap", &token));
}

/* -ENOMEM, or 0 also when there is none: then nothing is swept. */
static int entries_choose(const struct machine *machine, struct sweep *sweep)
{
	int err = iomem_is_wanted(machine) ? entries_from_iomem(machine, sweep) : 0;

	if (err || sweep->nr_in || !machine->firmware.nr_map)
		return err;
	return entries_from_firmware(machine, sweep);
}

static void sweep_free(struct sweep *sweep)
{
	free(sweep->in);
	free(sweep->heap);
	free(sweep->out);
}

int machine_memory(const struct machine *machine, struct memory_entry **ret,
		   size_t *ret_count, struct diag *diag)
{
	CLEANUP(sweep_free) struct sweep sweep = { 0 };

	if (entries_choose(machine, &sweep) || sweep_run(&sweep))
		return diag_fail(diag, -ENOMEM, "memory map: out of memory");
	if (!sweep.nr_out)
		return diag_fail(diag, -ENODATA,
				 "no memory map: sys/firmware/memmap is missing, and "
				 "/proc/iomem %s",
				 machine->memory.iomem_known == FACT_NO
					 ? "shows no addresses (root is needed)"
					 : "names no memory");
	*ret = sweep.out;
	*ret_count = sweep.nr_out;
	sweep.out = NULL;
	return 0;
}
