/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain_line.c - command lines of a plain load: the leader's again, a crash kernel's
 *
 * In: the leader's or the user's command line. Out: the next kernel's:
 *
 *   kernel's part | what is added | "--" init's part
 *
 * Ref: kernel-parameters.rst; Linux kernel/params.c parse_args() ("--").
 */
#include "platform/plain_line.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/cmdline.h"
#include "machine/machine.h"

#define KIB UINT64_C(1024)

/* Of the load that made the leader, or of its boot loader; not true any more. */
static const char *const stale_key[] = {
	"BOOT_IMAGE",
	"elfcorehdr",
	"kexec_jump_back_entry",
};

static bool token_is_stale(const struct cmdline_token *token, bool panic)
{
	for (size_t i = 0; i < ARRAY_SIZE(stale_key); i++) {
		if (token->value && cmdline_key_is(token, stale_key[i]))
			return true;
	}
	/* A crash kernel has no memory to give away. */
	return panic && token->value && cmdline_key_is(token, "crashkernel");
}

/* Where init's part starts: at "--", or at the end. */
static const char *init_find(const char *line)
{
	const char *cursor = line;
	struct cmdline_token token;

	while (cmdline_next(&cursor, &token)) {
		if (token.size == 2 && !memcmp(token.text, "--", 2))
			return token.text;
	}
	return cursor;
}

static int bytes_add(struct buffer *line, const char *text, size_t size)
{
	AUTO_FREE char *copy = strndup(text, size);

	return copy ? cmdline_append(line, copy) : -ENOMEM;
}

static int reuse_add(struct buffer *line, const char *leader, bool panic)
{
	const char *cursor = leader, *end = init_find(leader);
	struct cmdline_token token;
	int err;

	while (cmdline_next(&cursor, &token) && token.text < end) {
		if (token_is_stale(&token, panic))
			continue;
		err = bytes_add(line, token.text, token.size);
		if (err)
			return err;
	}
	return 0;
}

/* Is @more what the words of @line end with? Both have one blank between words. */
static bool line_ends_with(const struct buffer *line, const struct buffer *more)
{
	size_t before = line->size - more->size;
	const char *cursor = (const char *)line->data;
	struct cmdline_token token;

	if (!more->size || more->size > line->size ||
	    memcmp(line->data + before, more->data, more->size))
		return false;
	/* A blank in quotes parts no words. */
	while (cmdline_next(&cursor, &token))
		if (token.text == (const char *)line->data + before)
			return true;
	return false;
}

/*
 * What the leader's line ends with it had from the load before, by the same command: a
 * chain of them would grow until a kernel refuses it.
 */
static int kernel_part_add(struct buffer *line, const char *text)
{
	CLEANUP(buffer_free) struct buffer more = { 0 };
	int err = reuse_add(&more, text, false);

	if (err)
		return err;
	if (line_ends_with(line, &more))
		return 0;
	return bytes_add(line, text, (size_t)(init_find(text) - text));
}

/* A second "--" would be a word for init. */
static int init_part_add(struct buffer *line, const char *text, bool *has_init)
{
	const char *init = init_find(text);

	if (!*init)
		return 0;
	if (*has_init)
		init += 2;
	*has_init = true;
	return cmdline_append(line, init);
}

/* An empty line is a string too. */
static int line_begin(struct buffer *line)
{
	int err = buffer_reserve(line, 1);

	if (err)
		return err;
	line->data[0] = '\0';
	return 0;
}

int platform_cmdline_reuse(const char *leader, bool panic, const char *append,
			   struct buffer *ret)
{
	CLEANUP(buffer_free) struct buffer line = { 0 };
	bool has_init = false;
	int err;

