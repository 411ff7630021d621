/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_cmdline.c - any text as a command line
 *
 * In: bytes up to the first NUL. Checked: tokens lie inside the text and in order;
 * removing a key leaves none of it and every other token as it was.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cmdline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static void removal_check(const char *text, const char *key)
{
	struct cmdline_token token, copy;
	struct buffer line = { 0 };
	const char *cursor = text, *kept;

	check(cmdline_remove(text, key, &line) == 0);
	check(strlen((char *)line.data) == line.size);
	kept = (char *)line.data;
	check(!cmdline_find(kept, key, &token));
	while (cmdline_next(&cursor, &token)) {
		if (cmdline_key_is(&token, key))
			continue;
		check(cmdline_next(&kept, &copy));
		check(copy.size == token.size && copy.key_size == token.key_size);
		check(!memcmp(copy.text, token.text, token.size));
	}
	check(!cmdline_next(&kept, &copy));
	buffer_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cmdline_token token;
	const char *cursor, *end;
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	cursor = end = text;
	while (cmdline_next(&cursor, &token)) {
		check(token.text >= end && token.size && token.key_size <= token.size);
		end = token.text + token.size;
		check(cursor == end && end <= text + strlen(text));
		if (token.value)
			check(token.value > token.text &&
			      token.value + token.value_size <= end);
	}
	removal_check(text, "mem");
	removal_check(text, "a");
	free(text);
	return 0;
}
