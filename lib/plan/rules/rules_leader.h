/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rules_leader.h - R7: every page is given up by the leader, or can be
 *
 * In: the machine, what is to be owned. Out: struct plan_rule. Pure.
 * Ref: docs/paper.md "The rules".
 */
#ifndef MINT_PLAN_RULES_RULES_LEADER_H
#define MINT_PLAN_RULES_RULES_LEADER_H

#include "plan/rules/rules.h"

struct rule_r7_input {
	const struct rule_range *owned;
	unsigned int nr_owned;
	bool is_beside;
	const struct machine *machine;
	const struct prange_list *ram;	      /* firmware RAM */
	const struct prange_list *system_ram; /* of the leader's /proc/iomem */
};

/** rule_r7 - every page can be given up by the leader, or is already */
void rule_r7(const struct rule_r7_input *in, struct plan_rule *ret);

/** rule_leader_kernel - does an iomem entry of that name hold the leader's kernel? */
bool rule_leader_kernel(const char *name);

#endif
