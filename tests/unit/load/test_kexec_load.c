/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_kexec_load.c - packing a plan into the 16 segments of kexec_load(2)
 *
 * In: plans with many segments. Out: the memory image before and after packing.
 */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "load/kexec_load.h"

#define X	    0x40000000ULL
#define PAGE	    PAGE_SIZE_4K
#define IMAGE_PAGES 512

struct pack {
	const char *name;
	unsigned int nr_segments;
	uint64_t step;	/* pages from one start to the next */
	uint64_t memsz; /* pages of each */
	size_t data_size;
	unsigned int owned; /* so many are inside the region, the others nowhere */
	int err;
	unsigned int want; /* segments afterwards */
};

static const struct pack packs[] = {
	{ "none", 0, 1, 1, 1, 0, 0, 0 },
	{ "one", 1, 1, 1, 100, 1, 0, 1 },
	{ "as many as there may be", 16, 3, 1, 100, 16, 0, 16 },
	{ "one too many", 17, 3, 1, 4096, 17, 0, 16 },
	{ "neighbours", 20, 2, 2, 5000, 20, 0, 16 },
	{ "all there can be", 32, 7, 3, 9000, 32, 0, 16 },
	{ "without data", 32, 4, 2, 0, 32, 0, 16 },
	{ "nothing may be joined", 17, 3, 1, 100, 0, -E2BIG, 17 },
	{ "half may be joined", 32, 3, 1, 100, 17, 0, 16 },
	{ "too few may be joined", 32, 3, 1, 100, 16, -E2BIG, 17 },
};

static void plan_make(const struct pack *row, struct plan *plan, const uint8_t *data)
{
	unsigned int i;

	memset(plan, 0, sizeof(*plan));
	plan->region = (struct prange){ X, X + row->owned * row->step * PAGE };
	/* From the top down: the kernel does not care, packing sorts. */
	for (i = 0; i < row->nr_segments; i++) {
		struct plan_segment *segment = &plan->segment[row->nr_segments - 1 - i];

		segment->start = X + i * row->step * PAGE;
		segment->memsz = row->memsz * PAGE;
		segment->data = (struct bytes){ data + i * 97, row->data_size };
	}
	plan->nr_segments = row->nr_segments;
}

static void test_pack(void **state)
{
	uint8_t *want = malloc(IMAGE_PAGES * PAGE), *have = malloc(IMAGE_PAGES * PAGE);
	uint8_t data[16384];
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(1 + i % 251);
	for (k = 0; k < ARRAY_SIZE(packs); k++) {
		const struct pack *row = &packs[k];
		struct kexec_load_image image;
		struct diag diag = { 0 };
		uint64_t memsz = 0;
		struct plan plan;

		print_message("%s\n", row->name);
		plan_make(row, &plan, data);
		assert_int_equal(kexec_load_pack(&plan, &image, &diag), row->err);
		assert_int_equal(image.nr_segments, row->want);
		memset(want, 0, IMAGE_PAGES * PAGE);
		memset(have, 0, IMAGE_PAGES * PAGE);
		for (i = 0; i < plan.nr_segments; i++)
			if (plan.segment[i].data.size)
				memcpy(want + (plan.segment[i].start - X),
				       plan.segment[i].data.data,
				       plan.segment[i].data.size);
		for (i = 0; i < image.nr_segments; i++) {
			const struct kexec_load_segment *segment = &image.segment[i];

			assert_true(segment->data.size <= segment->memsz);
			assert_true(is_aligned(segment->start, PAGE));
			assert_true(is_aligned(segment->memsz, PAGE));
			if (i)
				assert_true(segment->start >=
					    segment[-1].start + segment[-1].memsz);
			if (segment->data.size)
				memcpy(have + (segment->start - X), segment->data.data,
				       segment->data.size);
			memsz += segment->memsz;
		}
		assert_memory_equal(want, have, IMAGE_PAGES * PAGE);
		assert_true(memsz >= row->nr_segments * row->memsz * PAGE);
		kexec_load_free(&image);
	}
	free(want);
	free(have);
}

/* The smallest gap goes first: joining the far ones would load megabytes of nothing. */
static void test_pack_smallest_gap(void **state)
{
	static const uint8_t byte[1] = { 1 };
	struct plan plan = { .region = { X, X + SIZE_1G }, .nr_segments = 17 };
	struct kexec_load_image image;
	struct diag diag = { 0 };
	unsigned int i;

	(void)state;
	for (i = 0; i < 17; i++) {
		plan.segment[i].start = X + i * SIZE_16M;
		plan.segment[i].memsz = PAGE;
		plan.segment[i].data = (struct bytes){ byte, 1 };
	}
	plan.segment[8].start = plan.segment[7].start + 2 * PAGE;
	assert_int_equal(kexec_load_pack(&plan, &image, &diag), 0);
	assert_int_equal(image.nr_segments, 16);
	assert_int_equal(image.segment[7].start, X + 7 * SIZE_16M);
	assert_int_equal(image.segment[7].memsz, 3 * PAGE);
	assert_int_equal(image.segment[8].start, X + 9 * SIZE_16M);
	kexec_load_free(&image);
}

/* A plain load owns its segments and nothing between them. */
static void test_plain_is_never_joined(void **state)
{
	static const uint8_t byte[1] = { 1 };
	static const enum plan_mode modes[] = { PLAN_PLAIN, PLAN_CRASH };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		struct plan plan = { .mode = modes[i],
				     .region = { X, X + SIZE_1G },
				     .nr_segments = 17 };
		struct kexec_load_image image;
		struct diag diag = { 0 };

		for (unsigned int k = 0; k < 17; k++) {
			plan.segment[k].start = X + k * SIZE_16M;
			plan.segment[k].memsz = PAGE;
			plan.segment[k].data = (struct bytes){ byte, 1 };
		}
		assert_int_equal(kexec_load_pack(&plan, &image, &diag), -E2BIG);
		kexec_load_free(&image);
		plan.nr_segments = 16;
		diag_clear(&diag);
		assert_int_equal(kexec_load_pack(&plan, &image, &diag), 0);
		assert_int_equal(image.nr_segments, 16);
		kexec_load_free(&image);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pack),
		cmocka_unit_test(test_pack_smallest_gap),
		cmocka_unit_test(test_plain_is_never_joined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
