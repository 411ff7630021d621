/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * digests.h - what purgatory is to verify of a plain load
 *
 * In: segments. Out: the list in struct handoff.
 */
#ifndef MINT_PLAN_PLAIN_DIGESTS_H
#define MINT_PLAN_PLAIN_DIGESTS_H

#include <stdbool.h>

#include "abi/handoff.h"
#include "plan/plan.h"

/**
 * plain_digests - list what purgatory verifies: all that has data and is not unchecked
 * @plan:      at most PLAIN_MAX_SEGMENTS segments; purgatory's own is not yet one
 * @in_pieces: list large segments as pieces that lie behind each other, of which
 *             sha256_lanes_digest() takes eight at once; else each segment is one
 * @ret:       segments[], nr_segments
 */
void plain_digests(const struct plan *plan, bool in_pieces, struct handoff *ret);

#endif
