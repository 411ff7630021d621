/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * loader.c - what systemd-boot would start, or another one of its entries
 *
 * In: entries, loader.conf, EFI variables. Out: struct boot_entry.
 *
 *	LoaderEntryOneShot			refused: it is for the boot loader
 *	LoaderEntryPreferred, preferred		unless its boots are used up
 *	LoaderEntryDefault, default		"@saved" is LoaderEntryLastBooted
 *	saved_entry of grubenv			where GRUB's blscfg reads the entries
 *	else the first of the menu
 *
 * Ref: systemd loader.conf(5), https://systemd.io/BOOT_LOADER_INTERFACE; Linux
 * Documentation/filesystems/efivarfs.rst (four bytes of attributes, then UTF-16).
 */
#include "entry/loader.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "entry/loader_list.h"
#include "entry/loader_take.h"
#include "entry/order.h"

#define VARIABLE  "/sys/firmware/efi/efivars/%s-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
#define SAVED	  "@saved"
#define AUTOMATIC "auto-" /* entries that the boot loader finds by itself */

struct choosing {
	const struct entry_files *files;
	struct arena arena;
	struct loader_list list;
	struct bls conf; /* loader.conf */
	struct diag *diag;
};

static int no_memory(struct choosing *choosing)
{
	return diag_fail(choosing->diag, -ENOMEM, "boot entries: out of memory");
}

/* An EFI variable of the boot loader's, as far as it is ASCII; NULL when it is not set.
 */
static const char *variable_read(struct choosing *choosing, const char *name)
{
	const struct entry_files *files = choosing->files;
	struct buffer value = { 0 };
	char path[ENTRY_PATH_MOST];
	char *text = NULL;
	size_t used = 0;

	snprintf(path, sizeof(path), VARIABLE, name);
	if (!files->read(files->context, path, &value) && value.size > 6)
		text = arena_take(&choosing->arena, value.size);
	for (size_t at = 4; text && at + 1 < value.size; at += 2) {
		if (!value.data[at] && !value.data[at + 1])
			break;
		text[used++] = value.data[at + 1] ? '?' : (char)value.data[at];
	}
	buffer_free(&value);
	return text && *text ? text : NULL;
}

static int conf_read(struct choosing *choosing)
{
	static const char *const paths[] = { "/efi/loader/loader.conf",
					     "/boot/efi/loader/loader.conf",
					     "/boot/loader/loader.conf" };
	size_t size;

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		struct bytes text;
		int err;

		if (choosing->files->look(choosing->files->context, paths[i], &size) !=
		    ENTRY_PATH_FILE)
			continue;
		err = entry_read(choosing->files, paths[i], &choosing->arena, &text,
				 choosing->diag);
		if (err)
			return err;
		return bls_parse(text, paths[i], &choosing->arena, &choosing->conf)
			       ? no_memory(choosing)
			       : 0;
	}
	return 0;
}

/* ---- names ---- */

/* By its name with or without boot counter, each with or without suffix. */
static bool is_named(struct choosing *choosing, const struct loader_entry *entry,
		     const char *pattern)
{
	const char *const names[] = { entry->bls.name, entry->bls.id };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *whole =
			arena_printf(&choosing->arena, "%s%s", names[i], entry->suffix);

		if (!fnmatch(pattern, names[i], FNM_CASEFOLD) ||
		    (whole && !fnmatch(pattern, whole, FNM_CASEFOLD)))
			return true;
	}
	return false;
}

static const struct loader_entry *named_find(struct choosing *choosing,
					     const char *pattern, bool is_preferred)
{
	for (size_t i = 0; pattern && i < choosing->list.count; i++) {
		const struct loader_entry *entry = choosing->list.entry[i];

		if (is_named(choosing, entry, pattern) &&
		    !(is_preferred && bls_is_bad(&entry->bls)))
			return entry;
	}
	return NULL;
}

