/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_prange.c - sizes and ranges as text, lists of ranges
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/prange.h"

#define UNTOUCHED 0x5a5a5a5aU

static const struct {
	const char *text;
	int err;
	uint64_t size;
	const char *says;
} size_text_rows[] = {
	{ "0", 0, 0, "" },
	{ "4096", 0, 4096, "" },
	{ "0x1000", 0, 4096, "" },
	{ "0XfF", 0, 255, "" },
	{ "010", 0, 10, "" },
	{ "64K", 0, 65536, "" },
	{ "64k", 0, 65536, "" },
	{ "512M", 0, 512 * SIZE_1M, "" },
	{ "0x20M", 0, 32 * SIZE_1M, "" },
	{ "3G", 0, 3 * SIZE_1G, "" },
	{ "2t", 0, 2048 * SIZE_1G, "" },
	{ "0xffffffffffffffff", 0, UINT64_MAX, "" },
	{ "18446744073709551615", 0, UINT64_MAX, "" },
	{ "18446744073709551616", -ERANGE, 0, "64 bits" },
	{ "0x10000000000000000", -ERANGE, 0, "64 bits" },
	{ "16777216T", -ERANGE, 0, "64 bits" },
	{ "16777215T", 0, 16777215ULL << 40, "" },
	{ "", -EINVAL, 0, "not a number" },
	{ "0x", -EINVAL, 0, "not a number" },
	{ "-1", -EINVAL, 0, "not a number" },
	{ "+1", -EINVAL, 0, "not a number" },
	{ " 1", -EINVAL, 0, "not a number" },
	{ "M", -EINVAL, 0, "not a number" },
	{ "1 ", -EINVAL, 0, "behind the number" },
	{ "12f", -EINVAL, 0, "'f' is behind the number" },
	{ "512MB", -EINVAL, 0, "'B' is behind the number" },
	{ "1P", -EINVAL, 0, "'P' is behind the number" },
};

static void size_text(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(size_text_rows); i++) {
		struct diag diag = { 0 };
		uint64_t size = UNTOUCHED;

		print_message("size '%s'\n", size_text_rows[i].text);
		assert_int_equal(size_parse(size_text_rows[i].text, &size, &diag),
				 size_text_rows[i].err);
		assert_true(size ==
			    (size_text_rows[i].err ? UNTOUCHED : size_text_rows[i].size));
		assert_non_null(strstr(diag.line, size_text_rows[i].says));
		assert_int_equal(diag.line[0] != '\0', size_text_rows[i].err != 0);
	}
	assert_int_equal(size_parse("x", NULL, NULL), -EINVAL);
}

static const struct {
	const char *text;
	int err;
	struct prange range;
	const char *says;
} range_text_rows[] = {
	{ "0x40000000-0x5fffffff", 0, { 0x40000000, 0x60000000 }, "" },
	{ "0x40000000-0x60000000", 0, { 0x40000000, 0x60000000 }, "" },
	{ "1G-1536M", 0, { 0x40000000, 0x60000000 }, "" },
	{ "1G+512M", 0, { 0x40000000, 0x60000000 }, "" },
	{ "5G+0x40000000", 0, { 0x140000000, 0x180000000 }, "" },
	{ "0-0xfff", 0, { 0, 0x1000 }, "" },
	{ "0x9000+0x1000", 0, { 0x9000, 0xa000 }, "" },
	/* only an inclusive end has fff: a size does not */
	{ "1G+0x1fffffff", -EINVAL, { 0, 0 }, "R1" },
	{ "0x1000-0x1fff", 0, { 0x1000, 0x2000 }, "" },
	{ "0x40000000-0x5ffffffe", -EINVAL, { 0, 0 }, "R1" },
	{ "0x40000000-0x60000001", -EINVAL, { 0, 0 }, "R1" },
	{ "1G+512", -EINVAL, { 0, 0 }, "R1" },
	{ "0x1000-0x1000", -EINVAL, { 0, 0 }, "empty" },
	{ "0x1000+0", -EINVAL, { 0, 0 }, "empty" },
	{ "2G-1G", -EINVAL, { 0, 0 }, "empty" },
	{ "0-0xffffffffffffffff", -ERANGE, { 0, 0 }, "physical address" },
	{ "0-0xfffffffffffff000", 0, { 0, 0xfffffffffffff000 }, "" },
	{ "0xfffffffffffff000+4K", -ERANGE, { 0, 0 }, "64 bits" },
	{ "0xfffffffffffff000+0x10000000000000000", -ERANGE, { 0, 0 }, "64" },
	{ "", -EINVAL, { 0, 0 }, "not a number" },
	{ "1G", -EINVAL, { 0, 0 }, "expected" },
	{ "1G-", -EINVAL, { 0, 0 }, "not a number" },
	{ "1G+", -EINVAL, { 0, 0 }, "not a number" },
	{ "-1G", -EINVAL, { 0, 0 }, "not a number" },
	{ "1G:2G", -EINVAL, { 0, 0 }, "expected" },
	{ "1G-2G-3G", -EINVAL, { 0, 0 }, "behind the range" },
	{ "1G-2G ", -EINVAL, { 0, 0 }, "behind the range" },
};

