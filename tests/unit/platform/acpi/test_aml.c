/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_aml.c - encodings against byte strings worked out by hand from ACPI 6.4, 20.2
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "platform/acpi/aml.h"

#define expect_aml(aml, ...)                                                      \
	do {                                                                      \
		static const uint8_t expected[] = { __VA_ARGS__ };                \
		assert_int_equal((aml)->err, 0);                                  \
		assert_int_equal((aml)->out.size, sizeof(expected));              \
		assert_memory_equal((aml)->out.data, expected, sizeof(expected)); \
		buffer_free(&(aml)->out);                                         \
	} while (0)

static void test_integers(void **state)
{
	static const struct {
		uint64_t value;
		size_t size;
		uint8_t bytes[9];
	} row[] = {
		{ 0, 1, { 0x00 } },
		{ 1, 1, { 0x01 } },
		{ 2, 2, { 0x0a, 2 } },
		{ 0xff, 2, { 0x0a, 0xff } },
		{ 0x100, 3, { 0x0b, 0x00, 0x01 } },
		{ 0x10000, 5, { 0x0c, 0, 0, 1, 0 } },
		{ 0xffffffff, 5, { 0x0c, 0xff, 0xff, 0xff, 0xff } },
		{ 0x100000000, 9, { 0x0e, 0, 0, 0, 0, 1, 0, 0, 0 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct aml aml = { 0 };

		aml_integer(&aml, row[i].value);
		assert_int_equal(aml.err, 0);
		assert_int_equal(aml.out.size, row[i].size);
		assert_memory_equal(aml.out.data, row[i].bytes, row[i].size);
		buffer_free(&aml.out);
	}
}

static void test_paths(void **state)
{
	static const char *const wrong[] = {
		"",   "\\",   "abc", "TOOLONG",		  "1ABC",
		"A.", "A..B", "A B", "A.B.C.D.E.F.G.H.I",
	};
	struct aml aml = { 0 };

	(void)state;
	aml_path(&aml, "_HID");
	expect_aml(&aml, '_', 'H', 'I', 'D');
	aml_path(&aml, "\\_S5");
	expect_aml(&aml, '\\', '_', 'S', '5', '_');
	aml_path(&aml, "\\_SB.PWRB");
	expect_aml(&aml, '\\', 0x2e, '_', 'S', 'B', '_', 'P', 'W', 'R', 'B');
	aml_path(&aml, "A.B1.C");
	expect_aml(&aml, 0x2f, 3, 'A', '_', '_', '_', 'B', '1', '_', '_', 'C', '_', '_',
		   '_');
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct aml bad = { 0 };

		aml_path(&bad, wrong[i]);
		assert_int_equal(bad.err, -EINVAL);
		buffer_free(&bad.out);
	}
}

static void test_eisa(void **state)
{
	static const char *const wrong[] = { "PNP0C0", "PNP0C021", "pnp0C02", "PNP0G02" };
	struct aml aml = { 0 };

	(void)state;
	/* The well-known constant 0x020cd041 for PNP0C02. */
	aml_eisa_id(&aml, "PNP0C02");
	expect_aml(&aml, 0x0c, 0x41, 0xd0, 0x0c, 0x02);
	aml_eisa_id(&aml, "PNP0501");
	expect_aml(&aml, 0x0c, 0x41, 0xd0, 0x05, 0x01);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct aml bad = { 0 };

		aml_eisa_id(&bad, wrong[i]);
		assert_int_equal(bad.err, -EINVAL);
		buffer_free(&bad.out);
	}
}

