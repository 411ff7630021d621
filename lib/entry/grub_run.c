/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_run.c - run a script of GRUB's as far as it can be known what it does
 *
 * In: commands. Out: what struct grub holds then.
 * Ref: GRUB 2.12 grub-core/script/execute.c (a command is a verb, else a function, else
 * an assignment; "!" in front; if looks at $?).
 */
#include "entry/grub_run.h"

#include <errno.h>
#include <string.h>

#define STEPS_MOST 20000U /* commands; a real menu takes some hundreds */

/*
 * What Ubuntu's menus make of hwmatch in the end: whether the kernel takes over GRUB's
 * picture. There is none after a kexec, so unknown it is as good as unset.
 */
static bool is_about_screen(const char *name)
{
	return !strcmp(name, "vt_handoff");
}

int grub_assign_unknown(struct grub *grub, const char *name, const char *why)
{
	const char *value;

	if (is_about_screen(name))
		return grub_set(&grub->variables, name, "");
	value = arena_printf(grub->arena, "%c%s%c", GRUB_UNKNOWN, why, GRUB_UNKNOWN_END);
	return value ? grub_set(&grub->variables, name, value) : -ENOMEM;
}

int grub_assign(struct grub *grub, const char *name, const char *value)
{
	if (grub->doubt)
		return grub_assign_unknown(grub, name, grub->doubt);
	return grub_set(&grub->variables, name, value);
}

enum entry_path grub_find(struct grub *grub, const char *path, char ret[ENTRY_PATH_MOST])
{
	const struct grub_paths paths = { grub->files, &grub->variables, grub->places };
	size_t size;

	return grub_path_find(&paths, path, ret, &size, &grub->why);
}

static int fail(struct grub *grub, const struct grub_command *command, int err,
		const char *what)
{
	return diag_fail(grub->diag, err, "%s:%u: %s", command->file, command->line,
			 what);
}

static int expand_fail(struct grub *grub, const struct grub_command *command, int err)
{
	return fail(grub, command, err,
		    err == -E2BIG ? "a value longer than any menu has" : "out of memory");
}

/* $? of the next command. */
static int status_keep(struct grub *grub, int answer)
{
	if (answer == GRUB_UNSURE)
		return grub_assign_unknown(grub, "?", grub->why);
	return grub_set(&grub->variables, "?", answer == GRUB_TRUE ? "0" : "1");
}

static int function_call(struct grub *grub, const struct grub_command *command,
			 const struct grub_function *function,
			 const struct grub_args *args)
{
	const struct grub_args *scope = grub->variables.scope;
	struct grub_args own = { args->value + 1, args->missing + 1, args->count - 1 };
	unsigned int doubts = grub->doubts_before;
	int answer;

	if (grub->depth >= GRUB_DEPTH_MOST)
		return fail(grub, command, -E2BIG,
			    "functions that call each other endlessly");
	grub->depth++;
	grub->variables.scope = &own;
	grub->doubts_before = grub->doubts;
	answer = grub_run(grub, function->body);
	grub->doubts_before = doubts;
	grub->variables.scope = scope;
	grub->is_returning = false;
	grub->depth--;
	return answer;
}

/* NAME=VALUE, when nothing is called that. */
static int assignment_run(struct grub *grub, const struct grub_command *command,
			  const char *word)
{
	const char *equals = strchr(word, '='), *name;

	if (!equals) {
		grub->why = arena_printf(grub->arena,
					 "%s:%u: only GRUB knows what %s says",
					 command->file, command->line, word);
		return grub->why ? GRUB_UNSURE : -ENOMEM;
	}
	name = arena_copy(grub->arena, word, (size_t)(equals - word));
	if (!name || grub_assign(grub, name, equals + 1))
		return fail(grub, command, -ENOMEM, "out of memory");
	return GRUB_TRUE;
}

static int named_run(struct grub *grub, const struct grub_command *command,
		     const struct grub_args *args)
{
	const char *name = args->value[0], *why = grub_unknown_in(grub->arena, name);

	if (why)
		return diag_fail(grub->diag, -EINVAL,
				 "%s:%u: a command whose name only GRUB knows: %s",
				 command->file, command->line, why);
	for (const struct grub_verb *verb = grub->verbs; verb->name; verb++)
		if (!strcmp(verb->name, name))
			return verb->run(grub, command, args);
	for (const struct grub_function *at = grub->functions; at; at = at->next)
		if (!strcmp(at->name, name))
			return function_call(grub, command, at, args);
	return assignment_run(grub, command, name);
}

