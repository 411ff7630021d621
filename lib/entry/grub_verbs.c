/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_verbs.c - GRUB's commands that set variables, ask the system and read files
 *
 * In: arguments. Out: variables and answers.
 * Ref: GRUB 2.12 grub-core/commands (loadenv, search_wrap, regexp, configfile,
 * eval), grub-core/kern/corecmd.c (set, unset); GRUB manual "Commands".
 */
#include "entry/grub_verbs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "entry/grub_env.h"

static int no_memory(struct grub *grub, const struct grub_command *command)
{
	return diag_fail(grub->diag, -ENOMEM, "%s:%u: out of memory", command->file,
			 command->line);
}

int grub_verb_nothing(struct grub *grub, const struct grub_command *command,
		      const struct grub_args *args)
{
	(void)grub, (void)command, (void)args;
	return GRUB_TRUE;
}

int grub_verb_false(struct grub *grub, const struct grub_command *command,
		    const struct grub_args *args)
{
	(void)grub, (void)command, (void)args;
	return GRUB_FALSE;
}

int grub_verb_test(struct grub *grub, const struct grub_command *command,
		   const struct grub_args *args)
{
	struct grub_args operands = { args->value + 1, args->missing + 1,
				      args->count - 1 };

	const struct grub_paths paths = { grub->files, &grub->variables, grub->places };

	(void)command;
	return (int)grub_test(&operands, &paths, grub->arena, &grub->why);
}

/* ---- variables ---- */

int grub_verb_set(struct grub *grub, const struct grub_command *command,
		  const struct grub_args *args)
{
	const char *equals = args->count > 1 ? strchr(args->value[1], '=') : NULL, *name;

	if (args->count < 2)
		return GRUB_TRUE; /* lists all of them */
	if (!equals)
		return GRUB_FALSE;
	name = arena_copy(grub->arena, args->value[1], (size_t)(equals - args->value[1]));
	if (!name || grub_assign(grub, name, equals + 1))
		return no_memory(grub, command);
	return GRUB_TRUE;
}

int grub_verb_unset(struct grub *grub, const struct grub_command *command,
		    const struct grub_args *args)
{
	if (args->count > 1 && grub_assign(grub, args->value[1], NULL))
		return no_memory(grub, command);
	return args->count > 1 ? GRUB_TRUE : GRUB_FALSE;
}

int grub_verb_export(struct grub *grub, const struct grub_command *command,
		     const struct grub_args *args)
{
	for (size_t i = 1; i < args->count; i++)
		if (grub_export(&grub->variables, args->value[i]))
			return no_memory(grub, command);
	return GRUB_TRUE;
}

int grub_verb_return(struct grub *grub, const struct grub_command *command,
		     const struct grub_args *args)
{
	if (grub->doubts != grub->doubts_before)
		return diag_fail(grub->diag, -EINVAL,
				 "%s:%u: whether this return is reached cannot be told "
				 "here: %s",
				 command->file, command->line, grub->doubt);
	grub->is_returning = grub->variables.scope != NULL;
	return args->count > 1 && strcmp(args->value[1], "0") ? GRUB_FALSE : GRUB_TRUE;
}

/* Other $1 … for what runs now; the caller's come back with it. */
static int scope_set(struct grub *grub, const struct grub_command *command,
		     const struct grub_args *from, size_t skip)
{
	struct grub_args *scope;

	if (grub->doubts != grub->doubts_before)
		return diag_fail(grub->diag, -EINVAL,
				 "%s:%u: what $1 is cannot be told here: %s",
				 command->file, command->line, grub->doubt);
	scope = arena_take(grub->arena, sizeof(*scope));
	if (!scope)
		return no_memory(grub, command);
	*scope = (struct grub_args){ from->value + skip, from->missing + skip,
				     from->count - skip };
	grub->variables.scope = scope;
	return GRUB_TRUE;
}

int grub_verb_shift(struct grub *grub, const struct grub_command *command,
		    const struct grub_args *args)
{
	const struct grub_args *scope = grub->variables.scope;
	unsigned long skip = args->count > 1 ? strtoul(args->value[1], NULL, 10) : 1;

	if (!scope)
		return GRUB_TRUE;
	if (skip > scope->count)
		return GRUB_FALSE;
	return scope_set(grub, command, scope, skip);
}

int grub_verb_setparams(struct grub *grub, const struct grub_command *command,
			const struct grub_args *args)
{
	return grub->variables.scope ? scope_set(grub, command, args, 1) : GRUB_FALSE;
}

static bool is_wanted(const char **names, const char *name)
{
	for (; names && *names; names++)
		if (!strcmp(*names, name))
			return true;
	return !names;
}

