/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * loader_take.c - what a boot entry starts, as paths of this system and a command line
 *
 * In: an entry. Out: struct boot_entry. Values are literal, but entries that are written
 * for GRUB's blscfg have words that are variables of its environment.
 * Ref: UAPI.1 "Type #1 Boot Loader Entry Keys"; Fedora's GRUB
 * grub-core/commands/blscfg.c.
 */
#include "entry/loader_take.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "entry/grub_env.h"

#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"

struct taking {
	const struct entry_files *files;
	struct arena *arena;
	struct diag *diag;
};

static int no_memory(struct taking *taking)
{
	return diag_fail(taking->diag, -ENOMEM, "boot entries: out of memory");
}

/* Relative to the root of its file system, which is / when /boot is none of its own. */
static const char *path_take(struct taking *taking, const struct loader_entry *entry,
			     const char *path, struct boot_entry *ret)
{
	const struct entry_files *files = taking->files;
	char found[ENTRY_PATH_MOST];
	const char *slash = *path == '/' ? "" : "/", *own;
	size_t size;

	own = arena_printf(&ret->arena, "%s%s%s", entry->root, slash, path);
	if (!own || files->look(files->context, own, &size) != ENTRY_PATH_NONE)
		return own;
	if (entry_path_find(files, path, found, &size) == ENTRY_PATH_NONE)
		return own;
	return arena_copy(&ret->arena, found, strlen(found));
}

const char *loader_grub_variable(const struct entry_files *files, struct arena *arena,
				 const char *name)
{
	static const char *const paths[] = { "/boot/grub2/grubenv",
					     "/boot/grub/grubenv" };
	const char *value = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(paths) && !value; i++) {
		CLEANUP(buffer_free) struct buffer text = { 0 };
		struct grub_setting setting;
		size_t cursor = 0;

		if (files->read(files->context, paths[i], &text))
			continue;
		while (!grub_env_next(buffer_view(&text), &cursor, arena, &setting))
			if (!strcmp(setting.name, name))
				value = setting.value;
	}
	return value;
}

/* The size of "$NAME" when that is a whole word at @at; 0. */
static size_t variable_size(const char *text, const char *at)
{
	size_t size = *at == '$' ? strspn(at + 1, NAME_CHARACTERS) : 0;

	if (!size || (at > text && at[-1] != ' ') ||
	    (at[1 + size] && at[1 + size] != ' '))
		return 0;
	return 1 + size;
}

/* tuned's are set by grub.cfg, which has none where tuned is not used. */
static int variable_take(struct taking *taking, const struct loader_entry *entry,
			 const char *word, size_t size, struct buffer *ret)
{
	const char *name = arena_copy(taking->arena, word + 1, size - 1);
	const char *value =
		name ? loader_grub_variable(taking->files, taking->arena, name) : NULL;

	if (!name)
		return no_memory(taking);
	if (!value && strncmp(name, "tuned_", strlen("tuned_")))
		return diag_fail(taking->diag, -EINVAL,
				 "%s: $%s is a variable of GRUB's and not in its grubenv "
				 "(USE_GRUB_CONFIG=true asks GRUB's menu)",
				 entry->bls.path, name);
	if (!value)
		return 0;
	return buffer_append(ret, value, strlen(value)) ? no_memory(taking) : 0;
}

/* Into @filled; a word that is none takes a blank with it. */
static int variables_append(struct taking *taking, const struct loader_entry *entry,
			    const char *text, struct buffer *filled)
{
	for (const char *at = text; *at;) {
		size_t size = variable_size(text, at);
		int err = size ? variable_take(taking, entry, at, size, filled)
			       : buffer_append(filled, at, 1);

		if (err)
			return err;
		at += size ? size : 1;
		if (size && *at == ' ' &&
		    (!filled->size || filled->data[filled->size - 1] == ' '))
			at++;
	}
	while (filled->size && filled->data[filled->size - 1] == ' ')
		filled->size--;
	return 0;
}

/*
 * Fedora's entries are written for GRUB: a word of them may be a variable. Nothing else
 * of GRUB's language is in a value, which is literal. NULL with a line in the diag.
 */
