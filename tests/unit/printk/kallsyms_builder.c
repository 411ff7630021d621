/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kallsyms_builder.c - symbol tables for the fake kernel of printk_builder.h
 *
 * In, Out, Ref: see kallsyms_builder.h.
 */
#include "tests/unit/printk/kallsyms_builder.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

/* Tokens of several letters; every other number is the letter itself. */
static const struct {
	uint8_t code;
	const char *text;
} tokens[] = { { 1, "Djiffies" }, { 2, "jiffies" }, { 3, "_64" }, { 4, "Tst" } };

#define LETTERS_LONG "abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

static void must(bool is_true, const char *what)
{
	if (is_true)
		return;
	fprintf(stderr, "kallsyms_builder: %s\n", what);
	abort();
}

const char *kallsyms_long_name(void)
{
	static const char name[] =
		LETTERS_LONG LETTERS_LONG LETTERS_LONG LETTERS_LONG LETTERS_LONG;

	return name + sizeof(name) - 1 - FAKE_LONG;
}

/* @symbol: the letter of its type, and its name */
static void name_append(struct buffer *names, const char *symbol)
{
	uint8_t codes[1024], head[2];
	size_t size = 0, i;

	while (*symbol) {
		codes[size] = (uint8_t)*symbol;
		for (i = 0; i < ARRAY_SIZE(tokens); i++)
			if (!strncmp(symbol, tokens[i].text, strlen(tokens[i].text)))
				break;
		if (i < ARRAY_SIZE(tokens))
			codes[size] = tokens[i].code;
		symbol += i < ARRAY_SIZE(tokens) ? strlen(tokens[i].text) : 1;
		size++;
	}
	head[0] = (uint8_t)(size < 128 ? size : 128 | (size & 127));
	head[1] = (uint8_t)(size >> 7);
	must(!buffer_append(names, head, size < 128 ? 1 : 2) &&
		     !buffer_append(names, codes, size),
	     "memory");
}

static uint64_t bytes_put(struct fake *fake, struct bytes bytes)
{
	uint64_t at = fake_alloc(fake, bytes.size, 8);

	memcpy(fake->ram + at, bytes.data, bytes.size);
	return at;
}

static void tokens_put(struct fake *fake, struct fake_tables *tables)
{
	struct buffer table = { 0 };
	uint8_t index[2 * 256];
	unsigned int code;
	size_t i;

	for (code = 0; code < 256; code++) {
		char letter[2] = { (char)code, '\0' };
		const char *text = code < 128 ? letter : "";

		for (i = 0; i < ARRAY_SIZE(tokens); i++)
			if (tokens[i].code == code)
				text = tokens[i].text;
		put_le16(index + 2 * code, (uint16_t)table.size);
		must(!buffer_append(&table, text, strlen(text) + 1), "memory");
	}
	tables->token_table = bytes_put(fake, buffer_view(&table));
	tables->token_index = bytes_put(fake, (struct bytes){ index, sizeof(index) });
	buffer_free(&table);
}

static void value_put(struct fake *fake, const struct fake_tables *tables, uint32_t i,
		      uint64_t va)
{
	uint64_t at = tables->values + 4 * (uint64_t)i;
	uint64_t base = fake_text_va(0), offset = va - base;

	switch (tables->layout) {
	case KALLSYMS_ABSOLUTE:
		put_le64(fake->ram + tables->values + 8 * (uint64_t)i, va);
		return;
	case KALLSYMS_PERCPU: /* small ones are per-CPU, and mean themselves */
		offset = va < SIZE_1M ? va : base - 1 - va;
		break;
	case KALLSYMS_PLACE:
		offset = va - fake_text_va(at);
		break;
	case KALLSYMS_BASE:
		break;
	}
	put_le32(fake->ram + at, (uint32_t)offset);
}

static void line_add(struct fake *fake, const char *name, uint64_t at)
{
	char line[96];

	snprintf(line, sizeof(line), "SYMBOL(%s)=%" PRIx64, name, fake_text_va(at));
	fake_line(fake, line);
}

static void lines_add(struct fake *fake, const struct fake_tables *tables)
{
	line_add(fake, "kallsyms_names", tables->names);
	line_add(fake, "kallsyms_num_syms", tables->count);
	line_add(fake, "kallsyms_token_table", tables->token_table);
	line_add(fake, "kallsyms_token_index", tables->token_index);
	if (tables->layout == KALLSYMS_ABSOLUTE) {
		line_add(fake, "kallsyms_addresses", tables->values);
		return;
	}
	line_add(fake, "kallsyms_offsets", tables->values);
	if (tables->layout != KALLSYMS_PLACE)
		line_add(fake, "kallsyms_relative_base", tables->base);
}

void kallsyms_make(struct fake *fake, enum kallsyms_layout layout,
		   struct fake_tables *ret)
{
	struct fake_tables t = { .layout = layout, .stext = 3 };
	char long_symbol[1 + FAKE_LONG + 1] = "t";
	uint64_t percpu = layout == KALLSYMS_PERCPU ? 0x1234 : fake_text_va(8);
	struct buffer names = { 0 };
	uint32_t i;

	t.jiffies = fake_alloc(fake, 8, 8);
	fake_put(fake, t.jiffies, FAKE_JIFFIES);
	memcpy(long_symbol + 1, kallsyms_long_name(), FAKE_LONG);
	const struct {
		const char *symbol;
		uint64_t va;
	} symbols[] = {
		{ "Apercpu_thing", percpu },
		{ "T_stex", fake_text_va(16) },
		{ "T_stext_", fake_text_va(24) },
		{ "T_stext", fake_text_va(0) },
		{ "Tstart", fake_text_va(32) },
		{ long_symbol, fake_text_va(40) },
		{ "Dxjiffies_64", fake_text_va(48) },
		{ "Djiffies_64x", fake_text_va(56) },
		{ "Djiffies", fake_text_va(t.jiffies) },
		{ "Djiffies_64", fake_text_va(t.jiffies) },
		{ "Djiffies_64", fake_text_va(64) }, /* a second one of that name */
	};
	t.symbols = ARRAY_SIZE(symbols);
	for (i = 0; i < t.symbols; i++)
		name_append(&names, symbols[i].symbol);
	t.names = bytes_put(fake, buffer_view(&names));
	buffer_free(&names);
	t.count = fake_alloc(fake, 8, 8);
	put_le32(fake->ram + t.count, t.symbols);
	tokens_put(fake, &t);
	t.base = fake_alloc(fake, 8, 8);
	fake_put(fake, t.base, fake_text_va(0));
	t.values = fake_alloc(fake, 8 * (uint64_t)t.symbols, 8);
	for (i = 0; i < t.symbols; i++)
		value_put(fake, &t, i, symbols[i].va);
	lines_add(fake, &t);
	*ret = t;
}

void kallsyms_fake(struct fake *fake, enum kallsyms_layout layout,
		   struct fake_tables *ret)
{
	fake_make(fake, &ring_shapes[2], FAKE_TEXT, 4, 3, 9);
	kallsyms_make(fake, layout, ret);
}
