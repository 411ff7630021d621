/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * signs.h - what was seen from outside of how an OS ends
 *
 * In: lines of its log, its clock, the lack of a log. Out: the reason to end it, and
 * texts for people; pure.
 */
#ifndef MINT_CTL_LOOK_SIGNS_H
#define MINT_CTL_LOOK_SIGNS_H

#include <stdint.h>

#include "abi/mint.h"
#include "base/bytes.h"
#include "mint/ctl/look/heartbeat.h"
#include "mint/ctl/look/landmark.h"

/* Of one life; zero-initialise. */
struct signs {
	enum mint_reason end; /* what it is to be ended for, or NONE */
	char panic[256];      /* what its kernel said it was, "" nothing */
	char seen[160];	      /* what was seen of it from outside, "" nothing */
};

/**
 * signs_take_line - a line of its log
 *
 * The first panic is what it died of; one that stands still afterwards (panic=0), or has
 * halted, is to be ended.
 */
void signs_take_line(struct signs *signs, enum landmark landmark, struct bytes text);

/** signs_take_hang - its clock stands; what its log said last is why */
void signs_take_hang(struct signs *signs, const struct pulse *pulse);

/** signs_take_no_start - it ran for so long, and its memory has no kernel log */
void signs_take_no_start(struct signs *signs, const struct mint_status *status,
			 int64_t timeout_ms);

#endif
