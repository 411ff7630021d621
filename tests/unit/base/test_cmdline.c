/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_cmdline.c - command lines are split as the kernel splits them
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
#include "base/cmdline.h"

static void assert_piece(const char *text, size_t size, const char *want)
{
	assert_int_equal(size, strlen(want));
	assert_memory_equal(text, want, size);
}

static const struct {
	const char *cmdline;
	struct {
		const char *text, *key, *value;
	} token[4];
} tokens_rows[] = {
	{ "", { { NULL, NULL, NULL } } },
	{ " \t\n ", { { NULL, NULL, NULL } } },
	{ "quiet", { { "quiet", "quiet", NULL } } },
	{ "  a=1\tb  c=\n",
	  { { "a=1", "a", "1" }, { "b", "b", NULL }, { "c=", "c", "" } } },
	{ "a=b=c", { { "a=b=c", "a", "b=c" } } },
	{ "a=\"b c\" d", { { "a=\"b c\"", "a", "b c" }, { "d", "d", NULL } } },
	{ "a=b\" \"c d", { { "a=b\" \"c", "a", "b\" \"c" }, { "d", "d", NULL } } },
	{ "\"a=b c\" d", { { "\"a=b c\"", "\"a", "b c" }, { "d", "d", NULL } } },
	{ "a=\"b c", { { "a=\"b c", "a", "b c" } } },
	{ "a=\"", { { "a=\"", "a", "" } } },
	{ "=x", { { "=x", "=x", NULL } } },
	{ "==x", { { "==x", "=", "x" } } },
	{ "a\"b c\"=d", { { "a\"b c\"=d", "a\"b c\"", "d" } } },
	{ "a\xa0"
	  "b",
	  { { "a", "a", NULL }, { "b", "b", NULL } } },
};

static void tokens(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(tokens_rows); i++) {
		const char *cursor = tokens_rows[i].cmdline;
		struct cmdline_token token;

		print_message("tokens of '%s'\n", tokens_rows[i].cmdline);
		for (j = 0; tokens_rows[i].token[j].text; j++) {
			assert_true(cmdline_next(&cursor, &token));
			assert_piece(token.text, token.size,
				     tokens_rows[i].token[j].text);
			assert_piece(token.text, token.key_size,
				     tokens_rows[i].token[j].key);
			if (tokens_rows[i].token[j].value)
				assert_piece(token.value, token.value_size,
					     tokens_rows[i].token[j].value);
			else
				assert_null(token.value);
		}
		assert_false(cmdline_next(&cursor, &token));
		assert_int_equal(*cursor, '\0');
	}
}

static void find(void **state)
{
	static const struct {
		const char *cmdline, *key, *value;
	} rows[] = {
		{ "mem=1G quiet mem=2G", "mem", "2G" },
		{ "memmap=1G", "mem", NULL },
		{ "xmem=1G", "mem", NULL },
		{ "a=\"mem=1G\"", "mem", NULL },
		{ "no-ipi_broadcast=1", "no_ipi-broadcast", "1" },
		{ "\"mem=1 G\"", "mem", "1 G" },
		{ "MEM=1", "mem", NULL },
		{ "", "mem", NULL },
	};
	struct cmdline_token token;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		bool found = cmdline_find(rows[i].cmdline, rows[i].key, &token);

		assert_int_equal(found, rows[i].value != NULL);
		if (found)
			assert_piece(token.value, token.value_size, rows[i].value);
	}
	assert_true(cmdline_find("a \"nokaslr\" b", "nokaslr", &token));
	assert_null(token.value);
}

static void append(void **state)
{
	struct buffer line = { 0 };

	(void)state;
	assert_int_equal(cmdline_append(&line, "  "), 0);
	assert_int_equal(line.size, 0);
	assert_int_equal(cmdline_append(&line, " a=1 "), 0);
	assert_int_equal(cmdline_append(&line, ""), 0);
	assert_int_equal(cmdline_append(&line, "b c=\"d e\"\n"), 0);
	assert_string_equal((char *)line.data, "a=1 b c=\"d e\"");
	assert_int_equal(line.size, strlen("a=1 b c=\"d e\""));
	assert_int_equal(buffer_append(&line, "\t", 1), 0);
	assert_int_equal(cmdline_append(&line, "f"), 0);
	assert_string_equal((char *)line.data, "a=1 b c=\"d e\"\tf");
	buffer_free(&line);
}

static void removal(void **state)
{
	static const struct {
		const char *cmdline, *key, *want;
	} rows[] = {
		{ "", "a", "" },
		{ "a=1", "a", "" },
		{ "a=1 ab=2 a b=a", "a", "ab=2 b=a" },
		{ "  x \t y  ", "a", "x y" },
		{ "q=\"a=1 b\" a=2", "a", "q=\"a=1 b\"" },
		{ "crashkernel=2G\ncrash-kernel=1", "crash_kernel", "crashkernel=2G" },
		{ "a=1 \"", "a", "\"" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct buffer line = { 0 };

		assert_int_equal(cmdline_remove(rows[i].cmdline, rows[i].key, &line), 0);
		assert_string_equal((char *)line.data, rows[i].want);
		assert_int_equal(line.size, strlen(rows[i].want));
		buffer_free(&line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens),
		cmocka_unit_test(find),
		cmocka_unit_test(append),
		cmocka_unit_test(removal),
	};

	return cmocka_run_group_tests_name("cmdline", tests, NULL, NULL);
}
