/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_boot_params.c - the zero page, read back by the offsets of zero-page.rst
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine/machine.h"
#include "platform/boot_params.h"

static const struct memory_map two = {
	.at = { { { 0x10000, 0x20000 }, 1 }, { { 0x140000000, 0x180000000 }, 1 } },
	.count = 2,
};

static uint64_t get(const struct buffer *page, size_t offset, unsigned int bytes)
{
	uint64_t value = 0;

	while (bytes--)
		value = value << 8 | page->data[offset + bytes];
	return value;
}

static struct boot_params_spec spec_make(void)
{
	return (struct boot_params_spec){
		.kernel = 0x141000000,
		.initrd = { 0x17f000000, 0x17f123456 },
		.cmdline = 0x140110000,
		.rsdp = 0x140200000,
		.map = &two,
		.kernel_alignment = 0x200000,
		.init_size = 0x3000000,
		.efi_systab = 0x140210000,
		.efi_memmap = 0x140210800,
		.efi_memmap_size = 320,
		.efi_memdesc_size = 40,
		.efi_memdesc_version = 1,
	};
}

static void check_addresses(const struct buffer *page)
{
	assert_int_equal(page->size, 4096);
	assert_int_equal(get(page, 0x70, 8), 0x140200000);
	assert_int_equal(get(page, 0x210, 1), 0xff);
	assert_int_equal(get(page, 0x211, 1) & 0x83, 0x01);
	assert_int_equal(get(page, 0x214, 4), 0x41000000);
	assert_int_equal(get(page, 0x218, 4) | get(page, 0xc0, 4) << 32, 0x17f000000);
	assert_int_equal(get(page, 0x21c, 4) | get(page, 0xc4, 4) << 32, 0x123456);
	assert_int_equal(get(page, 0x228, 4) | get(page, 0xc8, 4) << 32, 0x140110000);
	/* sentinel: not zero would make the kernel wipe what we say */
	assert_int_equal(get(page, 0x1ef, 1), 0);
	assert_int_equal(get(page, 0x1e8, 1), 2);
	assert_int_equal(get(page, 0x2d0, 8), 0x10000);
	assert_int_equal(get(page, 0x2d8, 8), 0x10000);
	assert_int_equal(get(page, 0x2e0, 4), 1);
	assert_int_equal(get(page, 0x2e4, 8), 0x140000000);
	assert_int_equal(get(page, 0x2ec, 8), 0x40000000);
}

static void test_elf(void **state)
{
	struct boot_params_spec spec = spec_make();
	struct buffer page = { 0 };

	(void)state;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), 0);
	check_addresses(&page);
	assert_int_equal(get(&page, 0x1f2, 2), 1); /* root_flags: read-only */
	assert_int_equal(get(&page, 0x1fe, 2), 0xaa55);
	assert_memory_equal(page.data + 0x202, "HdrS", 4);
	assert_int_equal(get(&page, 0x206, 2), 0x020f);
	assert_int_equal(get(&page, 0x230, 4), 0x200000);
	assert_int_equal(get(&page, 0x234, 1), 1);
	assert_int_equal(get(&page, 0x236, 2), 3);
	assert_int_equal(get(&page, 0x238, 4), 2047);
	assert_int_equal(get(&page, 0x258, 8), 0x141000000);
	assert_int_equal(get(&page, 0x260, 4), 0x3000000);
	/* efi_info */
	assert_memory_equal(page.data + 0x1c0, "EL64", 4);
	assert_int_equal(get(&page, 0x1c4, 4) | get(&page, 0x1d8, 4) << 32, 0x140210000);
	assert_int_equal(get(&page, 0x1c8, 4), 40);
	assert_int_equal(get(&page, 0x1cc, 4), 1);
	assert_int_equal(get(&page, 0x1d0, 4) | get(&page, 0x1dc, 4) << 32, 0x140210800);
	assert_int_equal(get(&page, 0x1d4, 4), 320);
	/* screen_info: nothing to draw on */
	for (size_t i = 0; i < 0x40; i++)
		assert_int_equal(page.data[i], 0);
	buffer_free(&page);
}