static int why_default(struct grub *grub, const struct grub_command *command,
		       const char *name)
{
	if (!grub->why)
		grub->why = arena_printf(grub->arena,
					 "%s:%u: only GRUB knows what %s finds there",
					 command->file, command->line, name);
	return grub->why ? 0 : -ENOMEM;
}

static int simple_run(struct grub *grub, const struct grub_command *command)
{
	struct grub_args args;
	bool is_inverted;
	int answer, err;

	err = grub_expand(&grub->variables, command->words, &args);
	if (err)
		return expand_fail(grub, command, err);
	is_inverted = args.count > 1 && !strcmp(args.value[0], "!");
	if (is_inverted)
		args = (struct grub_args){ args.value + 1, args.missing + 1,
					   args.count - 1 };
	if (!args.count)
		return GRUB_TRUE;
	grub->why = NULL;
	answer = named_run(grub, command, &args);
	if (answer == GRUB_UNSURE && why_default(grub, command, args.value[0]))
		return expand_fail(grub, command, -ENOMEM);
	if (is_inverted && (answer == GRUB_TRUE || answer == GRUB_FALSE))
		answer = answer == GRUB_TRUE ? GRUB_FALSE : GRUB_TRUE;
	return answer;
}

/* Both ways, since it cannot be told which one is gone. */
static int doubt_run(struct grub *grub, const struct grub_command *command)
{
	const char *before = grub->doubt, *why = grub->why;
	int answer;

	grub->doubt = before ? before : why;
	grub->doubts++;
	answer = grub_run(grub, command->block);
	if (answer >= 0)
		answer = grub_run(grub, command->otherwise);
	grub->doubts--;
	grub->doubt = before;
	grub->why = why;
	return answer < 0 ? answer : GRUB_UNSURE;
}

static int if_run(struct grub *grub, const struct grub_command *command)
{
	int answer = grub_run(grub, command->condition);

	if (answer < 0 || grub->is_returning || grub->is_over)
		return answer;
	if (answer == GRUB_UNSURE)
		return doubt_run(grub, command);
	return grub_run(grub, answer == GRUB_TRUE ? command->block : command->otherwise);
}

static int function_define(struct grub *grub, const struct grub_command *command)
{
	struct grub_function *function = arena_take(grub->arena, sizeof(*function));

	if (!function)
		return fail(grub, command, -ENOMEM, "out of memory");
	function->name = command->words->pieces->text;
	function->body = command->block;
	function->next = grub->functions;
	grub->functions = function;
	return GRUB_TRUE;
}

static int command_run(struct grub *grub, const struct grub_command *command)
{
	if (++*grub->steps > STEPS_MOST)
		return fail(grub, command, -E2BIG, "more commands than any menu has");
	switch (command->kind) {
	case GRUB_IF:
		return if_run(grub, command);
	case GRUB_FUNCTION:
		return function_define(grub, command);
	case GRUB_LOOP:
		return fail(
			grub, command, -EINVAL,
			"for, while and until are not followed here (write the entries "
			"out, or set KERNEL_IMAGE)");
	case GRUB_SIMPLE:
		break;
	}
	return simple_run(grub, command);
}

int grub_run(struct grub *grub, const struct grub_command *list)
{
	int answer = GRUB_TRUE;

	for (; list && !grub->is_returning && !grub->is_over; list = list->next) {
		answer = command_run(grub, list);
		if (answer < 0)
			return answer;
		if (status_keep(grub, answer))
			return fail(grub, list, -ENOMEM, "out of memory");
	}
	return answer;
}

int grub_run_text(struct grub *grub, struct bytes text, const char *file)
{
	struct grub_command *first;
	int err = grub_parse(text, file, grub->arena, &first, grub->diag);

	if (err)
		return err;
	if (grub->depth >= GRUB_DEPTH_MOST)
		return diag_fail(grub->diag, -E2BIG,
				 "%s: files that read each other endlessly", file);
	grub->depth++;
	err = grub_run(grub, first);
	grub->depth--;
	return err;
}
