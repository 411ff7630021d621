/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_lex.c - the words of GRUB's script language
 *
 * In: the text of a script. Out: tokens.
 *
 *	'…'		all as it is
 *	"…" and $"…"	\$ \\ \" without their backslash, any other backslash stays;
 *			a variable is one word, whatever it holds
 *	outside		a backslash makes the next character a plain one
 *	\ newline	nothing, but within '…'
 *	# …		where a token may begin: a comment; in a line's first column:
 *always, even in quotes, since GRUB leaves such lines out as it reads them
 *
 * Carriage returns are left out, as GRUB does when it reads a line. $"…" is translated by
 * GRUB; its catalogue is not read here.
 * Ref: GRUB manual "Shell-like scripting"; GRUB 2.12 grub-core/script/yylex.l (WORD, ESC,
 * DQCHR, VARIABLE, the states SPLIT and DQUOTE), grub-core/normal/main.c
 * (read_config_file_getline).
 */
#include "entry/grub_lex.h"

#include <errno.h>
#include <string.h>

#define BLANKS	   " \t\r"
#define ENDS_WORD  "{}|&;<> \t\n"
#define OPERATORS  "|&<>"
#define SPECIALS   "?#*@"
#define LETTERS	   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
#define DIGITS	   "0123456789"
#define NOT_ENDING (-1)

/* The character at the cursor, or NOT_ENDING behind the last. */
static int peek(const struct grub_lexer *lexer, size_t ahead)
{
	size_t at = lexer->at + ahead;

	return at < lexer->text.size ? lexer->text.data[at] : NOT_ENDING;
}

static bool is_in(const char *set, int character)
{
	return character > 0 && strchr(set, character);
}

/* Lines that begin with # are no part of the script. */
static void comment_lines_skip(struct grub_lexer *lexer)
{
	while (peek(lexer, 0) == '#') {
		while (peek(lexer, 0) != '\n' && peek(lexer, 0) != NOT_ENDING)
			lexer->at++;
		if (peek(lexer, 0) == NOT_ENDING)
			return;
		lexer->at++;
		lexer->line++;
	}
}

static void advance(struct grub_lexer *lexer)
{
	if (lexer->text.data[lexer->at++] != '\n')
		return;
	lexer->line++;
	comment_lines_skip(lexer);
}

static int no_memory(struct grub_lexer *lexer)
{
	return diag_fail(lexer->diag, -ENOMEM, "%s:%u: out of memory", lexer->file,
			 lexer->line);
}

/* One word while it is read. */
struct reading {
	struct buffer text; /* of the piece that is being read */
	struct grub_piece **end;
	bool is_bare;
};

static int piece_add(struct grub_lexer *lexer, struct reading *reading, bool is_variable,
		     bool is_quoted)
{
	struct grub_piece *piece = arena_take(lexer->arena, sizeof(*piece));

	if (!piece)
		return no_memory(lexer);
	piece->text = arena_copy(lexer->arena, (const char *)reading->text.data,
				 reading->text.size);
	if (!piece->text)
		return no_memory(lexer);
	piece->is_variable = is_variable;
	piece->is_quoted = is_quoted;
	*reading->end = piece;
	reading->end = &piece->next;
	reading->text.size = 0;
	return 0;
}

static int character_add(struct grub_lexer *lexer, struct reading *reading, int character)
{
	char byte = (char)character;

	if (character == '\r')
		return 0;
	return buffer_append(&reading->text, &byte, 1) ? no_memory(lexer) : 0;
}

/* Takes what is there; a quoted piece counts even when it is empty. */
static int piece_flush(struct grub_lexer *lexer, struct reading *reading, bool is_quoted)
{
	if (!reading->text.size && !is_quoted)
		return 0;
	return piece_add(lexer, reading, false, is_quoted);
}

static size_t name_size(const struct grub_lexer *lexer, size_t ahead)
{
	size_t size = 0;

	if (is_in(SPECIALS, peek(lexer, ahead)))
		return 1;
	if (is_in(DIGITS, peek(lexer, ahead))) {
		while (is_in(DIGITS, peek(lexer, ahead + size)))
			size++;
		return size;
	}
	while (is_in(LETTERS, peek(lexer, ahead + size)) ||
	       (size && is_in(DIGITS, peek(lexer, ahead + size))))
		size++;
	return size;
}

/* At $: a name, or ${name}. */
static int variable_read(struct grub_lexer *lexer, struct reading *reading,
			 bool is_quoted)
{
	bool is_braced = peek(lexer, 1) == '{';
	size_t before = is_braced ? 2 : 1, size = name_size(lexer, before);
	int err;

	if (!size || (is_braced && peek(lexer, before + size) != '}'))
		return diag_fail(lexer->diag, -EINVAL,
				 "%s:%u: syntax error: a $ that begins no variable "
				 "(GRUB takes $name and ${name}; write \\$ for a $)",
				 lexer->file, lexer->line);
	err = piece_flush(lexer, reading, is_quoted);
	if (err)
		return err;
	if (buffer_append(&reading->text, lexer->text.data + lexer->at + before, size))
		return no_memory(lexer);
	lexer->at += before + size + (is_braced ? 1 : 0);
	reading->is_bare = false;
	return piece_add(lexer, reading, true, is_quoted);
}

