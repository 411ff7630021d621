/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_setup_data.c - the chain walked as a kernel walks it, and its bytes by hand
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "platform/setup_data.h"

#define AT 0x13fff0000ULL

static uint64_t get(const uint8_t *data, size_t offset, unsigned int bytes)
{
	uint64_t value = 0;

	while (bytes--)
		value = value << 8 | data[offset + bytes];
	return value;
}

/* next = 0x13fff0018, type 9, len 3, data, padding; next = 0, type 2, len 8, data */
static const char bytes_want[] = "\x18\x00\xff\x3f\x01\0\0\0"
				 "\x09\0\0\0"
				 "\x03\0\0\0"
				 "\x01\x02\x03\0\0\0\0\0"
				 "\0\0\0\0\0\0\0\0"
				 "\x02\0\0\0"
				 "\x08\0\0\0"
				 "\xd0\x0d\xfe\xed\x05\x06\x07\x08";

static void test_bytes(void **state)
{
	static const uint8_t seed[] = { 1, 2, 3 },
			     dtb[] = { 0xd0, 0x0d, 0xfe, 0xed, 5, 6, 7, 8 };
	const struct setup_data_item item[] = {
		{ SETUP_DATA_RNG_SEED, { seed, sizeof(seed) } },
		{ SETUP_DATA_DTB, { dtb, sizeof(dtb) } },
	};
	struct buffer blob = { 0 };

	(void)state;
	assert_int_equal(setup_data_build(item, 2, AT, &blob, NULL), 0);
	assert_int_equal(blob.size, sizeof(bytes_want) - 1);
	assert_int_equal(setup_data_size(item, 2), sizeof(bytes_want) - 1);
	assert_memory_equal(blob.data, bytes_want, sizeof(bytes_want) - 1);
	buffer_free(&blob);
}

/* Behind something else: @at is the address of the first byte appended. */
static void test_chain(void **state)
{
	static const size_t size[] = { 32, 0, 1, 96, 20, 4096 };
	static const uint8_t data[4096] = { 0x77 };
	struct setup_data_item item[6];
	struct buffer blob = { 0 };
	uint64_t next = AT;
	size_t i;

	(void)state;
	for (i = 0; i < 6; i++)
		item[i] = (struct setup_data_item){ i + 1, { data, size[i] } };
	assert_int_equal(buffer_append(&blob, "before", 7), 0);
	assert_int_equal(setup_data_build(item, 6, AT, &blob, NULL), 0);
	assert_int_equal(blob.size, 7 + setup_data_size(item, 6));
	assert_string_equal((char *)blob.data, "before");
	for (i = 0; next; i++) {
		const uint8_t *here = blob.data + 7 + (next - AT);

		assert_in_range(i, 0, 5);
		assert_int_equal(next % 8, 0);
		assert_int_equal(get(here, 8, 4), i + 1);
		assert_int_equal(get(here, 12, 4), size[i]);
		assert_memory_equal(here + 16, data, size[i]);
		next = get(here, 0, 8);
		assert_true(!next || next >= AT + 16);
	}
	assert_int_equal(i, 6);
	buffer_free(&blob);
}

static void test_refused(void **state)
{
	struct setup_data_item item[] = {
		{ SETUP_DATA_DTB, { (const uint8_t *)"", (size_t)1 << 32 } },
	};
	struct buffer blob = { 0 };
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(setup_data_build(item, 1, AT, &blob, &diag), -E2BIG);
	assert_non_null(strstr(diag.line, "4294967296 bytes of type 2"));
	diag_clear(&diag);
	assert_int_equal(setup_data_build(item, 0, AT + 4, &blob, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "0x13fff0004"));
	diag_clear(&diag);
	assert_int_equal(setup_data_build(item, 0, AT, &blob, &diag), 0);
	assert_int_equal(blob.size, 0);
	assert_int_equal(setup_data_size(item, 0), 0);
	buffer_free(&blob);
}