/* Lengths around each change of the encoding: content, then the first bytes. */
static void test_package_length(void **state)
{
	static const struct {
		size_t content;
		size_t head;
		uint8_t bytes[4];
	} row[] = {
		{ 62, 1, { 0x3f } },
		{ 63, 2, { 0x41, 0x04 } },
		{ 4093, 2, { 0x4f, 0xff } },
		{ 4094, 3, { 0x81, 0x00, 0x01 } },
		{ 1048572, 3, { 0x8f, 0xff, 0xff } },
		{ 1048573, 4, { 0xc1, 0x00, 0x00, 0x01 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct aml aml = { 0 };
		size_t n;

		aml_if_open(&aml);
		assert_int_equal(buffer_append(&aml.out, NULL, row[i].content), 0);
		aml_close(&aml);
		assert_int_equal(aml.err, 0);
		n = 1 + row[i].head;
		assert_int_equal(aml.out.size, n + row[i].content);
		assert_int_equal(aml.out.data[0], 0xa0);
		assert_memory_equal(aml.out.data + 1, row[i].bytes, row[i].head);
		buffer_free(&aml.out);
	}
}

static void test_nesting(void **state)
{
	struct aml aml = { 0 };
	int i;

	(void)state;
	aml_method_open(&aml, "M", 1);
	aml_if_open(&aml);
	aml_op(&aml, AML_LEQUAL);
	aml_op(&aml, AML_ARG0);
	aml_integer(&aml, 1);
	aml_op(&aml, AML_RETURN);
	aml_integer(&aml, 0);
	aml_close(&aml);
	aml_op(&aml, AML_NOTIFY);
	aml_path(&aml, "DEVX");
	aml_integer(&aml, 0x80);
	aml_close(&aml);
	expect_aml(&aml, 0x14, 0x14, 'M', '_', '_', '_', 1, 0xa0, 6, 0x93, 0x68, 1, 0xa4,
		   0, 0x86, 'D', 'E', 'V', 'X', 0x0a, 0x80);

	aml_close(&aml);
	assert_int_equal(aml.err, -EINVAL);
	aml = (struct aml){ 0 };
	for (i = 0; i <= AML_DEPTH_MAX; i++)
		aml_if_open(&aml);
	assert_int_equal(aml.err, -E2BIG);
	buffer_free(&aml.out);
}

static void test_fields(void **state)
{
	struct aml aml = { 0 };

	(void)state;
	aml_region(&aml, "MBOX", 0x40212000, 0x80);
	expect_aml(&aml, 0x5b, 0x80, 'M', 'B', 'O', 'X', 0, 0x0c, 0x00, 0x20, 0x21, 0x40,
		   0x0a, 0x80);
	aml_field_open(&aml, "MBOX");
	aml_field_skip(&aml, 192);
	aml_field_unit(&aml, "TTSA", 32);
	aml_close(&aml);
	/* 192 = 0xc0: low nibble 0, then 0x0c. */
	expect_aml(&aml, 0x5b, 0x81, 14, 'M', 'B', 'O', 'X', 3, 0, 0x40, 0x0c, 'T', 'T',
		   'S', 'A', 0x20);
	aml_field_unit(&aml, "TTS", 32);
	assert_int_equal(aml.err, -EINVAL);
	buffer_free(&aml.out);
}

static void test_resources(void **state)
{
	struct aml res = { 0 }, aml = { 0 };

	(void)state;
	resource_io(&res, 0x2f8, 8);
	expect_aml(&res, 0x47, 1, 0xf8, 2, 0xf8, 2, 1, 8);
	resource_memory32(&res, 0xb0100000, 0x100000);
	expect_aml(&res, 0x86, 9, 0, 1, 0, 0, 0x10, 0xb0, 0, 0, 0x10, 0);
	resource_edge(&res, 16);
	expect_aml(&res, 0x89, 6, 0, 3, 1, 16, 0, 0, 0);
	resource_memory64(&res, 0x200000000, 0x8000000);
	expect_aml(&res, 0x8a, 0x2b, 0, 0, 0x0c, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
		   0, 0, 0, 0xff, 0xff, 0xff, 0x07, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		   0, 0, 0x08, 0, 0, 0, 0);
	resource_io(&res, 0x2e, 2);
	aml_resources(&aml, &res);
	assert_null(res.out.data);
	expect_aml(&aml, 0x08, '_', 'C', 'R', 'S', 0x11, 13, 0x0a, 10, 0x47, 1, 0x2e, 0,
		   0x2e, 0, 1, 2, 0x79, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_integers),  cmocka_unit_test(test_paths),
		cmocka_unit_test(test_eisa),	  cmocka_unit_test(test_package_length),
		cmocka_unit_test(test_nesting),	  cmocka_unit_test(test_fields),
		cmocka_unit_test(test_resources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
