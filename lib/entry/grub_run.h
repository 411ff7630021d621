/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_run.h - run a script of GRUB's as far as it can be known what it does
 *
 * In: commands, variables, a table of verbs. Out: variables, a menu, what is loaded.
 *
 * Where GRUB alone knows whether a condition holds, both ways are gone in doubt: there,
 * variables become unknown for the reason that is kept in struct grub, entries may or may
 * not be in the menu, and nothing can be loaded.
 * Ref: GRUB manual "Shell-like scripting".
 */
#ifndef MINT_ENTRY_GRUB_RUN_H
#define MINT_ENTRY_GRUB_RUN_H

#include "entry/entry.h"
#include "entry/grub_menu.h"
#include "entry/grub_parse.h"
#include "entry/grub_path.h"
#include "entry/grub_test.h"
#include "entry/grub_value.h"

struct grub;

/* @args[0] is its name. Returns enum grub_answer, or a negative errno: then all ends. */
typedef int grub_verb_fn(struct grub *grub, const struct grub_command *command,
			 const struct grub_args *args);

struct grub_verb {
	const char *name; /* NULL behind the last */
	grub_verb_fn *run;
};

struct grub_function {
	struct grub_function *next;
	const char *name;
	struct grub_command *body;
};

struct grub {
	struct arena *arena;
	const struct entry_files *files;
	const struct grub_verb *verbs;
	const char *environment; /* path of grubenv */
	struct diag *diag;
	struct grub_variables variables;
	struct grub_function *functions;
	struct grub_place *places; /* file systems that were searched for */
	struct grub_menu *menu;
	struct boot_entry *loading; /* what linux and the like fill */
	const char *why;	    /* of the last GRUB_UNSURE */
	const char *doubt;	    /* NULL: what runs here is certain to run */
	unsigned int doubts;	    /* conditions in each other that are not known */
	unsigned int doubts_before; /* as it was when the function was called */
	unsigned int depth;
	unsigned int *steps; /* commands so far, shared by copies */
	bool is_returning;   /* out of a function */
	bool is_over;	/* nothing behind is reached: boot, or the menu of another file */
	bool is_booted; /* by boot, so no menu is shown */
	bool has_bls;	/* blscfg was there: a GRUB of Fedora's family */
};

/**
 * grub_run - run commands
 * @list: the first, or NULL
 * Return: enum grub_answer of the last one; a negative errno with a line in the diag:
 * -EINVAL what cannot be followed, -E2BIG what does not end, -ENOMEM, of reading files.
 */
int grub_run(struct grub *grub, const struct grub_command *list);

/** grub_run_text - parse, then run; @file for messages */
int grub_run_text(struct grub *grub, struct bytes text, const char *file);

/** grub_find - grub_path_find() with the variables as they are; the reason in grub->why
 */
enum entry_path grub_find(struct grub *grub, const char *path, char ret[ENTRY_PATH_MOST]);

/** grub_assign - grub_set(), but in doubt the variable becomes unknown; 0 or -ENOMEM */
int grub_assign(struct grub *grub, const char *name, const char *value);

/** grub_assign_unknown - the variable is unknown, for that reason; 0 or -ENOMEM */
int grub_assign_unknown(struct grub *grub, const char *name, const char *why);

#endif
