/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_kernel.c - GRUB's commands that load a kernel and what belongs to it
 *
 * In: arguments. Out: paths of this system, and the command line byte for byte as GRUB
 * hands it over: an argument with a blank in it is put in double quotes; a quote or a
 * backslash gets a backslash in front.
 * Ref: GRUB 2.12 grub-core/lib/cmdline.c (create_loader_cmdline); Fedora's GRUB leaves
 * \xHH as it is; GRUB manual "linux", "multiboot".
 */
#include "entry/grub_kernel.h"

#include <errno.h>
#include <string.h>

/* An argument that GRUB alone knows, or that is not what its author meant. */
static int argument_check(struct grub *grub, const struct grub_command *command,
			  const struct grub_args *args, size_t index)
{
	const char *value = args->value[index], *why;

	if (!index && grub->doubt)
		return diag_fail(
			grub->diag, -EINVAL,
			"%s:%u: whether this %s is reached cannot be told here: %s",
			command->file, command->line, value, grub->doubt);
	if (index == 1)
		value = grub_path_rest(value);
	why = grub_unknown_in(grub->arena, value);
	if (why)
		return diag_fail(grub->diag, -EINVAL,
				 "%s:%u: %s: its argument %zu cannot be told here: %s",
				 command->file, command->line, args->value[0], index,
				 why);
	if (args->missing[index] && *value)
		return diag_fail(
			grub->diag, -EINVAL,
			"%s:%u: %s: $%s in '%s' has no value (set it in the menu, "
			"or set KERNEL_IMAGE and APPEND)",
			command->file, command->line, args->value[0],
			args->missing[index], value);
	if (value[strcspn(value, "\n\r")])
		return diag_fail(grub->diag, -EINVAL,
				 "%s:%u: %s: a line break in argument %zu", command->file,
				 command->line, args->value[0], index);
	return 0;
}

static int arguments_check(struct grub *grub, const struct grub_command *command,
			   const struct grub_args *args)
{
	if (args->count < 2)
		return diag_fail(grub->diag, -EINVAL, "%s:%u: %s without a file",
				 command->file, command->line, args->value[0]);
	if (command->block)
		return diag_fail(grub->diag, -EINVAL,
				 "%s:%u: %s: a { that is not quoted begins a block",
				 command->file, command->line, args->value[0]);
	for (size_t i = 0; i < args->count; i++) {
		int err = argument_check(grub, command, args, i);

		if (err)
			return err;
	}
	return 0;
}

static bool is_hex(char digit)
{
	return digit && strchr("0123456789abcdefABCDEF", digit);
}

static int argument_append(struct buffer *line, const char *value, bool has_bls)
{
	bool is_quoted = strchr(value, ' ');
	int err = is_quoted ? buffer_append(line, "\"", 1) : 0;

	for (; *value && !err; value++) {
		bool is_hex_code = has_bls && *value == '\\' && value[1] == 'x' &&
				   is_hex(value[2]) && is_hex(value[3]);

		if (strchr("\\'\"", *value) && !is_hex_code)
			err = buffer_append(line, "\\", 1);
		if (!err)
			err = buffer_append(line, value, 1);
	}
	if (is_quoted && !err)
		err = buffer_append(line, "\"", 1);
	return err;
}

/* Arguments from @first on, in @arena; NULL when there is no memory. */
static const char *line_make(const struct grub *grub, struct arena *arena,
			     const struct grub_args *args, size_t first)
{
	struct buffer line = { 0 };
	const char *text;
	int err = 0;

	for (size_t i = first; i < args->count && !err; i++) {
		if (i > first)
			err = buffer_append(&line, " ", 1);
		if (!err)
			err = argument_append(&line, args->value[i], grub->has_bls);
	}
	text = err ? NULL : arena_copy(arena, (const char *)line.data, line.size);
	buffer_free(&line);
	return text;
}

static int no_memory(struct grub *grub, const struct grub_command *command)
{
	return diag_fail(grub->diag, -ENOMEM, "%s:%u: out of memory", command->file,
			 command->line);
}

static int path_take(struct grub *grub, const struct grub_command *command,
		     const char *word, const char **ret)
{
	struct arena *arena = &grub->loading->arena;
	char found[ENTRY_PATH_MOST];

	if (strlen(word) >= ENTRY_PATH_MOST / 2)
		return diag_fail(grub->diag, -ENAMETOOLONG, "%s:%u: a path of %zu bytes",
				 command->file, command->line, strlen(word));
	grub_find(grub, word, found);
	if (grub->why)
		return diag_fail(grub->diag, -EINVAL,
				 "%s:%u: %s (mount it, or set "
				 "KERNEL_IMAGE)",
				 command->file, command->line, grub->why);
	*ret = arena_copy(arena, found, strlen(found));
	return *ret ? 0 : no_memory(grub, command);
}