static void range_text(void **state)
{
	static const struct prange untouched = { UNTOUCHED, UNTOUCHED };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(range_text_rows); i++) {
		struct prange range = untouched, want;
		struct diag diag = { 0 };

		print_message("range '%s'\n", range_text_rows[i].text);
		assert_int_equal(prange_parse(range_text_rows[i].text, &range, &diag),
				 range_text_rows[i].err);
		want = range_text_rows[i].err ? untouched : range_text_rows[i].range;
		assert_true(range.start == want.start && range.end == want.end);
		assert_non_null(strstr(diag.line, range_text_rows[i].says));
		assert_int_equal(diag.line[0] != '\0', range_text_rows[i].err != 0);
	}
}

static void list_equals(const struct prange_list *list, const struct prange *want)
{
	size_t i;

	for (i = 0; i < list->count; i++) {
		assert_true(list->at[i].start == want[i].start);
		assert_true(list->at[i].end == want[i].end);
	}
	assert_true(i == 4 || prange_is_empty(want[i]));
}

static const struct {
	const char *name;
	struct prange start[4], edit, added[4], removed[4];
} list_edits_rows[] = {
	{ "empty list", { { 0, 0 } }, { 10, 20 }, { { 10, 20 } }, { { 0, 0 } } },
	{ "empty range", { { 10, 20 } }, { 15, 15 }, { { 10, 20 } }, { { 10, 20 } } },
	{ "backwards", { { 10, 20 } }, { 18, 12 }, { { 10, 20 } }, { { 10, 20 } } },
	{ "before", { { 10, 20 } }, { 5, 9 }, { { 5, 9 }, { 10, 20 } }, { { 10, 20 } } },
	{ "touches below", { { 10, 20 } }, { 5, 10 }, { { 5, 20 } }, { { 10, 20 } } },
	{ "touches above", { { 10, 20 } }, { 20, 25 }, { { 10, 25 } }, { { 10, 20 } } },
	{ "behind",
	  { { 10, 20 } },
	  { 21, 25 },
	  { { 10, 20 }, { 21, 25 } },
	  { { 10, 20 } } },
	{ "inside",
	  { { 10, 20 } },
	  { 12, 15 },
	  { { 10, 20 } },
	  { { 10, 12 }, { 15, 20 } } },
	{ "whole", { { 10, 20 } }, { 10, 20 }, { { 10, 20 } }, { { 0, 0 } } },
	{ "left part", { { 10, 20 } }, { 5, 15 }, { { 5, 20 } }, { { 15, 20 } } },
	{ "right part", { { 10, 20 } }, { 15, 25 }, { { 10, 25 } }, { { 10, 15 } } },
	{ "over all",
	  { { 10, 20 }, { 30, 40 }, { 50, 60 } },
	  { 5, 65 },
	  { { 5, 65 } },
	  { { 0, 0 } } },
	{ "fills a hole",
	  { { 10, 20 }, { 30, 40 } },
	  { 20, 30 },
	  { { 10, 40 } },
	  { { 10, 20 }, { 30, 40 } } },
	{ "in a hole",
	  { { 10, 20 }, { 30, 40 } },
	  { 22, 28 },
	  { { 10, 20 }, { 22, 28 }, { 30, 40 } },
	  { { 10, 20 }, { 30, 40 } } },
	{ "two halves",
	  { { 10, 20 }, { 30, 40 } },
	  { 15, 35 },
	  { { 10, 40 } },
	  { { 10, 15 }, { 35, 40 } } },
	{ "top of 64 bits",
	  { { 10, 20 } },
	  { 15, UINT64_MAX },
	  { { 10, UINT64_MAX } },
	  { { 10, 15 } } },
};

static void list_edits(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(list_edits_rows); i++) {
		struct prange_list add = { 0 }, remove = { 0 };

		print_message("list: %s\n", list_edits_rows[i].name);
		for (j = 0; j < 4; j++) {
			assert_int_equal(
				prange_list_add(&add, list_edits_rows[i].start[j]), 0);
			assert_int_equal(
				prange_list_add(&remove, list_edits_rows[i].start[j]), 0);
		}
		assert_int_equal(prange_list_add(&add, list_edits_rows[i].edit), 0);
		assert_int_equal(prange_list_remove(&remove, list_edits_rows[i].edit), 0);
		list_equals(&add, list_edits_rows[i].added);
		list_equals(&remove, list_edits_rows[i].removed);
		prange_list_free(&add);
		prange_list_free(&remove);
		assert_null(add.at);
	}
}

