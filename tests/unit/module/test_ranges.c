/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_ranges.c - blocks found by address, ranges cut into pieces
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mint/module/check.h"

static void sorted_blocks(void **state)
{
	static const struct mint_block list[] = {
		{ .start = 0x8000000 },	 { .start = 0x10000000 }, { .start = 0x10000000 },
		{ .start = 0x28000000 }, { .start = 1ULL << 40 },
	};
	static const struct {
		__u64 start;
		__u32 nr;
		bool want;
	} rows[] = {
		{ 0x8000000, 5, true },	 { 0x10000000, 5, true },
		{ 0x28000000, 5, true }, { 1ULL << 40, 5, true },
		{ 0, 5, false },	 { 0x18000000, 5, false },
		{ 0x8000001, 5, false }, { ~0ULL, 5, false },
		{ 0x8000000, 1, true },	 { 0x10000000, 1, false },
		{ 0x8000000, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(mint_blocks_have(list, rows[i].nr, rows[i].start),
				 rows[i].want);
}

/* What is cleared: every byte of every range, once, and nothing else. */
static void pieces(void **state)
{
	static const struct mint_range ranges[] = {
		{ 0x3000, 0x9000, MINT_PURPOSE_REGION, 0 }, /* both ends inside a piece */
		{ 0x20000, 0x24000, MINT_PURPOSE_SWIOTLB, 0 }, /* one piece, exactly */
		{ 0x31000, 0x32000, MINT_PURPOSE_REALMODE, 0 },
		{ 0xfffffffff000, 0x1000000000000, MINT_PURPOSE_REGION, 0 },
	};
	static const struct {
		__u64 start, end;
	} want[] = {
		{ 0x3000, 0x4000 },   { 0x4000, 0x8000 },
		{ 0x8000, 0x9000 },   { 0x20000, 0x24000 },
		{ 0x31000, 0x32000 }, { 0xfffffffff000, 1ULL << 48 },
	};
	struct mint_range got = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		assert_true(mint_piece(ranges, 4, 0x4000, i, &got));
		assert_int_equal(got.start, want[i].start);
		assert_int_equal(got.end, want[i].end);
	}
	assert_false(mint_piece(ranges, 4, 0x4000, i, &got));
	assert_false(mint_piece(ranges, 4, 0x4000, ~0ULL, &got));
	assert_false(mint_piece(ranges, 0, 0x4000, 0, &got));
	assert_int_equal(got.start, want[i - 1].start); /* untouched on failure */
}

/* A DIMM's _CRS, an item of setup_data: nobody has looked at the numbers before. */
static void reaching(void **state)
{
	static const struct {
		__u64 at, size;
		bool want;
	} rows[] = {
		/* against [0x4000, 0x8000) */
		{ 0x3000, 0x1000, false },
		{ 0x3000, 0x1001, true },
		{ 0x8000, 0x1000, false },
		{ 0x7fff, 1, true },
		{ 0x5000, 0x1000, true },
		{ 0, ~0ULL, true },
		{ 0x5000, 0, false },
		{ 0, 0, false },
		/* its end would wrap */
		{ 0x3000, ~0ULL, true },
		{ 0x7fff, ~0ULL, true },
		{ 0x8000, ~0ULL, false },
		{ ~0ULL, ~0ULL, false },
		{ 1, ~0ULL, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(mint_reaches(rows[i].at, rows[i].size, 0x4000, 0x8000),
				 rows[i].want);
	/* up to the last byte that there can be */
	assert_true(mint_reaches(~0ULL - 0xfff, 0x1000, ~0ULL - 1, ~0ULL));
	assert_true(mint_reaches(0x1000, ~0ULL, ~0ULL - 1, ~0ULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorted_blocks),
		cmocka_unit_test(pieces),
		cmocka_unit_test(reaching),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
