/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_value.c - GRUB's variables, and words that are filled with them
 *
 * In: words, variables. Out: arguments.
 * Ref: GRUB 2.12 grub-core/script/execute.c (arguments of a command, special variables),
 * grub-core/script/argv.c (splitting), grub-core/normal/context.c (export).
 */
#include "entry/grub_value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/cleanup.h"

#define BLANKS " \t\n\v\f\r"

static struct grub_variable *find(const struct grub_variables *variables,
				  const char *name)
{
	for (struct grub_variable *at = variables->first; at; at = at->next)
		if (!strcmp(at->name, name))
			return at;
	return NULL;
}

const char *grub_get(const struct grub_variables *variables, const char *name)
{
	const struct grub_variable *found = find(variables, name);

	return found ? found->value : NULL;
}

static struct grub_variable *find_or_add(struct grub_variables *variables,
					 const char *name)
{
	struct grub_variable *found = find(variables, name);

	if (found)
		return found;
	found = arena_take(variables->arena, sizeof(*found));
	if (!found)
		return NULL;
	found->name = arena_copy(variables->arena, name, strlen(name));
	if (!found->name)
		return NULL;
	found->next = variables->first;
	variables->first = found;
	return found;
}

int grub_set(struct grub_variables *variables, const char *name, const char *value)
{
	struct grub_variable *found = find_or_add(variables, name);
	const char *copy = NULL;

	if (!found)
		return -ENOMEM;
	if (value) {
		copy = arena_copy(variables->arena, value, strlen(value));
		if (!copy)
			return -ENOMEM;
	}
	found->value = copy;
	return 0;
}

int grub_export(struct grub_variables *variables, const char *name)
{
	struct grub_variable *found = find_or_add(variables, name);

	if (!found)
		return -ENOMEM;
	if (!found->value)
		found->value = "";
	found->is_exported = true;
	return 0;
}

int grub_variables_copy(const struct grub_variables *from, bool is_submenu,
			struct grub_variables *ret)
{
	*ret = (struct grub_variables){ .arena = from->arena, .scope = from->scope };
	for (const struct grub_variable *at = from->first; at; at = at->next) {
		struct grub_variable *copy;

		if (is_submenu && !at->is_exported)
			continue;
		copy = arena_take(ret->arena, sizeof(*copy));
		if (!copy)
			return -ENOMEM;
		*copy = *at;
		copy->next = ret->first;
		ret->first = copy;
	}
	return 0;
}

const char *grub_unknown_in(struct arena *arena, const char *value)
{
	const char *from = strchr(value, GRUB_UNKNOWN), *end;
	const char *why;

	if (!from)
		return NULL;
	end = strchr(from, GRUB_UNKNOWN_END);
	why = arena_copy(arena, from + 1,
			 end ? (size_t)(end - from - 1) : strlen(from + 1));
	return why ? why : "out of memory";
}

/* ---- arguments ---- */

struct filling {
	const struct grub_variables *variables;
	struct buffer text;	/* the argument that is being made */
	struct buffer values;	/* const char * of those that are done */
	struct buffer missings; /* the same, of what is missing in each */
	bool is_begun;		/* there is an argument, be it empty */
	const char *missing;
};

static int argument_end(struct filling *filling)
{
	const char *value;
	int err;

	if (!filling->is_begun)
		return 0;
	if (filling->values.size >= GRUB_WORDS_MOST * sizeof(value))
		return -E2BIG;
	value = arena_copy(filling->variables->arena, (const char *)filling->text.data,
			   filling->text.size);
	if (!value)
		return -ENOMEM;
	err = buffer_append(&filling->values, &value, sizeof(value));
	if (err)
		return err;
	err = buffer_append(&filling->missings, &filling->missing,
			    sizeof(filling->missing));
	filling->text.size = 0;
	filling->is_begun = false;
	filling->missing = NULL;
	return err;
}

static int text_add(struct filling *filling, const char *text, size_t size)
{
	filling->is_begun = true;
	if (size > GRUB_VALUE_MOST - filling->text.size)
		return -E2BIG;
	return size ? buffer_append(&filling->text, text, size) : 0;
}

