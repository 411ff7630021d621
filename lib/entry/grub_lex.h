/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_lex.h - the words of GRUB's script language
 *
 * In: the text of a script. Out: one token after the other; a word in pieces, of which
 * some are names of variables: what they hold is known when the word is used.
 * Ref: GRUB manual "Shell-like scripting" (Words, Quoting, Variable expansion, Comments).
 */
#ifndef MINT_ENTRY_GRUB_LEX_H
#define MINT_ENTRY_GRUB_LEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "entry/arena.h"

enum grub_token {
	GRUB_TOKEN_END,
	GRUB_TOKEN_NEWLINE,
	GRUB_TOKEN_SEMICOLON,
	GRUB_TOKEN_OPEN,  /* { */
	GRUB_TOKEN_CLOSE, /* } */
	GRUB_TOKEN_WORD,
};

struct grub_piece {
	struct grub_piece *next;
	const char *text; /* as it is, or the name of a variable */
	bool is_variable;
	bool is_quoted;
};

struct grub_word {
	struct grub_word *next;
	struct grub_piece *pieces;
	bool is_bare; /* no quote, no backslash, no variable: may be a reserved word */
};

/* Fill the first five; text, file and arena outlive what is made of them. */
struct grub_lexer {
	struct bytes text;
	const char *file; /* for messages */
	struct arena *arena;
	struct diag *diag;
	unsigned int line; /* of what comes next; starts as 1 */
	size_t at;
	unsigned int token_line; /* where the last token begins */
	struct grub_word *word;	 /* of the last GRUB_TOKEN_WORD */
};

/**
 * grub_lex - the next token
 * @ret: written only on success
 *
 * Return: 0; -EINVAL with "FILE:LINE: …" for what GRUB calls a syntax error: an operator
 * that it has no use for, a quote that does not end, a $ that begins no name; -ENOMEM.
 */
int grub_lex(struct grub_lexer *lexer, enum grub_token *ret);

#endif
