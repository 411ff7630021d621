/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * verify.c - is what lies in memory what the planner hashed?
 *
 * In:  segments[] of the handoff, identity mapped. Out: the first wrong one.
 * Ref: handoff.h; only data_size bytes are hashed, zero padding is not loaded data.
 */
#include "purgatory/verify.h"

#include "purgatory/sha256.h"

uint32_t segments_verify(const struct handoff *handoff)
{
	enum sha256_engine engine = sha256_engine_detect();
	struct sha256 sha;
	uint8_t digest[SHA256_SIZE];
	uint32_t i;

	for (i = 0; i < handoff->nr_segments; i++) {
		const struct handoff_segment *segment = &handoff->segments[i];
		uint8_t difference = 0;

		sha256_start(&sha, engine);
		sha256_update(&sha, (const void *)(uintptr_t)segment->start,
			      segment->data_size);
		sha256_finish(&sha, digest);
		for (unsigned int k = 0; k < SHA256_SIZE; k++)
			difference |= (uint8_t)(digest[k] ^ segment->sha256[k]);
		if (difference)
			break;
	}
	return i;
}
