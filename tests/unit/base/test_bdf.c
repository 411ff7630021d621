/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_bdf.c - addresses of PCI functions as text and as numbers
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/bdf.h"

static void good(void **state)
{
	static const struct {
		const char *text, *canonical;
		struct bdf bdf;
	} rows[] = {
		{ "02:00.0", "0000:02:00.0", { 0, 2, 0, 0 } },
		{ "0000:02:00.0", "0000:02:00.0", { 0, 2, 0, 0 } },
		{ "0001:ff:1F.7", "0001:ff:1f.7", { 1, 0xff, 31, 7 } },
		{ "ffff:00:0a.1", "ffff:00:0a.1", { 0xffff, 0, 10, 1 } },
	};
	char text[BDF_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bdf bdf;

		assert_int_equal(bdf_parse(rows[i].text, strlen(rows[i].text), &bdf), 0);
		assert_true(bdf_is_equal(bdf, rows[i].bdf));
		assert_string_equal(bdf_text(bdf, text), rows[i].canonical);
	}
}

static void bad(void **state)
{
	static const char *const rows[] = {
		"",
		"2:0.0",
		"02:00",
		"02:00.",
		"02:00.8",
		"02:20.0",
		"02:00.0 ",
		" 02:00.0",
		"02.00.0",
		"02:00:0",
		"0x2:00.0",
		"000:02:00.0",
		"00000:02:00.0",
		"0000-02:00.0",
		"-2:00.0",
		"0000:02:0g.0",
		"+2:00.0",
		"02:00.00",
		"0000:02:00",
		":02:00.0",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bdf bdf = { 1, 2, 3, 4 };

		assert_int_equal(bdf_parse(rows[i], strlen(rows[i]), &bdf), -EINVAL);
		assert_true(bdf_is_equal(bdf, (struct bdf){ 1, 2, 3, 4 }));
	}
}

/* Only so many bytes belong to it. */
static void part(void **state)
{
	struct bdf bdf;

	(void)state;
	assert_int_equal(bdf_parse("02:00.0,03:00.0", 7, &bdf), 0);
	assert_int_equal(bdf_parse("02:00.0", 6, &bdf), -EINVAL);
}

static void differ(void **state)
{
	static const struct bdf one = { 1, 2, 3, 4 };
	static const struct bdf others[] = {
		{ 0, 2, 3, 4 },
		{ 1, 0, 3, 4 },
		{ 1, 2, 0, 4 },
		{ 1, 2, 3, 0 },
	};

	(void)state;
	assert_true(bdf_is_equal(one, one));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(bdf_is_equal(one, others[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good),
		cmocka_unit_test(bad),
		cmocka_unit_test(part),
		cmocka_unit_test(differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
