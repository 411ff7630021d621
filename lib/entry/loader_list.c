/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * loader_list.c - the boot entries that the Boot Loader Specification finds
 *
 * In: files. Out: entries, sorted.
 *
 *	ROOT/loader/entries/NAME.conf	type 1, unless entries.srel says another type
 *	ROOT/EFI/Linux/NAME.efi		a unified kernel image, which has .osrel and
 *.uname
 *
 * Ref: UAPI.1 Boot Loader Specification; UAPI.5 "UKI Components"; os-release(5).
 */
#include "entry/loader_list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "entry/order.h"

/* What is known while the list is made. */
struct making {
	const struct entry_files *files;
	struct arena *arena;
	struct diag *diag;
	struct loader_list list;
};

static int no_memory(struct making *making)
{
	return diag_fail(making->diag, -ENOMEM, "boot entries: out of memory");
}

static bool is_there(const struct making *making, const struct loader_entry *entry)
{
	for (size_t i = 0; i < making->list.count; i++) {
		const struct loader_entry *other = making->list.entry[i];

		if (!strcmp(other->bls.name, entry->bls.name) &&
		    !strcmp(other->suffix, entry->suffix))
			return true;
	}
	return false;
}

static void entry_keep(struct making *making, struct loader_entry *entry)
{
	if (making->list.count < LOADER_ENTRIES_MOST && !is_there(making, entry))
		making->list.entry[making->list.count++] = entry;
}

/* ---- type 1 ---- */

static const char *unusable_conf(const struct bls *bls)
{
	const char *architecture = bls_get(bls, "architecture");

	if (architecture && strcasecmp(architecture, "x64"))
		return "it is for another architecture";
	if (bls_get(bls, "linux") || bls_get(bls, "uki"))
		return NULL;
	if (bls_get(bls, "uki-url"))
		return "its image would come from the network";
	return bls_get(bls, "efi") ? "it is an EFI program" : "it has no kernel";
}

static int conf_load(struct making *making, const char *path, struct loader_entry *entry)
{
	struct bytes text;
	int err = entry_read(making->files, path, making->arena, &text, making->diag);

	if (err)
		return err;
	if (bls_parse(text, path, making->arena, &entry->bls))
		return no_memory(making);
	entry->title = bls_get(&entry->bls, "title");
	entry->sort_key = bls_get(&entry->bls, "sort-key");
	entry->machine_id = bls_get(&entry->bls, "machine-id");
	entry->version = bls_get(&entry->bls, "version");
	entry->unusable = unusable_conf(&entry->bls);
	return 0;
}

/* ---- unified kernel images ---- */

/* KEY=VALUE or KEY="VALUE" of an os-release; NULL when it is not there. */
static const char *osrel_get(const struct making *making, struct bytes osrel,
			     const char *key)
{
	size_t size = strlen(key);

	for (size_t at = 0; at < osrel.size;) {
		const char *line = (const char *)osrel.data + at;
		const char *newline = memchr(line, '\n', osrel.size - at);
		size_t length = newline ? (size_t)(newline - line) : osrel.size - at;

		at += length + 1;
		if (length <= size || memcmp(line, key, size) || line[size] != '=')
			continue;
		line += size + 1;
		length -= size + 1;
		if (length > 1 && strchr("\"'", *line) && line[length - 1] == *line) {
			line++;
			length -= 2;
		}
		return length ? arena_copy(making->arena, line, length) : NULL;
	}
	return NULL;
}

/* The first of several keys that is there. */
static const char *osrel_first(const struct making *making, struct bytes osrel,
			       const char *const *keys)
{
	for (; *keys; keys++) {
		const char *value = osrel_get(making, osrel, *keys);

		if (value)
			return value;
	}
	return NULL;
}

static int uki_load(struct making *making, const char *path, struct loader_entry *entry)
{
	static const char *const titles[] = { "PRETTY_NAME", "IMAGE_ID", "NAME", "ID",
					      NULL };
	static const char *const versions[] = { "IMAGE_VERSION", "VERSION", "VERSION_ID",
						"BUILD_ID", NULL };
	static const char *const sort_keys[] = { "IMAGE_ID", "ID", NULL };
	struct buffer osrel = { 0 };

	if (bls_name(path, ".efi", making->arena, &entry->bls))
		return no_memory(making);
	if (!making->files->section(making->files->context, path, ".osrel", &osrel)) {
		entry->title = osrel_first(making, buffer_view(&osrel), titles);
		entry->version = osrel_first(making, buffer_view(&osrel), versions);
		entry->sort_key = osrel_first(making, buffer_view(&osrel), sort_keys);
	}
	buffer_free(&osrel);
	return 0;
}

