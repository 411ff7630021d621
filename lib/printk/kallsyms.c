/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kallsyms.c - addresses of another kernel's symbols, by name, out of its memory
 *
 * In: tables that another kernel was linked with, or garbage. Out: addresses.
 * Ref: lib/printk/kallsyms.h describes the tables.
 */
#include "printk/kallsyms.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "printk/numbers.h"
#include "printk/space.h"

#define TOKENS	   256
#define TOKEN_MAX  512 /* bytes of one token; a token is part of a name */
#define LENGTH_BIG 0x80

/* What vmcoreinfo says; all uint64_t for the table's sake. */
struct tables {
	uint64_t names, count, token_table, token_index;
	uint64_t addresses, offsets, base, stext;
};

#define AT(member) offsetof(struct tables, member)

static const struct printk_number table_numbers[] = {
	{ VMCOREINFO_SYMBOL, false, "kallsyms_names", AT(names) },
	{ VMCOREINFO_SYMBOL, false, "kallsyms_num_syms", AT(count) },
	{ VMCOREINFO_SYMBOL, false, "kallsyms_token_table", AT(token_table) },
	{ VMCOREINFO_SYMBOL, false, "kallsyms_token_index", AT(token_index) },
	{ VMCOREINFO_SYMBOL, true, "kallsyms_addresses", AT(addresses) },
	{ VMCOREINFO_SYMBOL, true, "kallsyms_offsets", AT(offsets) },
	{ VMCOREINFO_SYMBOL, true, "kallsyms_relative_base", AT(base) },
	{ VMCOREINFO_SYMBOL, false, "_stext", AT(stext) },
};

struct kallsyms {
	struct space space;
	uint64_t names;	 /* virtual addresses */
	uint64_t values; /* of addresses or offsets */
	uint64_t base;	 /* value of relative_base */
	uint32_t count;
	enum kallsyms_layout layout;
	uint16_t token_at[TOKENS];
	char tokens[UINT16_MAX + 1 + TOKEN_MAX]; /* each ends with a NUL */
};

/* Goes through the names, page by page. */
struct cursor {
	const struct space *space;
	uint64_t va;   /* of what is read next into the page */
	uint64_t left; /* bytes that may still be read */
	size_t at, used;
	uint8_t page[PAGE_SIZE_4K];
};

static int cursor_next(struct cursor *cursor, uint8_t *ret)
{
	size_t size = PAGE_SIZE_4K - cursor->va % PAGE_SIZE_4K;
	int err;

	if (cursor->at == cursor->used) {
		if (cursor->left < size)
			return -EINVAL;
		err = space_read(cursor->space, cursor->va, cursor->page, size);
		if (err)
			return err;
		cursor->va += size;
		cursor->left -= size;
		cursor->used = size;
		cursor->at = 0;
	}
	*ret = cursor->page[cursor->at++];
	return 0;
}

/* The codes of the next name; @ret_size is at least 1. */
static int codes_next(struct cursor *cursor, uint8_t codes[KALLSYMS_CODES_MAX],
		      size_t *ret_size)
{
	uint8_t low, high = 0;
	size_t size, i;
	int err = cursor_next(cursor, &low);

	if (err)
		return err;
	if (low & LENGTH_BIG) {
		err = cursor_next(cursor, &high);
		if (err)
			return err;
	}
	size = (low & (LENGTH_BIG - 1u)) | (size_t)high << 7;
	if (!size || size > KALLSYMS_CODES_MAX)
		return -EINVAL;
	for (i = 0; i < size; i++) {
		err = cursor_next(cursor, &codes[i]);
		if (err)
			return err;
	}
	*ret_size = size;
	return 0;
}

/* Without its first letter, the type, is it that name? */
static bool codes_are(const struct kallsyms *symbols, const uint8_t *codes, size_t size,
		      const char *name)
{
	const char *token;
	bool has_type = false;
	size_t i;

	for (i = 0; i < size; i++) {
		token = symbols->tokens + symbols->token_at[codes[i]];
		if (!has_type && *token) {
			has_type = true;
			token++;
		}
		for (; *token; token++, name++)
			if (*token != *name) /* also where @name ends */
				return false;
	}
	return has_type && !*name;
}

static int index_find(const struct kallsyms *symbols, const char *name, uint32_t *ret)
{
	struct cursor cursor = { .space = &symbols->space,
				 .va = symbols->names,
				 .left = KALLSYMS_BYTES_MAX };
	uint8_t codes[KALLSYMS_CODES_MAX];
	uint32_t i;
	size_t size;
	int err;

	for (i = 0; i < symbols->count; i++) {
		err = codes_next(&cursor, codes, &size);
		if (err)
			return err;
		if (codes_are(symbols, codes, size, name)) {
			*ret = i;
			return 0;
		}
	}
	return -ENOENT;
}

static int value_read(const struct kallsyms *symbols, uint32_t index, uint64_t *ret)
{
	uint64_t at = symbols->values + 4 * (uint64_t)index;
	int32_t offset;
	int err;

	if (symbols->layout == KALLSYMS_ABSOLUTE)
		return space_read(&symbols->space, symbols->values + 8 * (uint64_t)index,
				  ret, 8);
	err = space_read(&symbols->space, at, &offset, sizeof(offset));
	if (err)
		return err;
	if (symbols->layout == KALLSYMS_PLACE)
		*ret = at + (uint64_t)(int64_t)offset;
	else if (symbols->layout == KALLSYMS_BASE)
		*ret = symbols->base + (uint32_t)offset;
	else if (offset >= 0)
		*ret = (uint64_t)offset;
	else
		*ret = symbols->base - 1 - (uint64_t)(int64_t)offset;
	return 0;
}

