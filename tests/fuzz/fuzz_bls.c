/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_bls.c - any bytes as a boot entry, loader.conf, os-release and EFI variable at
 * once
 *
 * In: bytes, also as two versions. Checked: a line's key and value have no blanks around
 * them; what is chosen has a kernel; an order does not depend on the side.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "entry/bls.h"
#include "entry/loader.h"
#include "entry/order.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static int fuzz_read(void *context, const char *path, struct buffer *ret)
{
	const struct bytes *text = context;

	if (strstr(path, "OneShot") || strstr(path, "srel"))
		return -ENOENT;
	return buffer_append(ret, text->data, text->size);
}

static enum entry_path fuzz_look(void *context, const char *path, size_t *ret_size)
{
	const struct bytes *text = context;

	*ret_size = text->size;
	return strlen(path) % 2 ? ENTRY_PATH_NONE : ENTRY_PATH_FILE;
}

static int fuzz_section(void *context, const char *path, const char *name,
			struct buffer *ret)
{
	(void)name;
	return fuzz_read(context, path, ret);
}

static int fuzz_list(void *context, const char *path, struct arena *arena,
		     struct entry_text **ret)
{
	static const char *const names[] = { "a-1.conf", "a-2+3-1.conf", "b+0.efi",
					     "c.efi" };

	(void)context, (void)path;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct entry_text *text = arena_take(arena, sizeof(*text));

		if (!text)
			return -ENOMEM;
		text->text = names[i];
		text->next = *ret;
		*ret = text;
	}
	return 0;
}

static void lines_check(struct bytes text)
{
	struct arena arena = { 0 };
	struct bls entry;

	check(!bls_parse(text, "/boot/loader/entries/a+1-2.conf", &arena, &entry));
	check(!strcmp(entry.id, "a") && entry.tries_left == 1 && entry.tries_done == 2);
	for (const struct bls_line *at = entry.lines; at; at = at->next) {
		check(*at->key && *at->key != '#' && !strpbrk(at->key, " \t\n"));
		check(!strchr(" \t\r", *at->value) || !*at->value);
		check(!strchr(at->value, '\n') && at->number);
		check(bls_get(&entry, at->key) && bls_join(&entry, at->key, &arena));
	}
	arena_free(&arena);
}

static void order_check(struct bytes text)
{
	size_t half = text.size / 2;
	char *a = strndup((const char *)text.data, half);
	char *b = strndup((const char *)text.data + half, text.size - half);

	if (a && b) {
		check((order_version(a, b) < 0) == (order_version(b, a) > 0));
		check((order_package(a, b) < 0) == (order_package(b, a) > 0));
		check(!order_version(a, a) && !order_package(b, b));
	}
	free(a);
	free(b);
}

static void choice_check(const struct entry_files *files, const char *choice)
{
	struct boot_entry entry = { 0 };
	struct diag diag = { 0 };
	int err = loader_choose(files, choice, &entry, &diag);

	check(!err == !diag.line[0]);
	check(err || (entry.kind != ENTRY_NONE && entry.kernel));
	boot_entry_free(&entry);
	diag_clear(&diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = { data, size };
	const struct entry_files files = { .context = &text,
					   .read = fuzz_read,
					   .look = fuzz_look,
					   .section = fuzz_section,
					   .list = fuzz_list };

	lines_check(text);
	if (size)
		order_check(text);
	choice_check(&files, LOADER_CHOOSE_DEFAULT);
	choice_check(&files, LOADER_CHOOSE_NEWEST);
	choice_check(&files, "a-2");
	return 0;
}
