/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_vmcoreinfo.c - the text of vmcoreinfo, and where its note is found
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "printk/find.h"
#include "printk/vmcoreinfo.h"
#include "tests/unit/printk/printk_builder.h"

static struct bytes text_view(const char *text)
{
	return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

static void lines(void **state)
{
	static const char text[] =
		"OSRELEASE=6.1\nSYMBOL(prb)=ffffffff8265bd40\n\nhalf a line\n"
		"=x\nA=\nA=2\nCRASHTIME=1=2\nlast=one";
	struct vmcoreinfo info;

	(void)state;
	assert_int_equal(vmcoreinfo_parse(text_view(text), &info, NULL), 0);
	assert_int_equal(info.count, 6);
	assert_string_equal(vmcoreinfo_get(&info, "OSRELEASE"), "6.1");
	assert_string_equal(vmcoreinfo_get(&info, "A"), "");
	assert_string_equal(vmcoreinfo_get(&info, "CRASHTIME"), "1=2");
	assert_string_equal(vmcoreinfo_get(&info, "last"), "one");
	assert_null(vmcoreinfo_get(&info, "half a line"));
	assert_null(vmcoreinfo_get(&info, ""));
	vmcoreinfo_free(&info);
}

/* Up to its first zero byte, or to the end of the view; nothing behind is looked at. */
static void ends(void **state)
{
	static const char zero[] = "OSRELEASE=a\nB=1\0C=\x01";
	struct vmcoreinfo info;
	char exact[14];

	(void)state;
	assert_int_equal(
		vmcoreinfo_parse((struct bytes){ (const uint8_t *)zero, sizeof(zero) },
				 &info, NULL),
		0);
	assert_int_equal(info.count, 2);
	vmcoreinfo_free(&info);
	memcpy(exact, "OSRELEASE=abcd", 14);
	assert_int_equal(
		vmcoreinfo_parse((struct bytes){ (uint8_t *)exact, 14 }, &info, NULL), 0);
	assert_string_equal(vmcoreinfo_get(&info, "OSRELEASE"), "abcd");
	vmcoreinfo_free(&info);
}

static void refused(void **state)
{
	static const struct {
		const char *text;
		int err;
		const char *says;
	} rows[] = {
		{ "", -EINVAL, "0 bytes that do not begin with OSRELEASE=" },
		{ "OSRELEASE", -EINVAL, "9 bytes that" },
		{ "\nOSRELEASE=1", -EINVAL, "12 bytes that" },
		{ "OSRELEASE=1\nA=\x7f", -EINVAL, "byte 0x7f at 14 of 15" },
		{ "OSRELEASE=1\n\xc3\xbc=1", -EINVAL, "byte 0xc3 at 12 of 16" },
	};
	struct diag diag;
	struct vmcoreinfo info = { 0 };
	char *big;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memset(&diag, 0, sizeof(diag));
		assert_int_equal(vmcoreinfo_parse(text_view(rows[i].text), &info, &diag),
				 rows[i].err);
		assert_non_null(strstr(diag.line, rows[i].says));
		assert_null(info.text);
	}
	big = malloc(VMCOREINFO_TEXT_MAX + 1);
	assert_non_null(big);
	memset(big, '\n', VMCOREINFO_TEXT_MAX + 1);
	memcpy(big, "OSRELEASE=", 10);
	assert_int_equal(vmcoreinfo_parse((struct bytes){ (uint8_t *)big,
							  VMCOREINFO_TEXT_MAX + 1 },
					  &info, NULL),
			 -E2BIG);
	assert_int_equal(
		vmcoreinfo_parse((struct bytes){ (uint8_t *)big, VMCOREINFO_TEXT_MAX },
				 &info, NULL),
		-E2BIG);
	assert_int_equal(vmcoreinfo_parse((struct bytes){ (uint8_t *)big,
							  10 + VMCOREINFO_LINES_MAX - 1 },
					  &info, NULL),
			 0);
	vmcoreinfo_free(&info);
	free(big);
}

