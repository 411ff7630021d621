/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_parse.c - a script of GRUB's as a tree of commands
 *
 * In: text. Out: commands, by recursive descent.
 *
 *	script   = { ( command | function ) ( ; | newline ) }
 *	list     = command { ( ; | newline ) command }		at least one
 *	command  = word { word } [ "{" list "}" ]
 *	         | "if" list "then" list { "elif" list "then" list } [ "else" list ] "fi"
 *	         | ( "while" | "until" ) list "do" list "done"
 *	         | "for" name "in" { word } ( ; | newline ) "do" list "done"
 *	function = "function" name "{" list "}"
 *
 * Ref: GRUB 2.12 grub-core/script/parser.y.
 */
#include "entry/grub_parse.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"

struct parser {
	struct grub_lexer lexer;
	enum grub_token token; /* the one at hand */
	unsigned int depth;
};

static int list_parse(struct parser *parser, struct grub_command **ret);

static int fail(struct parser *parser, unsigned int line, const char *what)
{
	return diag_fail(parser->lexer.diag, -EINVAL, "%s:%u: syntax error: %s",
			 parser->lexer.file, line, what);
}

static int next(struct parser *parser)
{
	return grub_lex(&parser->lexer, &parser->token);
}

/* Is the token at hand this reserved word? */
static bool is_reserved(const struct parser *parser, const char *word)
{
	const struct grub_word *at = parser->lexer.word;

	return parser->token == GRUB_TOKEN_WORD && at->is_bare && at->pieces &&
	       !strcmp(at->pieces->text, word);
}

/* What ends a list of commands when it stands where a command would begin. */
static bool is_list_end(const struct parser *parser)
{
	static const char *const words[] = { "then", "elif", "else", "fi", "do", "done" };

	if (parser->token == GRUB_TOKEN_END || parser->token == GRUB_TOKEN_CLOSE)
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (is_reserved(parser, words[i]))
			return true;
	return false;
}

static bool is_delimiter(const struct parser *parser)
{
	return parser->token == GRUB_TOKEN_NEWLINE ||
	       parser->token == GRUB_TOKEN_SEMICOLON;
}

static int newlines_skip(struct parser *parser)
{
	int err = 0;

	while (!err && parser->token == GRUB_TOKEN_NEWLINE)
		err = next(parser);
	return err;
}

/* The reserved word @word, and on to what is behind it. */
static int expect(struct parser *parser, const char *word, unsigned int begin)
{
	if (is_reserved(parser, word))
		return next(parser);
	return diag_fail(parser->lexer.diag, -EINVAL,
			 "%s:%u: syntax error: \"%s\" was expected, for what begins in "
			 "line %u",
			 parser->lexer.file, parser->lexer.token_line, word, begin);
}

static int words_parse(struct parser *parser, struct grub_word **end)
{
	while (parser->token == GRUB_TOKEN_WORD) {
		int err;

		*end = parser->lexer.word;
		end = &parser->lexer.word->next;
		err = next(parser);
		if (err)
			return err;
	}
	return 0;
}

/* At "{": a block, and on to what is behind it. */
static int block_parse(struct parser *parser, struct grub_command **ret)
{
	unsigned int line = parser->lexer.token_line;
	int err = next(parser);

	if (err)
		return err;
	err = list_parse(parser, ret);
	if (err)
		return err;
	if (parser->token != GRUB_TOKEN_CLOSE)
		return fail(parser, line, "the { that begins here has no }");
	return next(parser);
}

static int simple_parse(struct parser *parser, struct grub_command *command)
{
	int err = words_parse(parser, &command->words);

	if (err || parser->token != GRUB_TOKEN_OPEN)
		return err;
	return block_parse(parser, &command->block);
}

/* Behind "if" or "elif", up to "fi", which the caller takes. */
static int clause_parse(struct parser *parser, struct grub_command *command)
{
	int err = list_parse(parser, &command->condition);

	if (err)
		return err;
	err = expect(parser, "then", command->line);
	if (err)
		return err;
	err = list_parse(parser, &command->block);
	if (err || is_reserved(parser, "fi"))
		return err;
	if (!is_reserved(parser, "elif")) {
		err = expect(parser, "else", command->line);
		return err ? err : list_parse(parser, &command->otherwise);
	}
	command->otherwise = arena_take(parser->lexer.arena, sizeof(*command));
	if (!command->otherwise)
		return -ENOMEM;
	*command->otherwise = (struct grub_command){ .kind = GRUB_IF,
						     .file = command->file,
						     .line = parser->lexer.token_line };
	err = next(parser);
	if (err)
		return err;
	if (++parser->depth > GRUB_DEPTH_MOST)
		return fail(parser, command->line, "too many elif");
	err = clause_parse(parser, command->otherwise);
	parser->depth--;
	return err;
}

