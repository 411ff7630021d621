/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * spans.c - memory that could be given up, what it would cost, and the cheapest place
 *
 * In: machine facts. Out: a range.
 */
#include "plan/rules/spans.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "plan/rules/rules_leader.h"

#define SPANS_FIRST_ROOM 64

bool span_is_never_given(const char *name)
{
	return rule_leader_kernel(name) || !strcmp(name, "Crash kernel");
}

static bool block_is_refused(const struct span_input *in, struct prange block)
{
	for (size_t i = 0; i < in->nr_refused; i++)
		if (prange_overlaps(in->refused[i], block))
			return true;
	return false;
}

static bool block_is_kept(const struct machine *machine, struct prange block)
{
	for (size_t i = 0; i < machine->memory.nr_iomem; i++)
		if (prange_overlaps(machine->memory.iomem[i].range, block) &&
		    span_is_never_given(machine->memory.iomem[i].name))
			return true;
	return false;
}

/* A block goes offline as a whole or not at all. */
static bool block_can_go(const struct span_input *in, const struct memory_block *block)
{
	const struct machine *machine = in->machine;
	bool iomem_known = machine->memory.iomem_known == FACT_YES;

	if (in->ram->count && !prange_list_covers(in->ram, block->range))
		return false;
	if (iomem_known && !prange_list_covers(in->system_ram, block->range))
		return false;
	if (machine_block_owner(machine, block) || block->is_bad)
		return false;
	if (!block->is_online)
		return true;
	/* An empty zone: several of them, which Linux never takes offline. */
	return block->removable != FACT_NO && *block->zone &&
	       !block_is_refused(in, block->range) &&
	       !(iomem_known && block_is_kept(machine, block->range));
}

static bool block_is_shared(const struct span_input *in, struct prange block)
{
	const struct machine *machine = in->machine;

	for (size_t i = 0; i < in->nr_taken; i++)
		if (prange_overlaps(in->taken[i], block))
			return true;
	for (size_t o = 0; o < machine->module.nr_os; o++)
		for (size_t r = 0; r < machine->module.os[o].nr_ranges; r++)
			if (prange_overlaps(machine->module.os[o].range[r], block))
				return true;
	return false;
}

static enum span_class block_class(const struct span_input *in,
				   const struct memory_block *block)
{
	if (block_is_shared(in, block->range))
		return SPAN_SHARED;
	if (!block->is_online)
		return SPAN_OFFLINE;
	if (block->has_refused)
		return SPAN_STUBBORN;
	return strcmp(block->zone, "Movable") ? SPAN_KERNEL : SPAN_MOVABLE;
}

static bool class_is_online(enum span_class class)
{
	return class == SPAN_MOVABLE || class == SPAN_KERNEL || class == SPAN_STUBBORN;
}

int spans_cut_oses(const struct machine *machine, struct prange_list *list)
{
	for (size_t o = 0; o < machine->module.nr_os; o++) {
		const struct machine_os *os = &machine->module.os[o];
		int err = prange_list_remove_all(list, os->range, os->nr_ranges);

		if (err)
			return err;
	}
	return 0;
}

/* Take out what is somebody's, and the low memory that machines are particular about. */
static int owned_cut(const struct span_input *in, struct prange_list *list)
{
	int err = prange_list_remove(list, (struct prange){ 0, SIZE_16M });

	if (err)
		return err;
	err = prange_list_remove_all(list, in->taken, in->nr_taken);
	return err ? err : spans_cut_oses(in->machine, list);
}

static int span_add(struct span_list *list, struct span span)
{
	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : SPANS_FIRST_ROOM;
		struct span *at = reallocarray(list->at, room, sizeof(*at));

		if (!at)
			return -ENOMEM;
		list->at = at;
		list->room = room;
	}
	list->at[list->count++] = span;
	return 0;
}

static int block_collect(const struct span_input *in, const struct memory_block *block,
			 struct span_list *ret)
{
	struct prange_list CLEANUP(prange_list_free) rest = { 0 };
	struct span span = { .class = block_class(in, block), .node = block->node };
	int err = prange_list_add(&rest, block->range);

