/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * auto.h - which memory and CPUs --mint-region=auto: and --mint-cpus=auto: stand for
 *
 * In: struct policy. Out: the plan's region and node, the policy's CPUs.
 */
#ifndef MINT_PLAN_MINT_AUTO_H
#define MINT_PLAN_MINT_AUTO_H

#include "plan/mint/policy.h"

/**
 * policy_auto - region and CPUs as listed, or chosen
 *
 * Beside, region and CPUs are on one NUMA node; a chosen region is the cheapest place of
 * spans.h, chosen CPUs are whole cores. Return: 0; -ENOSPC, -EINVAL (auto:N splits a
 * core), -ENOMEM.
 */
int policy_auto(struct policy *policy);

#endif
