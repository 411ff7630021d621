/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * iomem.c - the text of /proc/iomem
 *
 * In: lines "<2 blanks per level><first>-<last> : <name>", hexadecimal without 0x,
 * ends inclusive. Out: entries in file order, half-open.
 * Ref: Linux kernel/resource.c r_show(): without CAP_SYS_ADMIN all addresses are 0.
 */
#include "machine/iomem.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "machine/text.h"

/* At most 16 hexadecimal digits at *@cursor. */
static int address_scan(const char **cursor, const char *end, uint64_t *ret)
{
	const char *at = *cursor;
	uint64_t value = 0;

	for (; at < end && isxdigit((unsigned char)*at); at++) {
		int c = tolower((unsigned char)*at);

		if (at - *cursor == 16)
			return -EINVAL;
		value = value << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	if (at == *cursor)
		return -EINVAL;
	*cursor = at;
	*ret = value;
	return 0;
}

/* NULL when the line is good, else what is wrong with it. */
static const char *line_parse(const char *at, const char *end, struct iomem_entry *ret)
{
	const char *first = at;
	uint64_t last;

	while (at < end && *at == ' ')
		at++;
	if ((at - first) % 2)
		return "an odd number of blanks at its start";
	ret->depth = (unsigned int)((at - first) / 2);
	if (address_scan(&at, end, &ret->range.start) || at == end || *at++ != '-' ||
	    address_scan(&at, end, &last))
		return "'first-last : name' was expected";
	if (end - at < 3 || memcmp(at, " : ", 3))
		return "' : ' was expected behind the addresses";
	at += 3;
	if (last < ret->range.start)
		return "the range ends before it starts";
	/* The very last byte of 64 bits has no half-open end; nothing is there. */
	ret->range.end = last == UINT64_MAX ? last : last + 1;
	if (memchr(at, '\0', (size_t)(end - at)))
		return "a NUL byte in the name";
	ret->name = strndup(at, (size_t)(end - at));
	return NULL;
}

int iomem_parse(const char *text, size_t size, struct iomem_entry **ret,
		size_t *ret_count, struct diag *diag)
{
	const char *at = text, *end = size ? text + size : text, *eol, *wrong;
	struct iomem_entry *entry = NULL;
	unsigned int line = 1;
	size_t count = 0;
	int err = 0;

	for (; at < end; at = eol + 1, line++) {
		eol = memchr(at, '\n', (size_t)(end - at));
		if (!eol)
			eol = end;
		err = array_grow(&entry, count, sizeof(*entry));
		if (err)
			break;
		wrong = line_parse(at, eol, &entry[count]);
		if (wrong) {
			err = diag_fail(diag, -EINVAL, "line %u: %s", line, wrong);
			break;
		}
		if (!entry[count].name) {
			err = -ENOMEM;
			break;
		}
		count++;
		if (eol == end)
			break;
	}
	if (err) {
		iomem_free(entry, count);
		return err;
	}
	*ret = entry;
	*ret_count = count;
	return 0;
}

void iomem_free(struct iomem_entry *entry, size_t count)
{
	while (count)
		free(entry[--count].name);
	free(entry);
}