static void test_bzimage(void **state)
{
	/* from 0x1f1; the jump at 0x200 says that it ends at 0x202 + 0x62 = 0x264 */
	uint8_t header[0x100];
	struct boot_params_spec spec = spec_make();
	struct buffer page = { 0 };

	(void)state;
	memset(header, 0xa5, sizeof(header));
	header[0x201 - 0x1f1] = 0x62;
	spec.setup_header = (struct bytes){ header, sizeof(header) };
	spec.efi_systab = 0;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), 0);
	check_addresses(&page);
	assert_int_equal(page.data[0x1f1], 0xa5);
	assert_int_equal(page.data[0x1f0], 0);
	/* other loadflags are the image's */
	assert_int_equal(page.data[0x211], (0xa5 | 1) & ~0x82);
	assert_int_equal(page.data[0x263], 0xa5);
	assert_int_equal(page.data[0x264], 0);
	assert_int_equal(get(&page, 0x250, 8), 0);
	assert_int_equal(get(&page, 0x1c0, 8), 0);
	buffer_free(&page);

	/* A longer header than any known must not run into what follows (0x290). */
	header[0x201 - 0x1f1] = 0xff;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), 0);
	assert_int_equal(get(&page, 0x290, 4), 0);
	check_addresses(&page);
	buffer_free(&page);
}

static void test_no_initrd(void **state)
{
	uint8_t header[0x80];
	struct boot_params_spec spec = spec_make();
	struct buffer page = { 0 };

	(void)state;
	memset(header, 0xff, sizeof(header));
	spec.setup_header = (struct bytes){ header, sizeof(header) };
	spec.initrd = (struct prange){ 0, 0 };
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), 0);
	assert_int_equal(get(&page, 0x218, 8), 0);
	assert_int_equal(get(&page, 0xc0, 8), 0);
	buffer_free(&page);
}

static void test_leader(void **state)
{
	struct boot_params_spec spec = spec_make();
	struct buffer page = { 0 };
	uint8_t *leader = malloc(4096);

	(void)state;
	assert_non_null(leader);
	memset(leader, 0x5a, 4096);
	spec.leader = (struct bytes){ leader, 4096 };
	spec.efi_systab = 0;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), 0);
	check_addresses(&page);
	/* inherited: screen_info, edid_info, edd */
	assert_int_equal(page.data[0], 0x5a);
	assert_int_equal(page.data[0x3f], 0x5a);
	assert_int_equal(page.data[0x140], 0x5a);
	assert_int_equal(page.data[0x1bf], 0x5a);
	assert_int_equal(get(&page, 0x1e9, 2), 0x5a5a);
	assert_int_equal(page.data[0x290], 0x5a);
	assert_int_equal(page.data[0x2cf], 0x5a);
	assert_int_equal(page.data[0xd00], 0x5a);
	assert_int_equal(page.data[0xeeb], 0x5a);
	/* not inherited: APM, efi_info, keyboard, header, the rest of the map */
	assert_int_equal(page.data[0x40], 0);
	assert_int_equal(get(&page, 0x1c0, 8), 0);
	assert_int_equal(page.data[0x1eb], 0);
	assert_int_equal(get(&page, 0x2d0 + 40, 8), 0);
	assert_int_equal(page.data[0xeec], 0);
	buffer_free(&page);
	free(leader);
}

static void test_refused(void **state)
{
	static struct memory_map map;
	uint8_t some[0x100] = { 0 };
	struct boot_params_spec spec = spec_make();
	struct buffer page = { 0 };
	struct diag diag = { 0 };

	(void)state;
	map.count = 129;
	spec.map = &map;
	assert_int_equal(platform_boot_params_build(&spec, &page, &diag), -E2BIG);
	assert_non_null(strstr(diag.line, "129 entries"));
	map.count = 0;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), -EINVAL);
	spec.map = &two;
	spec.leader = (struct bytes){ some, sizeof(some) };
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), -EINVAL);
	spec.leader.size = 0;
	spec.setup_header = (struct bytes){ some, 0x11 };
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), -EINVAL);
	assert_null(page.data);
}

