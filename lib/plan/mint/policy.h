/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * policy.h - what the files of this room hand to each other while a plan is made
 *
 *   plan_mint.c  the order of things        auto.c       what auto stands for
 *   resources.c  name, CPUs, UART, kernel   devices.c    PCI devices by root port
 *   low.c        windows and rules          placement.c  where in the region
 *   segments.c   bytes, digests, handoff    handover.c   the handoff's lists
 *   instead.c    the rewritten memory map
 *
 * In: plan_inputs. Out: parts of struct plan. Nobody outside lib/plan/mint/ and its tests
 * includes this; plan_mint.h is the contract.
 */
#ifndef MINT_PLAN_MINT_POLICY_H
#define MINT_PLAN_MINT_POLICY_H

#include "image/image.h"
#include "plan/mint/placement.h"
#include "plan/plan.h"

struct policy {
	const struct plan_inputs *in;
	struct plan *plan;
	struct diag *diag;
	struct prange_list ram;	       /* firmware RAM; owned */
	struct prange_list system_ram; /* of the leader; owned */
	struct prange realmode;	       /* empty: none */
	struct prange swiotlb;
	uint64_t swiotlb_size; /* of an automatic one: asked for, or needed; 0: default */
	struct prange swiotlb_advice; /* where one could be reserved; empty: nowhere */
	unsigned int cpu[REQUEST_MAX_CPUS]; /* listed or chosen; the boot CPU first */
	size_t nr_cpus;
	struct platform_spec spec; /* beside */
	struct placement_input place_in;
	struct placement place;
};

static inline bool policy_is_beside(const struct policy *policy)
{
	return policy->plan->mode == PLAN_BESIDE;
}

#endif