static const struct loader_entry *titled_find(const struct choosing *choosing,
					      const char *title)
{
	for (size_t i = 0; i < choosing->list.count; i++) {
		const struct loader_entry *entry = choosing->list.entry[i];

		if (entry->title && !strcmp(entry->title, title))
			return entry;
	}
	return NULL;
}

/* NAME@N: profile N of an image. */
static int profile_cut(char *name)
{
	char *at = strrchr(name, '@');
	size_t size = at ? strlen(at + 1) : 0;

	if (!size || size > 3 || strspn(at + 1, "0123456789") < size)
		return -1;
	*at = '\0';
	return (int)strtoul(at + 1, NULL, 10);
}

/* ---- default and newest ---- */

static const struct loader_entry *first_usable(const struct choosing *choosing)
{
	for (size_t i = 0; i < choosing->list.count; i++)
		if (!choosing->list.entry[i]->unusable)
			return choosing->list.entry[i];
	return NULL;
}

/* One of those that say which entry it is; *ret NULL: it names none that is there. */
static int default_try(struct choosing *choosing, const char *pattern, bool is_preferred,
		       const struct loader_entry **ret, int *ret_profile)
{
	char *name = arena_copy(&choosing->arena, pattern, strlen(pattern));

	if (!name)
		return no_memory(choosing);
	if (!strncmp(pattern, AUTOMATIC, strlen(AUTOMATIC)))
		return diag_fail(
			choosing->diag, -EINVAL,
			"the default of the boot loader is %s, which is no kernel "
			"(name an entry with BOOT_ENTRY)",
			pattern);
	*ret = named_find(choosing, pattern, is_preferred);
	if (*ret)
		return 0;
	*ret_profile = profile_cut(name);
	if (*ret_profile >= 0)
		*ret = named_find(choosing, name, is_preferred);
	return 0;
}

/* Where GRUB reads the entries, it is what grub-set-default(8) has saved. */
static int grub_default_try(struct choosing *choosing, const struct loader_entry **ret)
{
	const char *next =
		loader_grub_variable(choosing->files, &choosing->arena, "next_entry");
	const char *saved =
		loader_grub_variable(choosing->files, &choosing->arena, "saved_entry");

	if (next && *next)
		return diag_fail(
			choosing->diag, -EINVAL,
			"grub-reboot chose an entry for the next boot: that is left "
			"to GRUB");
	if (saved)
		*ret = named_find(choosing, saved, false);
	return 0;
}

static int default_find(struct choosing *choosing, const struct loader_entry **ret,
			int *ret_profile)
{
	const struct {
		const char *variable, *key;
		bool is_preferred;
	} ways[] = { { "LoaderEntryPreferred", "preferred", true },
		     { "LoaderEntryDefault", "default", false } };

	if (variable_read(choosing, "LoaderEntryOneShot"))
		return diag_fail(choosing->diag, -EINVAL,
				 "an entry was chosen for the next boot: that is left to "
				 "the boot loader");
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		const char *pattern = variable_read(choosing, ways[i].variable);
		int err;

		if (!pattern)
			pattern = bls_get(&choosing->conf, ways[i].key);
		if (pattern && !strcmp(pattern, SAVED))
			pattern = variable_read(choosing, "LoaderEntryLastBooted");
		if (!pattern)
			continue;
		err = default_try(choosing, pattern, ways[i].is_preferred, ret,
				  ret_profile);
		if (err || *ret)
			return err;
	}
	*ret_profile = -1;
	if (grub_default_try(choosing, ret))
		return -EINVAL;
	if (!*ret)
		*ret = first_usable(choosing);
	return 0;
}

static bool is_of_machine(const struct loader_entry *entry, const char *machine_id)
{
	return entry->machine_id && machine_id && !strcmp(entry->machine_id, machine_id);
}