static int if_parse(struct parser *parser, struct grub_command *command)
{
	int err = next(parser);

	if (err)
		return err;
	command->kind = GRUB_IF;
	err = clause_parse(parser, command);
	return err ? err : expect(parser, "fi", command->line);
}

static int loop_body_parse(struct parser *parser, struct grub_command *command)
{
	int err = expect(parser, "do", command->line);

	if (err)
		return err;
	err = list_parse(parser, &command->block);
	return err ? err : expect(parser, "done", command->line);
}

static int while_parse(struct parser *parser, struct grub_command *command)
{
	struct grub_command *condition;
	int err = next(parser);

	if (err)
		return err;
	command->kind = GRUB_LOOP;
	err = list_parse(parser, &condition);
	return err ? err : loop_body_parse(parser, command);
}

static int for_parse(struct parser *parser, struct grub_command *command)
{
	int err = next(parser);

	if (err)
		return err;
	command->kind = GRUB_LOOP;
	err = words_parse(parser, &command->words);
	if (err)
		return err;
	if (!command->words || !is_delimiter(parser))
		return fail(parser, command->line, "for NAME in WORD …; do …; done");
	err = next(parser);
	if (err)
		return err;
	err = newlines_skip(parser);
	return err ? err : loop_body_parse(parser, command);
}

static int function_parse(struct parser *parser, struct grub_command *command)
{
	int err = next(parser);

	if (err)
		return err;
	command->kind = GRUB_FUNCTION;
	err = words_parse(parser, &command->words);
	if (err)
		return err;
	err = newlines_skip(parser);
	if (err)
		return err;
	if (!command->words || command->words->next || parser->token != GRUB_TOKEN_OPEN ||
	    !command->words->is_bare)
		return fail(parser, command->line, "function NAME { … }");
	return block_parse(parser, &command->block);
}

static int command_parse(struct parser *parser, struct grub_command *command)
{
	if (parser->token != GRUB_TOKEN_WORD)
		return fail(parser, command->line, "a command was expected");
	if (is_reserved(parser, "if"))
		return if_parse(parser, command);
	if (is_reserved(parser, "while") || is_reserved(parser, "until"))
		return while_parse(parser, command);
	if (is_reserved(parser, "for"))
		return for_parse(parser, command);
	if (is_reserved(parser, "function") && parser->depth == 1)
		return function_parse(parser, command);
	if (is_reserved(parser, "case") || is_reserved(parser, "esac") ||
	    is_reserved(parser, "select") || is_reserved(parser, "in") ||
	    is_reserved(parser, "function") || is_reserved(parser, "[[") ||
	    is_reserved(parser, "]]"))
		return fail(parser, command->line,
			    "a reserved word where GRUB takes none");
	return simple_parse(parser, command);
}

static struct grub_command *command_new(struct parser *parser)
{
	struct grub_command *command = arena_take(parser->lexer.arena, sizeof(*command));

	if (!command)
		return NULL;
	command->kind = GRUB_SIMPLE;
	command->file = parser->lexer.file;
	command->line = parser->lexer.token_line;
	return command;
}

/* Up to what no command begins with, which stays at hand. */
static int list_parse(struct parser *parser, struct grub_command **ret)
{
	unsigned int line = parser->lexer.token_line;
	struct grub_command **end = ret;
	int err;

	*ret = NULL;
	if (++parser->depth > GRUB_DEPTH_MOST)
		return fail(parser, line, "more than 64 blocks in each other");
	err = newlines_skip(parser);
	while (!err && !is_list_end(parser)) {
		*end = command_new(parser);
		if (!*end)
			return -ENOMEM;
		err = command_parse(parser, *end);
		end = &(*end)->next;
		if (err || is_list_end(parser))
			break;
		if (!is_delimiter(parser))
			return fail(parser, parser->lexer.token_line,
				    "a newline or ; was expected");
		err = next(parser);
		if (!err)
			err = newlines_skip(parser);
	}
	parser->depth--;
	if (!err && !*ret && parser->depth)
		return fail(parser, line, "GRUB takes no empty block");
	return err;
}

int grub_parse(struct bytes text, const char *file, struct arena *arena,
	       struct grub_command **ret, struct diag *diag)
{
	struct parser parser = { .lexer = { .text = text,
					    .file = file,
					    .arena = arena,
					    .diag = diag,
					    .line = 1 } };
	struct grub_command *first;
	int err = next(&parser);

	if (!err)
		err = list_parse(&parser, &first);
	if (err == -ENOMEM)
		return diag_fail(diag, err, "%s: out of memory", file);
	if (err)
		return err;
	if (parser.token != GRUB_TOKEN_END)
		return fail(&parser, parser.lexer.token_line,
			    "nothing that this would end");
	*ret = first;
	return 0;
}
