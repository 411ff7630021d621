/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cmdline.h - edits of a kernel command line, token by token
 *
 * Tokens are split as the kernel's next_arg() does: at white space outside double
 * quotes. No edit ever looks for a substring.
 * Ref: Linux lib/cmdline.c next_arg(); admin-guide/kernel-parameters.rst.
 */
#ifndef MINT_BASE_CMDLINE_H
#define MINT_BASE_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/* One token: a view into the command line it came from. */
struct cmdline_token {
	const char *text;
	size_t size;	   /* of the whole token, quotes included */
	size_t key_size;   /* up to '=' or the whole token */
	const char *value; /* behind '=', or NULL */
	size_t value_size;
};

/**
 * cmdline_next - the next token at or after *@cursor
 * @cursor: starts as the command line; moved behind the token
 * Return: false when there is none left.
 */
bool cmdline_next(const char **cursor, struct cmdline_token *ret);

/** cmdline_key_is - is the token's key @key ('-' and '_' alike, as the kernel does)? */
bool cmdline_key_is(const struct cmdline_token *token, const char *key);

/** cmdline_find - last token with that key; false when absent. */
bool cmdline_find(const char *cmdline, const char *key, struct cmdline_token *ret);

/** cmdline_append - add one or more tokens, one blank between; 0 or -ENOMEM. */
int cmdline_append(struct buffer *cmdline, const char *tokens);

/**
 * cmdline_remove - copy @cmdline into @ret without the tokens of that key
 * Return: 0 or -ENOMEM. @ret is NUL-terminated behind its size.
 */
int cmdline_remove(const char *cmdline, const char *key, struct buffer *ret);

#endif