static const struct {
	enum vmcoreinfo_kind kind;
	const char *name;
	int err;
	uint64_t value;
} values_rows[] = {
	{ VMCOREINFO_SYMBOL, "a", 0, 0xffffffff81000000 },
	{ VMCOREINFO_SYMBOL, "b", -EINVAL, 0 },
	{ VMCOREINFO_SYMBOL, "c", -EINVAL, 0 },
	{ VMCOREINFO_SYMBOL, "d", -EINVAL, 0 },
	{ VMCOREINFO_SYMBOL, "none", -ENOENT, 0 },
	{ VMCOREINFO_OFFSET, "s.m", 0, 24 },
	{ VMCOREINFO_SIZE, "s.m", -ENOENT, 0 },
	{ VMCOREINFO_SIZE, "s", -EINVAL, 0 },
	{ VMCOREINFO_SIZE, "f", -EINVAL, 0 },
	{ VMCOREINFO_LENGTH, "l", -EINVAL, 0 },
	{ VMCOREINFO_NUMBER, "n", 0, (uint64_t)-129 },
	{ VMCOREINFO_NUMBER, "x", 0, 0xffa0000000000000 },
	{ VMCOREINFO_NUMBER, "u", 0, UINT64_MAX },
	{ VMCOREINFO_NUMBER, "v", -EINVAL, 0 },
	{ VMCOREINFO_NUMBER, "m", 0, UINT64_C(1) << 63 },
	{ VMCOREINFO_NUMBER, "w", -EINVAL, 0 },
	{ VMCOREINFO_NUMBER, "e", -EINVAL, 0 },
};

static void values(void **state)
{
	static const char text[] =
		"OSRELEASE=1\nSYMBOL(a)=ffffffff81000000\nSYMBOL(b)=0xff\nSYMBOL(c)=\n"
		"SYMBOL(d)=1ffffffffffffffff\nOFFSET(s.m)=24\nSIZE(s)=-1\nLENGTH(l)= 4\n"
		"NUMBER(n)=-129\nNUMBER(x)=0xffa0000000000000\nNUMBER(u)="
		"18446744073709551615\n"
		"NUMBER(v)=18446744073709551616\nNUMBER(m)=-9223372036854775808\n"
		"NUMBER(w)=-9223372036854775809\nNUMBER(e)=-\nSIZE(f)=1f\n";
	struct vmcoreinfo info;
	char name[300];
	uint64_t value;
	size_t i;

	(void)state;
	assert_int_equal(vmcoreinfo_parse(text_view(text), &info, NULL), 0);
	for (i = 0; i < ARRAY_SIZE(values_rows); i++) {
		value = 4711;
		assert_int_equal(vmcoreinfo_value(&info, values_rows[i].kind,
						  values_rows[i].name, &value),
				 values_rows[i].err);
		assert_int_equal(value, values_rows[i].err ? 4711 : values_rows[i].value);
	}
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(vmcoreinfo_value(&info, VMCOREINFO_SIZE, name, &value), -ENOENT);
	vmcoreinfo_free(&info);
}

/* What makes a fake kernel's note be found, or not; fills in what is special. */
enum special {
	PLAIN,
	NO_POINTER,
	OUTSIDE_OWNED,
	UNREADABLE,
	ZERO_INSIDE,
	WRONG_NAME,
	WRONG_RELEASE,
	WRONG_STEXT,
	NO_TEXT,
	TOO_LONG,
	STALE_FIRST,
	ONE_READ_FAILS,
};

static void special_make(struct fake *fake, enum special special)
{
	uint8_t *note = fake->ram + fake->note;
	char *copy;

	switch (special) {
	case NO_POINTER:
		fake_put(fake, fake->bss + 24, 0);
		break;
	case ZERO_INSIDE:
		note[24 + fake->text.size - 1] = 0;
		break;
	case WRONG_NAME:
		note[12] = 'v';
		break;
	case WRONG_RELEASE:
		memcpy(fake->ram + fake->uts + 4 + 2 * 65, "6.99.0-fakd", 11);
		break;
	case WRONG_STEXT:
		fake_line_remove(fake, "SYMBOL(_stext)");
		fake_line(fake, "SYMBOL(_stext)=ffffffff90000000");
		break;
	case NO_TEXT:
		put_le32(note + 4, 0);
		break;
	case TOO_LONG:
		put_le32(note + 4, VMCOREINFO_TEXT_MAX + 1);
		break;
	case STALE_FIRST: /* what an earlier kernel left, and a pointer to it */
		copy = strndup((char *)fake->text.data, fake->text.size);
		assert_non_null(copy);
		memcpy(copy + strlen("OSRELEASE="), "5", 1);
		fake_note_write(fake, fake->size - 2 * PAGE_SIZE_4K, copy,
				fake->text.size);
		free(copy);
		fake_put(fake, fake->bss,
			 fake_get(fake, fake->bss + 24) - fake->note + fake->size -
				 2 * PAGE_SIZE_4K);
		break;
	default:
		break;
	}
}

