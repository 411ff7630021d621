/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_value.h - GRUB's variables, and words that are filled with them
 *
 * In: words, variables, the arguments of a function. Out: arguments of a command.
 *
 * A value that only GRUB could know (what a search finds, what a command said that cannot
 * be run here) is a text all the same: GRUB_UNKNOWN, why, GRUB_UNKNOWN_END. So it goes
 * through assignments and functions, and who needs a value finds the reason in it.
 * Ref: GRUB manual "Shell-like scripting" (Variable expansion).
 */
#ifndef MINT_ENTRY_GRUB_VALUE_H
#define MINT_ENTRY_GRUB_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "entry/arena.h"
#include "entry/grub_lex.h"

#define GRUB_UNKNOWN	 '\1'
#define GRUB_UNKNOWN_END '\2'
#define GRUB_VALUE_MOST	 65536 /* bytes; a kernel takes 2048 of a command line */
#define GRUB_WORDS_MOST	 4096

struct grub_variable {
	struct grub_variable *next;
	const char *name;
	const char *value; /* NULL: unset again */
	bool is_exported;
};

/* What a command is called with. */
struct grub_args {
	const char **value;   /* NULL behind the last */
	const char **missing; /* of each: a variable in it that is not set, or NULL */
	size_t count;
};

struct grub_variables {
	struct grub_variable *first;
	struct arena *arena;
	const struct grub_args *scope; /* $1 … of the function that runs; or NULL */
};

/** grub_get - a variable's value, or NULL when it is not set */
const char *grub_get(const struct grub_variables *variables, const char *name);

/** grub_set - set, or with @value NULL unset, a variable; 0 or -ENOMEM */
int grub_set(struct grub_variables *variables, const char *name, const char *value);

/** grub_export - submenus see it, too; 0 or -ENOMEM */
int grub_export(struct grub_variables *variables, const char *name);

/**
 * grub_variables_copy - a copy that changes by itself
 * @is_submenu: leave out what is not exported
 * Return: 0 or -ENOMEM.
 */
int grub_variables_copy(const struct grub_variables *from, bool is_submenu,
			struct grub_variables *ret);

/** grub_unknown_in - the reason why a part of a value is unknown, or NULL; in @arena */
const char *grub_unknown_in(struct arena *arena, const char *value);

/**
 * grub_expand - words into arguments
 * @ret: written only on success
 *
 * A variable outside quotes is split at blanks, and gives no argument when it is empty.
 * Return: 0, -ENOMEM, -E2BIG (a value or a list of them that no menu has).
 */
int grub_expand(const struct grub_variables *variables, const struct grub_word *words,
		struct grub_args *ret);

#endif
