/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_memory.c - the memory map that a plain load hands over
 *
 * In: maps made here. Checked too: maps of random entries against a slow answer, one
 * page at a time, and that a huge one is no matter.
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
#include "machine/memory.h"

#define ROW_MAX 8

struct row {
	const char *name;
	struct memory_entry in[ROW_MAX], want[ROW_MAX];
};

static size_t entries(const struct memory_entry *entry)
{
	size_t count = 0;

	while (count < ROW_MAX && entry[count].type)
		count++;
	return count;
}

static const struct row overlap_rows[] = {
	{ "as it is",
	  { { { 0x1000, 0x2000 }, 1 }, { { 0x4000, 0x5000 }, 2 } },
	  { { { 0x1000, 0x2000 }, 1 }, { { 0x4000, 0x5000 }, 2 } } },
	{ "unsorted",
	  { { { 0x4000, 0x5000 }, 2 }, { { 0x1000, 0x2000 }, 1 } },
	  { { { 0x1000, 0x2000 }, 1 }, { { 0x4000, 0x5000 }, 2 } } },
	{ "the interrupt table is told as RAM: hibernation compares the firmware's map",
	  { { { 0, 0x9fc00 }, 1 } },
	  { { { 0, 0x9fc00 }, 1 } } },
	{ "and it may be reserved",
	  { { { 0, 0x9fc00 }, 2 } },
	  { { { 0, 0x9fc00 }, 2 } } },
	{ "however little RAM, and odd",
	  { { { 0, 0x400 }, 1 }, { { 0x800, 0x901 }, 1 } },
	  { { { 0, 0x400 }, 1 }, { { 0x800, 0x901 }, 1 } } },
	{ "the page below stays reserved",
	  { { { 0, 0x1000 }, 2 }, { { 0, 0x9000 }, 1 } },
	  { { { 0, 0x1000 }, 2 }, { { 0x1000, 0x9000 }, 1 } } },
	{ "reserved inside of RAM",
	  { { { 0x1000, 0x9000 }, 1 }, { { 0x3000, 0x4000 }, 2 } },
	  { { { 0x1000, 0x3000 }, 1 },
	    { { 0x3000, 0x4000 }, 2 },
	    { { 0x4000, 0x9000 }, 1 } } },
	{ "the greater type wins",
	  { { { 0x1000, 0x9000 }, 1 },
	    { { 0x2000, 0x5000 }, 4 },
	    { { 0x4000, 0x6000 }, 3 } },
	  { { { 0x1000, 0x2000 }, 1 },
	    { { 0x2000, 0x5000 }, 4 },
	    { { 0x5000, 0x6000 }, 3 },
	    { { 0x6000, 0x9000 }, 1 } } },
	{ "a type that nobody knows is kept",
	  { { { 0x1000, 0x3000 }, 1 }, { { 0x2000, 0x3000 }, 42 } },
	  { { { 0x1000, 0x2000 }, 1 }, { { 0x2000, 0x3000 }, 42 } } },
	{ "neighbours and doubles are joined",
	  { { { 0x1000, 0x2000 }, 1 },
	    { { 0x2000, 0x3000 }, 1 },
	    { { 0x2800, 0x4000 }, 1 },
	    { { 0x2000, 0x3000 }, 1 } },
	  { { { 0x1000, 0x4000 }, 1 } } },
	{ "persistent memory is not",
	  { { { 0x1000, 0x2000 }, 12 },
	    { { 0x2000, 0x3000 }, 12 },
	    { { 0x3000, 0x4000 }, 7 },
	    { { 0x4000, 0x5000 }, 7 } },
	  { { { 0x1000, 0x2000 }, 12 },
	    { { 0x2000, 0x3000 }, 12 },
	    { { 0x3000, 0x4000 }, 7 },
	    { { 0x4000, 0x5000 }, 7 } } },
	{ "up to the last byte",
	  { { { 0xfffffffffffff000, UINT64_MAX }, 2 } },
	  { { { 0xfffffffffffff000, UINT64_MAX }, 2 } } },
};