/* What was loaded before is gone. */
static int kernel_take(struct grub *grub, const struct grub_command *command,
		       const struct grub_args *args, enum entry_kind kind)
{
	struct boot_entry *entry = grub->loading;
	int err;

	entry->kind = kind;
	entry->extras = NULL;
	entry->append = NULL;
	err = path_take(grub, command, args->value[1], &entry->kernel);
	if (err || args->count == 2)
		return err;
	entry->append = line_make(grub, &entry->arena, args, 2);
	return entry->append ? 0 : no_memory(grub, command);
}

int grub_verb_linux(struct grub *grub, const struct grub_command *command,
		    const struct grub_args *args)
{
	int err = arguments_check(grub, command, args);

	if (!err)
		err = kernel_take(grub, command, args, ENTRY_LINUX);
	return err ? err : GRUB_TRUE;
}

static int initrd_take(struct grub *grub, const struct grub_command *command,
		       const char *word)
{
	const char *path;
	int err;

	if (!strncmp(word, "newc:", strlen("newc:")))
		return diag_fail(
			grub->diag, -EINVAL,
			"%s:%u: initrd: '%s': GRUB would pack it into an archive, "
			"which is not done here",
			command->file, command->line, word);
	err = path_take(grub, command, word, &path);
	if (!err && boot_entry_add(grub->loading, path))
		err = no_memory(grub, command);
	return err;
}

int grub_verb_initrd(struct grub *grub, const struct grub_command *command,
		     const struct grub_args *args)
{
	int err = arguments_check(grub, command, args);

	if (err)
		return err;
	if (grub->loading->kind != ENTRY_LINUX)
		return GRUB_FALSE; /* GRUB: you need to load the kernel first */
	grub->loading->extras = NULL;
	for (size_t i = 1; i < args->count; i++) {
		err = initrd_take(grub, command, args->value[i]);
		if (err)
			return err;
	}
	return GRUB_TRUE;
}

/* Without the options in front, whose names begin with @prefix; the name stays first. */
static int options_drop(struct grub *grub, const struct grub_args *args,
			const char *prefix, struct grub_args *ret)
{
	size_t skip = 0;

	while (skip + 1 < args->count &&
	       !strncmp(args->value[skip + 1], prefix, strlen(prefix)))
		skip++;
	*ret = (struct grub_args){ .count = args->count - skip };
	ret->value = arena_take(grub->arena, (ret->count + 1) * sizeof(char *));
	ret->missing = args->missing + skip;
	if (!ret->value)
		return -ENOMEM;
	memcpy(ret->value, args->value + skip, ret->count * sizeof(char *));
	ret->value[0] = args->value[0];
	return 0;
}

int grub_verb_multiboot(struct grub *grub, const struct grub_command *command,
			const struct grub_args *args)
{
	enum entry_kind kind = strchr(args->value[0], '2') ? ENTRY_MULTIBOOT2
							   : ENTRY_MULTIBOOT;
	struct grub_args rest;
	int err = options_drop(grub, args, "--quirk-", &rest);

	if (err)
		return no_memory(grub, command);
	err = arguments_check(grub, command, &rest);
	if (!err)
		err = kernel_take(grub, command, &rest, kind);
	return err ? err : GRUB_TRUE;
}

int grub_verb_module(struct grub *grub, const struct grub_command *command,
		     const struct grub_args *args)
{
	const char *path, *line, *module;
	struct grub_args rest;
	int err = options_drop(grub, args, "--nounzip", &rest);

	if (err)
		return no_memory(grub, command);
	err = arguments_check(grub, command, &rest);
	if (err)
		return err;
	if (grub->loading->kind != ENTRY_MULTIBOOT &&
	    grub->loading->kind != ENTRY_MULTIBOOT2)
		return GRUB_FALSE;
	err = path_take(grub, command, rest.value[1], &path);
	if (err)
		return err;
	line = line_make(grub, grub->arena, &rest, 2);
	module = line ? arena_printf(grub->arena, "%s%s%s", path, *line ? " " : "", line)
		      : NULL;
	if (!module || boot_entry_add(grub->loading, module))
		return no_memory(grub, command);
	return GRUB_TRUE;
}

int grub_verb_boot(struct grub *grub, const struct grub_command *command,
		   const struct grub_args *args)
{
	int err;

	if (grub->loading->kind == ENTRY_NONE)
		return GRUB_FALSE;
	err = argument_check(grub, command, args, 0);
	if (err)
		return err;
	grub->is_over = true;
	grub->is_booted = true;
	return GRUB_TRUE;
}
