/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_vmcoreinfo.c - any bytes as the text of vmcoreinfo
 *
 * Checked: what parses is written out line by line and parses to the same; every number
 * that is taken is a number again; what does not parse says why and leaves nothing.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "printk/vmcoreinfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

/* KIND(name) of a key, asked for by its parts, is the value of the key's first line. */
static void value_again(const struct vmcoreinfo *info, const char *key)
{
	static const char *const kinds[] = { "SYMBOL(", "OFFSET(", "SIZE(", "LENGTH(",
					     "NUMBER(" };
	size_t i, head, length = strlen(key);
	uint64_t value = 4711;
	char *name;
	int err;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		head = strlen(kinds[i]);
		if (strncmp(key, kinds[i], head) != 0 || key[length - 1] != ')' ||
		    length <= head)
			continue;
		name = strndup(key + head, length - head - 1);
		check(name);
		err = vmcoreinfo_value(info, (enum vmcoreinfo_kind)i, name, &value);
		check(err == 0 || err == -EINVAL || (err == -ENOENT && length >= 127));
		check(!err || value == 4711);
		free(name);
	}
}

static void again(const struct vmcoreinfo *info)
{
	struct vmcoreinfo copy = { 0 };
	struct buffer text = { 0 };
	size_t i;

	for (i = 0; i < info->count; i++) {
		check(!buffer_printf(&text, "%s=%s\n", info->line[i].key,
				     info->line[i].value));
		check(vmcoreinfo_get(info, info->line[i].key));
		value_again(info, info->line[i].key);
	}
	check(info->count && !strcmp(info->line[0].key, "OSRELEASE"));
	if (text.size <= VMCOREINFO_TEXT_MAX && info->count < VMCOREINFO_LINES_MAX) {
		check(!vmcoreinfo_parse(buffer_view(&text), &copy, NULL));
		check(copy.count == info->count);
		for (i = 0; i < copy.count; i++)
			check(!strcmp(copy.line[i].key, info->line[i].key) &&
			      !strcmp(copy.line[i].value, info->line[i].value));
		vmcoreinfo_free(&copy);
	}
	buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vmcoreinfo info = { 0 };
	struct diag diag = { 0 };

	if (vmcoreinfo_parse((struct bytes){ data, size }, &info, &diag)) {
		check(diag.line[0] && !info.text && !info.line);
	} else {
		check(!diag.line[0]);
		again(&info);
		vmcoreinfo_free(&info);
	}
	diag_clear(&diag);
	return 0;
}