	if (err)
		return err;
	span.cost = span.class == SPAN_SHARED ? 0 : prange_size(block->range);
	err = owned_cut(in, &rest);
	if (err)
		return err;
	for (size_t i = 0; i < rest.count; i++) {
		span.range = rest.at[i];
		err = span_add(ret, span);
		if (err)
			return err;
	}
	return 0;
}

static bool is_reserved(const struct iomem_entry *entry)
{
	return !strcmp(entry->name, "Reserved") ||
	       !strncmp(entry->name, "System RAM", 10);
}

/* Whatever else is named there a driver asked for. */
static int drivers_cut(const struct machine *machine, struct prange_list *list)
{
	for (size_t i = 0; i < machine->memory.nr_iomem; i++) {
		const struct iomem_entry *entry = &machine->memory.iomem[i];
		int err = 0;

		if (!is_reserved(entry))
			err = prange_list_remove(list, entry->range);
		if (err)
			return err;
	}
	return 0;
}

/* Firmware RAM that the leader's map calls Reserved, or does not name at all. */
static int reserved_list(const struct span_input *in, struct prange_list *ret)
{
	int err = prange_list_add_all(ret, in->ram->at, in->ram->count);

	if (err)
		return err;
	err = prange_list_remove_all(ret, in->system_ram->at, in->system_ram->count);
	if (err)
		return err;
	err = drivers_cut(in->machine, ret);
	return err ? err : owned_cut(in, ret);
}

static int reserved_collect(const struct span_input *in, struct span_list *ret)
{
	struct prange_list CLEANUP(prange_list_free) list = { 0 };
	int err;

	if (in->machine->memory.iomem_known != FACT_YES)
		return 0;
	err = reserved_list(in, &list);
	if (err)
		return err;
	for (size_t i = 0; i < list.count; i++) {
		struct span span = {
			.range = list.at[i],
			.cost = prange_size(list.at[i]),
			.class = SPAN_RESERVED,
			.node = span_node(in->machine, list.at[i]),
		};

		err = span_add(ret, span);
		if (err)
			return err;
	}
	return 0;
}

static int span_compare(const void *left, const void *right)
{
	const struct span *a = left, *b = right;

	return (a->range.start > b->range.start) - (a->range.start < b->range.start);
}

static int spans_all(const struct span_input *in, struct span_list *ret)
{
	const struct machine *machine = in->machine;
	int err = reserved_collect(in, ret);

	if (err)
		return err;
	for (size_t i = 0; i < machine->memory.nr_blocks; i++) {
		if (block_can_go(in, &machine->memory.block[i]))
			err = block_collect(in, &machine->memory.block[i], ret);
		if (err)
			return err;
	}
	return 0;
}

int spans_collect(const struct span_input *in, struct span_list *ret)
{
	struct span_list list = { 0 };
	int err = spans_all(in, &list);

	if (err) {
		spans_free(&list);
		return err;
	}
	if (list.count)
		qsort(list.at, list.count, sizeof(*list.at), span_compare);
	*ret = list;
	return 0;
}

void spans_free(struct span_list *list)
{
	free(list->at);
	*list = (struct span_list){ 0 };
}

/* The span that holds @address, or the first one behind it. */
static size_t span_find(const struct span_list *list, phys_t address)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->at[middle].range.end <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool node_joins(int *node, int other)
{
	if (*node < 0)
		*node = other;
	return other < 0 || *node == other;
}

static void cost_add(const struct span_wish *wish, const struct span *span,
		     struct prange part, struct span_cost *ret)
{
	uint64_t bytes = span->class == SPAN_RESERVED ? prange_size(part) : span->cost;

	for (int i = 0; i < SPAN_CLASSES; i++)
		if (wish->order[i] == span->class)
			ret->bytes[SPAN_CLASSES - 1 - i] += bytes;
}

