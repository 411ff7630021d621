/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * prange.c - half-open ranges of physical addresses: their text, their lists
 *
 * In: what the user typed, ranges in any order.
 * Out: half-open ranges; lists that are sorted, disjoint and merged.
 * Ref: docs/design.md "Habits".
 */
#include "base/prange.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

#define PAGE_MASK_4K (PAGE_SIZE_4K - 1)

/* Bits to shift left for a size suffix, -1 when @c is none. */
static int suffix_shift(char c)
{
	switch (c) {
	case 'k':
	case 'K':
		return 10;
	case 'm':
	case 'M':
		return 20;
	case 'g':
	case 'G':
		return 30;
	case 't':
	case 'T':
		return 40;
	default:
		return -1;
	}
}

/*
 * The number at *@cursor, its suffix included; the cursor ends behind it. A leading
 * zero means nothing: nobody writes addresses in octal on purpose.
 */
static int number_scan(const char **cursor, uint64_t *ret)
{
	const char *at = *cursor;
	unsigned int base = 10;
	uint64_t value = 0;
	int digit, shift;

	if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
		base = 16;
		at += 2;
	}
	digit = bytes_digit(*at);
	if (digit < 0 || (unsigned int)digit >= base)
		return -EINVAL;
	for (; digit >= 0 && (unsigned int)digit < base; digit = bytes_digit(*++at)) {
		if (__builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, (unsigned int)digit, &value))
			return -ERANGE;
	}
	shift = suffix_shift(*at);
	if (shift >= 0) {
		if (value > UINT64_MAX >> shift)
			return -ERANGE;
		value <<= shift;
		at++;
	}
	*cursor = at;
	*ret = value;
	return 0;
}

static int number_fail(const char *text, const char *from, int err, struct diag *diag)
{
	if (err == -ERANGE)
		return diag_fail(diag, err, "'%s': '%s' is larger than 64 bits", text,
				 from);
	return diag_fail(diag, err, "'%s': '%s' is not a number (write 512M, 1G or 0x…)",
			 text, from);
}

int size_parse(const char *text, uint64_t *ret, struct diag *diag)
{
	const char *cursor = text;
	uint64_t value;
	int err = number_scan(&cursor, &value);

	if (err)
		return number_fail(text, text, err, diag);
	if (*cursor)
		return diag_fail(diag, -EINVAL,
				 "'%s': '%s' is behind the number (the "
				 "suffixes are K, M, G and T)",
				 text, cursor);
	*ret = value;
	return 0;
}

/* "A-B": B as typed becomes an exclusive end. */
static int end_from_last(const char *text, phys_t last, phys_t *ret, struct diag *diag)
{
	if ((last & PAGE_MASK_4K) == 0) {
		*ret = last;
		return 0;
	}
	if ((last & PAGE_MASK_4K) != PAGE_MASK_4K)
		return diag_fail(
			diag, -EINVAL,
			"'%s': R1: the end 0x%" PRIx64 " is no page "
			"boundary: an inclusive end has fff as its low 12 bits, an "
			"exclusive one is a multiple of 4 KiB (0x%" PRIx64
			" is the next of these)",
			text, last, (last | PAGE_MASK_4K));
	if (last == UINT64_MAX)
		return diag_fail(diag, -ERANGE,
				 "'%s': the end 0x%" PRIx64
				 " is larger than any physical address",
				 text, last);
	*ret = last + 1;
	return 0;
}

/* "A+SIZE": the end is exclusive, whatever its low bits look like. */
static int end_from_size(const char *text, phys_t start, uint64_t size, phys_t *ret,
			 struct diag *diag)
{
	phys_t end;

	if (__builtin_add_overflow(start, size, &end))
		return diag_fail(diag, -ERANGE,
				 "'%s': 0x%" PRIx64 " + 0x%" PRIx64
				 " is larger than 64 bits",
				 text, start, size);
	if (!is_aligned(end, PAGE_SIZE_4K))
		return diag_fail(diag, -EINVAL,
				 "'%s': R1: the end 0x%" PRIx64 " is no "
				 "multiple of 4 KiB (0x%" PRIx64 " bytes too many)",
				 text, end, end & PAGE_MASK_4K);
	*ret = end;
	return 0;
}