/* More than the page holds: the rest is the caller's, through setup_data. */
static void test_long_map(void **state)
{
	static struct memory_map map;
	struct boot_params_spec spec = spec_make();
	struct buffer page = { 0 };

	(void)state;
	for (unsigned int i = 0; i < 130; i++)
		map.at[i] = (struct memory_map_entry){
			{ (i + 1) * 0x10000000ULL, (i + 2) * 0x10000000ULL }, 1 + i % 2
		};
	map.count = 130;
	spec.map = &map;
	spec.setup_data = 0x140120000;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), 0);
	assert_int_equal(get(&page, 0x250, 8), 0x140120000);
	assert_int_equal(get(&page, 0x1e8, 1), 128);
	assert_int_equal(get(&page, 0x2d0 + 127 * 20, 8), 0x800000000);
	assert_int_equal(get(&page, 0x2d0 + 127 * 20 + 8, 8), 0x10000000);
	assert_int_equal(get(&page, 0x2d0 + 127 * 20 + 16, 4), 2);
	/* eddbuf follows at once */
	assert_int_equal(get(&page, 0xcd0, 8), 0);
	assert_int_equal(get(&page, 0xd00, 8), 0);
	buffer_free(&page);
	map.count = 128;
	spec.setup_data = 0;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), 0);
	assert_int_equal(get(&page, 0x1e8, 1), 128);
	buffer_free(&page);
}

static void test_hardware(void **state)
{
	static const uint8_t screen[64] = {
		1, 2, 0x99, 0x99, 5, [0x0f] = 0x23, [0x3f] = 0x64
	};
	static struct machine_edd edd = {
		.info = { { 0x80, 0x30 }, { [81] = 0x99 } },
		.nr_info = 2,
		.mbr_signature = { 0xdeadbeef, [15] = 0x12345678 },
		.nr_mbr = 16,
	};
	struct boot_params_spec spec = spec_make();
	struct buffer page = { 0 };
	uint8_t *leader = malloc(4096);

	(void)state;
	assert_non_null(leader);
	memset(leader, 0x5a, 4096);
	spec.leader = (struct bytes){ leader, 4096 };
	spec.screen_info = screen;
	spec.edd = &edd;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), 0);
	/* told facts go before the leader's page; ext_mem_k is this map's */
	assert_int_equal(get(&page, 0, 4), 0x0201);
	assert_int_equal(get(&page, 4, 1), 5);
	assert_int_equal(get(&page, 0x0f, 1), 0x23);
	assert_int_equal(get(&page, 0x20, 4), 0);
	assert_int_equal(get(&page, 0x3f, 1), 0x64);
	assert_int_equal(get(&page, 0x1e9, 2), 0x1002);
	assert_int_equal(get(&page, 0xd00, 2), 0x3080);
	assert_int_equal(get(&page, 0xd00 + 2 * 82 - 1, 1), 0x99);
	assert_int_equal(get(&page, 0xd00 + 2 * 82, 8), 0);
	assert_int_equal(get(&page, 0x290, 4), 0xdeadbeef);
	assert_int_equal(get(&page, 0x290 + 60, 4), 0x12345678);
	/* the leader's: EDID, secure_boot, hardware_subarch and its data */
	assert_int_equal(get(&page, 0x140, 1), 0x5a);
	assert_int_equal(get(&page, 0x1ec, 1), 0x5a);
	assert_int_equal(get(&page, 0x23c, 4), 0x5a5a5a5a);
	assert_int_equal(get(&page, 0x240, 8), 0x5a5a5a5a5a5a5a5a);
	check_addresses(&page);
	buffer_free(&page);
	spec.is_secure_boot_off = true;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), 0);
	assert_int_equal(get(&page, 0x1ec, 1), 2); /* efi_secureboot_mode_disabled */
	buffer_free(&page);
	page = (struct buffer){ 0 };
	edd.nr_info = 7;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), -EINVAL);
	edd.nr_info = 0;
	edd.nr_mbr = 17;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), -EINVAL);
	assert_null(page.data);
	free(leader);
}