static const struct {
	enum special special;
	unsigned int levels;
	int err;
} found_in_image_rows[] = {
	{ PLAIN, 4, 0 },
	{ PLAIN, 5, 0 },
	{ NO_POINTER, 4, -ENOENT },
	{ OUTSIDE_OWNED, 4, -ENOENT },
	{ UNREADABLE, 4, -ENOENT },
	{ ZERO_INSIDE, 5, -ENOENT },
	{ WRONG_NAME, 4, -ENOENT },
	{ WRONG_RELEASE, 4, -ENOENT },
	{ WRONG_STEXT, 4, -ENOENT },
	{ NO_TEXT, 4, -ENOENT },
	{ TOO_LONG, 4, -ENOENT },
	{ STALE_FIRST, 4, 0 },
	{ ONE_READ_FAILS, 4, -ENOENT },
};

static void found_in_image(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(found_in_image_rows); i++) {
		struct prange_list owned = { 0 };
		struct printk_memory memory;
		struct vmcoreinfo info = { 0 };
		struct diag diag = { 0 };
		struct prange image, own;
		struct fake fake;
		int err;

		fake_make(&fake, &ring_shapes[1], FAKE_TEXT,
			  found_in_image_rows[i].levels, 4, 10);
		special_make(&fake, found_in_image_rows[i].special);
		memory = fake_memory(&fake);
		own = image = fake_range(&fake);
		if (found_in_image_rows[i].special == OUTSIDE_OWNED)
			own.end = own.start + fake.note;
		if (found_in_image_rows[i].special == ONE_READ_FAILS)
			fake.fail_at = 0; /* the first 64 KiB, with .bss in it */
		if (found_in_image_rows[i].special == UNREADABLE)
			image.start += SIZE_1M; /* nothing but its end is there */
		image.end += SIZE_1M;		/* a whole MiB of it cannot be read */
		assert_int_equal(prange_list_add(&owned, own), 0);
		err = vmcoreinfo_find_image(&memory, image, &owned, &info, &diag);
		assert_int_equal(err, found_in_image_rows[i].err);
		if (!err)
			assert_string_equal(vmcoreinfo_get(&info, "OSRELEASE"),
					    FAKE_RELEASE);
		else
			assert_non_null(strstr(diag.line, "unreadable"));
		vmcoreinfo_free(&info);
		prange_list_free(&owned);
		fake_free(&fake);
	}
}

/* Ranges at the edges of the number space end, and read nothing they should not. */
static void edges(void **state)
{
	static const struct prange rows[] = {
		{ 0, 0 },
		{ UINT64_MAX - 5, UINT64_MAX },
		{ UINT64_MAX - 0x1fff, UINT64_MAX },
		{ 7, 9 },
		{ 0x2000, 0x1000 },
	};
	struct prange_list owned = { 0 };
	struct printk_memory memory;
	struct vmcoreinfo info;
	struct fake fake;
	size_t i;

	(void)state;
	fake_make(&fake, &ring_shapes[0], FAKE_TEXT, 4, 4, 10);
	memory = fake_memory(&fake);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(
			vmcoreinfo_find_image(&memory, rows[i], &owned, &info, NULL),
			-ENOENT);
	}
	assert_true(fake.reads <= 1);
	fake_free(&fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),	  cmocka_unit_test(ends),
		cmocka_unit_test(refused),	  cmocka_unit_test(values),
		cmocka_unit_test(found_in_image), cmocka_unit_test(edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
