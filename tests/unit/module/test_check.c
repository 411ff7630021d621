/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_check.c - the module believes nothing: each rule of the ABI, and its edge
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mint/module/check.h"

#define LIMIT	   (1ULL << 40)
#define IMAGE_SIZE 0x10000
#define REGION                                                 \
	{                                                      \
		0x40000000, 0x60000000, MINT_PURPOSE_REGION, 0 \
	}
#define WINDOW                                             \
	{                                                  \
		0x10000, 0x20000, MINT_PURPOSE_REALMODE, 0 \
	}
#define SWIOTLB                                                 \
	{                                                       \
		0x30000000, 0x35000000, MINT_PURPOSE_SWIOTLB, 0 \
	}

static const struct mint_range owned[] = { REGION, WINDOW, SWIOTLB };

static void names(void **state)
{
	static const struct {
		const char *name;
		int want;
	} rows[] = {
		{ "os1", 0 },
		{ "0", 0 },
		{ "a_b-c", 0 },
		{ "abcdefghijklmnopqrstuvwxyz01234", 0 },
		{ "abcdefghijklmnopqrstuvwxyz012345", -EINVAL }, /* no room for the NUL */
		{ "", -EINVAL },
		{ "-a", -EINVAL },
		{ "_a", -EINVAL },
		{ "Os", -EINVAL },
		{ "a/b", -EINVAL },
		{ "a b", -EINVAL },
		{ "..", -EINVAL },
	};
	char name[MINT_NAME_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(name, 0, sizeof(name));
		memcpy(name, rows[i].name, strlen(rows[i].name));
		assert_int_equal(mint_check_name(name), rows[i].want);
	}
}