static const char *machine_id_read(struct choosing *choosing)
{
	const struct entry_files *files = choosing->files;
	struct buffer text = { 0 };
	const char *id = NULL;
	size_t size = 0;

	if (!files->read(files->context, "/etc/machine-id", &text)) {
		while (size < text.size && text.data[size] > ' ')
			size++;
		id = arena_copy(&choosing->arena, (const char *)text.data, size);
	}
	buffer_free(&text);
	return id;
}

static bool is_newer(const struct loader_entry *a, const struct loader_entry *b)
{
	if (bls_is_bad(&a->bls) != bls_is_bad(&b->bls))
		return bls_is_bad(&b->bls);
	if (a->version && b->version)
		return order_version(a->version, b->version) > 0;
	return a->version && !b->version; /* else the menu's order stands */
}

/* Of this machine's, when any is; and none whose boots are used up, unless all are. */
static const struct loader_entry *newest_find(struct choosing *choosing)
{
	const char *machine_id = machine_id_read(choosing);
	const struct loader_entry *best = NULL;

	for (size_t i = 0; i < choosing->list.count; i++) {
		const struct loader_entry *entry = choosing->list.entry[i];
		bool is_own = is_of_machine(entry, machine_id);

		if (entry->unusable)
			continue;
		if (!best || (is_own && !is_of_machine(best, machine_id)) ||
		    (is_own == is_of_machine(best, machine_id) && is_newer(entry, best)))
			best = entry;
	}
	return best;
}

static int not_found(struct choosing *choosing, const char *choice)
{
	struct buffer names = { 0 };
	int err = 0;

	if (!choosing->list.count)
		return diag_fail(
			choosing->diag, -ENOENT,
			"no boot entry in loader/entries and EFI/Linux of /boot, "
			"/efi and /boot/efi");
	for (size_t i = 0; i < choosing->list.count && !err; i++)
		err = buffer_printf(&names, "%s%s%s", i ? ", " : "",
				    choosing->list.entry[i]->bls.name,
				    choosing->list.entry[i]->suffix);
	diag_fail(choosing->diag, -ENOENT, "no boot entry '%s'; there are %.*s", choice,
		  (int)names.size, (const char *)names.data);
	buffer_free(&names);
	return -ENOENT;
}

static int name_find(struct choosing *choosing, const char *choice,
		     const struct loader_entry **ret, int *ret_profile)
{
	char *name = arena_copy(&choosing->arena, choice, strlen(choice));

	if (!name)
		return no_memory(choosing);
	*ret = named_find(choosing, choice, false);
	if (!*ret)
		*ret = titled_find(choosing, choice);
	if (*ret)
		return 0;
	*ret_profile = profile_cut(name);
	*ret = named_find(choosing, name, false);
	return 0;
}

static int choice_find(struct choosing *choosing, const char *choice,
		       const struct loader_entry **ret, int *ret_profile)
{
	int err = 0;

	if (!strcmp(choice, LOADER_CHOOSE_DEFAULT))
		err = default_find(choosing, ret, ret_profile);
	else if (!strcmp(choice, LOADER_CHOOSE_NEWEST))
		*ret = newest_find(choosing);
	else
		err = name_find(choosing, choice, ret, ret_profile);
	if (err)
		return err;
	return *ret ? 0 : not_found(choosing, choice);
}

static int choose(struct choosing *choosing, const char *choice, struct boot_entry *ret)
{
	const struct loader_entry *entry = NULL;
	int err;

	err = loader_list_make(choosing->files, &choosing->arena, &choosing->list,
			       choosing->diag);
	if (err)
		return err;
	err = conf_read(choosing);
	if (err)
		return err;
	err = choice_find(choosing, choice, &entry, &ret->profile);
	return err ? err
		   : loader_take(choosing->files, &choosing->arena, entry, ret,
				 choosing->diag);
}

int loader_choose(const struct entry_files *files, const char *choice,
		  struct boot_entry *ret, struct diag *diag)
{
	struct choosing choosing = { .files = files, .diag = diag };
	int err;

	ret->profile = -1;
	err = choose(&choosing, choice, ret);
	arena_free(&choosing.arena);
	return err;
}