static void overlaps(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(overlap_rows); i++) {
		AUTO_FREE struct memory_entry *map = NULL;
		struct memory_entry in[ROW_MAX];
		struct machine machine = {
			.firmware.map = in,
			.firmware.nr_map = entries(overlap_rows[i].in),
			.firmware.has_memmap = true,
		};
		struct diag diag = { 0 };
		size_t count = 0;

		print_message("%s\n", overlap_rows[i].name);
		memcpy(in, overlap_rows[i].in, sizeof(in));
		assert_int_equal(machine_memory(&machine, &map, &count, &diag), 0);
		assert_int_equal(count, entries(overlap_rows[i].want));
		for (j = 0; j < count; j++) {
			assert_true(map[j].range.start ==
				    overlap_rows[i].want[j].range.start);
			assert_true(map[j].range.end ==
				    overlap_rows[i].want[j].range.end);
			assert_int_equal(map[j].type, overlap_rows[i].want[j].type);
		}
		/* the facts are as they were */
		assert_memory_equal(in, overlap_rows[i].in, sizeof(in));
	}
}

#define PAGES	   64
#define RANDOM_MAX 12

/* Entries in the first 64 pages, never in page 0: each page's type is known at once. */
static size_t random_fill(unsigned int *seed, struct memory_entry in[RANDOM_MAX],
			  uint32_t want[PAGES])
{
	size_t count = 1 + (size_t)rand_r(seed) % RANDOM_MAX;

	for (size_t i = 0; i < count; i++) {
		uint64_t a = 1 + (uint64_t)rand_r(seed) % (PAGES - 2);
		uint64_t b = a + 1 + (uint64_t)rand_r(seed) % (PAGES - 1 - a);

		in[i].range = (struct prange){ a << 12, b << 12 };
		in[i].type = 1 + (uint32_t)rand_r(seed) % 5;
		for (size_t page = a; page < b; page++) {
			if (want[page] < in[i].type)
				want[page] = in[i].type;
		}
	}
	return count;
}

/* Sorted, disjoint, joined; @got is its type of each page. */
static void map_check(const struct memory_entry *map, size_t count, uint32_t got[PAGES])
{
	for (size_t i = 0; i < count; i++) {
		assert_false(prange_is_empty(map[i].range));
		if (i) {
			assert_true(map[i - 1].range.end <= map[i].range.start);
			assert_true(map[i - 1].range.end < map[i].range.start ||
				    map[i - 1].type != map[i].type);
		}
		for (size_t page = map[i].range.start >> 12;
		     page < map[i].range.end >> 12; page++)
			got[page] = map[i].type;
	}
}

static void random_maps(void **state)
{
	unsigned int seed = 4711;

	(void)state;
	for (unsigned int round = 0; round < 2000; round++) {
		struct memory_entry in[RANDOM_MAX];
		struct machine machine = { .firmware.map = in,
					   .firmware.has_memmap = true };
		uint32_t want[PAGES] = { 0 }, got[PAGES] = { 0 };
		AUTO_FREE struct memory_entry *map = NULL;
		size_t count = 0;

		machine.firmware.nr_map = random_fill(&seed, in, want);
		assert_int_equal(machine_memory(&machine, &map, &count, NULL), 0);
		map_check(map, count, got);
		assert_memory_equal(got, want, sizeof(got));
	}
}

/* All open at once: a quadratic sweep would need 4e10 steps. */
static void huge_map(void **state)
{
	const size_t count = 200000;
	struct machine machine = { .firmware.has_memmap = true,
				   .firmware.nr_map = count };
	AUTO_FREE struct memory_entry *map = NULL;
	size_t got = 0, i;

	(void)state;
	machine.firmware.map = calloc(count, sizeof(*machine.firmware.map));
	assert_non_null(machine.firmware.map);
	for (i = 0; i < count; i++) {
		machine.firmware.map[i].range =
			(struct prange){ (i + 1) << 12, 1ULL << 40 };
		machine.firmware.map[i].type = 1 + (uint32_t)(i % 2);
	}
	assert_int_equal(machine_memory(&machine, &map, &got, NULL), 0);
	assert_int_equal(got, 2);
	assert_true(map[1].range.start == 0x2000 && map[1].range.end == 1ULL << 40);
	free(machine.firmware.map);
}

