/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * order.c - which of two versions is newer
 *
 * In: texts. Out: an order.
 * Ref: UAPI.10 Version Format; rpm-version(7); Fedora's GRUB
 * grub-core/commands/blscfg.c.
 */
#include "entry/order.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static bool is_digit(char character)
{
	return character >= '0' && character <= '9';
}

static bool is_letter(char character)
{
	return (character >= 'a' && character <= 'z') ||
	       (character >= 'A' && character <= 'Z');
}

/* A part of a text. */
struct span {
	const char *at;
	size_t size;
};

static struct span span_take(struct span *from, bool (*is_in)(char))
{
	struct span taken = { from->at, 0 };

	while (taken.size < from->size && is_in(from->at[taken.size]))
		taken.size++;
	from->at += taken.size;
	from->size -= taken.size;
	return taken;
}

static int spans_compare(struct span a, struct span b)
{
	size_t size = a.size < b.size ? a.size : b.size;
	int order = memcmp(a.at, b.at, size);

	if (order)
		return order;
	return a.size < b.size ? -1 : a.size > b.size;
}

/* Of any length; no digits are 0. */
static int numbers_compare(struct span a, struct span b)
{
	while (a.size && *a.at == '0') {
		a.at++;
		a.size--;
	}
	while (b.size && *b.at == '0') {
		b.at++;
		b.size--;
	}
	if (a.size != b.size)
		return a.size < b.size ? -1 : 1;
	return spans_compare(a, b);
}

static char first(struct span span)
{
	return span.size ? *span.at : '\0';
}

static void skip(struct span *span, const char *kept)
{
	while (span->size && !is_digit(*span->at) && !is_letter(*span->at) &&
	       !(*span->at && strchr(kept, *span->at))) {
		span->at++;
		span->size--;
	}
}

/* Digits against digits, letters against letters. */
static int part_compare(struct span *a, struct span *b)
{
	bool is_number = is_digit(first(*a)) || is_digit(first(*b));
	bool (*is_in)(char) = is_number ? is_digit : is_letter;
	struct span left = span_take(a, is_in), right = span_take(b, is_in);

	return is_number ? numbers_compare(left, right) : spans_compare(left, right);
}

/*
 * One of the marks ~ - ^ . in front: the text that has it is the older one. *ret_both:
 * both have it, and it is behind them now.
 */
static int marks_compare(struct span *a, struct span *b, const char *marks,
			 bool *ret_both)
{
	*ret_both = false;
	for (; *marks; marks++) {
		bool left = first(*a) == *marks, right = first(*b) == *marks;

		if (left != right)
			return left ? -1 : 1;
		if (!left)
			continue;
		a->at++, a->size--, b->at++, b->size--;
		*ret_both = true;
		return 0;
	}
	return 0;
}

int order_version(const char *left, const char *right)
{
	struct span a = { left, strlen(left) }, b = { right, strlen(right) };

	for (;;) {
		bool has_both;
		int order;

		skip(&a, "~-^.");
		skip(&b, "~-^.");
		order = marks_compare(&a, &b, "~", &has_both);
		if (order)
			return order;
		if (has_both)
			continue;
		if (!a.size || !b.size)
			return a.size ? 1 : b.size ? -1 : 0;
		order = marks_compare(&a, &b, "-^.", &has_both);
		if (order)
			return order;
		if (has_both)
			continue;
		order = part_compare(&a, &b);
		if (order)
			return order;
	}
}

/* ---- rpm's ---- */

/* A + behind the same base makes it newer, a + against more of the base older. */
static int plus_compare(struct span *a, struct span *b, bool *ret_both)
{
	*ret_both = false;
	if (first(*a) != '+' && first(*b) != '+')
		return 0;
	if (!a->size || !b->size)
		return a->size ? 1 : -1;
	return marks_compare(a, b, "+", ret_both);
}

static int rpm_part_compare(struct span *a, struct span *b)
{
	bool left = is_digit(first(*a)), right = is_digit(first(*b));

	if (left != right)
		return left ? 1 : -1; /* numbers are newer than letters */
	return part_compare(a, b);
}

static int rpm_compare(struct span a, struct span b)
{
	for (;;) {
		bool has_both;
		int order;

		skip(&a, "~+");
		skip(&b, "~+");
		order = marks_compare(&a, &b, "~", &has_both);
		if (order)
			return order;
		if (has_both)
			continue;
		order = plus_compare(&a, &b, &has_both);
		if (order)
			return order;
		if (has_both)
			continue;
		if (!a.size || !b.size)
			return a.size ? 1 : b.size ? -1 : 0;
		order = rpm_part_compare(&a, &b);
		if (order)
			return order;
	}
}

/* What is behind the last hyphen, which is cut off; all of it when there is none. */
static struct span last_cut(struct span *from)
{
	size_t at = from->size;
	struct span last;

	while (at && from->at[at - 1] != '-')
		at--;
	last = (struct span){ from->at + at, from->size - at };
	from->size = at ? at - 1 : 0;
	return last;
}

/* name, version, release; of one part alone it is the name, of two name and version */
static void package_split(const char *text, struct span ret[3])
{
	struct span rest = { text, strlen(text) }, release = last_cut(&rest), version;

	ret[1] = ret[2] = (struct span){ text, 0 };
	if (!rest.size) {
		ret[0] = release;
		return;
	}
	version = last_cut(&rest);
	if (!rest.size) {
		ret[0] = version;
		ret[1] = release;
		return;
	}
	ret[0] = rest;
	ret[1] = version;
	ret[2] = release;
}

int order_package(const char *left, const char *right)
{
	struct span a[3], b[3];

	package_split(left, a);
	package_split(right, b);
	for (size_t i = 0; i < 3; i++) {
		int order = rpm_compare(a[i], b[i]);

		if (order)
			return order;
	}
	return 0;
}
