/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tokens.h - the command-line tokens of the loader, for command_line.c only
 */
#ifndef MINT_PLATFORM_TOKENS_H
#define MINT_PLATFORM_TOKENS_H

#include "platform/platform.h"

/* What a user's token with the key of one of ours means. */
enum token_same {
	SAME_DENY = 0, /* another value contradicts */
	SAME_USER,     /* ours is a default: the user's stays alone */
	SAME_BOTH,     /* the kernel takes both; bad values are in the denials */
	SAME_AT_MOST,  /* a number from 1 to ours, which then replaces ours */
	SAME_MERGE,    /* a comma list: one token with both */
};

struct token_rule {
	struct platform_token row;
	const char *key;
	enum token_same same;
	/* NULL: always */
	bool (*applies)(const struct platform_spec *spec);
	/* Appends what follows "key="; NULL: the row's token as it is. 0 or -ENOMEM. */
	int (*value)(const struct platform_spec *spec, struct buffer *ret);
};

/** token_rule_table - row @index, NULL behind the last */
const struct token_rule *token_rule_table(unsigned int index);

/** token_rule_holds - is the token for this OS and this kernel version? */
bool token_rule_holds(const struct token_rule *rule, const struct platform_spec *spec);

/**
 * token_rule_text - the whole token
 * @ret: appended to, with a NUL behind its size
 * Return: 0 or -ENOMEM.
 */
int token_rule_text(const struct token_rule *rule, const struct platform_spec *spec,
		    struct buffer *ret);

#endif
