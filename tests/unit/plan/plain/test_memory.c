/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_memory.c - RAM that the leader has set aside is neither overwritten nor hidden
 *
 * In: /proc/iomem of a leader whose memmap=, or whose drivers, took from its RAM.
 * Out: places of segments (plain_fixture_sound()), and the map, which stays the
 * firmware's.
 */
#include <errno.h>

#include "tests/unit/plan/plain/plain_assert.h"
#include "base/cleanup.h"

static char pmem[] = "Persistent Memory (legacy)", dump[] = "ramoops:dump(0/1)",
	    reserved[] = "Reserved", buffer[] = "RAM buffer";

#define HIGH 8 /* index of the RAM above 4 GiB in the fixture's iomem */
#define CODE 4 /* of the kernel's code, where a kernel that cannot move must lie */

/* What becomes of RAM above 4 GiB; a child is put behind it. */
static const struct {
	const char *name;
	char *high, *child;
	struct prange range;	/* of the child */
	struct prange expected; /* the kernel lies in there */
} rows[] = {
	{ "as it is", NULL, NULL, { 0, 0 }, { 0x1d0000000, 0x200000000 } },
	{ "memmap=4G!4G", pmem, NULL, { 0, 0 }, { 0x30000000, 0x7ffe0000 } },
	{ "memmap=4G$4G", reserved, NULL, { 0, 0 }, { 0x30000000, 0x7ffe0000 } },
	{ "mem=2G", buffer, NULL, { 0, 0 }, { 0x30000000, 0x7ffe0000 } },
	{ "ramoops on top",
	  NULL,
	  dump,
	  { 0x1d0000000, 0x200000000 },
	  { 0x100000000, 0x1c0000000 } },
	{ "reserved in the middle",
	  NULL,
	  reserved,
	  { 0x1d0000000, 0x1f8000000 },
	  { 0x1f8000000, 0x200000000 } },
};

static void row_apply(struct plain_fixture *f, size_t row)
{
	size_t child = f->machine->memory.nr_iomem;

	f->machine->memory.iomem_known = FACT_YES;
	if (rows[row].high)
		f->iomem[HIGH].name = rows[row].high;
	if (!rows[row].child)
		return;
	f->iomem[child] = (struct iomem_entry){ rows[row].range, 1, rows[row].child };
	f->machine->memory.nr_iomem++;
}

/* A normal load of a bzImage and of a vmlinux, and all that a new kernel is told. */
static void test_set_aside(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_SIZE(rows); i++) {
		struct plain_fixture *f = plain_fixture_new();
		const struct plan_segment *kernel;
		struct boot_params bp;
		size_t row = i / 2;

		print_message("%s\n", rows[row].name);
		if (i % 2)
			plain_fixture_vmlinux(f);
		plain_fixture_crash(f);
		f->wish->panic = false;
		row_apply(f, row);
		plan_ok(f);
		if (i % 2 == 0) {
			kernel = segment(f, "kernel");
			assert_true(prange_has(rows[row].expected, kernel->start));
		}
		bp = boot_params(f);
		assert_int_equal(bp.e820_entries, 6);
		assert_int_equal(bp.e820_table[0].addr, 0);
		assert_int_equal(bp.e820_table[5].addr, SIZE_4G);
		assert_int_equal(bp.e820_table[5].size, SIZE_4G);
		assert_int_equal(bp.e820_table[5].type, MEMORY_RAM);
		plain_fixture_free(f);
	}
}

/* What can lie in one place only says who is there. */
static void test_message(void **state)
{
	struct plain_fixture *f = *state;

	f->machine->memory.iomem_known = FACT_YES;
	f->image->is_relocatable = false;
	f->iomem[CODE].name = dump;
	plan_fails(f, -ENOSPC, "the running kernel has \"ramoops:dump(0/1)\" there");
}

/* Without CAP_SYS_ADMIN nothing is known of what is set aside: that is said. */
static void test_unknown(void **state)
{
	struct plain_fixture *f = *state;

	f->machine->memory.iomem_known = FACT_NO;
	plan_ok(f);
	assert_int_equal(f->base->diag.nr_warnings, 1);
	assert_non_null(strstr(f->base->diag.warning[0], "memmap="));
	f->machine->memory.iomem_known = FACT_YES;
	plan_ok(f);
	assert_int_equal(f->base->diag.nr_warnings, 0);
}

/* Only what is free inside the limits is the new kernel's, and saved. */
static void test_preserve(void **state)
{
	struct plain_fixture *f = *state;
	const struct memory_map *map = &f->plan->memory_map;

	f->machine->memory.iomem_known = FACT_YES;
	f->iomem[f->machine->memory.nr_iomem++] =
		(struct iomem_entry){ { 0x1f0000000, 0x1f0100000 }, 1, dump };
	f->wish->preserve_context = true;
	f->wish->mem_min = 0x1e0000000;
	f->wish->has_mem_max = true;
	f->wish->mem_max = 0x1ffffffff;
	plan_ok(f);
	for (unsigned int i = 0; i < map->count; i++)
		if (map->at[i].type == MEMORY_RAM)
			assert_false(prange_overlaps(
				map->at[i].range,
				(struct prange){ 0x1f0000000, 0x1f0100000 }));
}

#define TEST(x) cmocka_unit_test_setup_teardown(x, plain_setup, plain_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_set_aside),
					    TEST(test_message), TEST(test_unknown),
					    TEST(test_preserve) };

	return cmocka_run_group_tests_name("plain memory", tests, NULL, NULL);
}
