/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmcoreinfo.c - the text of a vmcoreinfo note
 *
 * In: text that another kernel wrote, or garbage. Out: its lines by key.
 * Ref: Documentation/admin-guide/kdump/vmcoreinfo.rst
 */
#include "printk/vmcoreinfo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define KEY_MAX 128

static const char first_key[] = "OSRELEASE=";

/* The first byte that no kernel writes there, or @size. */
static size_t text_printable(const char *text, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (text[i] != '\n' && (text[i] < ' ' || text[i] > '~'))
			break;
	return i;
}

static int text_check(const char *text, size_t size, struct diag *diag)
{
	size_t good = text_printable(text, size);

	if (size < sizeof(first_key) - 1 ||
	    memcmp(text, first_key, sizeof(first_key) - 1))
		return diag_fail(diag, -EINVAL,
				 "vmcoreinfo: %zu bytes that do not begin with %s", size,
				 first_key);
	if (good < size)
		return diag_fail(diag, -EINVAL,
				 "vmcoreinfo: byte 0x%02x at %zu of %zu is not text",
				 (unsigned int)(unsigned char)text[good], good, size);
	return 0;
}

static size_t lines_count(const char *text)
{
	size_t count = 1;

	while ((text = strchr(text, '\n'))) {
		text++;
		count++;
	}
	return count;
}

/* Cuts @text at newlines and at the first '=' of each line. */
static size_t lines_split(char *text, struct vmcoreinfo_line *line)
{
	size_t count = 0;
	char *end, *equal;

	for (; text; text = end) {
		end = strchr(text, '\n');
		if (end)
			*end++ = '\0';
		equal = strchr(text, '=');
		if (!equal || equal == text)
			continue;
		*equal = '\0';
		line[count].key = text;
		line[count].value = equal + 1;
		count++;
	}
	return count;
}

int vmcoreinfo_parse(struct bytes text, struct vmcoreinfo *ret, struct diag *diag)
{
	struct vmcoreinfo info = { 0 };
	size_t size, lines;
	int err;

	if (text.size > VMCOREINFO_TEXT_MAX)
		return diag_fail(diag, -E2BIG, "vmcoreinfo: %zu bytes, %d are the limit",
				 text.size, VMCOREINFO_TEXT_MAX);
	size = text.size ? strnlen((const char *)text.data, text.size) : 0;
	err = text_check((const char *)text.data, size, diag);
	if (err)
		return err;
	info.text = strndup((const char *)text.data, size);
	if (!info.text)
		return diag_fail(diag, -ENOMEM, "vmcoreinfo: no memory for %zu bytes",
				 size);
	lines = lines_count(info.text);
	if (lines > VMCOREINFO_LINES_MAX) {
		vmcoreinfo_free(&info);
		return diag_fail(diag, -E2BIG, "vmcoreinfo: %zu lines, %d are the limit",
				 lines, VMCOREINFO_LINES_MAX);
	}
	info.line = calloc(lines, sizeof(*info.line));
	if (!info.line) {
		vmcoreinfo_free(&info);
		return diag_fail(diag, -ENOMEM, "vmcoreinfo: no memory for %zu lines",
				 lines);
	}
	info.count = lines_split(info.text, info.line);
	*ret = info;
	return 0;
}

void vmcoreinfo_free(struct vmcoreinfo *info)
{
	free(info->text);
	free(info->line);
	memset(info, 0, sizeof(*info));
}

const char *vmcoreinfo_get(const struct vmcoreinfo *info, const char *key)
{
	size_t i;

	for (i = 0; i < info->count; i++)
		if (!strcmp(info->line[i].key, key))
			return info->line[i].value;
	return NULL;
}

/* Digits of @base only, up to the end of the text; strtoull takes blanks and signs. */
static int digits_parse(const char *text, unsigned int base, uint64_t *ret)
{
	uint64_t value = 0;
	unsigned int digit;

	if (!*text)
		return -EINVAL;
	for (; *text; text++) {
		if (*text >= '0' && *text <= '9')
			digit = (unsigned int)(*text - '0');
		else if (*text >= 'a' && *text <= 'f')
			digit = (unsigned int)(*text - 'a') + 10;
		else
			return -EINVAL;
		if (digit >= base || value > (UINT64_MAX - digit) / base)
			return -EINVAL;
		value = value * base + digit;
	}
	*ret = value;
	return 0;
}

static int number_parse(const char *text, uint64_t *ret)
{
	uint64_t value;

	if (!strncmp(text, "0x", 2))
		return digits_parse(text + 2, 16, ret);
	if (*text != '-')
		return digits_parse(text, 10, ret);
	if (digits_parse(text + 1, 10, &value) || value > UINT64_C(1) << 63)
		return -EINVAL;
	*ret = -value;
	return 0;
}

int vmcoreinfo_value(const struct vmcoreinfo *info, enum vmcoreinfo_kind kind,
		     const char *name, uint64_t *ret)
{
	static const char *const kinds[] = {
		[VMCOREINFO_SYMBOL] = "SYMBOL(", [VMCOREINFO_OFFSET] = "OFFSET(",
		[VMCOREINFO_SIZE] = "SIZE(",	 [VMCOREINFO_LENGTH] = "LENGTH(",
		[VMCOREINFO_NUMBER] = "NUMBER(",
	};
	size_t head = strlen(kinds[kind]), size = strlen(name);
	const char *value;
	char key[KEY_MAX];

	if (head + size + 2 > sizeof(key))
		return -ENOENT;
	memcpy(key, kinds[kind], head);
	memcpy(key + head, name, size);
	memcpy(key + head + size, ")", 2);
	value = vmcoreinfo_get(info, key);
	if (!value)
		return -ENOENT;
	if (kind == VMCOREINFO_SYMBOL)
		return digits_parse(value, 16, ret);
	if (kind == VMCOREINFO_NUMBER)
		return number_parse(value, ret);
	return digits_parse(value, 10, ret);
}