/* False: @place is not all there, not on one node, or takes too much of the leader. */
static bool place_rate(const struct span_list *list, const struct span_wish *wish,
		       struct prange place, struct span_cost *ret)
{
	uint64_t online = 0;
	phys_t at = place.start;
	int node = wish->node;

	*ret = (struct span_cost){ 0 };
	for (size_t i = span_find(list, at); at < place.end; i++) {
		const struct span *span = &list->at[i];

		if (i == list->count || span->range.start > at ||
		    !node_joins(&node, span->node))
			return false;
		at = span->range.end;
		cost_add(wish, span, prange_common(span->range, place), ret);
		if (class_is_online(span->class))
			online += span->cost;
	}
	return online <= wish->online_most;
}

int span_cost_compare(const struct span_cost *a, const struct span_cost *b)
{
	for (int i = 0; i < SPAN_CLASSES; i++)
		if (a->bytes[i] != b->bytes[i])
			return a->bytes[i] < b->bytes[i] ? -1 : 1;
	return 0;
}

/* The best so far; a place that is no worse and higher takes over. */
struct best {
	struct prange place; /* empty: none yet */
	struct span_cost cost;
};

static void best_try(const struct span_list *list, const struct span_wish *wish,
		     phys_t start, struct best *best)
{
	struct prange place = { start, start + wish->size };
	struct span_cost cost;
	int order;

	if (place.end < start || !prange_contains(wish->limit, place) ||
	    !place_rate(list, wish, place, &cost))
		return;
	order = prange_is_empty(best->place) ? -1 : span_cost_compare(&cost, &best->cost);
	if (order < 0 || (!order && place.start > best->place.start))
		*best = (struct best){ place, cost };
}

/*
 * Moving a place changes its price only where one of its ends passes the end of a span:
 * so those that begin or end with a span are all that need a look.
 */
int spans_cheapest(const struct span_list *list, const struct span_wish *wish,
		   struct prange *ret, struct span_cost *ret_cost)
{
	struct best best = { 0 };

	for (size_t i = 0; i < list->count; i++) {
		struct prange span = prange_common(list->at[i].range, wish->limit);

		if (prange_is_empty(span))
			continue;
		best_try(list, wish, align_up(span.start, wish->align), &best);
		if (span.end >= wish->size)
			best_try(list, wish,
				 align_down(span.end - wish->size, wish->align), &best);
	}
	if (prange_is_empty(best.place))
		return -ENOSPC;
	*ret = best.place;
	if (ret_cost)
		*ret_cost = best.cost;
	return 0;
}

uint64_t spans_largest(const struct span_list *list, const struct span_wish *wish)
{
	struct prange run = { 0, 0 };
	uint64_t largest = 0;
	int node = wish->node;

	for (size_t i = 0; i < list->count; i++) {
		const struct span *span = &list->at[i];
		struct prange part = prange_common(span->range, wish->limit);
		phys_t start;

		if (prange_is_empty(part))
			continue;
		if (part.start != run.end || !node_joins(&node, span->node)) {
			node = wish->node;
			run = part;
			if (!node_joins(&node, span->node)) {
				run.end = run.start;
				continue;
			}
		}
		run.end = part.end;
		start = align_up(run.start, wish->align);
		if (start < run.end && run.end - start > largest)
			largest = run.end - start;
	}
	return largest;
}

int span_node(const struct machine *machine, struct prange range)
{
	const struct memory_block *below = NULL, *above = NULL;
	int node = -1;

	for (size_t i = 0; i < machine->memory.nr_blocks; i++) {
		const struct memory_block *block = &machine->memory.block[i];

		if (prange_overlaps(block->range, range)) {
			if (!node_joins(&node, block->node))
				return -1;
		} else if (block->range.end <= range.start) {
			below = block;
		} else if (!above) {
			above = block;
		}
	}
	if (node >= 0 || !below || !above)
		return node >= 0 ? node : below ? below->node : above ? above->node : -1;
	return below->node == above->node ? below->node : -1;
}
