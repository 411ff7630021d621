/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_e820.c - the memory map that an OS beside the leader gets
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/platform/platform_specs.h"
#include "platform/e820.h"

static void expect_map(const struct memory_map *map, const struct memory_map_entry *entry,
		       unsigned int count)
{
	assert_int_equal(map->count, count);
	for (unsigned int i = 0; i < count; i++) {
		assert_int_equal(map->at[i].range.start, entry[i].range.start);
		assert_int_equal(map->at[i].range.end, entry[i].range.end);
		assert_int_equal(map->at[i].type, entry[i].type);
	}
}

static void test_low(void **state)
{
	static const struct memory_map_entry entry[] = {
		{ { 0x10000, 0x20000 }, 1 },	   { { 0x40000000, 0x40200000 }, 1 },
		{ { 0x40200000, 0x40210000 }, 3 }, { { 0x40210000, 0x40211000 }, 2 },
		{ { 0x40211000, 0x40212000 }, 2 }, { { 0x40212000, 0x4021a000 }, 2 },
		{ { 0x4021a000, 0x60000000 }, 1 },
	};
	struct platform_spec spec = spec_low();
	struct memory_map map;

	(void)state;
	assert_int_equal(platform_memory_map(&spec, &map, NULL), 0);
	expect_map(&map, entry, 7);
}

static void test_high(void **state)
{
	static const struct memory_map_entry entry[] = {
		{ { 0x30000, 0x40000 }, 1 },	     { { 0x60000000, 0x60008000 }, 2 },
		{ { 0x60008000, 0x65000000 }, 1 },   { { 0x140000000, 0x140200000 }, 1 },
		{ { 0x140200000, 0x140210000 }, 3 }, { { 0x140210000, 0x140211000 }, 2 },
		{ { 0x140211000, 0x140212000 }, 2 }, { { 0x140212000, 0x180000000 }, 1 },
	};
	struct platform_spec spec = spec_high();
	struct memory_map map;

	(void)state;
	assert_int_equal(platform_memory_map(&spec, &map, NULL), 0);
	expect_map(&map, entry, 8);
}

/* Configuration space is in the map though the OS does not own it. */
static void test_ecam(void **state)
{
	struct platform_spec spec = spec_pci();
	struct diag diag = { 0 };
	struct memory_map map;

	(void)state;
	assert_int_equal(platform_memory_map(&spec, &map, &diag), 0);
	assert_int_equal(map.count, 9);
	assert_int_equal(map.at[7].range.start, 0xb0100000);
	assert_int_equal(map.at[7].range.end, 0xb0200000);
	assert_int_equal(map.at[7].type, 2);
	assert_int_equal(map.at[8].range.start, 0xc4000000);
	assert_int_equal(map.at[8].range.end, 0xc4800000);
	assert_int_equal(map.at[8].type, 2);
	spec.bridge[1].ecam = 0x50000000;
	assert_int_equal(platform_memory_map(&spec, &map, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "ECAM 0x54000000-0x547fffff overlaps"));
}

/* Platform pages at the very edges leave no empty entries behind. */
static void test_edges(void **state)
{
	static const struct memory_map_entry entry[] = {
		{ { 0x10000, 0x20000 }, 1 },	   { { 0x40000000, 0x40010000 }, 3 },
		{ { 0x40010000, 0x40011000 }, 2 }, { { 0x40011000, 0x40012000 }, 2 },
		{ { 0x40012000, 0x4001a000 }, 2 },
	};
	struct platform_spec spec = spec_low();
	struct memory_map map;

	(void)state;
	spec.region = (struct prange){ 0x40000000, 0x4001a000 };
	spec.area = 0x40000000;
	spec.mailbox = 0x40012000;
	assert_int_equal(platform_memory_map(&spec, &map, NULL), 0);
	expect_map(&map, entry, 5);
}

static const struct {
	const char *what;
	phys_t area, mailbox;
	struct prange swiotlb;
	const char *says;
} refused_rows[] = {
	{ "area before the region", 0x3fff0000, 0x40212000, { 0, 0 }, "ACPI" },
	{ "area over the end", 0x5fff8000, 0x40212000, { 0, 0 }, "ACPI" },
	{ "EFI code over the end", 0x5ffef000, 0x40212000, { 0, 0 }, "EFI code" },
	{ "mailbox in the area", 0x40200000, 0x40208000, { 0, 0 }, "mailbox" },
	{ "mailbox of nobody", 0x40200000, 0x70000000, { 0, 0 }, "mailbox" },
	{ "mailbox above 4 GiB", 0x40200000, 0x140000000, { 0, 0 }, "4 GiB" },
	{ "mailbox across 4 GiB", 0x40200000, 0xffffa000, { 0, 0 }, "4 GiB" },
	{ "not on a page", 0x40200800, 0x40212000, { 0, 0 }, "page" },
	{ "window over the region",
	  0x40200000,
	  0x40212000,
	  { 0x3f000000, 0x40001000 },
	  "overlaps" },
	{ "region over the window",
	  0x40200000,
	  0x40212000,
	  { 0x5f000000, 0x61000000 },
	  "overlaps" },
	{ "window upside down",
	  0x40200000,
	  0x40212000,
	  { 0x61000000, 0x60000000 },
	  "pages" },
};

static void test_refused(void **state)
{

	(void)state;
	for (size_t i = 0; i < sizeof(refused_rows) / sizeof(refused_rows[0]); i++) {
		struct platform_spec spec = spec_low();
		struct memory_map map = { .count = 99 };
		struct diag diag = { 0 };

		spec.area = refused_rows[i].area;
		spec.mailbox = refused_rows[i].mailbox;
		spec.swiotlb = refused_rows[i].swiotlb;
		if (platform_memory_map(&spec, &map, &diag) != -EINVAL ||
		    !strstr(diag.line, refused_rows[i].says) || map.count != 99)
			fail_msg("%s: \"%s\"", refused_rows[i].what, diag.line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_low),	cmocka_unit_test(test_high),
		cmocka_unit_test(test_ecam),	cmocka_unit_test(test_edges),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
