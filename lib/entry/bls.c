/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bls.c - a Boot Loader Specification entry of type 1, and loader.conf: keys and values
 *
 * In: text. Out: lines.
 *
 *	# comment
 *	key <blanks> value, up to the end of the line
 *	NAME[+LEFT[-DONE]].conf		boot counting
 *
 * Ref: UAPI.1 "Type #1 Boot Loader Entry Keys", "Boot counting".
 */
#include "entry/bls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS "\t\r "
#define DIGITS "0123456789"

/* At @at: digits, and nothing but them up to @end? Their value, or BLS_COUNT_NONE. */
static int count_read(const char *at, const char *end)
{
	if (at >= end || end - at > 9 || strspn(at, DIGITS) < (size_t)(end - at))
		return BLS_COUNT_NONE;
	return (int)strtoul(at, NULL, 10);
}

/* +LEFT or +LEFT-DONE at the end of @name, which is cut off of it. */
static void counter_cut(char *name, struct bls *ret)
{
	char *plus = strrchr(name, '+'), *minus = plus ? strchr(plus, '-') : NULL;
	const char *end = name + strlen(name);
	int left, done = 0;

	ret->tries_left = BLS_COUNT_NONE;
	ret->tries_done = 0;
	if (!plus)
		return;
	left = count_read(plus + 1, minus ? minus : end);
	if (minus)
		done = count_read(minus + 1, end);
	if (left == BLS_COUNT_NONE || done == BLS_COUNT_NONE)
		return;
	ret->tries_left = left;
	ret->tries_done = done;
	*plus = '\0';
}

int bls_name(const char *path, const char *suffix, struct arena *arena, struct bls *ret)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	size_t size = strlen(base), cut = strlen(suffix);
	char *id;

	if (size > cut && !strcmp(base + size - cut, suffix))
		size -= cut;
	ret->path = arena_copy(arena, path, strlen(path));
	ret->name = arena_copy(arena, base, size);
	id = arena_copy(arena, base, size);
	if (!ret->path || !ret->name || !id)
		return -ENOMEM;
	counter_cut(id, ret);
	ret->id = id;
	return 0;
}

/* One line without its end; 0 also for one that says nothing. */
static int line_parse(const char *text, size_t size, unsigned int number,
		      struct arena *arena, struct bls_line **ret)
{
	size_t key = 0, value;
	struct bls_line *line;

	while (size && strchr(BLANKS, text[size - 1]))
		size--;
	while (size && strchr(BLANKS, *text)) {
		text++;
		size--;
	}
	while (key < size && !strchr(BLANKS, text[key]))
		key++;
	value = key;
	while (value < size && strchr(BLANKS, text[value]))
		value++;
	if (!size || *text == '#' || value == size)
		return 0;
	line = arena_take(arena, sizeof(*line));
	if (!line)
		return -ENOMEM;
	line->key = arena_copy(arena, text, key);
	line->value = arena_copy(arena, text + value, size - value);
	line->number = number;
	if (!line->key || !line->value)
		return -ENOMEM;
	*ret = line;
	return 0;
}

int bls_parse(struct bytes text, const char *path, struct arena *arena, struct bls *ret)
{
	struct bls entry = { 0 };
	struct bls_line **end = &entry.lines;
	unsigned int number = 0;
	int err = bls_name(path, ".conf", arena, &entry);

	for (size_t at = 0; at < text.size && !err;) {
		const char *from = (const char *)text.data + at;
		const char *newline = memchr(from, '\n', text.size - at);
		size_t size = newline ? (size_t)(newline - from) : text.size - at;

		err = line_parse(from, size, ++number, arena, end);
		if (*end)
			end = &(*end)->next;
		at += size + 1;
	}
	if (!err)
		*ret = entry;
	return err;
}

const struct bls_line *bls_find(const struct bls *entry, const char *key)
{
	const struct bls_line *found = NULL;

	for (const struct bls_line *at = entry->lines; at; at = at->next)
		if (!strcmp(at->key, key))
			found = at;
	return found;
}

const char *bls_get(const struct bls *entry, const char *key)
{
	const struct bls_line *found = bls_find(entry, key);

	return found ? found->value : NULL;
}

const char *bls_join(const struct bls *entry, const char *key, struct arena *arena)
{
	struct buffer joined = { 0 };
	const char *text;
	int err = 0;

	for (const struct bls_line *at = entry->lines; at && !err; at = at->next)
		if (!strcmp(at->key, key))
			err = buffer_printf(&joined, "%s%s", joined.size ? " " : "",
					    at->value);
	text = err ? NULL : arena_copy(arena, (const char *)joined.data, joined.size);
	buffer_free(&joined);
	return text;
}

bool bls_is_bad(const struct bls *entry)
{
	return !entry->tries_left;
}