static const char *variables_fill(struct taking *taking, const struct loader_entry *entry,
				  const char *text)
{
	CLEANUP(buffer_free) struct buffer filled = { 0 };
	const char *copy = NULL;
	int err = variables_append(taking, entry, text, &filled);

	if (!err)
		copy = arena_copy(taking->arena, (const char *)filled.data, filled.size);
	if (!copy)
		no_memory(taking); /* the first line stands */
	return copy;
}

static int initrd_add(struct taking *taking, const struct loader_entry *entry,
		      const char *value, struct boot_entry *ret)
{
	const char *path = path_take(taking, entry, value, ret);

	return path && !boot_entry_add(ret, path) ? 0 : no_memory(taking);
}

/* A path; with a variable in it as many as there are words, as GRUB takes them. */
static int initrd_take(struct taking *taking, const struct loader_entry *entry,
		       const char *value, struct boot_entry *ret)
{
	const char *filled = variables_fill(taking, entry, value);
	char *rest;

	if (!filled)
		return -EINVAL;
	if (!strchr(value, '$'))
		return initrd_add(taking, entry, value, ret);
	rest = arena_copy(taking->arena, filled, strlen(filled));
	if (!rest)
		return no_memory(taking);
	for (char *word = strsep(&rest, " "); word; word = strsep(&rest, " ")) {
		int err = *word ? initrd_add(taking, entry, word, ret) : 0;

		if (err)
			return err;
	}
	return 0;
}

static int initrds_take(struct taking *taking, const struct loader_entry *entry,
			struct boot_entry *ret)
{
	for (const struct bls_line *line = entry->bls.lines; line; line = line->next) {
		int err = strcmp(line->key, "initrd")
				  ? 0
				  : initrd_take(taking, entry, line->value, ret);

		if (err)
			return err;
	}
	return 0;
}

static int options_take(struct taking *taking, const struct loader_entry *entry,
			struct boot_entry *ret)
{
	const char *text = bls_join(&entry->bls, "options", taking->arena);

	if (!text)
		return no_memory(taking);
	text = variables_fill(taking, entry, text);
	if (!text)
		return -EINVAL;
	ret->append = arena_copy(&ret->arena, text, strlen(text));
	return ret->append ? 0 : no_memory(taking);
}

static void warn(struct taking *taking, const struct loader_entry *entry)
{
	static const char *const keys[] = { "extra", "devicetree", "devicetree-overlay" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (bls_find(&entry->bls, keys[i]))
			diag_warn(taking->diag, "%s:%u: %s is not used", entry->bls.path,
				  bls_find(&entry->bls, keys[i])->number, keys[i]);
}

static int conf_take(struct taking *taking, const struct loader_entry *entry,
		     struct boot_entry *ret)
{
	const char *kernel = bls_get(&entry->bls, "linux");
	const char *profile = bls_get(&entry->bls, "profile");
	bool has_options = bls_find(&entry->bls, "options");

	warn(taking, entry);
	ret->kind = kernel ? ENTRY_LINUX : ENTRY_UKI;
	if (ret->kind == ENTRY_UKI && ret->profile < 0 && profile)
		ret->profile = (int)strtoul(profile, NULL, 10);
	ret->kernel = path_take(taking, entry,
				kernel ? kernel : bls_get(&entry->bls, "uki"), ret);
	if (!ret->kernel)
		return no_memory(taking);
	if (kernel || has_options) {
		int err = options_take(taking, entry, ret);

		if (err)
			return err;
	}
	return initrds_take(taking, entry, ret);
}

int loader_take(const struct entry_files *files, struct arena *arena,
		const struct loader_entry *entry, struct boot_entry *ret,
		struct diag *diag)
{
	struct taking taking = { files, arena, diag };

	if (entry->unusable)
		return diag_fail(diag, -EINVAL,
				 "%s: %s, so it cannot be loaded here (name another one "
				 "with BOOT_ENTRY)",
				 entry->bls.path, entry->unusable);
	if (entry->title)
		ret->title = arena_copy(&ret->arena, entry->title, strlen(entry->title));
	if (!strcmp(entry->suffix, ".conf"))
		return conf_take(&taking, entry, ret);
	ret->kind = ENTRY_UKI;
	ret->kernel = arena_copy(&ret->arena, entry->bls.path, strlen(entry->bls.path));
	return ret->kernel ? 0 : no_memory(&taking);
}
