/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * handover.c - the parts of struct handoff that need thinking
 *
 * In: struct policy, segments. Out: maps and digests for purgatory.
 */
#include "plan/mint/handover.h"

#include <string.h>

static void map_add(struct handoff *handoff, struct prange range)
{
	handoff->maps[handoff->nr_maps++] =
		(struct handoff_map){ .start = range.start, .end = range.end };
}

/* Instead of the leader a region may be given as "all there is": end it with the RAM. */
static struct prange region_map(const struct policy *policy)
{
	struct prange map = policy->plan->region;
	const struct prange_list *ram = &policy->ram;

	if (policy_is_beside(policy) || !ram->count)
		return map;
	if (ram->at[ram->count - 1].end < map.end)
		map.end = align_up(ram->at[ram->count - 1].end, PAGE_SIZE_4K);
	return map;
}

void handover_maps(const struct policy *policy, struct handoff *ret)
{
	const struct plan *plan = policy->plan;

	memset(ret, 0, sizeof(*ret));
	ret->magic = HANDOFF_MAGIC;
	ret->version = HANDOFF_VERSION;
	ret->flags = HANDOFF_VERIFY | HANDOFF_TEXT_MAP;
	ret->text_base = plan->region.start;
	map_add(ret, region_map(policy));
	for (unsigned int i = 0; i < plan->nr_windows; i++)
		map_add(ret, plan->window[i].range);
	if (policy_is_beside(policy)) {
		phys_t lapic = policy->in->machine->cpus.lapic_base;

		ret->flags |= HANDOFF_MASK_LAPIC;
		map_add(ret, (struct prange){ lapic, lapic + PAGE_SIZE_4K });
	}
}

bool handover_digests(const struct plan *plan, struct handoff *ret)
{
	bool is_known = true;

	ret->nr_segments = 0;
	for (unsigned int i = 0; i < plan->nr_segments; i++) {
		const struct plan_segment *segment = &plan->segment[i];
		struct handoff_segment *listed = &ret->segments[ret->nr_segments];

		if (!segment->data.size || segment->is_unchecked ||
		    segment->start == plan->entry ||
		    (plan->mailbox && segment->start == plan->mailbox))
			continue;
		listed->start = segment->start;
		listed->data_size = segment->data.size;
		memcpy(listed->sha256, segment->sha256, sizeof(listed->sha256));
		ret->nr_segments++;
		is_known = is_known && segment->is_known;
	}
	return is_known;
}