/* Linux' own loader and Debian's kexec 2.0.25 say 3144575 for the first map. */
static void test_memory_size(void **state)
{
	static const struct {
		struct memory_map_entry entry;
		uint32_t alt_mem_k, ext_mem_k;
	} row[] = {
		{ { { 0x100000, 0xbffe0000 }, 1 }, 3144575, 0xfc00 },
		{ { { 0x100000, 0x1000000 }, 1 }, 15359, 15359 },
		{ { { 0, 0x200000 }, 1 }, 1023, 1023 },
		{ { { 0x100000, 0x1000000 }, 2 }, 0, 0 },
		{ { { 0x100001, 0x1000000 }, 1 }, 0, 0 },
		{ { { 0x1000, 0x100000 }, 1 }, 0, 0 },
		{ { { 0x100000, 0x80000000000 }, 1 }, 0xffffffff, 0xfc00 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct memory_map map = { .at = { row[i].entry }, .count = 1 };
		struct boot_params_spec spec = spec_make();
		struct buffer page = { 0 };

		spec.map = &map;
		assert_int_equal(platform_boot_params_build(&spec, &page, NULL), 0);
		assert_int_equal(get(&page, 0x1e0, 4), row[i].alt_mem_k);
		assert_int_equal(get(&page, 2, 2), row[i].ext_mem_k);
		buffer_free(&page);
	}
}

static void test_32bit(void **state)
{
	struct boot_params_spec good = {
		.kernel = 0x1000000,
		.initrd = { 0xfffff000, 0x100000000 },
		.cmdline = 0x92000,
		.rsdp = 0xf5b20,
		.map = &two,
		.setup_data = 0x93000,
		.is_32bit = true,
		.old_cmdline = 0x1000,
	};
	struct boot_params_spec spec = good;
	struct buffer page = { 0 };
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), 0);
	assert_int_equal(get(&page, 0x214, 4), 0x1000000);
	assert_int_equal(get(&page, 0x218, 4), 0xfffff000);
	assert_int_equal(get(&page, 0xc0, 8), 0);
	assert_int_equal(get(&page, 0x228, 4), 0x92000);
	assert_int_equal(get(&page, 0x236, 2), 0);
	assert_int_equal(get(&page, 0x250, 8), 0x93000);
	/* protocol < 2.02: cl_magic and cl_offset */
	assert_int_equal(get(&page, 0x20, 4), 0x1000a33f);
	buffer_free(&page);

	spec.initrd.end++;
	assert_int_equal(platform_boot_params_build(&spec, &page, &diag), -ERANGE);
	assert_non_null(strstr(diag.line, "initrd at 0x100000000"));
	assert_non_null(strstr(diag.line, "up to 0xffffffff"));
	spec = good;
	spec.kernel = 0x100000000;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), -ERANGE);
	spec = good;
	spec.cmdline = 0x100000000;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), -ERANGE);
	spec = good;
	spec.setup_data = 0x100000000;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), -ERANGE);
	spec = good;
	spec.rsdp = 0x100000000;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), -ERANGE);
	spec = good;
	spec.efi_memmap = 0x100000000;
	assert_int_equal(platform_boot_params_build(&spec, &page, NULL), -ERANGE);
	assert_null(page.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_elf),	  cmocka_unit_test(test_bzimage),
		cmocka_unit_test(test_no_initrd), cmocka_unit_test(test_leader),
		cmocka_unit_test(test_refused),	  cmocka_unit_test(test_long_map),
		cmocka_unit_test(test_hardware),  cmocka_unit_test(test_memory_size),
		cmocka_unit_test(test_32bit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
