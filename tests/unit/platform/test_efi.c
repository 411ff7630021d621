/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_efi.c - the fabricated runtime, read back by the offsets of UEFI 2.7
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/platform/platform_specs.h"
#include "purgatory/blobs.h"
#include "platform/e820.h"
#include "platform/efi.h"

#define RUNTIME (1ULL << 63)

static uint64_t get(const struct buffer *blob, size_t offset, unsigned int bytes)
{
	uint64_t value = 0;

	while (bytes--)
		value = value << 8 | blob->data[offset + bytes];
	return value;
}

static void build(const struct platform_spec *spec, struct buffer *efi)
{
	struct memory_map map;
	struct diag diag = { 0 };

	assert_int_equal(platform_memory_map(spec, &map, &diag), 0);
	*efi = (struct buffer){ 0 };
	assert_int_equal(platform_efi_build(spec, &map, spec->area, efi, &diag), 0);
	assert_int_equal(efi->size, PLATFORM_EFI_SIZE);
}

static void test_tables(void **state)
{
	static const uint8_t vendor[] = { 'M', 0, 'I', 0, 'N', 0, 'T', 0, 0, 0 };
	struct platform_spec spec = spec_high();
	phys_t at = spec.area + PLATFORM_ACPI_SIZE, code = at + 0x1000;
	struct buffer efi;
	size_t services, config, support;

	(void)state;
	build(&spec, &efi);
	assert_memory_equal(efi.data, "IBI SYST", 8);
	assert_int_equal(get(&efi, 8, 4), 2 << 16 | 70);
	assert_memory_equal(efi.data + (get(&efi, 24, 8) - at), vendor, sizeof(vendor));
	assert_int_equal(get(&efi, 96, 8), 0);
	services = get(&efi, 88, 8) - at;
	assert_memory_equal(efi.data + services, "RUNTSERV", 8);
	for (unsigned int i = 0; i < 14; i++) {
		uint64_t want = i == 4 ? code + 0x20 : i == 10 ? code + 0x40 : code;

		assert_int_equal(get(&efi, services + 24 + 8 * i, 8), want);
	}
	assert_int_equal(get(&efi, 104, 8), 2);
	config = get(&efi, 112, 8) - at;
	/* 8868e871-e4f1-11d3-bc22-0080c73c8881 */
	assert_int_equal(get(&efi, config, 8), 0x11d3e4f18868e871);
	assert_int_equal(get(&efi, config + 8, 8), 0x81883cc7800022bc);
	assert_int_equal(get(&efi, config + 16, 8), spec.area);
	/* eb66918a-7eef-402a-842e-931d21c38ae9: SetVirtualAddressMap, ResetSystem alone
	 */
	assert_int_equal(get(&efi, config + 24, 8), 0x402a7eefeb66918a);
	assert_int_equal(get(&efi, config + 32, 8), 0xe98ac3211d932e84);
	support = get(&efi, config + 40, 8) - at;
	assert_in_range(support, 0x600 + sizeof(vendor), 0x800 - 8);
	assert_int_equal(get(&efi, support, 8), UINT64_C(0x480) << 32 | 8 << 16 | 1);
	/* The code page, but for the cell with the mailbox's address. */
	assert_memory_equal(efi.data + 0x1000, efi_runtime_blob, 0xff8);
	assert_int_equal(get(&efi, 0x1ff8, 8), spec.mailbox);
	buffer_free(&efi);
}

/* A CRC of a table whose own CRC field is zero, by the usual table of the standard. */
static uint32_t crc(const uint8_t *data, size_t size)
{
	uint32_t table[256], sum = ~0u;

	for (uint32_t i = 0; i < 256; i++) {
		table[i] = i;
		for (int k = 0; k < 8; k++)
			table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320 : 0);
	}
	while (size--)
		sum = table[(sum ^ *data++) & 0xff] ^ sum >> 8;
	return ~sum;
}

static void test_crc(void **state)
{
	static const struct {
		size_t offset, size;
	} row[] = {
		{ 0, 120 },
		{ 0x200, 136 },
	};
	struct platform_spec spec = spec_low();
	struct buffer efi;

	(void)state;
	assert_int_equal(crc((const uint8_t *)"123456789", 9), 0xcbf43926);
	build(&spec, &efi);
	for (size_t i = 0; i < 2; i++) {
		uint32_t stored = (uint32_t)get(&efi, row[i].offset + 16, 4);

		assert_int_equal(get(&efi, row[i].offset + 12, 4), row[i].size);
		memset(efi.data + row[i].offset + 16, 0, 4);
		assert_int_equal(crc(efi.data + row[i].offset, row[i].size), stored);
	}
	buffer_free(&efi);
}

static void test_memory(void **state)
{
	static const struct {
		uint64_t start, pages, type, attribute;
	} row[] = {
		{ 0x10000, 0x10, 7, 0xf },	     { 0x40000000, 0x200, 7, 0xf },
		{ 0x40200000, 0x10, 9, 0xf },	     { 0x40210000, 1, 6, RUNTIME | 0xf },
		{ 0x40211000, 1, 5, RUNTIME | 0xf }, { 0x40212000, 1, 6, RUNTIME | 0xf },
		{ 0x40213000, 7, 0, 0xf },	     { 0x4021a000, 0x1fde6, 7, 0xf },
	};
	struct platform_spec spec = spec_low();
	struct boot_params_spec fields = { 0 };
	struct buffer efi;
	size_t at;

	(void)state;
	build(&spec, &efi);
	platform_efi_fields(&spec, &efi, &fields);
	assert_int_equal(fields.efi_systab, 0x40210000);
	assert_int_equal(fields.efi_memdesc_size, 40);
	assert_int_equal(fields.efi_memdesc_version, 1);
	assert_int_equal(fields.efi_memmap_size, 40 * 8);
	at = fields.efi_memmap - fields.efi_systab;
	for (unsigned int i = 0; i < 8; i++, at += 40) {
		assert_int_equal(get(&efi, at, 8), row[i].type);
		assert_int_equal(get(&efi, at + 8, 8), row[i].start);
		assert_int_equal(get(&efi, at + 16, 8), 0);
		assert_int_equal(get(&efi, at + 24, 8), row[i].pages);
		assert_int_equal(get(&efi, at + 32, 8), row[i].attribute);
	}
	buffer_free(&efi);
}

static void test_too_many(void **state)
{
	struct platform_spec spec = spec_low();
	struct memory_map map = { .count = 0 };
	struct buffer efi = { 0 };
	struct diag diag = { 0 };

	(void)state;
	while (map.count < 50) {
		map.at[map.count].range =
			(struct prange){ map.count * 0x2000ULL,
					 map.count * 0x2000ULL + 0x1000 };
		map.at[map.count++].type = 1;
	}
	assert_int_equal(platform_efi_build(&spec, &map, 0, &efi, &diag), 0);
	buffer_free(&efi);
	map.at[50] = map.at[49];
	map.count = 51;
	assert_int_equal(platform_efi_build(&spec, &map, 0, &efi, &diag), -E2BIG);
	assert_non_null(strstr(diag.line, "51 entries"));
	assert_null(efi.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_crc),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
