/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_grub.c - any bytes as GRUB's configuration
 *
 * In: bytes; what they source or load as an environment is the same bytes again, and
 * every second path is there. Checked: it ends; a refusal has a line without what marks
 * unknown values; what is chosen has a kernel, and no unknown value or line break in
 * anything.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "entry/grub.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static int fuzz_read(void *context, const char *path, struct buffer *ret)
{
	const struct bytes *text = context;

	if (strlen(path) % 2 && !strstr(path, "grub"))
		return -ENOENT;
	return buffer_append(ret, text->data, text->size);
}

static enum entry_path fuzz_look(void *context, const char *path, size_t *ret_size)
{
	const struct bytes *text = context;

	*ret_size = text->size;
	if (strstr(path, "entries"))
		return ENTRY_PATH_DIRECTORY;
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
	static const char *const names[] = { "a-1-1.conf", "a-2-1+3.conf", "b.efi" };

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

static void text_check(const char *text)
{
	check(!text || !text[strcspn(text, "\n\r\1\2")]);
}

static void choice_check(const struct entry_files *files, const char *choice)
{
	struct boot_entry entry = { 0 };
	struct diag diag = { 0 };
	int err = grub_choose(files, "/boot/grub/grub.cfg", choice, &entry, &diag);

	check(err <= 0);
	check(!err == !diag.line[0]);
	check(!strchr(diag.line, '\1') && !strchr(diag.line, '\2'));
	if (!err) {
		check(entry.kind != ENTRY_NONE && entry.kernel);
		text_check(entry.kernel);
		text_check(entry.append);
		for (const struct entry_text *at = entry.extras; at; at = at->next)
			text_check(at->text);
	}
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

	choice_check(&files, GRUB_CHOOSE_DEFAULT);
	choice_check(&files, GRUB_CHOOSE_NEWEST);
	choice_check(&files, "0>0");
	return 0;
}
