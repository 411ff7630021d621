/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_free_ram.c - what of its RAM the running kernel leaves to kernels that it loads
 *
 * In: entries as /proc/iomem shows them. Out: ranges.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "machine/free_ram.h"

#define ROW_MAX 6

static char ram[] = "System RAM", code[] = "Kernel code", bss[] = "Kernel bss",
	    crash[] = "Crash kernel", pram[] = "Persistent Memory (legacy)",
	    reserved[] = "Reserved", dump[] = "ramoops:dump(0/1)", nobody[] = "frob",
	    kmem[] = "System RAM (kmem)", dax[] = "dax0.0", kernelish[] = "Kernelish";

static const struct {
	const char *name;
	struct iomem_entry in[ROW_MAX];
	struct prange want[ROW_MAX];
} rows[] = {
	{ "what is no RAM is none",
	  { { { 0x1000, 0x2000 }, 0, reserved },
	    { { 0x2000, 0x9000 }, 0, ram },
	    { { 0x9000, 0xf000 }, 0, pram } },
	  { { 0x2000, 0x9000 } } },
	{ "the kernel's own is free, and what it keeps for the next",
	  { { { 0x1000, 0xf000 }, 0, ram },
	    { { 0x2000, 0x3000 }, 1, code },
	    { { 0x4000, 0x5000 }, 1, bss },
	    { { 0x8000, 0xa000 }, 1, crash } },
	  { { 0x1000, 0xf000 } } },
	{ "a claim of anybody else is not, at any depth",
	  { { { 0x1000, 0xf000 }, 0, ram },
	    { { 0x2000, 0x3000 }, 1, reserved },
	    { { 0x4000, 0x7000 }, 1, code },
	    { { 0x5000, 0x6000 }, 2, dump },
	    { { 0xe000, 0xf000 }, 1, nobody } },
	  { { 0x1000, 0x2000 }, { 0x3000, 0x5000 }, { 0x6000, 0xe000 } } },
	{ "a name that only begins alike",
	  { { { 0x1000, 0xf000 }, 0, ram }, { { 0x2000, 0x3000 }, 1, kernelish } },
	  { { 0x1000, 0x2000 }, { 0x3000, 0xf000 } } },
	{ "a sibling is no child",
	  { { { 0x1000, 0x4000 }, 0, ram },
	    { { 0x4000, 0x6000 }, 0, reserved },
	    { { 0x6000, 0x8000 }, 0, ram } },
	  { { 0x1000, 0x4000 }, { 0x6000, 0x8000 } } },
	{ "RAM below something else is RAM, its claims too",
	  { { { 0x1000, 0xf000 }, 0, nobody },
	    { { 0x2000, 0x8000 }, 1, ram },
	    { { 0x3000, 0x4000 }, 2, dump },
	    { { 0x9000, 0xa000 }, 1, dump } },
	  { { 0x2000, 0x3000 }, { 0x4000, 0x8000 } } },
	{ "what a driver added is the driver's",
	  { { { 0x1000, 0x4000 }, 0, pram },
	    { { 0x1000, 0x4000 }, 1, dax },
	    { { 0x2000, 0x4000 }, 2, kmem },
	    { { 0x8000, 0x9000 }, 0, ram } },
	  { { 0x8000, 0x9000 } } },
	{ "a claim of all",
	  { { { 0x1000, 0x2000 }, 0, ram }, { { 0x1000, 0x2000 }, 1, dump } },
	  { { 0 } } },
	{ "nothing", { { { 0 }, 0, NULL } }, { { 0 } } },
};

static size_t entries(const struct iomem_entry *entry)
{
	size_t count = 0;

	while (count < ROW_MAX && entry[count].name)
		count++;
	return count;
}

static void free_ram(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		CLEANUP(prange_list_free) struct prange_list list = { 0 };
		struct iomem_entry in[ROW_MAX];
		struct machine machine = { .memory.iomem = in,
					   .memory.nr_iomem = entries(rows[i].in),
					   .memory.iomem_known = FACT_YES };
		size_t count = 0;

		print_message("%s\n", rows[i].name);
		for (size_t j = 0; j < ROW_MAX; j++)
			in[j] = rows[i].in[j];
		assert_int_equal(machine_free_ram(&machine, &list), 0);
		while (count < ROW_MAX && rows[i].want[count].end)
			count++;
		assert_int_equal(list.count, count);
		for (size_t j = 0; j < count; j++) {
			assert_true(list.at[j].start == rows[i].want[j].start);
			assert_true(list.at[j].end == rows[i].want[j].end);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(free_ram) };

	return cmocka_run_group_tests_name("free RAM", tests, NULL, NULL);
}
