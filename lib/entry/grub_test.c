/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_test.c - GRUB's test, also known as [ … ]
 *
 * In: arguments. Out: yes, no, unsure; unsure goes through !, -a and -o as it does in
 * logic of three values.
 *
 * GRUB reads from left to right: an operator of two operands, then one of one, then
 * ( ) ! -a -o, then a text, which is true when it is not empty; what stands side by side
 * is joined by -a.
 * Ref: GRUB 2.12 grub-core/commands/test.c; GRUB manual "test".
 */
#include "entry/grub_test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

#define DEPTH_MOST 100

struct test {
	const char **value;
	size_t count;
	size_t at;
	unsigned int depth;
	const struct grub_paths *paths;
	struct arena *arena;
	const char *why;
};

/* Of one pair of parentheses. */
struct terms {
	enum grub_answer every; /* of those joined by -a */
	enum grub_answer some;	/* of the groups before, joined by -o */
	bool is_inverted;
};

static enum grub_answer answer(bool is_true)
{
	return is_true ? GRUB_TRUE : GRUB_FALSE;
}

static enum grub_answer answer_and(enum grub_answer a, enum grub_answer b)
{
	if (a == GRUB_FALSE || b == GRUB_FALSE)
		return GRUB_FALSE;
	return a == GRUB_UNSURE || b == GRUB_UNSURE ? GRUB_UNSURE : GRUB_TRUE;
}

static enum grub_answer answer_not(enum grub_answer a)
{
	return a == GRUB_UNSURE ? a : answer(a == GRUB_FALSE);
}

static enum grub_answer answer_or(enum grub_answer a, enum grub_answer b)
{
	return answer_not(answer_and(answer_not(a), answer_not(b)));
}

static void term_take(struct terms *terms, enum grub_answer value)
{
	terms->every =
		answer_and(terms->every, terms->is_inverted ? answer_not(value) : value);
	terms->is_inverted = false;
}

static bool is_known(struct test *test, const char *value)
{
	const char *why = grub_unknown_in(test->arena, value);

	if (!why)
		return true;
	test->why = why;
	return false;
}

/* ---- operators of two operands ---- */

static long long number(const char *text)
{
	bool is_negative = *text == '-';
	long long value = (long long)strtoul(text + is_negative, NULL, 0);

	return is_negative ? -value : value;
}

/* -pgt and -plt compare numbers behind what both begin with. */
static int prefixed_compare(const char *a, const char *b)
{
	size_t at = 0;
	unsigned long left, right;

	while (a[at] && a[at] == b[at])
		at++;
	while (at && a[at - 1] >= '0' && a[at - 1] <= '9')
		at--;
	left = strtoul(a + at, NULL, 0);
	right = strtoul(b + at, NULL, 0);
	return left < right ? -1 : left > right;
}

static int text_compare(const char *a, const char *b)
{
	return strcmp(a, b);
}

static int number_compare(const char *a, const char *b)
{
	long long left = number(a), right = number(b);

	return left < right ? -1 : left > right;
}

enum { LESS = 1, EQUAL = 2, MORE = 4 };

static const struct {
	const char *name;
	int (*compare)(const char *a, const char *b);
	unsigned int wanted;
} comparisons[] = {
	{ "=", text_compare, EQUAL },
	{ "==", text_compare, EQUAL },
	{ "!=", text_compare, LESS | MORE },
	{ "<", text_compare, LESS },
	{ "<=", text_compare, LESS | EQUAL },
	{ ">", text_compare, MORE },
	{ ">=", text_compare, MORE | EQUAL },
	{ "-eq", number_compare, EQUAL },
	{ "-ne", number_compare, LESS | MORE },
	{ "-lt", number_compare, LESS },
	{ "-le", number_compare, LESS | EQUAL },
	{ "-gt", number_compare, MORE },
	{ "-ge", number_compare, MORE | EQUAL },
	{ "-plt", prefixed_compare, LESS },
	{ "-pgt", prefixed_compare, MORE },
};