/* Up to the next blank; blanks in the reason of what is unknown are none. */
static size_t word_size(const char *text)
{
	size_t size = 0;

	while (text[size] && !strchr(BLANKS, text[size])) {
		const char *end = text[size] == GRUB_UNKNOWN
					  ? strchr(text + size, GRUB_UNKNOWN_END)
					  : NULL;

		size = end ? (size_t)(end - text) + 1 : size + 1;
	}
	return size;
}

static int split_add(struct filling *filling, const char *value)
{
	value += strspn(value, BLANKS);
	while (*value) {
		size_t size = word_size(value);
		int err = text_add(filling, value, size);

		if (err)
			return err;
		value += size;
		value += strspn(value, BLANKS);
		if (*value) {
			err = argument_end(filling);
			if (err)
				return err;
		}
	}
	return 0;
}

static int value_add(struct filling *filling, const char *value, bool is_quoted)
{
	return is_quoted ? text_add(filling, value, strlen(value))
			 : split_add(filling, value);
}

/* $@ and $*: an argument each, but "$*" is one. */
static int all_add(struct filling *filling, bool is_joined, bool is_quoted)
{
	const struct grub_args *scope = filling->variables->scope;

	for (size_t i = 0; scope && i < scope->count; i++) {
		int err = 0;

		if (i && is_joined && is_quoted)
			err = text_add(filling, " ", 1);
		else if (i)
			err = argument_end(filling);
		if (err)
			return err;
		err = value_add(filling, scope->value[i], is_quoted);
		if (err)
			return err;
	}
	return 0;
}

static const char *positional(const struct grub_variables *variables, const char *name)
{
	const struct grub_args *scope = variables->scope;
	unsigned long number = strtoul(name, NULL, 10);

	if (!number)
		return "";
	return scope && number <= scope->count ? scope->value[number - 1] : NULL;
}

static int variable_add(struct filling *filling, const struct grub_piece *piece)
{
	const struct grub_variables *variables = filling->variables;
	const char *name = piece->text, *value;

	if (!strcmp(name, "@") || !strcmp(name, "*"))
		return all_add(filling, *name == '*', piece->is_quoted);
	if (!strcmp(name, "#")) {
		value = arena_printf(variables->arena, "%zu",
				     variables->scope ? variables->scope->count : 0);
		return value ? text_add(filling, value, strlen(value)) : -ENOMEM;
	}
	value = *name >= '0' && *name <= '9' ? positional(variables, name)
					     : grub_get(variables, name);
	if (!value) {
		filling->missing = name;
		return 0;
	}
	return value_add(filling, value, piece->is_quoted);
}

static int word_fill(struct filling *filling, const struct grub_word *word)
{
	for (const struct grub_piece *piece = word->pieces; piece; piece = piece->next) {
		int err;

		if (piece->is_quoted)
			filling->is_begun = true;
		err = piece->is_variable
			      ? variable_add(filling, piece)
			      : text_add(filling, piece->text, strlen(piece->text));
		if (err)
			return err;
	}
	if (!filling->is_begun)
		filling->missing = NULL; /* stood alone: no argument */
	return argument_end(filling);
}

static int list_keep(struct arena *arena, struct buffer *list, const char ***ret)
{
	*ret = arena_take(arena, list->size + sizeof(char *));
	if (!*ret)
		return -ENOMEM;
	if (list->size)
		memcpy(*ret, list->data, list->size);
	return 0;
}

static void filling_free(struct filling *filling)
{
	buffer_free(&filling->text);
	buffer_free(&filling->values);
	buffer_free(&filling->missings);
}

int grub_expand(const struct grub_variables *variables, const struct grub_word *words,
		struct grub_args *ret)
{
	CLEANUP(filling_free) struct filling filling = { .variables = variables };
	struct grub_args args = { 0 };
	int err;

	for (const struct grub_word *word = words; word; word = word->next) {
		err = word_fill(&filling, word);
		if (err)
			return err;
	}
	args.count = filling.values.size / sizeof(char *);
	err = list_keep(variables->arena, &filling.values, &args.value);
	if (err)
		return err;
	err = list_keep(variables->arena, &filling.missings, &args.missing);
	if (err)
		return err;
	*ret = args;
	return 0;
}
