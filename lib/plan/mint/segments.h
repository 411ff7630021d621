/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * segments.h - every byte that is loaded, its digest, and the handoff over all of it
 *
 * In: a policy whose rules hold and whose addresses are decided. Out: plan segments.
 */
#ifndef MINT_PLAN_MINT_SEGMENTS_H
#define MINT_PLAN_MINT_SEGMENTS_H

#include "plan/mint/policy.h"

/** policy_segments - every byte to load, digests, handoff; all rules hold here */
int policy_segments(struct policy *policy);

#endif
