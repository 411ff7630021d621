/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * low.h - windows as told or found, and the rules over everything that is owned
 *
 * In: struct policy. Out: its windows, the plan's rules.
 */
#ifndef MINT_PLAN_MINT_LOW_H
#define MINT_PLAN_MINT_LOW_H

#include "plan/mint/policy.h"

/** policy_windows - take or find both windows; what is not found stays empty;
 * 0 or -ENOMEM */
int policy_windows(struct policy *policy);

/** policy_rules - all rules but R4-A, which needs the command line's length; 0 */
int policy_rules(struct policy *policy);

#endif
