/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kallsyms_builder.h - symbol tables for the fake kernel of printk_builder.h
 *
 * In: a fake kernel, a layout. Out: the tables in its memory, named by its vmcoreinfo.
 * Ref: lib/printk/kallsyms.h; Linux scripts/kallsyms.c for what is written.
 */
#ifndef MINT_TESTS_KALLSYMS_BUILDER_H
#define MINT_TESTS_KALLSYMS_BUILDER_H

#include "printk/kallsyms.h"
#include "tests/unit/printk/printk_builder.h"

#define FAKE_JIFFIES UINT64_C(4294912345)
#define FAKE_LONG    300 /* characters of the name that is too long for one byte */

/* Offsets into the fake's memory. */
struct fake_tables {
	enum kallsyms_layout layout;
	uint64_t jiffies; /* the counter, 8 bytes, FAKE_JIFFIES */
	uint64_t names, count, token_index, token_table, values, base;
	uint32_t symbols;
	uint32_t stext; /* its index */
};

/* Puts the tables behind what is there and adds their lines to vmcoreinfo. */
void kallsyms_make(struct fake *fake, enum kallsyms_layout layout,
		   struct fake_tables *ret);

/* The name of FAKE_LONG characters. */
const char *kallsyms_long_name(void);

/* 7.2's ring shape, everything in the image, tables in @layout. */
void kallsyms_fake(struct fake *fake, enum kallsyms_layout layout,
		   struct fake_tables *ret);

#endif