int grub_env_load(struct grub *grub, const char *path, const char **names)
{
	struct buffer text = { 0 };
	struct grub_setting setting;
	size_t cursor = 0;
	int err;

	err = grub->files->read(grub->files->context, path, &text);
	if (err) {
		buffer_free(&text);
		return -ENOENT;
	}
	for (;;) {
		err = grub_env_next(buffer_view(&text), &cursor, grub->arena, &setting);
		if (err)
			break;
		if (!is_wanted(names, setting.name) || strpbrk(setting.value, "\1\2"))
			continue;
		err = grub_assign(grub, setting.name, setting.value);
		if (err)
			break;
	}
	buffer_free(&text);
	return err == -ENOENT ? 0 : err;
}

/* A path of GRUB's as this system has it, in @ret; or the reason in grub->why. */
static bool path_know(struct grub *grub, const char *word, char ret[ENTRY_PATH_MOST])
{
	return grub_find(grub, word, ret) == ENTRY_PATH_FILE;
}

/* -f FILE, --file FILE, --file=FILE; names in @ret_names, NULL-ended. */
static const char *env_options(const struct grub_args *args, const char **ret_names)
{
	const char *path = NULL;
	size_t used = 0;

	for (size_t i = 1; i < args->count; i++) {
		const char *word = args->value[i];

		if ((!strcmp(word, "-f") || !strcmp(word, "--file")) &&
		    i + 1 < args->count)
			path = args->value[++i];
		else if (!strncmp(word, "--file=", strlen("--file=")))
			path = word + strlen("--file=");
		else if (*word != '-')
			ret_names[used++] = word;
	}
	return path;
}

int grub_verb_load_env(struct grub *grub, const struct grub_command *command,
		       const struct grub_args *args)
{
	const char **names = arena_take(grub->arena, (args->count + 1) * sizeof(char *));
	char found[ENTRY_PATH_MOST];
	const char *path = grub->environment;
	const char *named;
	int err;

	if (!names)
		return no_memory(grub, command);
	named = env_options(args, names);
	if (named) {
		if (!path_know(grub, named, found))
			return grub->why ? GRUB_UNSURE : GRUB_FALSE;
		path = found;
	}
	err = grub_env_load(grub, path, *names ? names : NULL);
	if (err == -ENOMEM)
		return no_memory(grub, command);
	return err ? GRUB_FALSE : GRUB_TRUE;
}

/* ---- what only GRUB finds ---- */

static int unknown_set(struct grub *grub, const struct grub_command *command,
		       const char *name, const char *verb)
{
	const char *why = arena_printf(grub->arena,
				       "%s:%u: only GRUB knows what %s finds",
				       command->file, command->line, verb);

	if (!why || grub_assign_unknown(grub, name, why))
		return no_memory(grub, command);
	grub->why = why;
	return GRUB_UNSURE;
}

/* The variable's name behind --set=, --set or -s; with regexp's number and colon. */
static const char *set_option(const struct grub_args *args, size_t index)
{
	const char *word = args->value[index], *name = NULL, *colon;

	if (!strncmp(word, "--set=", strlen("--set=")))
		name = word + strlen("--set=");
	else if ((!strcmp(word, "--set") || !strcmp(word, "-s")) &&
		 index + 1 < args->count && args->value[index + 1][0] != '-')
		name = args->value[index + 1];
	else if (!strcmp(word, "--set") || !strcmp(word, "-s"))
		return "root";
	colon = name ? strchr(name, ':') : NULL;
	return colon ? colon + 1 : name;
}

/* A search by UUID or label: the variable stands for that file system. */
static int place_keep(struct grub *grub, const struct grub_command *command,
		      const char *name, enum entry_by by, const char *id)
{
	struct grub_place *place;

	if (grub->doubt || strchr(id, GRUB_UNKNOWN))
		return 0;
	place = arena_take(grub->arena, sizeof(*place));
	if (!place)
		return no_memory(grub, command);
	place->value = grub_get(&grub->variables, name);
	place->by = by;
	place->id = id;
	place->next = grub->places;
	grub->places = place;
	return 0;
}

/* Options of search without those that name no file system. */
struct search {
	const char *name; /* of the variable */
	const char *id;
	bool is_by_known;
	enum entry_by by;
};

static bool is_one_of(const char *word, const char *brief, const char *full)
{
	return !strcmp(word, brief) || !strcmp(word, full);
}

/* Words behind "--set" and "--hint" are theirs unless they begin with a hyphen. */
static void search_read(const struct grub_args *args, struct search *ret)
{
	for (size_t i = 1; i < args->count; i++) {
		const char *word = args->value[i], *name = set_option(args, i);
		bool is_hint = !strncmp(word, "--hint", strlen("--hint")) ||
			       !strcmp(word, "-h");

		if (name)
			ret->name = name;
		if (is_one_of(word, "-u", "--fs-uuid") ||
		    is_one_of(word, "-l", "--label")) {
			ret->is_by_known = true;
			ret->by = is_one_of(word, "-u", "--fs-uuid") ? ENTRY_BY_UUID
								     : ENTRY_BY_LABEL;
		}
		if ((is_one_of(word, "-s", "--set") || (is_hint && !strchr(word, '='))) &&
		    i + 1 < args->count && args->value[i + 1][0] != '-')
			i++;
		else if (*word != '-')
			ret->id = word;
	}
	/* "search --set --fs-uuid ID" and "search --fs-uuid --set ID" mean $root */
	if (ret->name && !ret->id) {
		ret->id = ret->name;
		ret->name = "root";
	}
}