static char ram[] = "System RAM", reserved[] = "reserved", acpi[] = "ACPI Tables",
	    nvs[] = "ACPI Non-volatile Storage", pram[] = "Persistent Memory (legacy)",
	    bus[] = "PCI Bus 0000:00", code[] = "Kernel code",
	    unusable[] = "Unusable memory";

static struct iomem_entry iomem[] = {
	{ { 0, 0x1000 }, 0, reserved },
	{ { 0x1000, 0x9fc00 }, 0, ram },
	{ { 0x100000, 0x8000000 }, 0, ram },
	{ { 0x1000000, 0x2000000 }, 1, code },
	{ { 0x8000000, 0x8001000 }, 0, acpi },
	{ { 0x8001000, 0x8002000 }, 0, nvs },
	{ { 0x8002000, 0x8003000 }, 0, unusable },
	{ { 0xb0000000, 0xc0000000 }, 0, bus },
	{ { 0xb0000000, 0xb1000000 }, 1, reserved },
	{ { 0x100000000, 0x200000000 }, 0, pram },
};

static struct memory_entry firmware[] = { { { 0x1000, 0x2000 }, 1 } };

/* Both are there, and nothing tells the leader to prefer /proc/iomem. */
static struct machine two_sources(void)
{
	static char cmdline[] = "quiet xadd_efi_memmap=1 -- ";

	return (struct machine){
		.memory.iomem = iomem,
		.memory.nr_iomem = ARRAY_SIZE(iomem),
		.memory.iomem_known = FACT_YES,
		.firmware.map = firmware,
		.firmware.nr_map = 1,
		.firmware.has_memmap = true,
		.cmdline = cmdline,
	};
}

static void assert_is_firmware(const struct machine *machine)
{
	AUTO_FREE struct memory_entry *map = NULL;
	size_t count;

	assert_int_equal(machine_memory(machine, &map, &count, NULL), 0);
	assert_int_equal(count, 1);
}

static void assert_is_iomem(const struct machine *machine)
{
	static const uint32_t types[] = { 2, 1, 1, 3, 4, 5, 2, 12 };
	AUTO_FREE struct memory_entry *map = NULL;
	size_t count;

	assert_int_equal(machine_memory(machine, &map, &count, NULL), 0);
	assert_int_equal(count, ARRAY_SIZE(types));
	for (size_t i = 0; i < count; i++)
		assert_int_equal(map[i].type, types[i]);
	assert_true(map[1].range.start == 0x1000);
	assert_true(map[6].range.start == 0xb0000000);
	assert_true(map[6].range.end == 0xb1000000);
}

static void sources(void **state)
{
	char add[] = "quiet add_efi_memmap";
	struct machine machine = two_sources();
	struct memory_entry *map;
	struct diag diag = { 0 };
	size_t count;

	(void)state;
	assert_is_firmware(&machine);
	/* /proc/iomem: the leader was told so; or there is nothing else complete */
	machine.cmdline = add;
	assert_is_iomem(&machine);
	machine.cmdline = NULL;
	machine.firmware.has_memmap = false;
	assert_is_iomem(&machine);
	/* no root: the e820 map of boot_params is better than nothing */
	machine.memory.iomem_known = FACT_NO;
	assert_is_firmware(&machine);
	machine.firmware.nr_map = 0;
	assert_int_equal(machine_memory(&machine, &map, &count, &diag), -ENODATA);
	assert_non_null(strstr(diag.line, "root is needed"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(overlaps),
		cmocka_unit_test(random_maps),
		cmocka_unit_test(huge_map),
		cmocka_unit_test(sources),
	};

	return cmocka_run_group_tests_name("machine memory", tests, NULL, NULL);
}
