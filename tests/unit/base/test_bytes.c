/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_bytes.c - bounded views and the growing buffer
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/cleanup.h"

static const uint8_t nine[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
static const struct bytes view = { nine, sizeof(nine) };

static void bounds(void **state)
{
	static const struct {
		uint64_t offset, size;
		bool has;
	} rows[] = {
		{ 0, 0, true },		  { 0, 9, true },
		{ 9, 0, true },		  { 8, 1, true },
		{ 9, 1, false },	  { 10, 0, false },
		{ 0, 10, false },	  { UINT64_MAX, 1, false },
		{ 1, UINT64_MAX, false }, { UINT64_MAX, UINT64_MAX, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bytes sub = { NULL, 77 };
		int err = bytes_sub(view, rows[i].offset, rows[i].size, &sub);

		assert_int_equal(bytes_has(view, rows[i].offset, rows[i].size),
				 rows[i].has);
		assert_int_equal(err, rows[i].has ? 0 : -ERANGE);
		assert_int_equal(sub.size, rows[i].has ? rows[i].size : 77);
		assert_ptr_equal(sub.data, rows[i].has ? nine + rows[i].offset : NULL);
	}
}

static void fields(void **state)
{
	uint8_t u8 = 0xaa;
	uint16_t u16 = 0xaaaa;
	uint32_t u32 = 0xaaaaaaaa;
	uint64_t u64 = 0xaaaaaaaaaaaaaaaa;

	(void)state;
	assert_int_equal(bytes_get_u8(view, 9, &u8), -ERANGE);
	assert_int_equal(bytes_get_u16(view, 8, &u16), -ERANGE);
	assert_int_equal(bytes_get_u32(view, 6, &u32), -ERANGE);
	assert_int_equal(bytes_get_u64(view, 2, &u64), -ERANGE);
	assert_int_equal(bytes_get_u64(view, UINT64_MAX - 3, &u64), -ERANGE);
	assert_int_equal(u8, 0xaa);
	assert_int_equal(u16, 0xaaaa);
	assert_true(u32 == 0xaaaaaaaa && u64 == 0xaaaaaaaaaaaaaaaa);

	assert_int_equal(bytes_get_u8(view, 8, &u8), 0);
	assert_int_equal(bytes_get_u16(view, 7, &u16), 0);
	assert_int_equal(bytes_get_u32(view, 5, &u32), 0);
	assert_int_equal(bytes_get_u64(view, 1, &u64), 0);
	assert_int_equal(u8, 9);
	assert_int_equal(u16, 0x0908);
	assert_true(u32 == 0x09080706);
	assert_true(u64 == 0x0908070605040302);
}

static void stores(void **state)
{
	uint8_t at[9] = { 0 };
	struct bytes back = { at, sizeof(at) };
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;

	(void)state;
	put_le64(at + 1, 0x1122334455667788);
	assert_int_equal(at[1], 0x88);
	assert_int_equal(bytes_get_u64(back, 1, &u64), 0);
	assert_true(u64 == 0x1122334455667788);
	put_le32(at + 3, 0xcafe1234);
	assert_int_equal(bytes_get_u32(back, 3, &u32), 0);
	assert_true(u32 == 0xcafe1234);
	put_le16(at + 5, 0xbeef);
	assert_int_equal(bytes_get_u16(back, 5, &u16), 0);
	assert_int_equal(u16, 0xbeef);
}

static void find(void **state)
{
	static const uint8_t hay[] = "abcabcab";
	static const struct {
		size_t from;
		const char *needle;
		size_t at;
	} rows[] = {
		{ 0, "abc", 0 },     { 1, "abc", 3 },	   { 4, "abc", SIZE_MAX },
		{ 4, "ab", 6 },	     { 8, "a", SIZE_MAX }, { 0, "abcabcabc", SIZE_MAX },
		{ 9, "", SIZE_MAX }, { 8, "", 8 },	   { SIZE_MAX, "a", SIZE_MAX },
	};
	struct bytes haystack = { hay, 8 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_true(bytes_find(haystack, rows[i].from, rows[i].needle,
				       strlen(rows[i].needle)) == rows[i].at);
	assert_true(bytes_find((struct bytes){ 0 }, 0, "a", 1) == SIZE_MAX);
}

static void append(void **state)
{
	struct buffer buffer = { 0 };
	char piece[100];
	size_t i;

	(void)state;
	assert_int_equal(buffer_append(&buffer, NULL, 0), 0);
	assert_null(buffer.data);
	for (i = 0; i < 1000; i++) {
		memset(piece, (int)(i & 0xff), sizeof(piece));
		assert_int_equal(buffer_append(&buffer, piece, sizeof(piece)), 0);
	}
	assert_int_equal(buffer.size, 100000);
	for (i = 0; i < buffer.size; i++)
		assert_int_equal(buffer.data[i], i / 100 & 0xff);
	assert_int_equal(buffer_append(&buffer, NULL, 5), 0);
	for (i = 100000; i < 100005; i++)
		assert_int_equal(buffer.data[i], 0);
	assert_int_equal(buffer_view(&buffer).size, 100005);
	assert_int_equal(buffer_append(&buffer, piece, SIZE_MAX - 10), -ENOMEM);
	assert_int_equal(buffer_reserve(&buffer, SIZE_MAX / 2 + 1), -ENOMEM);
	assert_int_equal(buffer.size, 100005);
	buffer_free(&buffer);
	assert_null(buffer.data);
	assert_int_equal(buffer.room, 0);
}

static void text(void **state)
{
	struct buffer buffer = { 0 };
	size_t i;

	(void)state;
	assert_int_equal(buffer_printf(&buffer, "%s", ""), 0);
	assert_int_equal(buffer.size, 0);
	for (i = 0; i < 100; i++)
		assert_int_equal(buffer_printf(&buffer, "%02zu,", i), 0);
	assert_int_equal(buffer.size, 300);
	assert_memory_equal(buffer.data + 294, "98,99,", 6);
	buffer_free(&buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bounds), cmocka_unit_test(fields),
		cmocka_unit_test(stores), cmocka_unit_test(find),
		cmocka_unit_test(append), cmocka_unit_test(text),
	};

	return cmocka_run_group_tests_name("bytes", tests, NULL, NULL);
}
