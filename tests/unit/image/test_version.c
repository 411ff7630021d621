/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_version.c - release strings of kernels
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
#include "image/version.h"

static const struct {
	const char *text;
	int err;
	const char *release;
	uint32_t version;
} rows[] = {
	{ "6.1.0-56-amd64 (debian-kernel@lists.debian.org) #1 SMP", 0, "6.1.0-56-amd64",
	  0x060100 },
	{ "7.2.13+deb14-amd64 (x@y)", 0, "7.2.13+deb14-amd64", 0x07020d },
	{ "5.10.0-32-amd64", 0, "5.10.0-32-amd64", 0x050a00 },
	{ "5.10", 0, "5.10", 0x050a00 },
	{ "5.10\n", 0, "5.10", 0x050a00 },
	{ "6.9-rc1", 0, "6.9-rc1", 0x060900 },
	{ "6.9.rc1", 0, "6.9.rc1", 0x060900 },
	{ "4.19.325 ", 0, "4.19.325", 0x0413ff }, /* the patch level saturates */
	{ "4.9.4294967297", 0, "4.9.4294967297", 0x0409ff },
	{ "12.34.56", 0, "12.34.56", 0x0c2238 },
	{ "", -EINVAL, NULL, 0 },
	{ "6", -EINVAL, NULL, 0 },
	{ "6.", -EINVAL, NULL, 0 },
	{ "6 .1", -EINVAL, NULL, 0 },
	{ ".6", -EINVAL, NULL, 0 },
	{ "%s (%s)", -EINVAL, NULL, 0 },
	{ "memtest86+ v6.10", -EINVAL, NULL, 0 },
	{ "70000.1", -EINVAL, NULL, 0 },
	{ "6.256", -EINVAL, NULL, 0 },
	{ "4294967302.1", -EINVAL, NULL, 0 }, /* must not wrap round to 6.1 */
	{ "6.1.0\033[2J", -EINVAL, NULL, 0 },
	{ "6.1.0-\xc3\xa9", -EINVAL, NULL, 0 },
};

static void releases(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bytes text = { (const uint8_t *)rows[i].text,
				      strlen(rows[i].text) };
		char release[IMAGE_RELEASE_MAX] = "before";
		uint32_t version = 0xdead;
		int err = version_parse(text, release, &version);

		if (err != rows[i].err)
			fail_msg("\"%s\": %d, not %d", rows[i].text, err, rows[i].err);
		assert_string_equal(release, err ? "before" : rows[i].release);
		assert_int_equal(version, err ? 0xdead : rows[i].version);
	}
}

/* The text may end anywhere: no NUL is needed, none is looked for behind the end. */
static void ends_with_the_view(void **state)
{
	const struct bytes text = { (const uint8_t *)"5.10.77", 6 };
	char release[IMAGE_RELEASE_MAX];
	uint32_t version;

	(void)state;
	assert_int_equal(version_parse(text, release, &version), 0);
	assert_string_equal(release, "5.10.7");
	assert_int_equal(version, 0x050a07);
}

static void longest(void **state)
{
	uint8_t text[IMAGE_RELEASE_MAX + 1] = "6.1-";
	char release[IMAGE_RELEASE_MAX];
	uint32_t version;

	(void)state;
	memset(text + 4, 'x', sizeof(text) - 4);
	text[IMAGE_RELEASE_MAX - 1] = ' ';
	assert_int_equal(
		version_parse((struct bytes){ text, sizeof(text) }, release, &version),
		0);
	assert_int_equal(strlen(release), IMAGE_RELEASE_MAX - 1);
	text[IMAGE_RELEASE_MAX - 1] = 'x';
	text[IMAGE_RELEASE_MAX] = ' ';
	assert_int_equal(
		version_parse((struct bytes){ text, sizeof(text) }, release, &version),
		-EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(releases),
		cmocka_unit_test(ends_with_the_view),
		cmocka_unit_test(longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
