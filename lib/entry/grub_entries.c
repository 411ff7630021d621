/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_entries.c - GRUB's commands that put entries into the menu
 *
 * In: arguments, Boot Loader Specification entries. Out: grub->menu. What blscfg makes of
 * an entry is a script, too, whose words are those of GRUB's language.
 * Ref: GRUB 2.12 grub-core/commands/menuentry.c, grub-core/lib/arg.c; Fedora's GRUB
 * grub-core/commands/blscfg.c.
 */
#include "entry/grub_entries.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "entry/bls.h"
#include "entry/order.h"

#define ENTRIES_MOST 1024

static int no_memory(struct grub *grub, const struct grub_command *command)
{
	return diag_fail(grub->diag, -ENOMEM, "%s:%u: out of memory", command->file,
			 command->line);
}

static struct grub_menu_entry *entry_new(struct grub *grub,
					 const struct grub_command *command)
{
	struct grub_menu_entry *entry = grub_menu_add(grub->menu, grub->arena);

	if (!entry)
		return NULL;
	entry->file = command->file;
	entry->line = command->line;
	entry->title = entry->id = "";
	entry->maybe = grub->doubt;
	return entry;
}

/* ---- menuentry ---- */

enum takes { TAKES_NOTHING, TAKES_MAYBE, TAKES_VALUE };

static const struct {
	const char *name;
	enum takes takes;
} options[] = {
	{ "--class", TAKES_VALUE },  { "--users", TAKES_MAYBE },
	{ "--hotkey", TAKES_VALUE }, { "--source", TAKES_VALUE },
	{ "--id", TAKES_VALUE },     { "--unrestricted", TAKES_NOTHING },
};

/* What a menuentry's words say besides the title. */
struct definition {
	const char *id;
	const char *source;
};

static bool option_take(const struct grub_args *args, size_t *index,
			struct definition *ret)
{
	const char *word = args->value[*index], *value = strchr(word, '=');
	size_t size = value ? (size_t)(value - word) : strlen(word), row = 0;

	while (row < ARRAY_SIZE(options) && (strlen(options[row].name) != size ||
					     strncmp(options[row].name, word, size)))
		row++;
	if (row == ARRAY_SIZE(options))
		return false;
	if (value)
		value++;
	else if (options[row].takes != TAKES_NOTHING && *index + 1 < args->count &&
		 args->value[*index + 1][0] != '-')
		value = args->value[++*index];
	if (!strcmp(options[row].name, "--id"))
		ret->id = value;
	if (!strcmp(options[row].name, "--source"))
		ret->source = value;
	return true;
}

/* The arguments that are no options: the title, and what follows it. */
static int plain_arguments(struct grub *grub, const struct grub_args *args,
			   struct grub_args *ret, struct definition *definition)
{
	ret->count = 0;
	ret->value = arena_take(grub->arena, (args->count + 1) * sizeof(char *));
	ret->missing = arena_take(grub->arena, (args->count + 1) * sizeof(char *));
	if (!ret->value || !ret->missing)
		return -ENOMEM;
	for (size_t i = 1; i < args->count; i++)
		if (!option_take(args, &i, definition))
			ret->value[ret->count++] = args->value[i];
	return 0;
}

int grub_verb_menuentry(struct grub *grub, const struct grub_command *command,
			const struct grub_args *args)
{
	struct definition definition = { 0 };
	struct grub_menu_entry *entry;
	struct grub_args plain;
	int err = plain_arguments(grub, args, &plain, &definition);

	if (err)
		return no_memory(grub, command);
	if (!plain.count || (!command->block && !definition.source))
		return GRUB_FALSE;
	entry = entry_new(grub, command);
	if (!entry)
		return no_memory(grub, command);
	entry->title = plain.value[0];
	entry->id = definition.id ? definition.id : entry->title;
	entry->is_submenu = !strcmp(args->value[0], "submenu");
	entry->args = plain;
	entry->block = command->block;
	if (!command->block) {
		struct bytes text = { (const uint8_t *)definition.source,
				      strlen(definition.source) };

		err = grub_parse(text, command->file, grub->arena, &entry->block,
				 grub->diag);
	}
	return err ? err : GRUB_TRUE;
}

int grub_verb_unknown_entries(struct grub *grub, const struct grub_command *command,
			      const struct grub_args *args)
{
	struct grub_menu_entry *entry = entry_new(grub, command);

	if (!entry)
		return no_memory(grub, command);
	entry->maybe = arena_printf(grub->arena,
				    "%s:%u: %s adds entries that are not known here",
				    command->file, command->line, args->value[0]);
	return entry->maybe ? GRUB_TRUE : no_memory(grub, command);
}

