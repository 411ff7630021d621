/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * boxes.c - what the text and the picture of a plan have in common
 *
 * In: a plan. Out: boxes in address order, words for sizes and types.
 */
#include "print/boxes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"

static int segment_compare(const void *left, const void *right)
{
	const struct plan_segment *a = *(const struct plan_segment *const *)left;
	const struct plan_segment *b = *(const struct plan_segment *const *)right;

	return (a->start > b->start) - (a->start < b->start);
}

const char *print_free_label(const struct plan *plan, unsigned int purpose)
{
	if (!plan->nr_segments)
		return "not laid out: a rule is broken";
	if (purpose == PLAN_REALMODE)
		return plan->mode == PLAN_BESIDE ? "start stub, then the trampoline"
						 : "free";
	return purpose == PLAN_SWIOTLB ? "free (swiotlb)" : "free";
}

unsigned int print_boxes(const struct plan *plan, struct prange range,
			 const char *free_label, struct print_box ret[PRINT_MAX_BOXES])
{
	const struct plan_segment *sorted[PLAN_MAX_SEGMENTS];
	unsigned int nr_sorted = 0, count = 0;
	phys_t cursor = range.start;

	for (unsigned int i = 0; i < plan->nr_segments; i++)
		if (prange_has(range, plan->segment[i].start))
			sorted[nr_sorted++] = &plan->segment[i];
	qsort(sorted, nr_sorted, sizeof(sorted[0]), segment_compare);
	for (unsigned int i = 0; i < nr_sorted; i++) {
		struct prange box = { sorted[i]->start,
				      sorted[i]->start + sorted[i]->memsz };

		if (cursor < box.start)
			ret[count++] = (struct print_box){ { cursor, box.start },
							   free_label,
							   true };
		ret[count++] = (struct print_box){ box, sorted[i]->name, false };
		cursor = box.end;
	}
	if (cursor < range.end)
		ret[count++] =
			(struct print_box){ { cursor, range.end }, free_label, true };
	return count;
}

const char *print_size(uint64_t size, char *buffer, size_t room)
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB", "TiB" };
	unsigned int unit = 0;
	uint64_t tenths;

	while (unit + 1 < ARRAY_SIZE(units) && size >> (10 * (unit + 1)))
		unit++;
	tenths = unit ? ((size >> (10 * (unit - 1))) * 10) >> 10 : size * 10;
	if (tenths % 10)
		snprintf(buffer, room, "%" PRIu64 ".%" PRIu64 " %s", tenths / 10,
			 tenths % 10, units[unit]);
	else
		snprintf(buffer, room, "%" PRIu64 " %s", tenths / 10, units[unit]);
	return buffer;
}

const char *print_window_name(enum plan_purpose purpose)
{
	return purpose == PLAN_REALMODE ? "realmode" : "swiotlb";
}
