/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * auto.c - which memory and CPUs --mint-region=auto: and --mint-cpus=auto: stand for
 *
 * In: struct policy. Out: the plan's region and node, the policy's CPUs.
 * Beside: each NUMA node that has the CPUs is asked for its cheapest place (spans.h).
 */
#include "plan/mint/auto.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "image/setup.h"
#include "plan/mint/fits.h"
#include "plan/rules/cores.h"
#include "plan/rules/rules.h"
#include "plan/rules/spans.h"
#include "plan/rules/windows.h"

#define NODES_MAX 64

/*
 * What comes back to the leader most surely is given first; memory reserved or taken
 * offline by somebody may be meant for something; ordinary blocks may refuse.
 */
static const enum span_class region_order[SPAN_CLASSES] = {
	SPAN_SHARED,  SPAN_MOVABLE, SPAN_RESERVED,
	SPAN_OFFLINE, SPAN_KERNEL,  SPAN_STUBBORN,
};

struct nodes {
	int at[NODES_MAX];
	size_t count;
};

/* One node's offer. */
struct offer {
	struct prange region;
	struct span_cost cost;
	unsigned int cpu[REQUEST_MAX_CPUS];
	int node;
};

static void node_add(struct nodes *nodes, int node)
{
	for (size_t i = 0; i < nodes->count; i++)
		if (nodes->at[i] == node)
			return;
	if (nodes->count < NODES_MAX)
		nodes->at[nodes->count++] = node;
}

/* Nodes that may be tried: of the region that was named, of the CPUs, or all. */
static void nodes_fill(const struct policy *policy, struct nodes *ret)
{
	const struct request *request = policy->in->request;
	const struct machine *machine = policy->in->machine;

	ret->count = 0;
	if (!request->auto_region) {
		node_add(ret, span_node(machine, request->region));
		return;
	}
	for (size_t i = 0; !request->auto_cpus && i < request->nr_cpus; i++) {
		const struct machine_cpu *cpu =
			machine_cpu_find(machine, request->cpu[i]);

		if (cpu && cpu->node >= 0)
			node_add(ret, cpu->node);
	}
	for (size_t i = 0; request->auto_cpus && i < machine->cpus.nr; i++)
		if (machine->cpus.cpu[i].node >= 0)
			node_add(ret, machine->cpus.cpu[i].node);
	if (!ret->count)
		node_add(ret, CORES_ANY_NODE);
}

static phys_t region_limit(const struct policy *policy)
{
	const struct request *request = policy->in->request;
	phys_t limit = RULE_PHYS_LIMIT, initrd = RULE_PHYS_LIMIT;

	if (request->swiotlb_mode == WINDOW_NONE)
		limit = SIZE_4G;
	if (policy->in->initrd.size)
		initrd = image_initrd_limit(policy->in->image);
	return initrd < limit ? initrd : limit;
}

static struct span_wish region_wish(const struct policy *policy, int node)
{
	const struct machine *machine = policy->in->machine;
	uint64_t most = UINT64_MAX;

	if (machine->memory.available)
		most = machine->memory.available > MACHINE_REMAIN
			       ? machine->memory.available - MACHINE_REMAIN
			       : 0;
	return (struct span_wish){
		.size = policy->in->request->region_size,
		.align = SIZE_16M,
		.limit = { SIZE_16M, region_limit(policy) },
		.node = node,
		.online_most = most,
		.order = region_order,
	};
}

static int region_spans(const struct policy *policy, struct span_list *ret)
{
	const struct request *request = policy->in->request;
	const struct span_input in = {
		.machine = policy->in->machine,
		.ram = &policy->ram,
		.system_ram = &policy->system_ram,
		.taken = &request->swiotlb,
		.nr_taken = request->swiotlb_mode == WINDOW_RANGE,
		.refused = request->refused,
		.nr_refused = request->nr_refused,
	};

	return spans_collect(&in, ret);
}