/* Up to the NUL of the token that lies last. */
static int tokens_read(struct kallsyms *symbols, const struct tables *tables)
{
	size_t last = 0, size, i;
	int err = space_read(&symbols->space, tables->token_index, symbols->token_at,
			     sizeof(symbols->token_at));

	if (err)
		return err;
	for (i = 0; i < TOKENS; i++)
		if (symbols->token_at[i] > last)
			last = symbols->token_at[i];
	err = space_read(&symbols->space, tables->token_table, symbols->tokens, last + 1);
	if (err)
		return err;
	for (size = last + 1; symbols->tokens[size - 1]; size++) {
		if (size == last + TOKEN_MAX)
			return -EINVAL;
		err = space_read(&symbols->space, tables->token_table + size,
				 symbols->tokens + size, 1);
		if (err)
			return err;
	}
	return 0;
}

static bool layout_is_possible(enum kallsyms_layout layout, const struct tables *tables)
{
	if (layout == KALLSYMS_ABSOLUTE)
		return tables->offsets == PRINTK_NO_NUMBER;
	if (tables->offsets == PRINTK_NO_NUMBER)
		return false;
	return layout == KALLSYMS_PLACE || tables->base != PRINTK_NO_NUMBER;
}

/* Which of the ways to read an address gives @stext its own? */
static int layout_find(struct kallsyms *symbols, const struct tables *tables,
		       struct diag *diag)
{
	static const enum kallsyms_layout ways[] = { KALLSYMS_PERCPU, KALLSYMS_BASE,
						     KALLSYMS_PLACE, KALLSYMS_ABSOLUTE };
	uint64_t value = 0;
	uint32_t index;
	size_t i;
	int err = index_find(symbols, "_stext", &index);

	if (err)
		return diag_fail(diag, err, "kallsyms: %s in %" PRIu32 " symbols",
				 err == -ENOENT ? "no _stext"
						: "the names cannot be read",
				 symbols->count);
	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		if (!layout_is_possible(ways[i], tables))
			continue;
		symbols->layout = ways[i];
		err = value_read(symbols, index, &value);
		if (err)
			return diag_fail(diag, err,
					 "kallsyms: address %" PRIu32 " of %" PRIu32
					 " cannot be read",
					 index, symbols->count);
		if (value == tables->stext)
			return 0;
	}
	return diag_fail(diag, -EINVAL,
			 "kallsyms: _stext is not 0x%" PRIx64 " in any known layout "
			 "(0x%" PRIx64 " in the last one)",
			 tables->stext, value);
}

/* The two numbers that lie in memory themselves. */
static int variables_read(struct kallsyms *symbols, const struct tables *tables)
{
	int err;

	if (tables->base != PRINTK_NO_NUMBER) {
		err = space_read(&symbols->space, tables->base, &symbols->base,
				 sizeof(symbols->base));
		if (err)
			return err;
	}
	return space_read(&symbols->space, tables->count, &symbols->count,
			  sizeof(symbols->count));
}

static int tables_open(struct kallsyms *symbols, const struct tables *tables,
		       struct diag *diag)
{
	int err;

	symbols->names = tables->names;
	symbols->values = tables->offsets == PRINTK_NO_NUMBER ? tables->addresses
							      : tables->offsets;
	if (symbols->values == PRINTK_NO_NUMBER)
		return diag_fail(diag, -ENOENT,
				 "vmcoreinfo names neither "
				 "kallsyms_offsets nor kallsyms_addresses");
	err = variables_read(symbols, tables);
	if (err)
		return diag_fail(diag, err, "kallsyms: its tables cannot be read");
	if (!symbols->count || symbols->count > KALLSYMS_COUNT_MAX)
		return diag_fail(diag, -EINVAL,
				 "kallsyms: %" PRIu32 " symbols, not 1 to %u",
				 symbols->count, KALLSYMS_COUNT_MAX);
	err = tokens_read(symbols, tables);
	if (err)
		return diag_fail(diag, err, "kallsyms: its tables cannot be read");
	return layout_find(symbols, tables, diag);
}

static void symbols_free(struct kallsyms **symbols)
{
	kallsyms_close(*symbols);
}

int kallsyms_open(const struct printk_memory *memory, const struct vmcoreinfo *info,
		  struct kallsyms **ret, struct diag *diag)
{
	CLEANUP(symbols_free) struct kallsyms *symbols = NULL;
	struct tables tables = { 0 };
	int err = printk_numbers_read(info, table_numbers, ARRAY_SIZE(table_numbers), "",
				      &tables, diag);

	if (err)
		return err;
	symbols = calloc(1, sizeof(*symbols));
	if (!symbols)
		return diag_fail(diag, -ENOMEM, "kallsyms: no memory for %zu bytes",
				 sizeof(*symbols));
	err = space_open(memory, info, &symbols->space, diag);
	if (err)
		return err;
	err = tables_open(symbols, &tables, diag);
	if (err)
		return err;
	*ret = symbols;
	symbols = NULL;
	return 0;
}

void kallsyms_close(struct kallsyms *symbols)
{
	free(symbols);
}

static int symbol_find(const struct kallsyms *symbols, const char *name, uint64_t *ret)
{
	uint32_t index;
	int err = index_find(symbols, name, &index);

	return err ? err : value_read(symbols, index, ret);
}

int kallsyms_find(const struct kallsyms *symbols, const char *name, uint64_t *ret,
		  struct diag *diag)
{
	uint64_t value;
	int err = symbol_find(symbols, name, &value);

	if (err)
		return diag_fail(diag, err, "kallsyms: %s %s in %" PRIu32 " symbols",
				 err == -ENOENT ? "no" : "cannot look for", name,
				 symbols->count);
	*ret = value;
	return 0;
}
