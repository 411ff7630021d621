/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_iomem.c - the text of /proc/iomem
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
#include "machine/iomem.h"

static const struct {
	const char *text;
	size_t count;
	struct iomem_entry entry[3];
} good_rows[] = {
	{ "", 0, { { { 0, 0 }, 0, NULL } } },
	{ "00001000-0009fbff : System RAM\n",
	  1,
	  { { { 0x1000, 0x9fc00 }, 0, (char *)"System RAM" } } },
	{ "00001000-0009fbff : System RAM",
	  1,
	  { { { 0x1000, 0x9fc00 }, 0, (char *)"System RAM" } } },
	{ "fec00000-fec003ff : IOAPIC 0\n  fec00000-fec000ff : a : b\n"
	  "    fec00000-fec00000 : \n",
	  3,
	  { { { 0xfec00000, 0xfec00400 }, 0, (char *)"IOAPIC 0" },
	    { { 0xfec00000, 0xfec00100 }, 1, (char *)"a : b" },
	    { { 0xfec00000, 0xfec00001 }, 2, (char *)"" } } },
	{ "FD00000000-fFffffffff : Reserved\n",
	  1,
	  { { { 0xfd00000000, 0x10000000000 }, 0, (char *)"Reserved" } } },
	{ "0-ffffffffffffffff : all\n", 1, { { { 0, UINT64_MAX }, 0, (char *)"all" } } },
};

static void good_text(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(good_rows); i++) {
		struct iomem_entry *entry = NULL;
		struct diag diag = { 0 };
		size_t count = 77;

		assert_int_equal(iomem_parse(good_rows[i].text, strlen(good_rows[i].text),
					     &entry, &count, &diag),
				 0);
		assert_int_equal(count, good_rows[i].count);
		for (j = 0; j < count; j++) {
			const struct iomem_entry *want = &good_rows[i].entry[j];

			assert_true(entry[j].range.start == want->range.start);
			assert_true(entry[j].range.end == want->range.end);
			assert_int_equal(entry[j].depth, want->depth);
			assert_string_equal(entry[j].name, want->name);
		}
		assert_string_equal(diag.line, "");
		iomem_free(entry, count);
	}
}

#define GOOD "00001000-0009fbff : System RAM\n"

static const struct {
	const char *text;
	size_t size;
	const char *says;
} bad_rows[] = {
	{ "\n", 1, "line 1: 'first-last" },
	{ GOOD "\n" GOOD, 0, "line 2: 'first-last" },
	{ GOOD "x", 0, "line 2: 'first-last" },
	{ GOOD "1000", 0, "line 2: 'first-last" },
	{ GOOD "1000-", 0, "line 2: 'first-last" },
	{ GOOD "1000-1fff", 0, "line 2: ' : '" },
	{ GOOD "1000-1fff :", 0, "line 2: ' : '" },
	{ GOOD "1000-1fff:RAM", 0, "line 2: ' : '" },
	{ GOOD GOOD "2000-1fff : RAM", 0, "line 3: the range ends" },
	{ GOOD " 1000-1fff : RAM", 0, "line 2: an odd number" },
	{ GOOD "\t1000-1fff : RAM", 0, "line 2: 'first-last" },
	{ "0x1000-0x1fff : RAM", 0, "line 1: 'first-last" },
	{ "00000000000000001-1fff : RAM", 0, "line 1: 'first-last" },
	{ "1000-1fff : R\0M", 15, "line 1: a NUL" },
};

static void bad_text(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad_rows); i++) {
		struct iomem_entry *entry = NULL;
		struct diag diag = { 0 };
		size_t count = 77, size = bad_rows[i].size;

		if (!size)
			size = strlen(bad_rows[i].text);
		print_message("row %zu: %s\n", i, bad_rows[i].says);
		assert_int_equal(
			iomem_parse(bad_rows[i].text, size, &entry, &count, &diag),
			-EINVAL);
		assert_null(entry);
		assert_int_equal(count, 77);
		assert_int_equal(
			strncmp(diag.line, bad_rows[i].says, strlen(bad_rows[i].says)),
			0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_text),
		cmocka_unit_test(bad_text),
	};

	return cmocka_run_group_tests_name("iomem", tests, NULL, NULL);
}