/* ---- blscfg ---- */

static bool is_name_character(char character)
{
	return (character >= 'a' && character <= 'z') || character == '_' ||
	       (character >= 'A' && character <= 'Z') ||
	       (character >= '0' && character <= '9');
}

/* blscfg itself fills in $name; behind one, a blank comes from it and one is left out. */
static const char *dollar_expand(struct grub *grub, const char *value)
{
	struct buffer text = { 0 };
	const char *copy;
	int err = 0;

	for (const char *at = value; *at && !err;) {
		size_t size = 0;
		const char *name, *found;

		while (at[0] == '$' && is_name_character(at[1 + size]))
			size++;
		if (!size || (at > value && at[-1] == '\\')) {
			err = buffer_append(&text, at++, 1);
			continue;
		}
		name = arena_copy(grub->arena, at + 1, size);
		found = name ? grub_get(&grub->variables, name) : NULL;
		if (!name)
			err = -ENOMEM;
		else if (found)
			err = buffer_printf(&text, "%s ", found);
		at += 1 + size;
		if (*at == ' ')
			at++;
	}
	copy = err ? NULL : arena_copy(grub->arena, (const char *)text.data, text.size);
	buffer_free(&text);
	return copy;
}

/* early_initrd, which names files beside the kernel's initrd, comes first. */
static int early_initrds(struct grub *grub, const char *beside, struct buffer *script)
{
	const char *names = grub_get(&grub->variables, "early_initrd");
	const char *slash = strrchr(beside, '/');
	int directory = slash ? (int)(slash - beside) + 1 : 0;
	int err = 0;

	while (names && *names && !err) {
		int size = (int)strcspn(names, " ");

		if (size)
			err = buffer_printf(script, " %.*s%.*s", directory, beside, size,
					    names);
		names += size;
		names += strspn(names, " ");
	}
	return err;
}

/* The line with the initrds, when there are any. */
static int initrds_make(struct grub *grub, const struct bls *entry, struct buffer *script)
{
	CLEANUP(buffer_free) struct buffer names = { 0 };
	const char *beside = bls_get(entry, "initrd");
	int err = early_initrds(grub, beside ? beside : bls_get(entry, "linux"), &names);

	if (err)
		return err;
	for (const struct bls_line *line = entry->lines; line; line = line->next) {
		err = strcmp(line->key, "initrd")
			      ? 0
			      : buffer_printf(&names, " %s", line->value);
		if (err)
			return err;
	}
	if (!names.size)
		return 0;
	return buffer_printf(script, "initrd%.*s\n", (int)names.size,
			     (const char *)names.data);
}

/* Its options as blscfg fills them in; NULL when there is no memory. */
static const char *options_make(struct grub *grub, const struct bls *entry)
{
	const char *fallback = grub_get(&grub->variables, "default_kernelopts"), *own;

	if (!bls_find(entry, "options"))
		return dollar_expand(grub, fallback ? fallback : "");
	own = bls_join(entry, "options", grub->arena);
	return own ? dollar_expand(grub, own) : NULL;
}

/* The script that blscfg makes, at the line of the file that has the options. */
static int script_make(struct grub *grub, const struct bls *entry, struct buffer *ret)
{
	const struct bls_line *line = bls_find(entry, "options");
	const char *own = options_make(grub, entry);
	int err;

	if (!own)
		return -ENOMEM;
	for (unsigned int i = 1; line && i < line->number; i++) {
		err = buffer_append(ret, "\n", 1);
		if (err)
			return err;
	}
	err = buffer_printf(ret, "linux %s %s\n", bls_get(entry, "linux"), own);
	return err ? err : initrds_make(grub, entry, ret);
}

static int bls_add(struct grub *grub, const struct grub_command *command,
		   const struct bls *bls)
{
	const char *title = bls_get(bls, "title");
	struct buffer script = { 0 };
	struct grub_menu_entry *entry;
	const char *text;
	size_t size;
	int err;

	entry = entry_new(grub, command);
	err = entry ? script_make(grub, bls, &script) : -ENOMEM;
	size = script.size;
	text = err ? NULL : arena_copy(grub->arena, (const char *)script.data, size);
	buffer_free(&script);
	if (!text)
		return no_memory(grub, command);
	entry->title = title ? title : bls_get(bls, "linux");
	entry->id = bls->name;
	entry->file = bls->path;
	entry->args.value = arena_take(grub->arena, 2 * sizeof(char *));
	entry->args.missing = arena_take(grub->arena, 2 * sizeof(char *));
	if (!entry->args.value || !entry->args.missing)
		return no_memory(grub, command);
	entry->args.value[0] = entry->title;
	entry->args.count = 1;
	err = grub_parse((struct bytes){ (const uint8_t *)text, size }, bls->path,
			 grub->arena, &entry->block, grub->diag);
	return err;
}

