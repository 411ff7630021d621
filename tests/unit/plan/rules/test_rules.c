/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_rules.c - each rule on its own: verdict and the numbers in its line
 *
 * In: tables of inputs. Out: verdicts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "abi/mint.h"
#include "base/cleanup.h"
#include "plan/rules/rules_leader.h"
#include "plan/rules/rules_low.h"
#include "tests/unit/plan/plan_fixture.h"

static void expect(const char *name, const struct plan_rule *rule, const char *id,
		   enum fact ok, const char *needle)
{
	if (rule->ok != ok || strcmp(rule->id, id) || !strstr(rule->detail, needle))
		fail_msg("%s: %s %d \"%s\", expected %s %d \"%s\"", name, rule->id,
			 rule->ok, rule->detail, id, ok, needle);
}

static const struct {
	const char *name;
	struct prange region;
	enum fact ok;
	const char *needle;
} r1_rows[] = {
	{ "aligned", { 0x1000000, 0x3000000 }, FACT_YES, "multiple of 16 MiB" },
	{ "X = 0", { 0, 0x3000000 }, FACT_YES, "0x0" },
	{ "X one page off",
	  { 0x1001000, 0x3000000 },
	  FACT_NO,
	  "0x1000 bytes past one (use 0x1000000 or 0x2000000)" },
	{ "X 8 MiB off", { 0x1800000, 0x3000000 }, FACT_NO, "0x800000 bytes past" },
	{ "Y off", { 0x1000000, 0x3000800 }, FACT_NO, "(use 0x3000000)" },
};

static void r1_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(r1_rows); i++) {
		struct plan_rule rule = { 0 };

		rule_r1(&(struct rule_r1_input){ r1_rows[i].region }, &rule);
		expect(r1_rows[i].name, &rule, "R1", r1_rows[i].ok, r1_rows[i].needle);
	}
}

static void r2_cases(void **state)
{
	static const phys_t last = RULE_PHYS_LIMIT - RULE_TEXT_SIZE;
	struct plan_rule rule = { 0 };

	(void)state;
	rule_r2(&(struct rule_r2_input){ { 0x40000000, 0x60000000 } }, &rule);
	expect("whole mapping inside", &rule, "R2", FACT_YES, "0x40000000-0x5fffffff");
	assert_null(strstr(rule.detail, "past Y"));
	rule_r2(&(struct rule_r2_input){ { 0x40000000, 0x48000000 } }, &rule);
	expect("past Y", &rule, "R2", FACT_YES, "reaches past Y");
	rule_r2(&(struct rule_r2_input){ { last, last + RULE_TEXT_SIZE } }, &rule);
	expect("last X", &rule, "R2", FACT_YES, "0x3fffffffffff");
	rule_r2(&(struct rule_r2_input){ { last, last + SIZE_1G } }, &rule);
	expect("Y too high", &rule, "R2", FACT_NO, "Y = 0x40001fffffff lies beyond");
	expect("how far", &rule, "R2", FACT_NO, "by 0x20000000 bytes");
	rule_r2(&(struct rule_r2_input){ { last + SIZE_16M, last + SIZE_1G } }, &rule);
	expect("X too high", &rule, "R2", FACT_NO, "at or below 0x3fffe0000000");
}

static const struct {
	const char *name;
	struct rule_r3_input in;
	enum fact ok;
	const char *needle;
} r3_rows[] = {
	{ "vmlinux",
	  { { 0x40000000, 0x60000000 }, 0x1000000, SIZE_2M, false },
	  FACT_YES,
	  "0x41000000, entered directly" },
	{ "bzImage",
	  { { 0x40000000, 0x60000000 }, 0, SIZE_2M, true },
	  FACT_YES,
	  "KASLR" },
	{ "32 MiB alignment",
	  { { 0x40000000, 0x60000000 }, 0, 2 * SIZE_16M, true },
	  FACT_NO,
	  "0x1000000 past that" },
	{ "linked off a large page",
	  { { 0x40000000, 0x60000000 }, 0x1001000, SIZE_2M, false },
	  FACT_NO,
	  "linked at 0x1001000" },
};

static void r3_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(r3_rows); i++) {
		struct plan_rule rule = { 0 };

		rule_r3(&r3_rows[i].in, &rule);
		expect(r3_rows[i].name, &rule, "R3", r3_rows[i].ok, r3_rows[i].needle);
	}
}

