/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * policy.h - what the files of this room hand to each other while a plan is made
 *
 *   mint.c       the order of things       resources.c  name, CPUs, UART, kernel checks
 *   low.c        windows and rules         segments.c   bytes, digests, handoff
 *   auto.c       what auto stands for        instead.c    the rewritten memory map
 *   devices.c    PCI devices by root port
 *
 * In: plan_inputs. Out: parts of struct plan. Nobody outside kexec/plan/ and its tests
 * includes this; plan.h is the contract.
 */
#ifndef MINT_PLAN_POLICY_H
#define MINT_PLAN_POLICY_H

#include "plan/mint/placement.h"
#include "plan/plan.h"
#include "plan/rules/rules.h"

struct policy {
	const struct plan_inputs *in;
	struct plan *plan;
	struct diag *diag;
	struct prange_list ram;	       /* firmware RAM; owned */
	struct prange_list system_ram; /* of the leader; owned */
	struct prange realmode;	       /* empty: none */
	struct prange swiotlb;
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

/** policy_name - the given name when free, else the first free osN; 0 or -EEXIST */
int policy_name(struct policy *policy);

/**
 * policy_auto - region and CPUs as listed, or chosen
 *
 * Beside, region and CPUs are on one NUMA node; a chosen region is the cheapest place of
 * spans.h, chosen CPUs are whole cores. Return: 0; -ENOSPC, -EINVAL (auto:N splits a
 * core), -ENOMEM.
 */
int policy_auto(struct policy *policy);

/** policy_cpus - check each CPU asked for and write the plan's list; 0 or -EINVAL */
int policy_cpus(struct policy *policy);

/** policy_uart - port of --mint-uart; 0, -EINVAL, -ENODEV, -EBUSY */
int policy_uart(struct policy *policy);

/**
 * policy_devices - the devices asked for, whole root ports of them
 *
 * In the plan afterwards: ports and all that is behind them; in the spec: host bridges.
 * Return: 0; -EINVAL (not beside, a bridge, on the root bus), -ENODEV (no such device),
 * -EBUSY (in use, or of another OS), -EXDEV (something behind the port is not listed),
 * -ENOTSUP (cannot work: MSI, BAR, ECAM, IOMMU, port; or no reset), -ENODATA (not to be
 * seen without root), -E2BIG.
 */
int policy_devices(struct policy *policy);

/** policy_watchdog - a hang timeout is for an OS that has a leader; 0, -EINVAL */
int policy_watchdog(struct policy *policy);

/** policy_kernel - old or unknown kernels are refused unless forced; 0, -ENOTSUP */
int policy_kernel(struct policy *policy);

/** policy_windows - take or find both windows; what is not found stays empty;
 * 0 or -ENOMEM */
int policy_windows(struct policy *policy);

/** policy_rules - all rules but R4-A, which needs the command line's length */
void policy_rules(struct policy *policy);

/** policy_cmdline - the user's part (append, the leader's) plus the loader's tokens */
int policy_cmdline(struct policy *policy);

/** policy_place - boot area, R4-A and the initrd's place; 0 or -ENOMEM */
int policy_place(struct policy *policy);

/** policy_segments - every byte to load, digests, handoff; all rules hold here */
int policy_segments(struct policy *policy);

/**
 * instead_memory_map - the firmware's map with all RAM taken out that is not owned
 * @owned: RAM survives only inside
 * Return: 0, -E2BIG (more than PLATFORM_MAX_MEMORY_MAP entries), -ENOMEM.
 */
int instead_memory_map(const struct machine *machine, const struct prange_list *ram,
		       const struct prange_list *owned, struct memory_map *ret,
		       struct diag *diag);

#endif
