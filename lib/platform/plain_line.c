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
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/cmdline.h"
#include "machine/machine.h"
#include "platform/platform.h"

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
	char *copy = strndup(text, size);
	int err = copy ? cmdline_append(line, copy) : -ENOMEM;

	free(copy);
	return err;
}

static int kernel_part_add(struct buffer *line, const char *text)
{
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

static int reuse_add(struct buffer *line, const char *leader, bool panic)
{
	const char *cursor = leader, *end = init_find(leader);
	struct cmdline_token token;
	int err = 0;

	while (!err && cmdline_next(&cursor, &token) && token.text < end) {
		if (!token_is_stale(&token, panic))
			err = bytes_add(line, token.text, token.size);
	}
	return err;
}

int platform_cmdline_reuse(const char *leader, bool panic, const char *append,
			   struct buffer *ret)
{
	struct buffer line = { 0 };
	bool has_init = false;
	int err = buffer_reserve(&line, 1);

	if (!append)
		append = "";
	if (!err) {
		line.data[0] = '\0';
		err = reuse_add(&line, leader, panic);
	}
	if (!err)
		err = kernel_part_add(&line, append);
	if (!err)
		err = init_part_add(&line, leader, &has_init);
	if (!err)
		err = init_part_add(&line, append, &has_init);
	if (err) {
		buffer_free(&line);
		return err;
	}
	*ret = line;
	return 0;
}

/*
 * RAM, and where ACPI lies: the kernel maps its tables from there. What is reserved
 * need not be told, and a machine may have more of it than a command line can hold.
 */
static int memmap_add(struct buffer *tokens, const struct memory_map *map)
{
	int err = buffer_printf(tokens, " memmap=exactmap");

	for (unsigned int i = 0; !err && i < map->count; i++) {
		const struct memory_map_entry *entry = &map->at[i];
		bool is_ram = entry->type == E820_RAM;
		uint64_t start = entry->range.start, end = entry->range.end;

		if (!is_ram && entry->type != E820_ACPI && entry->type != MEMORY_NVS)
			continue;
		/* Whole KiB: RAM shrinks to them, tables grow to them. */
		start = (is_ram ? align_up(start, KIB) : start) / KIB;
		end = (is_ram ? end : align_up(end, KIB)) / KIB;
		if (start < end)
			err = buffer_printf(tokens, " memmap=%lluK%c%lluK",
					    (unsigned long long)(end - start),
					    is_ram ? '@' : '#',
					    (unsigned long long)start);
	}
	return err;
}

static int crash_tokens_make(const struct platform_crash *crash, struct buffer *ret)
{
	int err = 0;

	if (crash->rsdp)
		err = buffer_printf(ret, " acpi_rsdp=0x%llx",
				    (unsigned long long)crash->rsdp);
	if (!err && crash->elfcorehdr)
		err = buffer_printf(ret, " elfcorehdr=%lluK",
				    (unsigned long long)crash->elfcorehdr / KIB);
	if (!err && crash->map)
		err = memmap_add(ret, crash->map);
	if (!err)
		err = buffer_append(ret, "", 1);
	return err;
}

static void override_warn(const char *user, const char *key, phys_t ours,
			  struct diag *diag)
{
	struct cmdline_token token;

	if (ours && cmdline_find(user, key, &token) && token.text < init_find(user))
		diag_warn(diag, "%.*s: not used, ours is at 0x%llx", (int)token.size,
			  token.text, (unsigned long long)ours);
}

int platform_cmdline_crash(const char *user, const struct platform_crash *crash,
			   struct buffer *ret, struct diag *diag)
{
	struct buffer tokens = { 0 }, line = { 0 };
	bool has_init = false;
	int err;

	if (!is_aligned(crash->elfcorehdr, KIB))
		return diag_fail(diag, -EINVAL,
				 "elfcorehdr: 0x%llx is no multiple of 1 KiB",
				 (unsigned long long)crash->elfcorehdr);
	override_warn(user, "elfcorehdr", crash->elfcorehdr, diag);
	override_warn(user, "acpi_rsdp", crash->rsdp, diag);
	err = buffer_reserve(&line, 1);
	if (!err) {
		line.data[0] = '\0';
		err = kernel_part_add(&line, user);
	}
	if (!err)
		err = crash_tokens_make(crash, &tokens);
	if (!err)
		err = cmdline_append(&line, (const char *)tokens.data);
	if (!err)
		err = init_part_add(&line, user, &has_init);
	buffer_free(&tokens);
	if (err) {
		buffer_free(&line);
		return diag_fail(diag, err, "command line: out of memory");
	}
	*ret = line;
	return 0;
}