static const struct {
	const char *name;
	struct rule_r4a_input in;
	enum fact ok;
	const char *needle;
} r4a_rows[] = {
	{ "exact fit",
	  { { 0x1000000, 0x4000000 }, 0, 0x1000000, 0x1000000, -1ULL },
	  FACT_YES,
	  "0x0 bytes left" },
	{ "one byte of initrd more",
	  { { 0x1000000, 0x4000000 }, 0, 0x1000000, 0x1000001, -1ULL },
	  FACT_NO,
	  "4096 bytes too small" },
	{ "says the region that would do",
	  { { 0x1000000, 0x2000000 }, 0, 0x1000000, 0, -1ULL },
	  FACT_NO,
	  "16777216 bytes too small: it has 16 MiB, needed are 32 MiB" },
	{ "boot area full",
	  { { 0x1000000, 0x8000000 }, 0x1000001, 0x1000000, 0, -1ULL },
	  FACT_NO,
	  "boot area has 16 MiB" },
	{ "initrd limit below the kernel",
	  { { 0x1000000, 0x8000000 }, 0, 0x1000000, 0x1000, 0x2000000 },
	  FACT_NO,
	  "only below 0x2000000" },
	{ "initrd ends at its limit",
	  { { 0x1000000, 0x8000000 }, 0, 0x1000000, 0x1000, 0x3001000 },
	  FACT_YES,
	  "kernel ends at 0x2ffffff" },
	{ "initrd one page past its limit",
	  { { 0x1000000, 0x8000000 }, 0, 0x1000000, 0x1001, 0x3001000 },
	  FACT_NO,
	  "only below" },
	{ "overflow", { { 0x1000000, 0x8000000 }, 0, -1ULL, 0, -1ULL }, FACT_NO, "2^64" },
};

static void r4a_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(r4a_rows); i++) {
		struct plan_rule rule = { 0 };

		rule_r4a(&r4a_rows[i].in, &rule);
		expect(r4a_rows[i].name, &rule, "R4-A", r4a_rows[i].ok,
		       r4a_rows[i].needle);
	}
}

static void r4b_cases(void **state)
{
	struct prange web[] = { { 0x60000000, 0x68000000 } };
	struct machine_os os = { .name = "web", .range = web, .nr_ranges = 1 };
	struct rule_range owned[] = { { "the region", { 0x40000000, 0x60000000 } },
				      { "the swiotlb window",
					{ 0x68000000, 0x6c000000 } } };
	struct rule_r4b_input in = { owned, 2, &os, 1 };
	struct plan_rule rule = { 0 };

	(void)state;
	rule_r4b(&in, &rule);
	expect("touching is no overlap", &rule, "R4-B", FACT_YES, "1 other OS");
	owned[0].range.end += 0x1000;
	rule_r4b(&in, &rule);
	expect("last page", &rule, "R4-B", FACT_NO,
	       "overlaps OS web at 0x60000000-0x67ffffff");
	owned[0].range.end -= 0x1000;
	owned[1].range.start -= 0x1000;
	rule_r4b(&in, &rule);
	expect("window", &rule, "R4-B", FACT_NO, "the swiotlb window 0x67fff000");
	owned[1].range = (struct prange){ 0x5ffff000, 0x60000000 };
	rule_r4b(&in, &rule);
	expect("own region", &rule, "R4-B", FACT_NO, "overlaps the region");
	in.nr_os = 0;
	in.nr_owned = 1;
	rule_r4b(&in, &rule);
	expect("alone", &rule, "R4-B", FACT_YES, "no other OS");
}

#define NONE         \
	{            \
		0, 0 \
	} /* no window, or not told */

static const struct {
	const char *name;
	uint64_t region_low;
	enum request_window asked;
	struct prange window;
	enum fact ok;
	const char *needle;
} r5_rows[] = {
	{ "exactly enough of its own", RULE_LOW_MIN, WINDOW_AUTO, NONE, FACT_YES,
	  "65592 KiB of its own" },
	{ "one byte less", RULE_LOW_MIN - 1, WINDOW_AUTO, NONE, FACT_NO,
	  "that the leader can give up (memory blocks are 128 MiB)" },
	{ "none", 0, WINDOW_NONE, NONE, FACT_NO, "--mint-swiotlb=none" },
	{ "window",
	  0,
	  WINDOW_AUTO,
	  { 0x60000000, 0x65000000 },
	  FACT_YES,
	  "window of 80 MiB" },
	{ "smallest window",
	  0,
	  WINDOW_RANGE,
	  { 0x60000000, 0x6400e000 },
	  FACT_YES,
	  "less than 80 MiB" },
	{ "window too small",
	  0,
	  WINDOW_RANGE,
	  { 0x60000000, 0x6400d000 },
	  FACT_NO,
	  "4096 are missing" },
	{ "misaligned",
	  0,
	  WINDOW_RANGE,
	  { 0x60000800, 0x65000000 },
	  FACT_NO,
	  "whole 4 KiB pages" },
	{ "ends above 4 GiB",
	  0,
	  WINDOW_RANGE,
	  { 0xfc000000, 0x101000000 },
	  FACT_NO,
	  "ends 0x1000000 bytes above" },
};

