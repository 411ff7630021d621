/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rules_low.h - R5 and R6: what an OS needs below 4 GiB and below 1 MiB
 *
 * In: numbers and the windows that were told or found. Out: struct plan_rule. Pure.
 * Ref: paper R5; docs/paper.md "The rules".
 */
#ifndef MINT_PLAN_RULES_RULES_LOW_H
#define MINT_PLAN_RULES_RULES_LOW_H

#include "base/prange.h"
#include "machine/machine.h"
#include "plan/plan.h"

/* 64 MiB of swiotlb, and 56 KiB of tables and overflow. */
#define RULE_LOW_MIN ((UINT64_C(64) << 20) + (UINT64_C(56) << 10))
/* What makes a 64 MiB swiotlb fit: seen. */
#define RULE_LOW_DEFAULT (UINT64_C(80) << 20)

struct rule_r5_input {
	uint64_t region_low; /* bytes of the region's RAM below 4 GiB */
	enum request_window asked;
	uint64_t asked_size; /* auto:SIZE, 0 default */
	struct prange region;
	struct prange window; /* as told or found; empty: none */
	struct prange advice; /* a window that could be reserved; empty: none */
	uint64_t block_size;  /* for the advice; 0 no memory hot-plug */
	uint64_t ejectable;   /* the same; bytes of ACPI devices below 4 GiB */
};

struct rule_r6_input {
	struct prange window; /* as told or found; empty: none found */
	uint64_t minimum;
	phys_t first; /* beside: it starts there or above */
	bool is_beside;
	bool region_has_it; /* the region itself reaches below 1 MiB */
	const struct prange_list *ram;
	struct prange trampoline; /* of the leader; empty unknown */
	struct prange park;	  /* of the module; empty unknown */
	const struct machine_os *os;
	size_t nr_os;
};

/** rule_r5 - enough memory below 4 GiB, in the region or in a window */
void rule_r5(const struct rule_r5_input *in, struct plan_rule *ret);

/** rule_r6 - a real-mode window below 1 MiB that nobody else uses */
void rule_r6(const struct rule_r6_input *in, struct plan_rule *ret);

#endif