static int offer_make(const struct policy *policy, const struct span_list *spans,
		      int node, struct offer *ret)
{
	const struct request *request = policy->in->request;
	struct span_wish wish = region_wish(policy, node);
	int err = 0;

	*ret = (struct offer){ .node = node, .region = request->region };
	if (request->auto_cpus)
		err = cores_choose(policy->in->machine, request->nr_cpus, node, ret->cpu,
				   NULL);
	else
		memcpy(ret->cpu, request->cpu, sizeof(ret->cpu));
	if (err || !request->auto_region)
		return err;
	return spans_cheapest(spans, &wish, &ret->region, &ret->cost);
}

static bool offer_is_better(const struct policy *policy, const struct offer *offer,
			    const struct offer *best)
{
	int order = span_cost_compare(&offer->cost, &best->cost);

	/* CPUs that were listed name their nodes in order: the first one that can. */
	if (!policy->in->request->auto_cpus)
		return false;
	return order < 0 || (!order && offer->region.start > best->region.start);
}

/* Why no node has the CPUs; 0 when one has. */
static int cpus_fail(const struct policy *policy, const struct nodes *nodes)
{
	size_t count = policy->in->request->nr_cpus, smallest = 0, used = 0;
	unsigned int cpu[REQUEST_MAX_CPUS];
	char there[256] = "";

	for (size_t i = 0; i < nodes->count; i++) {
		struct cores_free free;
		int err = cores_choose(policy->in->machine, count, nodes->at[i], cpu,
				       &free);

		if (!err)
			return 0;
		if (err == -EDOM)
			smallest = free.smallest;
		if (used < sizeof(there))
			used += (size_t)snprintf(
				there + used, sizeof(there) - used,
				nodes->at[i] < 0 ? "%s%zu" : "%s%zu on node %d",
				i ? ", " : "", free.nr_cpus, nodes->at[i]);
	}
	if (smallest)
		return diag_fail(policy->diag, -EINVAL,
				 "--mint-cpus=auto:%zu would split a core: the smallest "
				 "free one has %zu CPUs (ask for a multiple, or list the "
				 "CPUs)",
				 count, smallest);
	return diag_fail(policy->diag, -ENOSPC,
			 "--mint-cpus=auto:%zu: free on whole cores are %s; the core of "
			 "CPU 0 stays with the leader (ask for fewer, or list the CPUs)",
			 count, there);
}

/*
 * "movablecore=1G or memmap=1G$0x…" with an address that is free now, if there is one.
 * Neither helps where all is memory of ACPI devices.
 */
static int advice_text(const struct policy *policy, uint64_t size, char *text,
		       size_t room)
{
	const struct window_input in = {
		.machine = policy->in->machine,
		.ram = &policy->ram,
	};
	struct prange limit = { SIZE_16M, region_limit(policy) }, place;
	uint64_t ejectable = machine_ejectable(policy->in->machine, limit);
	char parameter[32];
	int err = window_advise(&in, limit, size, SIZE_16M, &place);

	rule_size_parameter(size, parameter, sizeof(parameter));
	if (err && ejectable >= size)
		snprintf(text, room,
			 "acpi_no_memhotplug: %" PRIu64 " MiB can be unplugged",
			 ejectable >> 20);
	else if (err)
		snprintf(text, room, "movablecore=%s", parameter);
	else
		snprintf(text, room, "movablecore=%s or memmap=%s$0x%" PRIx64, parameter,
			 parameter, place.start);
	return err == -ENOSPC ? 0 : err;
}

/* The largest piece that any of the nodes could give. */
static uint64_t region_largest(const struct policy *policy, const struct span_list *spans,
			       const struct nodes *nodes)
{
	uint64_t largest = 0;

	for (size_t i = 0; i < nodes->count; i++) {
		struct span_wish wish = region_wish(policy, nodes->at[i]);
		uint64_t found = spans_largest(spans, &wish);

		largest = found > largest ? found : largest;
	}
	return largest;
}