static void test_e820_ext(void **state)
{
	static struct memory_map map;
	static const uint8_t want[] = {
		0, 0x00, 0x08, 0, 0, 0, 0, 0, 0, 0x10, 0, 0,	0, 0, 0, 0, 1, 0, 0, 0,
		0, 0x10, 0x08, 0, 1, 0, 0, 0, 0, 0,    0, 0x40, 1, 0, 0, 0, 2, 0, 0, 0,
	};
	struct buffer ext = { 0 };

	(void)state;
	for (unsigned int i = 0; i < 128; i++)
		map.at[i] =
			(struct memory_map_entry){ { i * 0x1000ULL, (i + 1) * 0x1000ULL },
						   1 };
	map.at[128] = (struct memory_map_entry){ { 0x80000, 0x81000 }, 1 };
	map.at[129] = (struct memory_map_entry){ { 0x100081000, 0x240081000 }, 2 };
	map.count = 128;
	assert_int_equal(setup_data_e820_ext(&map, &ext), 0);
	assert_int_equal(ext.size, 0);
	map.count = 130;
	assert_int_equal(setup_data_e820_ext(&map, &ext), 0);
	assert_int_equal(ext.size, sizeof(want));
	assert_memory_equal(ext.data, want, sizeof(want));
	buffer_free(&ext);
}

static void test_efi(void **state)
{
	/* In the order of /sys/firmware/efi/runtime-map/0, 1: not by address. */
	static struct machine_efi_entry entry[] = {
		{ 5, 0x7f9c1000, 0xfffffffeffe00000, 3, 0x800000000000000f },
		{ 6, 0x7f8ed000, 0xfffffffeffd00000, 0x100, 0x800000000000000f },
	};
	static const uint8_t want[] = {
		5,    0,    0,	  0,	0,    0,    0,	  0,	0x00, 0x10, 0x9c, 0x7f,
		0,    0,    0,	  0,	0x00, 0x00, 0xe0, 0xff, 0xfe, 0xff, 0xff, 0xff,
		3,    0,    0,	  0,	0,    0,    0,	  0,	0x0f, 0,    0,	  0,
		0,    0,    0,	  0x80, 6,    0,    0,	  0,	0,    0,    0,	  0,
		0x00, 0xd0, 0x8e, 0x7f, 0,    0,    0,	  0,	0x00, 0x00, 0xd0, 0xff,
		0xfe, 0xff, 0xff, 0xff, 0,    1,    0,	  0,	0,    0,    0,	  0,
		0x0f, 0,    0,	  0,	0,    0,    0,	  0x80,
	};
	struct machine_efi efi = {
		.is_complete = true,
		.systab = 0x7f9ee018,
		.fw_vendor = 0x7f9ef000,
		.runtime = 0x7f9eeb98,
		.config_table = 0x7f9ec000,
		.smbios = 0x7f942000,
		.entry = entry,
		.nr_entries = 2,
	};
	struct buffer data = { 0 }, map = { 0 };
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(setup_data_efi(&efi, &data, &map, &diag), 0);
	assert_int_equal(map.size, 2 * SETUP_DATA_EFI_DESCRIPTOR_SIZE);
	assert_memory_equal(map.data, want, sizeof(want));
	assert_int_equal(data.size, 96);
	assert_int_equal(get(data.data, 0, 8), 0x7f9ef000);
	assert_int_equal(get(data.data, 8, 8), 0x7f9eeb98);
	assert_int_equal(get(data.data, 16, 8), 0x7f9ec000);
	assert_int_equal(get(data.data, 24, 8), 0x7f942000);
	for (size_t i = 32; i < 96; i++)
		assert_int_equal(data.data[i], 0);
	buffer_free(&data);
	buffer_free(&map);
	/* a runtime without a map cannot be called, nor one that is not complete */
	efi.nr_entries = 0;
	assert_int_equal(setup_data_efi(&efi, &data, &map, &diag), -ENODATA);
	assert_non_null(strstr(diag.line, "config_table 0x7f9ec000, 0 descriptors"));
	efi.nr_entries = 2;
	efi.is_complete = false;
	assert_int_equal(setup_data_efi(&efi, &data, &map, NULL), -ENODATA);
	assert_null(data.data);
	assert_null(map.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes),	cmocka_unit_test(test_chain),
		cmocka_unit_test(test_refused), cmocka_unit_test(test_e820_ext),
		cmocka_unit_test(test_efi),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