static enum grub_answer compare(struct test *test, size_t row, const char *a,
				const char *b)
{
	int order;

	if (!is_known(test, a) || !is_known(test, b))
		return GRUB_UNSURE;
	order = comparisons[row].compare(a, b);
	return answer(comparisons[row].wanted & (order < 0 ? LESS
						 : order   ? MORE
							   : EQUAL));
}

static bool binary_take(struct test *test, struct terms *terms)
{
	const char *a = test->value[test->at], *operator;

	if (test->count - test->at < 3)
		return false;
	operator= test->value[test->at + 1];
	for (size_t i = 0; i < ARRAY_SIZE(comparisons); i++) {
		if (strcmp(operator, comparisons[i].name))
			continue;
		term_take(terms, compare(test, i, a, test->value[test->at + 2]));
		test->at += 3;
		return true;
	}
	/* newer, older, with seconds added: times of files are not looked at */
	if (strncmp(operator, "-nt", 3) && strncmp(operator, "-ot", 3))
		return false;
	term_take(terms, GRUB_UNSURE);
	test->at += 3;
	return true;
}

/* ---- operators of one operand ---- */

static enum grub_answer file_look(struct test *test, char operator, const char * path)
{
	char found[ENTRY_PATH_MOST];
	enum entry_path kind;
	const char *why;
	size_t size;

	kind = grub_path_find(test->paths, path, found, &size, &why);
	if (why) {
		test->why = why;
		return GRUB_UNSURE;
	}
	switch (operator) {
	case 'd':
		return answer(kind == ENTRY_PATH_DIRECTORY);
	case 'f':
		return answer(kind == ENTRY_PATH_FILE);
	case 's':
		return answer(kind == ENTRY_PATH_FILE && size);
	}
	return answer(kind != ENTRY_PATH_NONE);
}

static enum grub_answer text_look(struct test *test, const char *text)
{
	return is_known(test, text) ? answer(*text) : GRUB_UNSURE;
}

static bool unary_take(struct test *test, struct terms *terms)
{
	const char *operator= test->value[test->at], *operand;

	if (test->count - test->at < 2 || operator[0] != '-' || !operator[1] ||
					  operator[2] || !strchr("defsnz", operator[1]))
		return false;
	operand = test->value[test->at + 1];
	if (operator[1] == 'n')
		term_take(terms, text_look(test, operand));
	else if (operator[1] == 'z')
		term_take(terms, answer_not(text_look(test, operand)));
	else
		term_take(terms, file_look(test, operator[1], operand));
	test->at += 2;
	return true;
}

/* ---- the rest ---- */

static enum grub_answer expression(struct test *test)
{
	struct terms terms = { GRUB_TRUE, GRUB_FALSE, false };

	while (test->at < test->count) {
		const char *word = test->value[test->at];

		if (binary_take(test, &terms) || unary_take(test, &terms))
			continue;
		test->at++;
		if (!strcmp(word, ")"))
			break;
		if (!strcmp(word, "(") && test->depth < DEPTH_MOST) {
			test->depth++;
			term_take(&terms, expression(test));
			test->depth--;
		} else if (!strcmp(word, "!")) {
			terms.is_inverted = !terms.is_inverted;
		} else if (!strcmp(word, "-o")) {
			terms.some = answer_or(terms.some, terms.every);
			terms.every = GRUB_TRUE;
		} else if (strcmp(word, "-a")) {
			term_take(&terms, text_look(test, word));
		}
	}
	return answer_or(terms.some, terms.every);
}

enum grub_answer grub_test(const struct grub_args *args, const struct grub_paths *paths,
			   struct arena *arena, const char **ret_why)
{
	struct test test = {
		.value = args->value, .count = args->count, .paths = paths, .arena = arena
	};
	enum grub_answer result;

	if (test.count && !strcmp(test.value[test.count - 1], "]"))
		test.count--;
	result = expression(&test);
	if (result == GRUB_UNSURE)
		*ret_why = test.why;
	return result;
}