static const struct {
	const char *name;
	struct prange start[4], kept[4], want[4];
} list_keep_rows[] = {
	{ "nothing of nothing", { { 0, 0 } }, { { 10, 20 } }, { { 0, 0 } } },
	{ "nothing is kept", { { 10, 20 } }, { { 0, 0 } }, { { 0, 0 } } },
	{ "all", { { 10, 20 }, { 30, 40 } }, { { 5, 50 } }, { { 10, 20 }, { 30, 40 } } },
	{ "touching is not in common",
	  { { 10, 20 } },
	  { { 5, 10 }, { 20, 25 } },
	  { { 0, 0 } } },
	{ "parts",
	  { { 10, 20 }, { 30, 40 } },
	  { { 5, 12 }, { 15, 32 }, { 39, 60 } },
	  { { 10, 12 }, { 15, 20 }, { 30, 32 }, { 39, 40 } } },
	{ "from 0 to the top",
	  { { 0, UINT64_MAX } },
	  { { 0, 1 }, { UINT64_MAX - 1, UINT64_MAX } },
	  { { 0, 1 }, { UINT64_MAX - 1, UINT64_MAX } } },
};

static void list_keep(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(list_keep_rows); i++) {
		struct prange_list list = { 0 }, kept = { 0 };

		print_message("keep: %s\n", list_keep_rows[i].name);
		assert_int_equal(prange_list_add_all(&list, list_keep_rows[i].start, 4),
				 0);
		assert_int_equal(prange_list_add_all(&kept, list_keep_rows[i].kept, 4),
				 0);
		assert_int_equal(prange_list_keep(&list, &kept), 0);
		list_equals(&list, list_keep_rows[i].want);
		prange_list_free(&list);
		prange_list_free(&kept);
	}
}

/* A bitmap is the model: whatever the list does must look the same bit for bit. */
static void list_like_a_bitmap(void **state)
{
	struct prange_list list = { 0 };
	uint32_t seed = 12345;
	bool model[64] = { 0 };
	unsigned int round, i;

	(void)state;
	for (round = 0; round < 2000; round++) {
		struct prange r;
		bool is_add, covers = true, overlaps = false;

		seed = seed * 1664525 + 1013904223;
		r.start = seed >> 26;
		r.end = r.start + (seed >> 16 & 15);
		if (r.end > 64)
			r.end = 64;
		is_add = seed >> 12 & 1;
		for (i = (unsigned int)r.start; i < r.end; i++) {
			covers &= model[i];
			overlaps |= model[i];
		}
		assert_int_equal(prange_list_covers(&list, r), covers);
		assert_int_equal(prange_list_overlaps(&list, r), overlaps);
		for (i = (unsigned int)r.start; i < r.end; i++)
			model[i] = is_add;
		if (is_add)
			assert_int_equal(prange_list_add(&list, r), 0);
		else
			assert_int_equal(prange_list_remove(&list, r), 0);
		for (i = 0; i < 64; i++)
			assert_int_equal(
				model[i],
				prange_list_overlaps(&list, (struct prange){ i, i + 1 }));
		for (i = 1; i < list.count; i++)
			assert_true(list.at[i - 1].end < list.at[i].start);
	}
	prange_list_free(&list);
}

static void list_grows(void **state)
{
	struct prange_list list = { 0 };
	uint64_t i;

	(void)state;
	for (i = 1000; i > 0; i--) {
		struct prange r = { i * 4, i * 4 + 2 };

		assert_int_equal(prange_list_add(&list, r), 0);
	}
	assert_int_equal(list.count, 1000);
	assert_true(prange_list_covers(&list, (struct prange){ 400, 402 }));
	assert_false(prange_list_covers(&list, (struct prange){ 400, 403 }));
	prange_list_free(&list);
}

static void range_basics(void **state)
{
	struct prange r = { 0x1000, 0x3000 };

	(void)state;
	assert_true(prange_size(r) == 0x2000);
	assert_true(prange_has(r, 0x1000));
	assert_false(prange_has(r, 0x3000));
	assert_true(prange_contains(r, r));
	assert_false(prange_contains(r, (struct prange){ 0xfff, 0x2000 }));
	assert_true(prange_overlaps(r, (struct prange){ 0x2fff, 0x4000 }));
	assert_false(prange_overlaps(r, (struct prange){ 0x3000, 0x4000 }));
	assert_true(prange_size(prange_common(r, (struct prange){ 0x2fff, 0x4000 })) ==
		    1);
	assert_true(prange_common(r, (struct prange){ 0, 0x2000 }).start == 0x1000);
	assert_true(prange_is_empty(prange_common(r, (struct prange){ 0x3000, 0x4000 })));
	assert_true(prange_is_empty(prange_common(r, (struct prange){ 0, 0x1000 })));
	assert_true(align_up(0x1001, 0x1000) == 0x2000);
	assert_true(align_down(0x1fff, 0x1000) == 0x1000);
	assert_true(is_aligned(0x2000, 0x1000));
	assert_false(is_aligned(0x2001, 0x1000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(size_text),	      cmocka_unit_test(range_text),
		cmocka_unit_test(list_edits),	      cmocka_unit_test(list_keep),
		cmocka_unit_test(list_like_a_bitmap), cmocka_unit_test(list_grows),
		cmocka_unit_test(range_basics),
	};

	return cmocka_run_group_tests_name("prange", tests, NULL, NULL);
}
