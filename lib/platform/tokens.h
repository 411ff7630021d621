/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tokens.h - the table of command-line tokens: ours, and those that contradict them
 */
#ifndef MINT_PLATFORM_TOKENS_H
#define MINT_PLATFORM_TOKENS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "platform/platform.h"

/* What a user's token with the key of one of ours means. */
enum token_same {
	SAME_DENY = 0, /* another value contradicts */
	SAME_USER,     /* ours is a default: the user's stays alone */
	SAME_BOTH,     /* the kernel takes both; bad values are in the denials */
	SAME_AT_MOST,  /* a number from 1 to ours, which then replaces ours */
	SAME_MERGE,    /* a comma list: one token with both */
};

/* One of our tokens. Versions are as in kernel_version, 0: no limit. */
struct token_rule {
	const char *token; /* "nr_cpus=N": capitals stand for what value() appends */
	const char *key;
	const char *why;
	bool is_mandatory;     /* else a default that the user's own token replaces */
	uint32_t since, until; /* kernels [since, until) only */
	enum token_same same;
	/* NULL: always */
	bool (*applies)(const struct platform_spec *spec);
	/* Appends what follows "key="; NULL: the token as it is. 0 or -ENOMEM. */
	int (*value)(const struct platform_spec *spec, struct buffer *ret);
};

/* A user's token that is refused. */
struct platform_denial {
	const char *key;   /* "acpi" */
	const char *value; /* one element of a comma list; NULL: any value */
	const char *ours;  /* what it contradicts */
	const char *why;
};

/**
 * platform_denial_table - row @index of what is refused, NULL behind the last
 *
 * Besides these: another value for a mandatory token, more CPUs than there are, a
 * console on a port that is not the OS's own.
 */
const struct platform_denial *platform_denial_table(unsigned int index);

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
