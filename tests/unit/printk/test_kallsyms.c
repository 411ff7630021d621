/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_kallsyms.c - symbols of a fake kernel, in each layout; tables that contradict
 *
 * With a directory as argument (tests/fuzz/corpus) the seeds of fuzz_kallsyms are written
 * there: DIRECTORY/kallsyms/NAME.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "tests/unit/printk/kallsyms_builder.h"

static const struct {
	const char *name;
	enum kallsyms_layout layout;
} layouts[] = {
	{ "absolute", KALLSYMS_ABSOLUTE },
	{ "percpu", KALLSYMS_PERCPU },
	{ "base", KALLSYMS_BASE },
	{ "place", KALLSYMS_PLACE },
};

static int fake_symbols(struct fake *fake, struct kallsyms **ret, struct diag *diag)
{
	struct printk_memory memory = fake_memory(fake);
	struct vmcoreinfo info;
	int err;

	assert_int_equal(vmcoreinfo_parse(buffer_view(&fake->text), &info, NULL), 0);
	err = kallsyms_open(&memory, &info, ret, diag);
	vmcoreinfo_free(&info);
	return err;
}

static void each_layout(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(layouts); i++) {
		bool is_percpu = layouts[i].layout == KALLSYMS_PERCPU;
		struct kallsyms *symbols = NULL;
		struct diag diag = { 0 };
		struct fake_tables t;
		struct fake fake;
		uint64_t va;

		kallsyms_fake(&fake, layouts[i].layout, &t);
		assert_int_equal(fake_symbols(&fake, &symbols, &diag), 0);
		assert_int_equal(kallsyms_find(symbols, "jiffies_64", &va, &diag), 0);
		assert_true(va == fake_text_va(t.jiffies));
		assert_int_equal(kallsyms_find(symbols, "jiffies", &va, &diag), 0);
		assert_true(va == fake_text_va(t.jiffies));
		assert_int_equal(kallsyms_find(symbols, "_stext", &va, &diag), 0);
		assert_true(va == fake_text_va(0));
		assert_int_equal(kallsyms_find(symbols, "start", &va, &diag), 0);
		assert_true(va == fake_text_va(32));
		assert_int_equal(kallsyms_find(symbols, kallsyms_long_name(), &va, &diag),
				 0);
		assert_true(va == fake_text_va(40));
		assert_int_equal(kallsyms_find(symbols, "percpu_thing", &va, &diag), 0);
		assert_true(va == (is_percpu ? 0x1234 : fake_text_va(8)));
		assert_string_equal(diag.line, "");
		kallsyms_close(symbols);
		fake_free(&fake);
	}
}

static void names_that_are_not_there(void **state)
{
	static const char *const names[] = {
		"", "jiffie", "jiffies_6", "jiffies_644", "Djiffies", "_stexts", "T_stext"
	};
	struct kallsyms *symbols = NULL;
	struct fake_tables t;
	struct fake fake;
	uint64_t va = 4711;

	(void)state;
	kallsyms_fake(&fake, KALLSYMS_PLACE, &t);
	assert_int_equal(fake_symbols(&fake, &symbols, NULL), 0);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct diag diag = { 0 };

		assert_int_equal(kallsyms_find(symbols, names[i], &va, &diag), -ENOENT);
		assert_non_null(strstr(diag.line, "in 11 symbols"));
		assert_int_equal(va, 4711);
	}
	kallsyms_close(symbols);
	fake_free(&fake);
}