static void blocks(void **state)
{
	static const struct {
		struct mint_block block;
		int want;
	} rows[] = {
		{ { 0x8000000, 0x8000000, MINT_ZONE_MOVABLE, 0 }, 0 },
		{ { 0, 0x1000, MINT_ZONE_OFFLINE, 0 }, 0 },
		{ { 0x8000000, 0, MINT_ZONE_KERNEL, 0 }, -EINVAL },
		{ { 0x8000800, 0x8000000, MINT_ZONE_KERNEL, 0 }, -EINVAL },
		{ { 0x8000000, 0x8000001, MINT_ZONE_KERNEL, 0 }, -EINVAL },
		{ { 0xfffffffff8000000, 0x8000000, MINT_ZONE_KERNEL, 0 }, -EINVAL },
		{ { 0x8000000, 0x8000000, MINT_ZONE_MOVABLE + 1, 0 }, -EINVAL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(mint_check_blocks(&rows[i].block, 1), rows[i].want);
	assert_int_equal(mint_check_blocks(NULL, 0), 0);
}

#define PCI(bus_, devfn_, flags_, driver_, ...)                                   \
	{                                                                         \
		.bus = bus_, .devfn = devfn_, .flags = flags_, .driver = driver_, \
		.window = {                                                       \
			__VA_ARGS__                                               \
		}                                                                 \
	}

static void devices(void **state)
{
	static const struct {
		struct mint_pci pci[2];
		int want;
	} rows[] = {
		{ { PCI(0, 0x20, MINT_PCI_PORT, "", { 1, 2 }, { 0, 0 }, { 4096, 8192 }),
		    PCI(1, 0, 0, "nvme", { 0, 0 }) },
		  0 },
		{ { PCI(1, 1, 0, "a-b_c", { 0, 0 }),
		    { .segment = 1, .bus = 1, .devfn = 1 } },
		  0 },
		{ { PCI(0, 0x20, MINT_PCI_PORT | MINT_PCI_MANUAL, "", { 0, 0 }),
		    PCI(1, 0, 0, "", { 0, 0 }) },
		  0 },
		{ { PCI(1, 0, 0, "", { 0, 0 }), PCI(1, 0, MINT_PCI_PORT, "", { 0, 0 }) },
		  -EINVAL },
		{ { PCI(1, 0, 2, "", { 0, 0 }), PCI(1, 1, 0, "", { 0, 0 }) }, -EINVAL },
		{ { PCI(1, 0, 8, "", { 0, 0 }), PCI(1, 1, 0, "", { 0, 0 }) }, -EINVAL },
		{ { PCI(1, 0, MINT_PCI_MANUAL, "", { 0, 0 }),
		    PCI(1, 1, 0, "", { 0, 0 }) },
		  -EINVAL },
		{ { PCI(1, 0, 0, "a/b", { 0, 0 }), PCI(1, 1, 0, "", { 0, 0 }) },
		  -EINVAL },
		{ { PCI(1, 0, 0, "a b", { 0, 0 }), PCI(1, 1, 0, "", { 0, 0 }) },
		  -EINVAL },
		{ { PCI(1, 0, 0, "a\n", { 0, 0 }), PCI(1, 1, 0, "", { 0, 0 }) },
		  -EINVAL },
		/* a window of a function, an empty one, one that is upside down */
		{ { PCI(1, 0, 0, "", { 1, 2 }), PCI(1, 1, 0, "", { 0, 0 }) }, -EINVAL },
		{ { PCI(1, 0, MINT_PCI_PORT, "", { 0, 0 }, { 7, 7 }),
		    PCI(1, 1, 0, "", { 0, 0 }) },
		  -EINVAL },
		{ { PCI(1, 0, MINT_PCI_PORT, "", { 0, 0 }, { 0, 0 }, { 0, 0 }, { 2, 1 }),
		    PCI(1, 1, 0, "", { 0, 0 }) },
		  -EINVAL },
	};
	struct mint_pci long_name = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(mint_check_pci(rows[i].pci, 2), rows[i].want);
	assert_int_equal(mint_check_pci(NULL, 0), 0);
	memset(long_name.driver, 'a', sizeof(long_name.driver));
	assert_int_equal(mint_check_pci(&long_name, 1), -EINVAL);
	long_name.driver[MINT_DRIVER_SIZE - 1] = '\0';
	assert_int_equal(mint_check_pci(&long_name, 1), 0);
}

static void uarts(void **state)
{
	static const struct {
		struct mint_uart uart;
		int want;
	} rows[] = {
		{ { 0, 0, 0 }, 0 },
		{ { 0x2f8, 1, 4 }, 0 },
		{ { 0x3f8, 0, 1 }, 0 },
		{ { 0xfff8, 31, 4 }, 0 },
		{ { 0xfff9, 31, 4 }, -EINVAL },
		{ { 0xff, 0, 4 }, -EINVAL },
		{ { 0x100, 0, 4 }, 0 },
		{ { 0x2f8, 1, 0 }, -EINVAL },
		{ { 0, 1, 0 }, -EINVAL },
		{ { 0, 0, 4 }, -EINVAL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(mint_check_uart(&rows[i].uart), rows[i].want);
}

static const struct claim_row {
	const char *why;
	uint32_t nr_ranges, nr_cpus;
	struct mint_range ranges[3];
	uint32_t cpus[3];
	int want;
} claim_rows[] = {
	{ "region and window", 2, 1, { REGION, WINDOW }, { 1 }, 0 },
	{ "all three, two CPUs", 3, 2, { SWIOTLB, WINDOW, REGION }, { 3, 1 }, 0 },
	{ "two regions",
	  3,
	  1,
	  { REGION, WINDOW, { 0x60000000, 0x61000000, 0, 0 } },
	  { 1 },
	  0 },
	{ "region up to the limit",
	  2,
	  1,
	  { { LIMIT - 0x1000, LIMIT, 0, 0 }, WINDOW },
	  { 1 },
	  0 },
	{ "nothing", 0, 1, { REGION }, { 1 }, -EINVAL },
	{ "too many ranges", MINT_MAX_RANGES + 1, 1, { REGION, WINDOW }, { 1 }, -EINVAL },
	{ "no CPU", 2, 0, { REGION, WINDOW }, { 1 }, -EINVAL },
	{ "too many CPUs", 2, MINT_MAX_CPUS + 1, { REGION, WINDOW }, { 1 }, -EINVAL },
	{ "CPU 0", 2, 2, { REGION, WINDOW }, { 1, 0 }, -EINVAL },
	{ "CPU twice", 2, 3, { REGION, WINDOW }, { 1, 2, 1 }, -EINVAL },
	{ "no window", 1, 1, { REGION }, { 1 }, -EINVAL },
	{ "no region", 2, 1, { SWIOTLB, WINDOW }, { 1 }, -EINVAL },
	{ "two windows",
	  3,
	  1,
	  { REGION, WINDOW, { 0x30000, 0x40000, 1, 0 } },
	  { 1 },
	  -EINVAL },
	{ "empty range",
	  2,
	  1,
	  { { 0x40000000, 0x40000000, 0, 0 }, WINDOW },
	  { 1 },
	  -EINVAL },
	{ "backwards",
	  2,
	  1,
	  { { 0x60000000, 0x40000000, 0, 0 }, WINDOW },
	  { 1 },
	  -EINVAL },
	{ "start not a page",
	  2,
	  1,
	  { { 0x40000800, 0x60000000, 0, 0 }, WINDOW },
	  { 1 },
	  -EINVAL },
	{ "end not a page",
	  2,
	  1,
	  { { 0x40000000, 0x5fffffff, 0, 0 }, WINDOW },
	  { 1 },
	  -EINVAL },
	{ "beyond the limit",
	  2,
	  1,
	  { { LIMIT - 0x1000, LIMIT + 0x1000, 0, 0 }, WINDOW },
	  { 1 },
	  -ERANGE },
	{ "overlap",
	  3,
	  1,
	  { REGION, WINDOW, { 0x5ffff000, 0x60001000, 0, 0 } },
	  { 1 },
	  -EINVAL },
	{ "padding set",
	  2,
	  1,
	  { { 0x40000000, 0x60000000, 0, 1 }, WINDOW },
	  { 1 },
	  -EINVAL },
	{ "unknown purpose",
	  2,
	  1,
	  { { 0x40000000, 0x60000000, 3, 0 }, WINDOW },
	  { 1 },
	  -EINVAL },
	{ "page 0", 2, 1, { REGION, { 0, 0x10000, 1, 0 } }, { 1 }, -EINVAL },
	{ "what BIOSes scribble over",
	  2,
	  1,
	  { REGION, { 0x1000, 0x20000, 1, 0 } },
	  { 1 },
	  -EINVAL },
	{ "the last page of it",
	  2,
	  1,
	  { REGION, { 0xf000, 0x1f000, 1, 0 } },
	  { 1 },
	  -EINVAL },
	{ "window too small",
	  2,
	  1,
	  { REGION, { 0x10000, 0x19000, 1, 0 } },
	  { 1 },
	  -EINVAL },
	{ "smallest window", 2, 1, { REGION, { 0x10000, 0x1a000, 1, 0 } }, { 1 }, 0 },
	{ "window over 1 MiB",
	  2,
	  1,
	  { REGION, { 0xf8000, 0x108000, 1, 0 } },
	  { 1 },
	  -EINVAL },
	{ "region below 1 MiB",
	  2,
	  1,
	  { { 0x80000, 0x200000, 0, 0 }, WINDOW },
	  { 1 },
	  -EINVAL },
	{ "swiotlb over 4 GiB",
	  3,
	  1,
	  { REGION, WINDOW, { 0xfffff000, 0x100001000, 2, 0 } },
	  { 1 },
	  -EINVAL },
};

static void claims(void **state)
{
	struct mint_claim claim;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(claim_rows) / sizeof(claim_rows[0]); i++) {
		const struct claim_row *row = &claim_rows[i];

		memset(&claim, 0, sizeof(claim));
		claim.nr_ranges = row->nr_ranges;
		claim.nr_cpus = row->nr_cpus;
		memcpy(claim.ranges, row->ranges, sizeof(row->ranges));
		memcpy(claim.cpus, row->cpus, sizeof(row->cpus));
		if (mint_check_claim(&claim, LIMIT) != row->want)
			fail_msg("%s: %d, not %d", row->why,
				 mint_check_claim(&claim, LIMIT), row->want);
	}
}

static void claim_flags(void **state)
{
	static const struct {
		uint32_t flags;
		int want;
	} rows[] = {
		{ 0, 0 },
		{ MINT_CLAIM_NO_SCRUB, 0 },
		{ 2, -EINVAL },
		{ MINT_CLAIM_NO_SCRUB | 1u << 31, -EINVAL },
	};
	struct mint_claim claim = {
		.nr_ranges = 2,
		.nr_cpus = 1,
		.ranges = { REGION, WINDOW },
		.cpus = { 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		claim.flags = rows[i].flags;
		assert_int_equal(mint_check_claim(&claim, LIMIT), rows[i].want);
	}
}

#define ENTRY 0x41000000
#define BOX   0x30000000
#define PURGATORY                         \
	{                                 \
		ENTRY, 0x10000, 0, 0x3000 \
	}

static const struct load_row {
	const char *why;
	struct mint_segment segments[2];
	uint64_t entry, mailbox;
	uint32_t nr_segments, flags, hang_timeout_ms;
	int want;
} load_rows[] = {
	{ "one segment", { PURGATORY }, ENTRY, BOX, 1, 0, 0, 0 },
	{ "two, adjacent",
	  { PURGATORY, { 0x41010000, 0x1000, 0x3000, 0x10 } },
	  ENTRY,
	  BOX,
	  2,
	  MINT_LOAD_WATCH_ACPI,
	  0,
	  0 },
	{ "zeros only",
	  { PURGATORY, { 0x42000000, 0x1000, 0, 0 } },
	  ENTRY,
	  BOX,
	  2,
	  0,
	  0,
	  0 },
	{ "last byte of the file",
	  { { ENTRY, IMAGE_SIZE, 0, IMAGE_SIZE } },
	  ENTRY,
	  BOX,
	  1,
	  0,
	  0,
	  0 },
	{ "mailbox in the region", { PURGATORY }, ENTRY, 0x41010000, 1, 0, 0, 0 },
	{ "no segment", { PURGATORY }, ENTRY, BOX, 0, 0, 0, -EINVAL },
	{ "too many", { PURGATORY }, ENTRY, BOX, MINT_MAX_SEGMENTS + 1, 0, 0, -EINVAL },
	{ "unknown flag", { PURGATORY }, ENTRY, BOX, 1, 2, 0, -EINVAL },
	{ "no whole period", { PURGATORY }, ENTRY, BOX, 1, 0, 50, -EINVAL },
	{ "a hang timeout", { PURGATORY }, ENTRY, BOX, 1, 0, 30000, 0 },
	{ "not a page",
	  { { ENTRY + 0x800, 0x1000, 0, 0x100 } },
	  ENTRY + 0x800,
	  BOX,
	  1,
	  0,
	  0,
	  -EINVAL },
	{ "no size", { { ENTRY, 0, 0, 0 } }, ENTRY, BOX, 1, 0, 0, -EINVAL },
	{ "more file than memory",
	  { { ENTRY, 0x1000, 0, 0x1001 } },
	  ENTRY,
	  BOX,
	  1,
	  0,
	  0,
	  -EINVAL },
	{ "behind the file",
	  { { ENTRY, 0x10000, 0x8000, 0x8001 } },
	  ENTRY,
	  BOX,
	  1,
	  0,
	  0,
	  -ERANGE },
	{ "offset wraps",
	  { { ENTRY, 0x10000, ~0ULL, 2 } },
	  ENTRY,
	  BOX,
	  1,
	  0,
	  0,
	  -ERANGE },
	{ "memory wraps",
	  { { 0xfffffffffffff000, 0x2000, 0, 0 } },
	  ENTRY,
	  BOX,
	  1,
	  0,
	  0,
	  -EINVAL },
	{ "page end wraps",
	  { { 0xfffffffffffff000, 0xfff, 0, 0 } },
	  ENTRY,
	  BOX,
	  1,
	  0,
	  0,
	  -EINVAL },
	{ "not owned",
	  { { 0x60000000, 0x1000, 0, 0x100 } },
	  0x60000000,
	  BOX,
	  1,
	  0,
	  0,
	  -EPERM },
	{ "one byte past the region",
	  { { 0x5ffff000, 0x1001, 0, 0x100 } },
	  0x5ffff000,
	  BOX,
	  1,
	  0,
	  0,
	  -EPERM },
	{ "in the real-mode window",
	  { { 0x18000, 0x1000, 0, 0x100 } },
	  0x18000,
	  BOX,
	  1,
	  0,
	  0,
	  -EPERM },
	{ "segments overlap",
	  { PURGATORY, { 0x4100f000, 0x1000, 0, 0 } },
	  ENTRY,
	  BOX,
	  2,
	  0,
	  0,
	  -EINVAL },
	{ "segments share a page",
	  { { ENTRY, 0x10001, 0, 0x3000 }, { 0x41010000, 0x10, 0, 0 } },
	  ENTRY,
	  BOX,
	  2,
	  0,
	  0,
	  -EINVAL },
	{ "mailbox under a segment", { PURGATORY }, ENTRY, 0x4100f000, 1, 0, 0, -EINVAL },
	{ "mailbox not a page", { PURGATORY }, ENTRY, BOX + 8, 1, 0, 0, -EINVAL },
	{ "mailbox not owned", { PURGATORY }, ENTRY, 0x34ff9000, 1, 0, 0, -EPERM },
	{ "mailbox in the window", { PURGATORY }, ENTRY, 0x10000, 1, 0, 0, -EPERM },
	{ "mailbox above 4 GiB", { PURGATORY }, ENTRY, 0x100000000, 1, 0, 0, -EINVAL },
	{ "entry behind the data", { PURGATORY }, ENTRY + 0x3000, BOX, 1, 0, 0, -EINVAL },
	{ "entry nowhere", { PURGATORY }, 0x50000000, BOX, 1, 0, 0, -EINVAL },
	{ "entry two pages in",
	  { { ENTRY, 0x600000, 0, 0x3000 } },
	  ENTRY,
	  BOX,
	  1,
	  0,
	  0,
	  -EINVAL },
	{ "entry at a 2 MiB edge",
	  { { 0x411ff000, 0x10000, 0, 0x3000 } },
	  0x411ff000,
	  BOX,
	  1,
	  0,
	  0,
	  0 },
};

static void loads(void **state)
{
	struct mint_load load;
	size_t i;
	int got;

	(void)state;
	for (i = 0; i < sizeof(load_rows) / sizeof(load_rows[0]); i++) {
		const struct load_row *row = &load_rows[i];

		memset(&load, 0, sizeof(load));
		load.nr_segments = row->nr_segments;
		load.entry = row->entry;
		load.mailbox = row->mailbox;
		load.flags = row->flags;
		load.hang_timeout_ms = row->hang_timeout_ms;
		memcpy(load.segments, row->segments, sizeof(row->segments));
		got = mint_check_load(&load, owned, 3, IMAGE_SIZE);
		if (got != row->want)
			fail_msg("%s: %d, not %d", row->why, got, row->want);
	}
}

/* The stub has no table for a second GiB: a purgatory across the border is refused. */
static void load_gib_edge(void **state)
{
	static const struct mint_range high[] = {
		{ 0x140000000, 0x1c0000000, MINT_PURPOSE_REGION, 0 }, SWIOTLB
	};
	struct mint_load load = {
		.nr_segments = 1,
		.mailbox = BOX,
		.entry = 0x17fffe000,
		.segments = { { 0x17fffe000, 0x2000, 0, 0x1000 } },
	};

	(void)state;
	assert_int_equal(mint_check_load(&load, high, 2, IMAGE_SIZE), 0);
	load.segments[0].memsz = 0x2001;
	assert_int_equal(mint_check_load(&load, high, 2, IMAGE_SIZE), -EINVAL);
}

/* What tables, runtime page and purgatory compile in: these offsets never move. */
static void layout(void **state)
{
	(void)state;
	assert_int_equal(offsetof(struct mint_mailbox, reset), 0x08);
	assert_int_equal(offsetof(struct mint_mailbox, efi_reset), 0x10);
	assert_int_equal(offsetof(struct mint_mailbox, tts), 0x18);
	assert_int_equal(offsetof(struct mint_mailbox, kernel), 0x1c);
	assert_int_equal(offsetof(struct mint_mailbox, doorbell), 0x20);
	assert_int_equal(offsetof(struct mint_mailbox, purgatory_stage), 0x40);
	assert_int_equal(offsetof(struct mint_mailbox, cpu_present), 0x50);
	assert_int_equal(sizeof(struct mint_mailbox), 0x80);
	assert_int_equal(sizeof(struct mint_range), 24);
	assert_int_equal(sizeof(struct mint_claim), 8 + 8 * 24 + 256 * 4 + 8);
	assert_int_equal(sizeof(struct mint_load), 32 + 32 * 32);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),       cmocka_unit_test(blocks),
		cmocka_unit_test(uarts),       cmocka_unit_test(devices),
		cmocka_unit_test(claims),      cmocka_unit_test(loads),
		cmocka_unit_test(claim_flags), cmocka_unit_test(load_gib_edge),

		cmocka_unit_test(layout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