	if (!append)
		append = "";
	err = line_begin(&line);
	if (err)
		return err;
	err = reuse_add(&line, leader, panic);
	if (err)
		return err;
	err = kernel_part_add(&line, append);
	if (err)
		return err;
	err = init_part_add(&line, leader, &has_init);
	if (err)
		return err;
	err = init_part_add(&line, append, &has_init);
	if (err)
		return err;
	*ret = line;
	line = (struct buffer){ 0 };
	return 0;
}

/*
 * Whole KiB: RAM shrinks to them, tables grow to them. What is reserved need not be told,
 * and a machine may have more of it than a command line can hold.
 */
static int memmap_entry_add(struct buffer *tokens, const struct memory_map_entry *entry)
{
	bool is_ram = entry->type == E820_RAM;
	uint64_t start = entry->range.start, end = entry->range.end;

	if (!is_ram && entry->type != E820_ACPI && entry->type != MEMORY_NVS)
		return 0;
	start = (is_ram ? align_up(start, KIB) : start) / KIB;
	end = (is_ram ? end : align_up(end, KIB)) / KIB;
	if (start >= end)
		return 0;
	return buffer_printf(tokens, " memmap=%lluK%c%lluK",
			     (unsigned long long)(end - start), is_ram ? '@' : '#',
			     (unsigned long long)start);
}

/* RAM, and where ACPI lies: the kernel maps its tables from there. */
static int memmap_add(struct buffer *tokens, const struct memory_map *map)
{
	int err = buffer_printf(tokens, " memmap=exactmap");

	if (err)
		return err;
	for (unsigned int i = 0; i < map->count; i++) {
		err = memmap_entry_add(tokens, &map->at[i]);
		if (err)
			return err;
	}
	return 0;
}

/* " name=value…", its NUL included */
static int crash_tokens_make(const struct platform_crash *crash, struct buffer *ret)
{
	int err;

	if (crash->rsdp) {
		err = buffer_printf(ret, " acpi_rsdp=0x%llx",
				    (unsigned long long)crash->rsdp);
		if (err)
			return err;
	}
	if (crash->elfcorehdr) {
		err = buffer_printf(ret, " elfcorehdr=%lluK",
				    (unsigned long long)crash->elfcorehdr / KIB);
		if (err)
			return err;
	}
	if (crash->map) {
		err = memmap_add(ret, crash->map);
		if (err)
			return err;
	}
	return buffer_append(ret, "", 1);
}

static void override_warn(const char *user, const char *key, phys_t ours,
			  struct diag *diag)
{
	struct cmdline_token token;

	if (ours && cmdline_find(user, key, &token) && token.text < init_find(user))
		diag_warn(diag, "%.*s: not used, ours is at 0x%llx", (int)token.size,
			  token.text, (unsigned long long)ours);
}

static int crash_line_make(const char *user, const struct platform_crash *crash,
			   struct buffer *line)
{
	CLEANUP(buffer_free) struct buffer tokens = { 0 };
	bool has_init = false;
	int err;

	err = line_begin(line);
	if (err)
		return err;
	err = kernel_part_add(line, user);
	if (err)
		return err;
	err = crash_tokens_make(crash, &tokens);
	if (err)
		return err;
	err = cmdline_append(line, (const char *)tokens.data);
	if (err)
		return err;
	return init_part_add(line, user, &has_init);
}

int platform_cmdline_crash(const char *user, const struct platform_crash *crash,
			   struct buffer *ret, struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer line = { 0 };
	int err;

	if (!is_aligned(crash->elfcorehdr, KIB))
		return diag_fail(diag, -EINVAL,
				 "elfcorehdr: 0x%llx is no multiple of 1 KiB",
				 (unsigned long long)crash->elfcorehdr);
	override_warn(user, "elfcorehdr", crash->elfcorehdr, diag);
	override_warn(user, "acpi_rsdp", crash->rsdp, diag);
	err = crash_line_make(user, crash, &line);
	if (err)
		return diag_fail(diag, err, "command line: out of memory");
	*ret = line;
	line = (struct buffer){ 0 };
	return 0;
}
