/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_tokens.c - kexec.8 and the token table say the same
 *
 * In: man/kexec.8 below $top_srcdir, the tables of lib/platform/tokens.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "platform/tokens.h"

#define SECTION	 "\n.Sh COMMAND LINE OF THE SUCCESSOR\n"
#define ITEM	 "\n.It Ql "
#define MARK	 "test_tokens"
#define WORD_MAX 64

/* The section of the page that lists tokens; to be freed. */
static char *section_read(void)
{
	const char *directory = getenv("top_srcdir");
	AUTO_FCLOSE FILE *page = NULL;
	char path[4096], *text = NULL, *start, *end;
	size_t room = 0;

	snprintf(path, sizeof(path), "%s/man/kexec.8", directory ? directory : ".");
	page = fopen(path, "r");
	assert_non_null(page);
	assert_true(getdelim(&text, &room, '\0', page) > 0);
	start = strstr(text, SECTION);
	assert_non_null(start);
	end = strstr(start + strlen(SECTION), "\n.Sh ");
	assert_non_null(end);
	end[1] = '\0';
	memmove(text, start, strlen(start) + 1);
	return text;
}

/* The text of the item for @token, up to the next item or the list's end; to be freed. */
static char *item_find(const char *section, const char *token)
{
	char line[WORD_MAX + sizeof(ITEM)];
	const char *start, *end;

	snprintf(line, sizeof(line), ITEM "%s\n", token);
	start = strstr(section, line);
	if (!start)
		fail_msg("kexec.8 has no item \"%s\"", token);
	start += strlen(line);
	end = strstr(start, ITEM);
	if (!end)
		end = strstr(start, "\n.El");
	assert_non_null(end);
	return strndup(start, (size_t)(end - start));
}

static void tokens_are_described(void **state)
{
	AUTO_FREE char *section = section_read();
	const struct token_rule *row;
	unsigned int count = 0, items = 0;
	const char *at;

	(void)state;
	for (; (row = token_rule_table(count)); count++) {
		AUTO_FREE char *text = item_find(section, row->token);
		const char *kind = row->is_mandatory ? "Mandatory" : "Default";
		char version[32];

		if (strncmp(text, kind, strlen(kind)) != 0)
			fail_msg("kexec.8: %s is %s", row->token, kind);
		if (!row->until)
			continue;
		snprintf(version, sizeof(version),
			 "before Linux %u.%u:", row->until >> 16, row->until >> 8 & 0xff);
		if (!strstr(text, version))
			fail_msg("kexec.8: %s is for kernels %s", row->token, version);
	}
	for (at = section; (at = strstr(at, ITEM)); at++)
		items++;
	assert_int_equal(items, count);
}

/* Is @word how the page writes this row: key=value, key= or key? */
static bool denial_is(const struct platform_denial *row, const char *word)
{
	size_t size = strlen(row->key);

	if (strncmp(word, row->key, size) != 0)
		return false;
	if (row->value)
		return word[size] == '=' && !strcmp(word + size + 1, row->value);
	return !word[size] || !strcmp(word + size, "=");
}

static void denials_are_listed(void **state)
{
	AUTO_FREE char *section = section_read();
	const struct platform_denial *row;
	char *list, *word, *rest;
	unsigned int count = 0, words = 0;

	(void)state;
	list = strstr(section, MARK);
	assert_non_null(list);
	list = strchr(list, '\n');
	assert_non_null(list);
	assert_non_null(strstr(list, "\n.Pp"));
	*strstr(list, "\n.Pp") = '\0';
	assert_int_equal(list[strlen(list) - 1], '.');
	list[strlen(list) - 1] = '\0';
	for (word = strtok_r(list, ", \n", &rest); word;
	     word = strtok_r(NULL, ", \n", &rest), words++) {
		for (count = 0; (row = platform_denial_table(count)); count++) {
			if (denial_is(row, word))
				break;
		}
		if (!row)
			fail_msg("kexec.8 says that %s is refused", word);
	}
	for (count = 0; platform_denial_table(count); count++)
		;
	/* Every word is a row, and there are as many: rows are all different. */
	assert_int_equal(words, count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens_are_described),
		cmocka_unit_test(denials_are_listed),
	};

	return cmocka_run_group_tests_name("man_tokens", tests, NULL, NULL);
}