static int newest_first(const void *a, const void *b)
{
	return order_package((*(struct bls *const *)b)->name,
			     (*(struct bls *const *)a)->name);
}

/* A file of the directory that is an entry with a kernel; *ret NULL when it is none. */
static int bls_load(struct grub *grub, const char *directory, const char *name,
		    struct bls **ret)
{
	size_t size = strlen(name), suffix = strlen(".conf");
	struct bytes text;
	const char *path;
	int err;

	*ret = NULL;
	if (*name == '.' || size <= suffix || strcmp(name + size - suffix, ".conf"))
		return 0;
	path = arena_printf(grub->arena, "%s/%s", directory, name);
	if (!path)
		return -ENOMEM;
	err = entry_read(grub->files, path, grub->arena, &text, grub->diag);
	if (err)
		return err;
	*ret = arena_take(grub->arena, sizeof(**ret));
	err = *ret ? bls_parse(text, path, grub->arena, *ret) : -ENOMEM;
	if (!err && !bls_get(*ret, "linux"))
		*ret = NULL;
	return err;
}

/* Where the entries are: in @word, else in one of the two places that GRUB knows. */
static bool bls_find_directory(struct grub *grub, const char *word,
			       char ret[ENTRY_PATH_MOST])
{
	static const char *const usual[] = { "/loader/entries", "/boot/loader/entries" };

	if (word)
		return grub_find(grub, word, ret) == ENTRY_PATH_DIRECTORY;
	for (size_t i = 0; i < ARRAY_SIZE(usual); i++)
		if (grub_find(grub, usual[i], ret) == ENTRY_PATH_DIRECTORY || grub->why)
			return !grub->why;
	return false;
}

static int bls_list(struct grub *grub, const char *word, struct bls ***ret,
		    size_t *ret_count)
{
	char directory[ENTRY_PATH_MOST];
	struct entry_text *names = NULL;
	size_t count = 0;
	int err;

	*ret = arena_take(grub->arena, ENTRIES_MOST * sizeof(**ret));
	if (!*ret)
		return -ENOMEM;
	*ret_count = 0;
	if (!bls_find_directory(grub, word, directory))
		return grub->why ? diag_fail(grub->diag, -EINVAL, "blscfg: %s", grub->why)
				 : 0;
	err = grub->files->list(grub->files->context, directory, grub->arena, &names);
	for (; names && !err && count < ENTRIES_MOST; names = names->next) {
		err = bls_load(grub, directory, names->text, &(*ret)[count]);
		if (!err && (*ret)[count])
			count++;
	}
	if (err)
		return err;
	qsort(*ret, count, sizeof(**ret), newest_first);
	*ret_count = count;
	return 0;
}

static bool is_default(const struct grub *grub, const struct bls *bls, size_t index)
{
	const char *choice = grub_get(&grub->variables, "default");
	const char *title = bls_get(bls, "title");
	char *end;

	if (!choice)
		return false;
	if (!strcmp(choice, bls->name) || (title && !strcmp(choice, title)))
		return true;
	return strtoul(choice, &end, 0) == index && end != choice && !*end;
}

/* Which entries blscfg's argument asks for: all, default, non-default, an id. */
static bool is_asked_for(const struct grub *grub, const char *word, const struct bls *bls,
			 size_t index)
{
	if (!word || *word == '(' || *word == '/')
		return true;
	if (!strcmp(word, "default"))
		return is_default(grub, bls, index);
	if (!strcmp(word, "non-default"))
		return !is_default(grub, bls, index);
	return !strcmp(word, bls->name);
}

int grub_verb_blscfg(struct grub *grub, const struct grub_command *command,
		     const struct grub_args *args)
{
	const char *word = args->count > 1 ? args->value[1] : NULL;
	const char *directory = grub_get(&grub->variables, "blsdir");
	struct bls **list;
	size_t count;
	int err;

	if (word && *word == '-')
		return grub_verb_unknown_entries(grub, command, args);
	grub->has_bls = true;
	if (word && (*word == '(' || *word == '/'))
		directory = word;
	err = bls_list(grub, directory, &list, &count);
	for (size_t i = 0; i < count && !err; i++)
		if (is_asked_for(grub, word, list[i], i))
			err = bls_add(grub, command, list[i]);
	if (err)
		return diag_fail(grub->diag, err, "%s:%u: blscfg: %s", command->file,
				 command->line, strerror(-err));
	return GRUB_TRUE;
}