int grub_verb_search(struct grub *grub, const struct grub_command *command,
		     const struct grub_args *args)
{
	struct search search = { 0 };
	int err = 0;

	search_read(args, &search);
	if (!search.name || !search.id)
		return GRUB_UNSURE;
	err = unknown_set(grub, command, search.name, args->value[0]);
	if (err >= 0 && search.is_by_known)
		err = place_keep(grub, command, search.name, search.by, search.id);
	return err < 0 ? err : GRUB_UNSURE;
}

int grub_verb_find(struct grub *grub, const struct grub_command *command,
		   const struct grub_args *args)
{
	for (size_t i = 1; i < args->count; i++) {
		const char *name = set_option(args, i);
		int err = name ? unknown_set(grub, command, name, args->value[0]) : 0;

		if (err < 0)
			return err;
	}
	return GRUB_UNSURE;
}

int grub_verb_search_short(struct grub *grub, const struct grub_command *command,
			   const struct grub_args *args)
{
	const char *id = args->count > 1 ? args->value[1] : NULL;
	const char *name = args->count > 2 ? args->value[2] : "root";
	int err;

	if (!id)
		return GRUB_UNSURE;
	err = unknown_set(grub, command, name, args->value[0]);
	if (err >= 0 && !strstr(args->value[0], "file"))
		err = place_keep(grub, command, name,
				 strstr(args->value[0], "uuid") ? ENTRY_BY_UUID
								: ENTRY_BY_LABEL,
				 id);
	return err < 0 ? err : GRUB_UNSURE;
}

int grub_verb_read(struct grub *grub, const struct grub_command *command,
		   const struct grub_args *args)
{
	const char *name = args->count > 1 ? args->value[args->count - 1] : NULL;

	return name ? unknown_set(grub, command, name, args->value[0]) : GRUB_UNSURE;
}

int grub_verb_hwmatch(struct grub *grub, const struct grub_command *command,
		      const struct grub_args *args)
{
	return unknown_set(grub, command, "match", args->value[0]);
}

/* ---- other scripts ---- */

int grub_verb_source(struct grub *grub, const struct grub_command *command,
		     const struct grub_args *args)
{
	char found[ENTRY_PATH_MOST];
	const char *file;
	struct bytes text;
	int err;

	if (args->count < 2)
		return GRUB_FALSE;
	if (strpbrk(args->value[1], "*?"))
		return diag_fail(
			grub->diag, -EINVAL,
			"%s:%u: %s: GRUB may know files by '%s'; write their names",
			command->file, command->line, args->value[0], args->value[1]);
	if (!path_know(grub, args->value[1], found)) {
		if (!grub->why)
			return GRUB_FALSE; /* not there: GRUB says so and goes on */
		return diag_fail(grub->diag, -EINVAL,
				 "%s:%u: %s: which file cannot be told here: %s",
				 command->file, command->line, args->value[0], grub->why);
	}
	file = arena_copy(grub->arena, found, strlen(found));
	if (!file)
		return no_memory(grub, command);
	err = entry_read(grub->files, file, grub->arena, &text, grub->diag);
	return err ? err : grub_run_text(grub, text, file);
}

int grub_verb_configfile(struct grub *grub, const struct grub_command *command,
			 const struct grub_args *args)
{
	char found[ENTRY_PATH_MOST];
	int answer;

	if (args->count > 1 && !path_know(grub, args->value[1], found) && !grub->why)
		return GRUB_FALSE;
	if (grub->doubt)
		return diag_fail(
			grub->diag, -EINVAL,
			"%s:%u: whether this configfile is reached cannot be told "
			"here: %s",
			command->file, command->line, grub->doubt);
	*grub->menu = (struct grub_menu){ 0 };
	answer = grub_verb_source(grub, command, args);
	grub->is_over = true;
	return answer;
}

int grub_verb_eval(struct grub *grub, const struct grub_command *command,
		   const struct grub_args *args)
{
	struct buffer text = { 0 };
	const char *copy, *why;
	size_t size;
	int err = 0;

	for (size_t i = 1; i < args->count && !err; i++)
		err = buffer_printf(&text, "%s%s", i > 1 ? " " : "", args->value[i]);
	size = text.size;
	copy = err ? NULL : arena_copy(grub->arena, (const char *)text.data, size);
	buffer_free(&text);
	if (!copy)
		return no_memory(grub, command);
	why = grub_unknown_in(grub->arena, copy);
	if (why)
		return diag_fail(grub->diag, -EINVAL,
				 "%s:%u: eval: what it runs cannot be told here: %s",
				 command->file, command->line, why);
	return grub_run_text(grub, (struct bytes){ (const uint8_t *)copy, size },
			     command->file);
}