static int quote_unfinished(struct grub_lexer *lexer, unsigned int line, char quote)
{
	return diag_fail(lexer->diag, -EINVAL,
			 "%s:%u: syntax error: the %c that begins here has no end",
			 lexer->file, line, quote);
}

/* At ' */
static int single_read(struct grub_lexer *lexer, struct reading *reading)
{
	unsigned int line = lexer->line;
	int err = piece_flush(lexer, reading, false);

	if (err)
		return err;
	advance(lexer);
	while (peek(lexer, 0) != '\'') {
		if (peek(lexer, 0) == NOT_ENDING)
			return quote_unfinished(lexer, line, '\'');
		err = character_add(lexer, reading, peek(lexer, 0));
		if (err)
			return err;
		advance(lexer);
	}
	advance(lexer);
	return piece_flush(lexer, reading, true);
}

/* One character between double quotes. */
static int double_step(struct grub_lexer *lexer, struct reading *reading)
{
	int character = peek(lexer, 0), next = peek(lexer, 1);

	if (character == '$')
		return variable_read(lexer, reading, true);
	if (character == '\\' && is_in("$\\\"\n", next)) {
		advance(lexer);
		character = next;
		if (next == '\n') {
			advance(lexer);
			return 0;
		}
	}
	advance(lexer);
	return character_add(lexer, reading, character);
}

/* At " */
static int double_read(struct grub_lexer *lexer, struct reading *reading)
{
	unsigned int line = lexer->line;
	int err = piece_flush(lexer, reading, false);

	if (err)
		return err;
	advance(lexer);
	while (peek(lexer, 0) != '"') {
		if (peek(lexer, 0) == NOT_ENDING)
			return quote_unfinished(lexer, line, '"');
		err = double_step(lexer, reading);
		if (err)
			return err;
	}
	advance(lexer);
	return piece_flush(lexer, reading, true);
}

/* At a backslash outside quotes. */
static int escape_read(struct grub_lexer *lexer, struct reading *reading)
{
	int next = peek(lexer, 1) == '\r' && peek(lexer, 2) == '\n' ? '\r'
								    : peek(lexer, 1);

	reading->is_bare = false;
	advance(lexer);
	if (next == NOT_ENDING)
		return 0;
	if (next == '\r')
		advance(lexer);
	if (next == '\r' || next == '\n') {
		advance(lexer);
		return 0;
	}
	advance(lexer);
	return character_add(lexer, reading, next);
}

/* A piece of a word, at any character that does not end it. */
static int word_step(struct grub_lexer *lexer, struct reading *reading)
{
	int character = peek(lexer, 0), err;

	switch (character) {
	case '\'':
		reading->is_bare = false;
		return single_read(lexer, reading);
	case '"':
		reading->is_bare = false;
		return double_read(lexer, reading);
	case '\\':
		return escape_read(lexer, reading);
	case '$':
		if (peek(lexer, 1) != '"')
			return variable_read(lexer, reading, false);
		lexer->at++;
		reading->is_bare = false;
		return double_read(lexer, reading);
	}
	err = character_add(lexer, reading, character);
	lexer->at++;
	return err;
}

static int word_read(struct grub_lexer *lexer)
{
	struct grub_word *word = arena_take(lexer->arena, sizeof(*word));
	struct reading reading = { .is_bare = true };
	int err = 0;

	if (!word)
		return no_memory(lexer);
	reading.end = &word->pieces;
	while (peek(lexer, 0) != NOT_ENDING && !is_in(ENDS_WORD, peek(lexer, 0))) {
		err = word_step(lexer, &reading);
		if (err)
			break;
	}
	if (!err)
		err = piece_flush(lexer, &reading, false);
	buffer_free(&reading.text);
	word->is_bare = reading.is_bare;
	lexer->word = word;
	return err;
}

/* Blanks, and a comment up to the end of its line. */
static void blanks_skip(struct grub_lexer *lexer)
{
	if (!lexer->at)
		comment_lines_skip(lexer);
	while (is_in(BLANKS, peek(lexer, 0)))
		lexer->at++;
	if (peek(lexer, 0) != '#')
		return;
	while (peek(lexer, 0) != '\n' && peek(lexer, 0) != NOT_ENDING)
		lexer->at++;
}

int grub_lex(struct grub_lexer *lexer, enum grub_token *ret)
{
	static const struct {
		char character;
		enum grub_token token;
	} singles[] = { { '\n', GRUB_TOKEN_NEWLINE },
			{ ';', GRUB_TOKEN_SEMICOLON },
			{ '{', GRUB_TOKEN_OPEN },
			{ '}', GRUB_TOKEN_CLOSE } };
	int character;

	blanks_skip(lexer);
	lexer->token_line = lexer->line;
	character = peek(lexer, 0);
	if (character == NOT_ENDING) {
		*ret = GRUB_TOKEN_END;
		return 0;
	}
	for (size_t i = 0; i < sizeof(singles) / sizeof(*singles); i++) {
		if (character != singles[i].character)
			continue;
		advance(lexer);
		*ret = singles[i].token;
		return 0;
	}
	if (is_in(OPERATORS, character))
		return diag_fail(lexer->diag, -EINVAL,
				 "%s:%u: syntax error: GRUB has no %c outside quotes "
				 "(write \\%c for the character)",
				 lexer->file, lexer->line, character, character);
	*ret = GRUB_TOKEN_WORD;
	return word_read(lexer);
}
