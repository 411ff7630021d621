/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_parse.h - a script of GRUB's as a tree of commands
 *
 * In: text. Out: a list of struct grub_command, all of it in an arena.
 * Ref: GRUB manual "Shell-like scripting" (Simple Commands … Function Definition
 * Command).
 */
#ifndef MINT_ENTRY_GRUB_PARSE_H
#define MINT_ENTRY_GRUB_PARSE_H

#include "base/bytes.h"
#include "base/diag.h"
#include "entry/arena.h"
#include "entry/grub_lex.h"

#define GRUB_DEPTH_MOST 64 /* blocks in blocks, calls in calls; GRUB's limit, too */

enum grub_command_kind { GRUB_SIMPLE, GRUB_IF, GRUB_LOOP, GRUB_FUNCTION };

struct grub_command {
	struct grub_command *next;
	enum grub_command_kind kind;
	const char *file;
	unsigned int line;
	struct grub_word *words; /* name and arguments; of a function or loop: its name */
	struct grub_command *condition; /* of if */
	struct grub_command *block; /* { … }, then, the body of a function or loop */
	struct grub_command *otherwise; /* else, elif */
};

/**
 * grub_parse - the commands of a text
 * @text: outlives nothing; words are copied into @arena
 * @file: for messages; kept in the commands
 * @ret:  the first command, or NULL; written only on success
 *
 * Return: 0; -EINVAL with "FILE:LINE: …" for what is no GRUB script; -ENOMEM.
 */
int grub_parse(struct bytes text, const char *file, struct arena *arena,
	       struct grub_command **ret, struct diag *diag);

#endif
