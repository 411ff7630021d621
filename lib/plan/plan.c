/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plan.c - what every plan answers, however it was made
 *
 * In: struct plan. Out: verdicts, words, a segment more.
 */
#include "plan/plan.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"

int plan_verdict(const struct plan *plan, struct diag *diag)
{
	for (int i = 0; i < RULE_COUNT; i++)
		if (plan->rule[i].ok == FACT_NO)
			return diag_fail(diag, -EINVAL, "%s: %s", plan->rule[i].id,
					 plan->rule[i].detail);
	return 0;
}

int plan_check_known(const struct plan *plan, struct diag *diag)
{
	for (unsigned int i = 0; i < plan->nr_segments; i++)
		if (!plan->segment[i].is_known)
			return diag_fail(
				diag, -EINVAL,
				"segment %s holds facts that mint.ko, when it is "
				"loaded, tells root only (see --mint-dry-run)",
				plan->segment[i].name);
	return 0;
}

struct plan_segment *plan_segment_add(struct plan *plan, const char *name, phys_t start,
				      struct bytes data, uint64_t memsz)
{
	struct plan_segment *segment;

	if (plan->nr_segments == PLAN_MAX_SEGMENTS)
		return NULL;
	segment = &plan->segment[plan->nr_segments++];
	*segment = (struct plan_segment){
		.start = start,
		.data = data,
		.memsz = align_up(memsz, PAGE_SIZE_4K),
		.is_known = true,
	};
	snprintf(segment->name, sizeof(segment->name), "%s", name);
	return segment;
}

void plan_free(struct plan *plan)
{
	buffer_free(&plan->cmdline);
	for (size_t i = 0; i < ARRAY_SIZE(plan->blob); i++)
		buffer_free(&plan->blob[i]);
}

bool plan_chose_block(const struct plan *plan, struct prange block)
{
	bool is_chosen = false;

	if (prange_overlaps(plan->region, block)) {
		if (!plan->region_is_chosen)
			return false;
		is_chosen = true;
	}
	for (unsigned int i = 0; i < plan->nr_windows; i++) {
		if (plan->window[i].purpose != PLAN_SWIOTLB ||
		    !prange_overlaps(plan->window[i].range, block))
			continue;
		if (!plan->swiotlb_is_chosen)
			return false;
		is_chosen = true;
	}
	return is_chosen;
}

/* Appends; what does not fit is cut. */
static void text_add(char *text, size_t room, const char *separator, unsigned int first,
		     unsigned int last)
{
	size_t used = strlen(text);

	if (first == last)
		snprintf(text + used, room - used, "%s%u", separator, first);
	else
		snprintf(text + used, room - used, "%s%u%c%u", separator, first,
			 last == first + 1 ? ',' : '-', last);
}

const char *plan_chosen_text(const struct plan *plan, char *text, size_t room)
{
	size_t used;

	*text = '\0';
	if (!plan->region_is_chosen && !plan->cpus_are_chosen)
		return text;
	snprintf(text, room, "region 0x%" PRIx64 "-0x%" PRIx64, plan->region.start,
		 plan->region.end - 1);
	for (unsigned int i = 0, next; i < plan->nr_cpus; i = next) {
		for (next = i + 1; next < plan->nr_cpus; next++)
			if (plan->cpu[next].cpu != plan->cpu[next - 1].cpu + 1)
				break;
		text_add(text, room,
			 i		     ? ","
			 : plan->nr_cpus > 1 ? ", CPUs "
					     : ", CPU ",
			 plan->cpu[i].cpu, plan->cpu[next - 1].cpu);
	}
	used = strlen(text);
	if (plan->node >= 0)
		snprintf(text + used, room - used, " (node %d)", plan->node);
	return text;
}