static void r5_cases(void **state)
{
	static const struct prange high = { 0x140000000, 0x160000000 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(r5_rows); i++) {
		struct plan_rule rule = { 0 };

		rule_r5(&(struct rule_r5_input){ .region_low = r5_rows[i].region_low,
						 .asked = r5_rows[i].asked,
						 .region = high,
						 .window = r5_rows[i].window,
						 .block_size = 0x8000000 },
			&rule);
		expect(r5_rows[i].name, &rule, "R5", r5_rows[i].ok, r5_rows[i].needle);
	}
}

/* --mint-swiotlb=auto:SIZE is a wish of its own, needed or not. */
static void r5_asked_size(void **state)
{
	struct rule_r5_input in = { .region = { 0x40000000, 0x60000000 },
				    .region_low = 0x20000000,
				    .asked = WINDOW_AUTO,
				    .asked_size = 0x100000000,
				    .block_size = 0x8000000 };
	struct plan_rule rule = { 0 };

	(void)state;
	rule_r5(&in, &rule);
	expect("not to be had", &rule, "R5", FACT_NO, "no 4 GiB below 4 GiB");
	expect("nothing to reserve", &rule, "R5", FACT_NO, "no such piece of RAM");
	in.asked_size = 80 * SIZE_1M;
	in.ejectable = SIZE_1G;
	rule_r5(&in, &rule);
	expect("ACPI's", &rule, "R5", FACT_NO,
	       "1024 MiB there are of ACPI devices, which can be unplugged (boot the "
	       "leader with acpi_no_memhotplug)");
	in.advice = (struct prange){ 0x65000000, 0x6a000000 };
	rule_r5(&in, &rule);
	expect("what to reserve", &rule, "R5", FACT_NO, "memmap=80M$0x65000000");
	in.asked = WINDOW_NONE;
	rule_r5(&in, &rule);
	expect("taken back", &rule, "R5", FACT_YES, "512 MiB of its own");
}

static void r5_window_meets_region(void **state)
{
	struct plan_rule rule = { 0 };

	(void)state;
	rule_r5(&(struct rule_r5_input){ .region = { 0x40000000, 0x60000000 },
					 .asked = WINDOW_RANGE,
					 .region_low = 0x20000000,
					 .window = { 0x5f000000, 0x65000000 } },
		&rule);
	expect("overlap", &rule, "R5", FACT_NO,
	       "overlaps the region 0x40000000-0x5fffffff");
}

#define USUAL                    \
	{                        \
		0x99000, 0x9f000 \
	} /* the leader's trampoline */

static const struct {
	const char *name;
	struct prange window, trampoline, park;
	enum fact ok;
	const char *needle;
} r6_rows[] = {
	{ "good",
	  { 0x10000, 0x20000 },
	  USUAL,
	  NONE,
	  FACT_YES,
	  "0x10000-0x1ffff is free" },
	{ "smallest", { 0x10000, 0x1a000 }, USUAL, NONE, FACT_YES, "free" },
	{ "where BIOSes write",
	  { 0xf000, 0x20000 },
	  USUAL,
	  NONE,
	  FACT_NO,
	  "starts at 0xf000: some BIOSes write below 0x10000" },
	{ "trampoline unknown",
	  { 0x10000, 0x20000 },
	  NONE,
	  NONE,
	  FACT_UNKNOWN,
	  "only with mint.ko" },
	{ "nothing found", NONE, USUAL, NONE, FACT_NO, "no 40960 bytes" },
	{ "page 0",
	  { 0, 0x10000 },
	  USUAL,
	  NONE,
	  FACT_NO,
	  "starts at 0x0: some BIOSes write below 0x10000 (start there or above)" },
	{ "misaligned", { 0x10100, 0x20000 }, USUAL, NONE, FACT_NO, "whole 4 KiB pages" },
	{ "above 1 MiB", { 0xf8000, 0x108000 }, USUAL, NONE, FACT_NO, "not below 1 MiB" },
	{ "no RAM",
	  { 0x98000, 0xa8000 },
	  { 0x80000, 0x81000 },
	  NONE,
	  FACT_NO,
	  "not all RAM" },
	{ "small", { 0x10000, 0x19000 }, USUAL, NONE, FACT_NO, "4096 are missing" },
	{ "leader's trampoline",
	  { 0x90000, 0x9a000 },
	  USUAL,
	  NONE,
	  FACT_NO,
	  "the leader's trampoline at 0x99000-0x9efff" },
	{ "park page",
	  { 0x80000, 0x90000 },
	  USUAL,
	  { 0x8f000, 0x90000 },
	  FACT_NO,
	  "the park page" },
	{ "another OS",
	  { 0x38000, 0x48000 },
	  USUAL,
	  NONE,
	  FACT_NO,
	  "web at 0x40000-0x4ffff" },
};

