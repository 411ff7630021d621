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

#include "platform/platform.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_elf),
		cmocka_unit_test(test_bzimage),
		cmocka_unit_test(test_no_initrd),
		cmocka_unit_test(test_leader),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