/* ---- directories ---- */

typedef int load_fn(struct making *making, const char *path, struct loader_entry *entry);

static bool has_suffix(const char *name, const char *suffix)
{
	size_t size = strlen(name), end = strlen(suffix);

	return size > end && !strcasecmp(name + size - end, suffix);
}

static int file_take(struct making *making, const char *root, const char *directory,
		     const char *name, const char *suffix, load_fn *load)
{
	struct loader_entry *entry = arena_take(making->arena, sizeof(*entry));
	const char *path = arena_printf(making->arena, "%s%s/%s", root, directory, name);
	int err;

	if (!entry || !path)
		return no_memory(making);
	entry->root = root;
	entry->suffix = suffix;
	err = load(making, path, entry);
	if (err)
		return err;
	entry_keep(making, entry);
	return 0;
}

static int directory_take(struct making *making, const char *root, const char *directory,
			  const char *suffix, load_fn *load)
{
	const struct entry_files *files = making->files;
	struct entry_text *names = NULL;
	const char *path = arena_printf(making->arena, "%s%s", root, directory);
	int err;

	if (!path)
		return no_memory(making);
	err = files->list(files->context, path, making->arena, &names);
	if (err == -ENOENT || err == -ENOTDIR)
		return 0;
	if (err)
		return diag_fail(making->diag, err, "%s: cannot be read: %s", path,
				 strerror(-err));
	for (; names; names = names->next) {
		if (*names->text == '.' || !has_suffix(names->text, suffix) ||
		    has_suffix(names->text, ".addon.efi"))
			continue;
		err = file_take(making, root, directory, names->text, suffix, load);
		if (err)
			return err;
	}
	return 0;
}

/* Some boot loaders have files there that are none; then entries.srel says so. */
static bool is_type1(const struct making *making, const char *root)
{
	const struct entry_files *files = making->files;
	char path[64];
	struct buffer text = { 0 };
	bool is_other;

	snprintf(path, sizeof(path), "%s/loader/entries.srel", root);
	if (files->read(files->context, path, &text)) {
		buffer_free(&text);
		return true;
	}
	is_other = text.size < 5 || memcmp(text.data, "type1", 5);
	buffer_free(&text);
	return !is_other;
}

/* ---- order ---- */

static int texts_compare(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int keys_compare(const struct loader_entry *a, const struct loader_entry *b)
{
	int order;

	if (!a->sort_key || !b->sort_key)
		return a->sort_key ? -1 : b->sort_key ? 1 : 0;
	order = strcmp(a->sort_key, b->sort_key);
	if (!order)
		order = texts_compare(a->machine_id, b->machine_id);
	if (!order)
		order = order_version(b->version ? b->version : "",
				      a->version ? a->version : "");
	return order;
}

static int entries_compare(const void *left, const void *right)
{
	const struct loader_entry *a = *(struct loader_entry *const *)left;
	const struct loader_entry *b = *(struct loader_entry *const *)right;
	bool a_bad = bls_is_bad(&a->bls), b_bad = bls_is_bad(&b->bls);
	int order;

	if (a_bad != b_bad)
		return a_bad ? 1 : -1;
	order = keys_compare(a, b);
	if (!order)
		order = order_version(b->bls.id, a->bls.id);
	if (!order)
		order = strcmp(b->bls.id, a->bls.id);
	if (order)
		return order;
	if (a->bls.tries_left != b->bls.tries_left)
		return a->bls.tries_left > b->bls.tries_left ? -1 : 1;
	if (a->bls.tries_done != b->bls.tries_done)
		return a->bls.tries_done < b->bls.tries_done ? -1 : 1;
	return strcmp(a->bls.path, b->bls.path);
}

int loader_list_make(const struct entry_files *files, struct arena *arena,
		     struct loader_list *ret, struct diag *diag)
{
	static const char *const roots[] = LOADER_ROOTS;
	struct making making = { .files = files, .arena = arena, .diag = diag };
	int err = 0;

	making.list.entry =
		arena_take(arena, LOADER_ENTRIES_MOST * sizeof(*making.list.entry));
	if (!making.list.entry)
		return no_memory(&making);
	for (size_t i = 0; i < ARRAY_SIZE(roots) && !err; i++) {
		if (is_type1(&making, roots[i]))
			err = directory_take(&making, roots[i], "/loader/entries",
					     ".conf", conf_load);
		if (!err)
			err = directory_take(&making, roots[i], "/EFI/Linux", ".efi",
					     uki_load);
	}
	if (err)
		return err;
	qsort(making.list.entry, making.list.count, sizeof(*making.list.entry),
	      entries_compare);
	*ret = making.list;
	return 0;
}
