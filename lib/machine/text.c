/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text.c - the small notations of proc and sys: numbers, numbered names, CPU lists
 *
 * In: NUL-terminated text. Out: values, or -EINVAL for anything but the notation.
 * Ref: Linux lib/bitmap.c bitmap_parselist() for "0-3,5"; proc_meminfo(5).
 */
#include "machine/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

void text_trim_end(char *text)
{
	size_t size = strlen(text);

	while (size && isspace((unsigned char)text[size - 1]))
		text[--size] = '\0';
}

/* A number at *@cursor that starts with a digit (strtoull also takes blanks, signs). */
static int number_scan(const char **cursor, int base, uint64_t *ret)
{
	const char *at = *cursor;
	unsigned long long value;
	char *end;

	if (base == 16 && at[0] == '0' && (at[1] == 'x' || at[1] == 'X'))
		at += 2;
	if (base == 16 ? !isxdigit((unsigned char)*at) : !isdigit((unsigned char)*at))
		return -EINVAL;
	/* strtoull would take a second "0x" */
	if (base == 16 && at != *cursor && at[0] == '0' && (at[1] | 0x20) == 'x')
		return -EINVAL;
	errno = 0;
	value = strtoull(at, &end, base);
	if (errno)
		return -EINVAL;
	*cursor = end;
	*ret = value;
	return 0;
}

int text_number(const char *text, int base, uint64_t *ret)
{
	uint64_t value;

	if (number_scan(&text, base, &value) || *text)
		return -EINVAL;
	*ret = value;
	return 0;
}

bool text_number_behind(const char *name, const char *prefix, uint64_t *ret)
{
	size_t size = strlen(prefix);

	return !strncmp(name, prefix, size) && !text_number(name + size, 10, ret);
}

int text_range(const char *text, struct prange *ret)
{
	uint64_t first, last;

	if (number_scan(&text, 16, &first) || *text++ != '-' ||
	    number_scan(&text, 16, &last) || *text)
		return -EINVAL;
	if (last < first || last == UINT64_MAX)
		return -EINVAL;
	*ret = (struct prange){ first, last + 1 };
	return 0;
}

static int cpulist_scan(const char *text, bool *has)
{
	uint64_t first, last;

	while (*text) {
		if (number_scan(&text, 10, &first))
			return -EINVAL;
		last = first;
		if (*text == '-') {
			text++;
			if (number_scan(&text, 10, &last))
				return -EINVAL;
		}
		if (last < first || last >= CPU_MAX)
			return -EINVAL;
		while (first <= last)
			has[first++] = true;
		if (*text == ',' && text[1])
			text++;
		else if (*text)
			return -EINVAL;
	}
	return 0;
}

int text_cpulist(const char *text, unsigned int **ret, size_t *ret_count)
{
	bool has[CPU_MAX] = { false };
	AUTO_FREE unsigned int *list = NULL;
	size_t count = 0;
	int err = cpulist_scan(text, has);

	if (err)
		return err;
	for (unsigned int cpu = 0; cpu < CPU_MAX; cpu++) {
		if (!has[cpu])
			continue;
		err = array_grow(&list, count, sizeof(*list));
		if (err)
			return err;
		list[count++] = cpu;
	}
	*ret = list;
	*ret_count = count;
	list = NULL;
	return 0;
}

/* "   N kB" in bytes; a number that bytes of do not fit 64 bits is none. */
static uint64_t kib_scan(const char *at)
{
	uint64_t kib;

	at += strspn(at, " \t");
	return number_scan(&at, 10, &kib) || kib > UINT64_MAX >> 10 ? 0 : kib << 10;
}

uint64_t text_meminfo(const char *text, const char *name)
{
	size_t size = strlen(name);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, name, size) && line[size] == ':')
			return kib_scan(line + size + 1);
	}
	return 0;
}

int array_grow(void *array, size_t count, size_t size)
{
	void *old, *new;

	/* memcpy: @array points to a pointer of some other type. */
	memcpy(&old, array, sizeof(old));
	/* The room is the next power of two: it doubles when count reaches one. */
	if ((count & (count - 1)) == 0) {
		new = reallocarray(old, count ? count * 2 : 1, size);
		if (!new)
			return -ENOMEM;
		memcpy(array, &new, sizeof(new));
		old = new;
	}
	memset((char *)old + count * size, 0, size);
	return 0;
}