static void r6_cases(void **state)
{
	struct prange low = { 0, 0x9f000 }, web = { 0x40000, 0x50000 };
	struct prange_list ram = { &low, 1, 1 };
	struct machine_os os = { .name = "web", .range = &web, .nr_ranges = 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(r6_rows); i++) {
		struct plan_rule rule = { 0 };

		rule_r6(&(struct rule_r6_input){ .window = r6_rows[i].window,
						 .minimum = MINT_REALMODE_MIN,
						 .first = MINT_REALMODE_FIRST,
						 .is_beside = true,
						 .ram = &ram,
						 .trampoline = r6_rows[i].trampoline,
						 .park = r6_rows[i].park,
						 .os = &os,
						 .nr_os = 1 },
			&rule);
		expect(r6_rows[i].name, &rule, "R6", r6_rows[i].ok, r6_rows[i].needle);
	}
}

/* R7 in the fixture's machine; the bend makes one thing wrong. */
static struct plan_rule r7_of(struct fixture *fixture, struct prange range)
{
	const struct rule_range owned = { "the region", range };
	struct prange_list ram = { 0 }, system_ram = { 0 };
	struct plan_rule rule = { 0 };

	assert_int_equal(machine_ram(&fixture->machine, &ram), 0);
	assert_int_equal(machine_system_ram(&fixture->machine, &system_ram), 0);
	rule_r7(&(struct rule_r7_input){ .owned = &owned,
					 .nr_owned = 1,
					 .is_beside = true,
					 .machine = &fixture->machine,
					 .ram = &ram,
					 .system_ram = &system_ram },
		&rule);
	prange_list_free(&ram);
	prange_list_free(&system_ram);
	return rule;
}

static void bend_nothing(struct fixture *fixture)
{
	(void)fixture;
}

static void bend_refusing_block(struct fixture *fixture)
{
	fixture->block[9].removable = FACT_NO;
}

static void bend_no_root(struct fixture *fixture)
{
	fixture->machine.memory.iomem_known = FACT_NO;
}

static void bend_no_hotplug(struct fixture *fixture)
{
	fixture->machine.memory.block_size = 0;
	fixture->machine.memory.nr_blocks = 0;
}

static void bend_reserved_at_boot(struct fixture *fixture)
{
	fixture->iomem[2].range.end = 0x40000000;
	bend_no_hotplug(fixture);
}

static void bend_offline(struct fixture *fixture)
{
	for (size_t i = 8; i < 12; i++)
		fixture->block[i].is_online = false;
}

static void bend_dimm(struct fixture *fixture)
{
	strcpy(fixture->block[11].device, "PNP0C80:01");
	fixture->block[11].is_online = false; /* which makes it no better */
}

static void bend_bad(struct fixture *fixture)
{
	fixture->block[9].is_bad = true;
}

static void bend_virtio_mem(struct fixture *fixture)
{
	fixture->iomem[3].range = (struct prange){ 0x48000000, 0x50000000 };
	fixture->iomem[3].name = "System RAM (virtio_mem)";
}

static void bend_no_firmware(struct fixture *fixture)
{
	fixture->machine.firmware.nr_map = 0;
}

/* What Linux names its own pieces in /proc/iomem: none of them can be given away. */
static void r7_pieces_of_the_leader(void **state)
{
	static char *const names[] = { "Kernel code", "Kernel rodata", "Kernel data",
				       "Kernel bss", "Crash kernel" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct fixture *fixture = fixture_new();
		struct plan_rule rule;

		fixture->iomem[3].range = (struct prange){ 0x50000000, 0x51000000 };
		fixture->iomem[3].name = names[i];
		rule = r7_of(fixture, (struct prange){ 0x40000000, 0x60000000 });
		expect(names[i], &rule, "R7", FACT_NO, names[i]);
		fixture_free(fixture);
	}
}

