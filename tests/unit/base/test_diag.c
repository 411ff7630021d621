/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_diag.c - the error line and the warnings that a caller carries
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/diag.h"

static void first_line_wins(void **state)
{
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(diag_fail(&diag, -EINVAL, "cause %d", 1), -EINVAL);
	assert_int_equal(diag_fail(&diag, -ENOMEM, "effect"), -ENOMEM);
	assert_string_equal(diag.line, "cause 1");
	diag_clear(&diag);
	assert_string_equal(diag.line, "");
	assert_int_equal(diag_fail(&diag, -EIO, "next"), -EIO);
	assert_string_equal(diag.line, "next");
	diag_clear(&diag);
}

static const struct {
	const char *text, *line;
} clean_rows[] = {
	{ "a\nkexec: b", "a?kexec: b" },
	{ "\x1b[2Jx", "?[2Jx" },
	{ "\r\t\x7f", "???" },
	{ "\xc2\x9b[2J", "??[2J" },
	{ "\xc3\xa4 \xe2\x80\xa6", "\xc3\xa4 \xe2\x80\xa6" },
};

/* A path may have anything in it. */
static void control_characters(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(clean_rows) / sizeof(clean_rows[0]); i++) {
		struct diag diag = { 0 };
		char both[64];

		diag_fail(&diag, -EIO, "%s", clean_rows[i].text);
		assert_string_equal(diag.line, clean_rows[i].line);
		diag_context(&diag, "%s", clean_rows[i].text);
		snprintf(both, sizeof(both), "%s: %s", clean_rows[i].line,
			 clean_rows[i].line);
		assert_string_equal(diag.line, both);
		diag_warn(&diag, "%s", clean_rows[i].text);
		assert_string_equal(diag.warning[0], clean_rows[i].line);
		diag_clear(&diag);
	}
}

static void nobody_listens(void **state)
{
	(void)state;
	assert_int_equal(diag_fail(NULL, -EPERM, "%s", "x"), -EPERM);
	diag_context(NULL, "x");
	diag_warn(NULL, "x");
	diag_clear(NULL);
}

static void context(void **state)
{
	struct diag diag = { 0 };

	(void)state;
	diag_context(&diag, "vmlinuz");
	assert_string_equal(diag.line, "");
	diag_fail(&diag, -EINVAL, "too short");
	diag_context(&diag, "%s line %d", "vmlinuz", 3);
	diag_context(&diag, "load");
	assert_string_equal(diag.line, "load: vmlinuz line 3: too short");
	diag_clear(&diag);
}

static void long_lines(void **state)
{
	char text[2 * DIAG_LINE_MAX];
	struct diag diag = { 0 };

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	diag_fail(&diag, -EINVAL, "%s", text);
	assert_int_equal(strlen(diag.line), DIAG_LINE_MAX - 1);
	diag_context(&diag, "head");
	assert_int_equal(strlen(diag.line), DIAG_LINE_MAX - 1);
	assert_int_equal(strncmp(diag.line, "head: aaa", 9), 0);
	diag_context(&diag, "%s", text);
	assert_int_equal(strlen(diag.line), DIAG_LINE_MAX - 1);
	diag_warn(&diag, "%s", text);
	assert_int_equal(strlen(diag.warning[0]), DIAG_LINE_MAX - 1);
	diag_clear(&diag);
}

static void warnings(void **state)
{
	struct diag diag = { 0 };
	char want[32];
	size_t i;

	(void)state;
	for (i = 0; i < DIAG_WARNINGS_MAX + 3; i++)
		diag_warn(&diag, "warning %zu", i);
	assert_int_equal(diag.nr_warnings, DIAG_WARNINGS_MAX);
	for (i = 0; i < diag.nr_warnings; i++) {
		snprintf(want, sizeof(want), "warning %zu", i);
		assert_string_equal(diag.warning[i], want);
	}
	assert_string_equal(diag.line, "");
	diag_clear(&diag);
	assert_int_equal(diag.nr_warnings, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_line_wins), cmocka_unit_test(nobody_listens),
		cmocka_unit_test(context),	   cmocka_unit_test(long_lines),
		cmocka_unit_test(warnings),	   cmocka_unit_test(control_characters),
	};

	return cmocka_run_group_tests_name("diag", tests, NULL, NULL);
}
