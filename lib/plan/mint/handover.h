/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * handover.h - the parts of struct handoff that need thinking
 *
 * In: struct policy, segments. Out: maps and digests. Pure. Ref: abi/handoff.h.
 */
#ifndef MINT_PLAN_MINT_HANDOVER_H
#define MINT_PLAN_MINT_HANDOVER_H

#include "abi/handoff.h"
#include "plan/mint/policy.h"

/**
 * handover_maps - identity maps: region, windows, local APIC (beside); flags, X
 * @ret: zeroed first; paging_pool_size() needs no more than this
 */
void handover_maps(const struct policy *policy, struct handoff *ret);

/**
 * handover_digests - list what purgatory verifies
 *
 * Left out: purgatory itself, what has no data or no digest (is_unchecked), and the
 * mailbox, which purgatory and the leader write before the digests are compared.
 *
 * Return: are all of the listed bytes known before the launch?
 */
bool handover_digests(const struct plan *plan, struct handoff *ret);

#endif