static int region_fail(const struct policy *policy, const struct span_list *spans,
		       const struct nodes *nodes)
{
	const struct machine *machine = policy->in->machine;
	uint64_t size = policy->in->request->region_size;
	uint64_t largest = region_largest(policy, spans, nodes);
	char size_text[32], largest_text[32], block_text[32] = "are not offered";
	char advice[96];
	int err = fits_machine(&policy->ram, size, MACHINE_REMAIN, policy->diag);

	if (!err)
		err = advice_text(policy, size, advice, sizeof(advice));
	if (err)
		return err;
	rule_size_text(size, size_text, sizeof(size_text));
	if (largest >= size && machine->memory.available)
		return diag_fail(policy->diag, -ENOSPC,
				 "--mint-region=auto: %s would leave the leader too "
				 "little: %" PRIu64 " MiB are available, %" PRIu64
				 " MiB must remain (ask for less, or free memory first)",
				 size_text, machine->memory.available >> 20,
				 (uint64_t)(MACHINE_REMAIN >> 20));
	if (machine->memory.block_size)
		rule_size_text(machine->memory.block_size, block_text,
			       sizeof(block_text));
	return diag_fail(
		policy->diag, -ENOSPC,
		"--mint-region=auto: no %s in one piece on one node that the leader can "
		"give up; the largest piece has %s, memory blocks %s (ask for less, or "
		"boot the leader with %s)",
		size_text, rule_size_text(largest, largest_text, sizeof(largest_text)),
		block_text, advice);
}

static int beside_choose(struct policy *policy, const struct span_list *spans)
{
	struct offer best = { .node = -1 }, offer;
	bool is_found = false;
	struct nodes nodes;
	int err;

	nodes_fill(policy, &nodes);
	for (size_t i = 0; i < nodes.count; i++) {
		if (offer_make(policy, spans, nodes.at[i], &offer) ||
		    (is_found && !offer_is_better(policy, &offer, &best)))
			continue;
		best = offer;
		is_found = true;
	}
	if (!is_found) {
		err = policy->in->request->auto_cpus ? cpus_fail(policy, &nodes) : 0;
		return err ? err : region_fail(policy, spans, &nodes);
	}
	policy->plan->region = best.region;
	policy->plan->node = span_node(policy->in->machine, best.region);
	memcpy(policy->cpu, best.cpu, sizeof(policy->cpu));
	return 0;
}

static int instead_ram(const struct policy *policy, struct prange_list *ret)
{
	const struct request *request = policy->in->request;
	int err = prange_list_add_all(ret, policy->ram.at, policy->ram.count);

	if (err || request->swiotlb_mode != WINDOW_RANGE)
		return err;
	return prange_list_remove(ret, request->swiotlb);
}

/* Instead of the leader all RAM is free: below 4 GiB no window is needed. */
static int instead_choose(struct policy *policy)
{
	uint64_t size = policy->in->request->region_size;
	struct prange low = { SIZE_16M, SIZE_4G },
		      high = { SIZE_16M, region_limit(policy) };
	struct prange_list CLEANUP(prange_list_free) list = { 0 };
	struct prange *region = &policy->plan->region;
	char text[32];
	int err = fits_machine(&policy->ram, size, 0, policy->diag);

	if (!err)
		err = instead_ram(policy, &list);
	if (err)
		return err;
	if (!window_find_highest(&list, low, size, SIZE_16M, region) ||
	    !window_find_highest(&list, high, size, SIZE_16M, region))
		return 0;
	return diag_fail(policy->diag, -ENOSPC,
			 "--mint-region=auto: the firmware's map has no %s of RAM in one "
			 "piece (ask for less)",
			 rule_size_text(size, text, sizeof(text)));
}

int policy_auto(struct policy *policy)
{
	const struct request *request = policy->in->request;
	struct span_list CLEANUP(spans_free) spans = { 0 };
	struct plan *plan = policy->plan;
	int err;

	plan->node = -1;
	plan->region = request->region;
	plan->region_is_chosen = request->auto_region;
	plan->cpus_are_chosen = request->auto_cpus;
	policy->nr_cpus = request->nr_cpus;
	memcpy(policy->cpu, request->cpu, sizeof(policy->cpu));
	if (!request->auto_region && !request->auto_cpus)
		return 0;
	if (!policy_is_beside(policy))
		return instead_choose(policy);
	if (policy->in->machine->memory.iomem_known != FACT_YES)
		diag_warn(
			policy->diag,
			"without root the leader's own memory is not seen: a launch may "
			"choose otherwise");
	err = region_spans(policy, &spans);
	return err ? err : beside_choose(policy, &spans);
}