#define REGION                         \
	{                              \
		0x40000000, 0x60000000 \
	}

static const struct {
	const char *name;
	void (*bend)(struct fixture *fixture);
	struct prange range;
	enum fact ok;
	const char *needle;
} r7_rows[] = {
	{ "four blocks", bend_nothing, REGION, FACT_YES, "4 memory blocks" },
	{ "part of a block",
	  bend_nothing,
	  { 0x41000000, 0x43000000 },
	  FACT_YES,
	  "1 memory block will" },
	{ "offline already", bend_offline, REGION, FACT_YES, "given up already" },
	{ "memmap=", bend_reserved_at_boot, REGION, FACT_YES, "given up already" },
	{ "no hot-plug", bend_no_hotplug, REGION, FACT_NO,
	  "memmap=0x20000000$0x40000000" },
	{ "a block refuses", bend_refusing_block, REGION, FACT_NO,
	  "memory9 (0x48000000-0x4fffffff) of the region holds pages" },
	{ "a DIMM", bend_dimm, REGION, FACT_NO,
	  "0x58000000-0x5fffffff of the region 0x40000000-0x5fffffff can be unplugged "
	  "while an OS has it: it is memory of PNP0C80:01 (choose another range, or boot "
	  "the leader with acpi_no_memhotplug)" },
	{ "beside a DIMM",
	  bend_dimm,
	  { 0x40000000, 0x58000000 },
	  FACT_YES,
	  "3 memory blocks" },
	{ "a bad page", bend_bad, REGION, FACT_NO,
	  "memory9 (0x48000000-0x4fffffff) of the region has a page that is known to be "
	  "bad" },
	{ "virtio_mem", bend_virtio_mem, REGION, FACT_NO,
	  "System RAM (virtio_mem) (choose another range)" },
	{ "beside virtio_mem",
	  bend_virtio_mem,
	  { 0x50000000, 0x60000000 },
	  FACT_YES,
	  "2 memory blocks" },
	{ "another block refuses",
	  bend_refusing_block,
	  { 0x50000000, 0x60000000 },
	  FACT_YES,
	  "2 memory blocks" },
	{ "leader's code",
	  bend_nothing,
	  { 0x1000000, 0x20000000 },
	  FACT_NO,
	  "leader's Kernel code at 0x1000000-0x1ffffff" },
	{ "block of the leader's code",
	  bend_nothing,
	  { 0x5000000, 0x20000000 },
	  FACT_NO,
	  "memory0 (0x0-0x7ffffff) of the region holds the leader's kernel" },
	{ "block with a hole",
	  bend_nothing,
	  { 0x78000000, 0x7c000000 },
	  FACT_NO,
	  "memory15 (0x78000000-0x7fffffff) of the region has a hole" },
	{ "MMIO",
	  bend_nothing,
	  { 0xd0000000, 0xd8000000 },
	  FACT_NO,
	  "0xd0000000-0xd7ffffff is PCI Bus 0000:00" },
	{ "MMIO without root",
	  bend_no_root,
	  { 0xd0000000, 0xd8000000 },
	  FACT_NO,
	  "no entry of the firmware's memory map" },
	{ "firmware's own",
	  bend_nothing,
	  { 0x7f000000, 0x81000000 },
	  FACT_NO,
	  "0x7ffe0000-0x7fffffff is firmware: reserved" },
	{ "no root", bend_no_root, REGION, FACT_UNKNOWN, "unknown without root" },
	{ "no firmware map", bend_no_firmware, REGION, FACT_UNKNOWN,
	  "no /sys/firmware/memmap" },
};

static void r7_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(r7_rows); i++) {
		struct fixture *fixture = fixture_new();
		struct plan_rule rule;

		r7_rows[i].bend(fixture);
		rule = r7_of(fixture, r7_rows[i].range);
		expect(r7_rows[i].name, &rule, "R7", r7_rows[i].ok, r7_rows[i].needle);
		fixture_free(fixture);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r1_cases),
		cmocka_unit_test(r2_cases),
		cmocka_unit_test(r3_cases),
		cmocka_unit_test(r4a_cases),
		cmocka_unit_test(r4b_cases),
		cmocka_unit_test(r5_cases),
		cmocka_unit_test(r5_asked_size),
		cmocka_unit_test(r5_window_meets_region),
		cmocka_unit_test(r6_cases),
		cmocka_unit_test(r7_cases),
		cmocka_unit_test(r7_pieces_of_the_leader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
