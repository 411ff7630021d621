/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * signs.c - what was seen from outside of how an OS ends
 *
 * In: lines of its log, its clock, the lack of a log. Out: the reason to end it, and
 * texts for people; pure. Ref: signs.h.
 */
#include "mint/ctl/look/signs.h"

#include <inttypes.h>
#include <stdio.h>

/* The first line; it goes to a terminal. */
static void panic_keep(struct signs *signs, struct bytes text)
{
	size_t i;

	if (signs->panic[0])
		return;
	for (i = 0; i < text.size && i + 1 < sizeof(signs->panic); i++) {
		uint8_t c = text.data[i];

		if (c == '\n')
			break;
		signs->panic[i] = c >= 0x20 && c < 0x7f ? (char)c : '?';
	}
	signs->panic[i] = '\0';
}

void signs_take_line(struct signs *signs, enum landmark landmark, struct bytes text)
{
	switch (landmark) {
	case LANDMARK_PANIC:
		panic_keep(signs, text);
		break;
	case LANDMARK_PANIC_LOOP:
		signs->end = MINT_REASON_PANIC;
		break;
	case LANDMARK_HALTED:
		signs->end = MINT_REASON_HALT;
		break;
	case LANDMARK_INIT:
	case LANDMARK_NONE:
		break;
	}
}

void signs_take_hang(struct signs *signs, const struct pulse *pulse)
{
	signs->end = signs->panic[0] ? MINT_REASON_PANIC : MINT_REASON_HANG;
	snprintf(signs->seen, sizeof(signs->seen),
		 "jiffies stood at %" PRIu64 " for %" PRId64 ".%03" PRId64
		 " s, and %u timer interrupts to each of its cores moved nothing",
		 pulse->value, pulse->still_ms / 1000, pulse->still_ms % 1000,
		 pulse->nudges);
}

void signs_take_no_start(struct signs *signs, const struct mint_status *status,
			 int64_t timeout_ms)
{
	signs->end = MINT_REASON_NO_START;
	snprintf(signs->seen, sizeof(signs->seen),
		 "ran for %" PRIu64 ".%03" PRIu64 " s and its memory has no kernel log "
		 "(start-timeout=%" PRId64 ")",
		 (uint64_t)status->uptime_ns / 1000000000,
		 (uint64_t)status->uptime_ns / 1000000 % 1000, timeout_ms / 1000);
}