/* 5.10, or a kernel without CONFIG_KALLSYMS, has none of the lines. */
static void lines_that_are_missing(void **state)
{
	static const struct {
		const char *key, *say;
	} rows[] = {
		{ "SYMBOL(kallsyms_names)", "vmcoreinfo: no SYMBOL(kallsyms_names)=" },
		{ "SYMBOL(kallsyms_num_syms)", "no SYMBOL(kallsyms_num_syms)=" },
		{ "SYMBOL(kallsyms_token_table)", "no SYMBOL(kallsyms_token_table)=" },
		{ "SYMBOL(kallsyms_token_index)", "no SYMBOL(kallsyms_token_index)=" },
		{ "SYMBOL(kallsyms_offsets)", "neither kallsyms_offsets nor" },
		{ "SYMBOL(_stext)", "no SYMBOL(_stext)=" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kallsyms *symbols = NULL;
		struct diag diag = { 0 };
		struct fake_tables t;
		struct fake fake;

		kallsyms_fake(&fake, KALLSYMS_PERCPU, &t);
		fake_line_remove(&fake, rows[i].key);
		assert_int_equal(fake_symbols(&fake, &symbols, &diag), -ENOENT);
		assert_non_null(strstr(diag.line, rows[i].say));
		assert_null(symbols);
		fake_free(&fake);
	}
}

/* What is wrong with the tables, and what is said of it. */
enum wrong {
	COUNT_ZERO,
	COUNT_HUGE,
	NAME_EMPTY,
	NAME_HUGE,
	STEXT_MOVED,
	TOKENS_ENDLESS,
	BASE_GONE,
	OFFSETS_UNMAPPED,
	STEXT_BEHIND,
};

static void wrong_make(struct fake *fake, const struct fake_tables *t, enum wrong wrong)
{
	uint8_t *ram = fake->ram;

	switch (wrong) {
	case COUNT_ZERO:
		put_le32(ram + t->count, 0);
		break;
	case COUNT_HUGE:
		put_le32(ram + t->count, KALLSYMS_COUNT_MAX + 1);
		break;
	case NAME_EMPTY:
		ram[t->names] = 0;
		break;
	case NAME_HUGE: /* 1025 codes */
		ram[t->names] = 0x81;
		ram[t->names + 1] = 8;
		break;
	case STEXT_MOVED:
		put_le32(ram + t->values + 4 * (uint64_t)t->stext, 0x77777777);
		break;
	case TOKENS_ENDLESS:
		put_le16(ram + t->token_index + 2 * 255, 0x4000);
		memset(ram + t->token_table + 0x4000, 'x', 600);
		break;
	case BASE_GONE:
		fake_line_remove(fake, "SYMBOL(kallsyms_relative_base)");
		break;
	case OFFSETS_UNMAPPED:
		fake_line_remove(fake, "SYMBOL(kallsyms_offsets)");
		fake_line(fake, "SYMBOL(kallsyms_offsets)=ffff888000000000");
		break;
	case STEXT_BEHIND:
		put_le32(ram + t->count, t->stext);
		break;
	}
}

static void tables_that_contradict(void **state)
{
	static const struct {
		enum wrong wrong;
		int err;
		const char *say;
	} rows[] = {
		{ COUNT_ZERO, -EINVAL, "0 symbols, not 1 to 4194304" },
		{ COUNT_HUGE, -EINVAL, "4194305 symbols" },
		{ NAME_EMPTY, -EINVAL, "the names cannot be read in 11" },
		{ NAME_HUGE, -EINVAL, "the names cannot be read in 11" },
		{ STEXT_MOVED, -EINVAL, "in any known layout" },
		{ TOKENS_ENDLESS, -EINVAL, "its tables cannot be read" },
		{ BASE_GONE, -EINVAL, "in any known layout" },
		{ OFFSETS_UNMAPPED, -EFAULT, "address 3 of 11 cannot be read" },
		{ STEXT_BEHIND, -ENOENT, "no _stext in 3 symbols" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kallsyms *symbols = NULL;
		struct diag diag = { 0 };
		struct fake_tables t;
		struct fake fake;

		kallsyms_fake(&fake, KALLSYMS_PERCPU, &t);
		wrong_make(&fake, &t, rows[i].wrong);
		assert_int_equal(fake_symbols(&fake, &symbols, &diag), rows[i].err);
		assert_non_null(strstr(diag.line, rows[i].say));
		assert_null(symbols);
		fake_free(&fake);
	}
}

/* Any read of the memory may fail: its errno comes through, nothing is left behind. */
static void reads_that_fail(void **state)
{
	struct kallsyms *symbols = NULL;
	struct fake_tables t;
	struct fake fake;
	uint64_t all, va;

	(void)state;
	kallsyms_fake(&fake, KALLSYMS_PERCPU, &t);
	assert_int_equal(fake_symbols(&fake, &symbols, NULL), 0);
	kallsyms_close(symbols);
	all = fake.reads;
	assert_true(all >= 5);
	for (uint64_t i = 0; i < all; i++) {
		symbols = NULL;
		fake.reads = 0;
		fake.fail_at = i;
		assert_int_equal(fake_symbols(&fake, &symbols, NULL), -EIO);
		assert_null(symbols);
	}
	fake.fail_at = UINT64_MAX;
	assert_int_equal(fake_symbols(&fake, &symbols, NULL), 0);
	fake.fail_at = fake.reads;
	assert_int_equal(kallsyms_find(symbols, "jiffies_64", &va, NULL), -EIO);
	kallsyms_close(symbols);
	kallsyms_close(NULL);
	fake_free(&fake);
}

/* The form of fuzz_kallsyms's input, see there. */
static int seed_write(const char *directory, const char *name, struct fake *fake)
{
	uint8_t head[2];
	char path[4096];
	FILE *out;
	bool is_good;

	snprintf(path, sizeof(path), "%s/kallsyms/%s", directory, name);
	out = fopen(path, "wb");
	if (!out) {
		perror(path);
		return 1;
	}
	put_le16(head, (uint16_t)fake->text.size);
	is_good = fwrite(head, sizeof(head), 1, out) == 1 &&
		  fwrite(fake->text.data, fake->text.size, 1, out) == 1 &&
		  fwrite(fake->ram, align_up(fake->used, PAGE_SIZE_4K), 1, out) == 1;
	return fclose(out) || !is_good;
}

static int seeds_write(const char *directory)
{
	struct fake_tables t;
	struct fake fake;
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(layouts) && !err; i++) {
		kallsyms_fake(&fake, layouts[i].layout, &t);
		err = seed_write(directory, layouts[i].name, &fake);
		fake_free(&fake);
	}
	for (int wrong = COUNT_ZERO; wrong <= STEXT_BEHIND && !err; wrong++) {
		char name[32];

		snprintf(name, sizeof(name), "wrong-%d", wrong);
		kallsyms_fake(&fake, KALLSYMS_PERCPU, &t);
		wrong_make(&fake, &t, (enum wrong)wrong);
		err = seed_write(directory, name, &fake);
		fake_free(&fake);
	}
	return err;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_layout),
		cmocka_unit_test(names_that_are_not_there),
		cmocka_unit_test(lines_that_are_missing),
		cmocka_unit_test(tables_that_contradict),
		cmocka_unit_test(reads_that_fail),
	};

	if (argc > 1)
		return seeds_write(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
