/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * digests.c - what purgatory is to verify of a plain load
 *
 * A CPU without the SHA extensions digests eight pieces in the time of one, so a large
 * segment is listed as eight: purgatory takes them for segments, one after the other.
 *
 * In: segments. Out: the list in struct handoff. Ref: abi/handoff.h.
 */
#include "plan/plain/digests.h"

#include <string.h>

#include "purgatory/sha256_lanes.h"

#define SPLIT_MIN   (64U << 10) /* bytes of a segment that are worth it */
#define SPLIT_SHARE 8		/* … if they are that part of all: the list is short */

static bool is_listed(const struct plan_segment *segment)
{
	return segment->data.size && !segment->is_unchecked;
}

static struct handoff_segment *list_add(struct handoff *handoff, phys_t start,
					size_t size)
{
	struct handoff_segment *listed = &handoff->segments[handoff->nr_segments++];

	listed->start = start;
	listed->data_size = size;
	return listed;
}

static void whole_list(const struct plan_segment *segment, struct handoff *ret)
{
	struct handoff_segment *listed =
		list_add(ret, segment->start, segment->data.size);

	sha256_digest(segment->data.data, segment->data.size, listed->sha256);
}

static void pieces_list(const struct plan_segment *segment, struct handoff *ret)
{
	const size_t each =
		segment->data.size / SHA256_LANES / SHA256_BLOCK * SHA256_BLOCK;
	struct handoff_segment *listed = &ret->segments[ret->nr_segments];
	struct sha256_piece piece[SHA256_LANES];
	uint8_t digest[SHA256_LANES][SHA256_SIZE];

	for (unsigned int i = 0; i < SHA256_LANES; i++) {
		size_t at = i * each;
		size_t size = i + 1 < SHA256_LANES ? each : segment->data.size - at;

		piece[i] = (struct sha256_piece){ segment->data.data + at, size };
		list_add(ret, segment->start + at, size);
	}
	sha256_lanes_digest(piece, digest);
	for (unsigned int i = 0; i < SHA256_LANES; i++)
		memcpy(listed[i].sha256, digest[i], SHA256_SIZE);
}

void plain_digests(const struct plan *plan, bool in_pieces, struct handoff *ret)
{
	unsigned int left = 0;
	size_t all = 0;

	for (unsigned int i = 0; i < plan->nr_segments; i++) {
		if (is_listed(&plan->segment[i])) {
			all += plan->segment[i].data.size;
			left++;
		}
	}
	ret->nr_segments = 0;
	for (unsigned int i = 0; i < plan->nr_segments; i++) {
		const struct plan_segment *segment = &plan->segment[i];

		if (!is_listed(segment))
			continue;
		left--;
		if (in_pieces && segment->data.size >= SPLIT_MIN &&
		    segment->data.size >= all / SPLIT_SHARE &&
		    ret->nr_segments + SHA256_LANES + left <= HANDOFF_MAX_SEGMENTS)
			pieces_list(segment, ret);
		else
			whole_list(segment, ret);
	}
}
