/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_erase.c - what of a dead kernel is looked for: its place, its note, words to it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mint/module/check.h"

static void kernel_places(void **state)
{
	static const struct {
		struct mint_range range;
		bool want;
		uint64_t start, end;
	} rows[] = {
		{ { 0x40000000, 0x60000000, MINT_PURPOSE_REGION, 0 },
		  true,
		  0x41000000,
		  0x49000000 },
		{ { 0x10000, 0x20000, MINT_PURPOSE_REALMODE, 0 }, false, 0, 0 },
		{ { 0x30000000, 0x35000000, MINT_PURPOSE_SWIOTLB, 0 }, false, 0, 0 },
		/* smaller than what is looked at: cut at its end */
		{ { 0x40000000, 0x44000000, 0, 0 }, true, 0x41000000, 0x44000000 },
		{ { 0x40000000, 0x41001000, 0, 0 }, true, 0x41000000, 0x41001000 },
		{ { 0x40000000, 0x41000000, 0, 0 }, false, 0, 0 },
		{ { 0x40000000, 0x40001000, 0, 0 }, false, 0, 0 },
		/* up to the last page that there can be */
		{ { UINT64_MAX - 0x1ffffff, UINT64_MAX - 0xfff, 0, 0 },
		  true,
		  UINT64_MAX - 0xffffff,
		  UINT64_MAX - 0xfff },
	};
	uint64_t start, end;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		start = end = 0;
		assert_int_equal(
			mint_kernel_place(&rows[i].range, (__u64 *)&start, (__u64 *)&end),
			rows[i].want);
		assert_int_equal(start, rows[i].start);
		assert_int_equal(end, rows[i].end);
	}
}

static void notes(void **state)
{
	uint8_t note[MINT_NOTE_HEADER] = "\x0b\0\0\0\x34\x12\0\0\0\0\0\0VMCOREINFO";
	size_t i;

	(void)state;
	assert_true(mint_note_is(note));
	/* of any size, and nothing else may differ */
	for (i = 0; i < sizeof(note); i++) {
		note[i] ^= 1;
		assert_int_equal(mint_note_is(note), i >= 4 && i < 8);
		note[i] ^= 1;
	}
}

static void words(void **state)
{
	static const struct {
		uint64_t word, want;
	} rows[] = {
		{ 0xffff888041234000, 0x41234000 },
		{ 0xff11000041234000, 0x41234000 },
		{ 0xffff888041234008, 0 },
		{ 0xffffc87ffffff000, (UINT64_C(1) << 46) - 0x1000 },
		{ 0xffffc88000000000, 0 },
		{ 0xff113ffffffff000, (UINT64_C(1) << 46) - 0x1000 },
		{ 0xff11400000000000, 0 },
		{ 0xffff888000000000, 0 },
		{ 0xffff887ffffff000, 0 },
		{ 0xffffffff81000000, 0 },
		{ 0x41234000, 0 },
		{ 0, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(mint_word_page(rows[i].word), rows[i].want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kernel_places),
		cmocka_unit_test(notes),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
