/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_digests.c - what purgatory is told to verify, in pieces or not
 *
 * In:  plans of segments with pseudo-random bytes. Out: cmocka results.
 * Ref: plan/plain/plain.h, purgatory/verify.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan/plain/digests.h"
#include "plan/plain/plain.h"
#include "purgatory/sha256.h"

#define SMALL 5000U
#define LARGE ((1U << 20) + 12345U)
#define BYTES (LARGE + PLAIN_MAX_SEGMENTS)

struct fixture {
	struct plan *plan;
	struct handoff *handoff;
	uint8_t *bytes;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	uint32_t x = 1;

	assert_non_null(f);
	f->plan = calloc(1, sizeof(*f->plan));
	f->handoff = calloc(1, sizeof(*f->handoff));
	f->bytes = malloc(BYTES);
	assert_true(f->plan && f->handoff && f->bytes);
	for (size_t i = 0; i < BYTES; i++) {
		x = x * 1664525 + 1013904223;
		f->bytes[i] = (uint8_t)(x >> 24);
	}
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	free(f->plan);
	free(f->handoff);
	free(f->bytes);
	free(f);
	return 0;
}

/* Its bytes begin somewhere else in the fixture's than those of the others. */
static struct plan_segment *segment_add(struct fixture *f, size_t size)
{
	unsigned int number = f->plan->nr_segments++;
	struct plan_segment *segment = &f->plan->segment[number];

	segment->start = 0x100000000ULL * (number + 1);
	segment->data = (struct bytes){ f->bytes + number, size };
	segment->memsz = align_up(size, PAGE_SIZE_4K) + PAGE_SIZE_4K;
	return segment;
}

/* What @segment has must be listed from @at on, without a gap. Return: behind that. */
static unsigned int verified(const struct handoff *handoff, unsigned int at,
			     const struct plan_segment *segment)
{
	size_t done = 0;

	while (done < segment->data.size) {
		const struct handoff_segment *listed = &handoff->segments[at++];
		uint8_t digest[SHA256_SIZE];

		assert_true(at <= handoff->nr_segments);
		assert_int_equal(listed->start, segment->start + done);
		assert_true(listed->data_size > 0);
		assert_true(done + listed->data_size <= segment->data.size);
		sha256_digest(segment->data.data + done, (size_t)listed->data_size,
			      digest);
		assert_memory_equal(listed->sha256, digest, sizeof(digest));
		done += (size_t)listed->data_size;
	}
	return at;
}

static void all_verified(const struct fixture *f)
{
	unsigned int at = 0;

	for (unsigned int i = 0; i < f->plan->nr_segments; i++)
		if (!f->plan->segment[i].is_unchecked)
			at = verified(f->handoff, at, &f->plan->segment[i]);
	assert_int_equal(at, f->handoff->nr_segments);
}

static void test_whole(void **state)
{
	struct fixture *f = *state;

	segment_add(f, SMALL);
	segment_add(f, LARGE);
	segment_add(f, 0);
	segment_add(f, SMALL)->is_unchecked = true;
	plain_digests(f->plan, false, f->handoff);
	assert_int_equal(f->handoff->nr_segments, 2);
	all_verified(f);
}

static void test_pieces(void **state)
{
	struct fixture *f = *state;

	segment_add(f, SMALL);
	segment_add(f, LARGE);
	segment_add(f, 0);
	segment_add(f, LARGE)->is_unchecked = true;
	segment_add(f, LARGE);
	plain_digests(f->plan, true, f->handoff);
	assert_int_equal(f->handoff->nr_segments, 1 + 8 + 8);
	all_verified(f);
}

/* A segment that is a small part of all would take the place of a larger one. */
static void test_share(void **state)
{
	struct fixture *f = *state;

	segment_add(f, LARGE / 10);
	segment_add(f, LARGE);
	plain_digests(f->plan, true, f->handoff);
	assert_int_equal(f->handoff->nr_segments, 1 + 8);
	assert_int_equal(f->handoff->segments[0].data_size, LARGE / 10);
	all_verified(f);
}

/* Never more than the handoff has room for, and never one too few. */
static void test_room(void **state)
{
	struct fixture *f = *state;

	for (unsigned int count = 1; count < PLAIN_MAX_SEGMENTS; count++) {
		f->plan->nr_segments = 0;
		for (unsigned int i = 0; i < count; i++)
			segment_add(f, LARGE);
		plain_digests(f->plan, true, f->handoff);
		assert_true(f->handoff->nr_segments <= HANDOFF_MAX_SEGMENTS);
		assert_true(count > 8 || f->handoff->nr_segments > count);
		all_verified(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_whole, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pieces, setup, teardown),
		cmocka_unit_test_setup_teardown(test_share, setup, teardown),
		cmocka_unit_test_setup_teardown(test_room, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
