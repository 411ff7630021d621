/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cmdline.c - edits of a kernel command line, token by token
 *
 * In: a NUL-terminated command line. Out: views of its tokens, edited copies.
 * Ref: Linux lib/cmdline.c next_arg(), kernel/params.c parameq().
 */
#include "base/cmdline.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"

/* White space as the kernel's own ctype table has it: Latin-1, so 0xa0 splits too. */
static bool char_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (unsigned char)c == 0xa0;
}

/* The value behind '=', without the quotes that the kernel takes off. */
static void token_split_value(struct cmdline_token *token, bool is_quoted)
{
	const char *value = token->text + token->key_size + 1;
	const char *end = token->text + token->size;

	if (value < end && *value == '"') {
		value++;
		is_quoted = true;
	}
	if (is_quoted && end > value && end[-1] == '"')
		end--;
	token->value = value;
	token->value_size = (size_t)(end - value);
}

bool cmdline_next(const char **cursor, struct cmdline_token *ret)
{
	const char *at = *cursor, *first, *equals = NULL;
	bool is_quoted, in_quote;

	while (*at && char_is_space(*at))
		at++;
	if (!*at) {
		*cursor = at;
		return false;
	}
	*ret = (struct cmdline_token){ .text = at };
	is_quoted = in_quote = *at == '"';
	first = at += is_quoted;
	for (; *at && (in_quote || !char_is_space(*at)); at++) {
		/* No key before a leading '=': the kernel looks from [1] on. */
		if (*at == '=' && !equals && at != first)
			equals = at;
		if (*at == '"')
			in_quote = !in_quote;
	}
	ret->size = (size_t)(at - ret->text);
	ret->key_size = equals ? (size_t)(equals - ret->text) : ret->size;
	if (equals)
		token_split_value(ret, is_quoted);
	*cursor = at;
	return true;
}

bool cmdline_key_is(const struct cmdline_token *token, const char *key)
{
	const char *text = token->text;
	size_t size = token->key_size, i;

	if (size && *text == '"') {
		text++;
		size--;
		if (!token->value && size && text[size - 1] == '"')
			size--;
	}
	if (strlen(key) != size)
		return false;
	for (i = 0; i < size; i++) {
		char a = text[i] == '-' ? '_' : text[i];
		char b = key[i] == '-' ? '_' : key[i];

		if (a != b)
			return false;
	}
	return true;
}

bool cmdline_find(const char *cmdline, const char *key, struct cmdline_token *ret)
{
	struct cmdline_token token;
	bool found = false;

	while (cmdline_next(&cmdline, &token)) {
		if (!cmdline_key_is(&token, key))
			continue;
		*ret = token;
		found = true;
	}
	return found;
}

static int token_append(struct buffer *cmdline, const char *text, size_t size)
{
	bool has_blank = cmdline->size &&
			 !char_is_space((char)cmdline->data[cmdline->size - 1]);
	/* Blank, token and the NUL that is kept behind the end. */
	int err = buffer_reserve(cmdline, cmdline->size + size + 2);

	if (err)
		return err;
	if (has_blank)
		cmdline->data[cmdline->size++] = ' ';
	if (size)
		memcpy(cmdline->data + cmdline->size, text, size);
	cmdline->size += size;
	cmdline->data[cmdline->size] = '\0';
	return 0;
}

int cmdline_append(struct buffer *cmdline, const char *tokens)
{
	size_t size;

	while (*tokens && char_is_space(*tokens))
		tokens++;
	size = strlen(tokens);
	while (size && char_is_space(tokens[size - 1]))
		size--;
	if (!size)
		return 0;
	return token_append(cmdline, tokens, size);
}

int cmdline_remove(const char *cmdline, const char *key, struct buffer *ret)
{
	CLEANUP(buffer_free) struct buffer kept = { 0 };
	struct cmdline_token token;
	int err = buffer_reserve(&kept, 1);

	if (err)
		return err;
	while (cmdline_next(&cmdline, &token)) {
		if (cmdline_key_is(&token, key))
			continue;
		err = token_append(&kept, token.text, token.size);
		if (err)
			return err;
	}
	kept.data[kept.size] = '\0';
	*ret = kept;
	kept = (struct buffer){ 0 };
	return 0;
}