int prange_parse(const char *text, struct prange *ret, struct diag *diag)
{
	const char *cursor = text, *second;
	uint64_t number;
	struct prange range;
	char joiner;
	int err;

	err = number_scan(&cursor, &range.start);
	if (err)
		return number_fail(text, text, err, diag);
	joiner = *cursor;
	if (joiner != '-' && joiner != '+')
		return diag_fail(diag, -EINVAL,
				 "'%s': '-END' or '+SIZE' expected at '%s'", text,
				 cursor);
	second = ++cursor;
	err = number_scan(&cursor, &number);
	if (err)
		return number_fail(text, second, err, diag);
	if (*cursor)
		return diag_fail(diag, -EINVAL, "'%s': '%s' is behind the range", text,
				 cursor);
	if (joiner == '-')
		err = end_from_last(text, number, &range.end, diag);
	else
		err = end_from_size(text, range.start, number, &range.end, diag);
	if (err)
		return err;
	if (prange_is_empty(range))
		return diag_fail(diag, -EINVAL,
				 "'%s': the range is empty: it starts at 0x%" PRIx64
				 " and ends before 0x%" PRIx64,
				 text, range.start, range.end);
	*ret = range;
	return 0;
}

static int list_reserve(struct prange_list *list, size_t count)
{
	size_t room = list->room ? list->room * 2 : 16;
	struct prange *at;

	if (count <= list->room)
		return 0;
	at = reallocarray(list->at, room, sizeof(*at));
	if (!at)
		return -ENOMEM;
	list->at = at;
	list->room = room;
	return 0;
}

/* Index of the first range that ends at or behind @address. */
static size_t list_first_ending(const struct prange_list *list, phys_t address)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->at[middle].end < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Put @nr ranges in the place of [@from, @to); the room must be there. */
static void list_splice(struct prange_list *list, size_t from, size_t to,
			const struct prange *with, size_t nr)
{
	memmove(list->at + from + nr, list->at + to,
		(list->count - to) * sizeof(*list->at));
	if (nr)
		memcpy(list->at + from, with, nr * sizeof(*with));
	list->count = list->count - (to - from) + nr;
}

int prange_list_add(struct prange_list *list, struct prange range)
{
	size_t from, to;
	int err;

	if (prange_is_empty(range))
		return 0;
	err = list_reserve(list, list->count + 1);
	if (err)
		return err;
	from = list_first_ending(list, range.start);
	for (to = from; to < list->count && list->at[to].start <= range.end; to++) {
		if (list->at[to].start < range.start)
			range.start = list->at[to].start;
		if (list->at[to].end > range.end)
			range.end = list->at[to].end;
	}
	list_splice(list, from, to, &range, 1);
	return 0;
}

int prange_list_remove(struct prange_list *list, struct prange range)
{
	struct prange rest[2];
	size_t from, to, nr = 0;
	int err;

	if (prange_is_empty(range) || !list->count)
		return 0;
	err = list_reserve(list, list->count + 1);
	if (err)
		return err;
	from = list_first_ending(list, range.start);
	if (from < list->count && list->at[from].end == range.start)
		from++;
	for (to = from; to < list->count && list->at[to].start < range.end; to++)
		;
	if (from == to)
		return 0;
	if (list->at[from].start < range.start)
		rest[nr++] = (struct prange){ list->at[from].start, range.start };
	if (list->at[to - 1].end > range.end)
		rest[nr++] = (struct prange){ range.end, list->at[to - 1].end };
	list_splice(list, from, to, rest, nr);
	return 0;
}

int prange_list_add_all(struct prange_list *list, const struct prange *at, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int err = prange_list_add(list, at[i]);

		if (err)
			return err;
	}
	return 0;
}

int prange_list_remove_all(struct prange_list *list, const struct prange *at,
			   size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int err = prange_list_remove(list, at[i]);

		if (err)
			return err;
	}
	return 0;
}

int prange_list_keep(struct prange_list *list, const struct prange_list *kept)
{
	struct prange gap = { 0, 0 };

	for (size_t i = 0; i < kept->count; i++) {
		int err;

		gap.end = kept->at[i].start;
		err = prange_list_remove(list, gap);
		if (err)
			return err;
		gap.start = kept->at[i].end;
	}
	gap.end = UINT64_MAX;
	return prange_list_remove(list, gap);
}

bool prange_list_covers(const struct prange_list *list, struct prange range)
{
	size_t i;

	if (prange_is_empty(range))
		return true;
	/* Ranges in the list never touch, so one of them has to hold all of it. */
	i = list_first_ending(list, range.end);
	return i < list->count && prange_contains(list->at[i], range);
}

bool prange_list_overlaps(const struct prange_list *list, struct prange range)
{
	size_t i;

	if (prange_is_empty(range))
		return false;
	for (i = list_first_ending(list, range.start); i < list->count; i++) {
		if (list->at[i].start >= range.end)
			return false;
		if (prange_overlaps(list->at[i], range))
			return true;
	}
	return false;
}

void prange_list_free(struct prange_list *list)
{
	free(list->at);
	*list = (struct prange_list){ 0 };
}
