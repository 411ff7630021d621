/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_placement.c - where pieces go, and where windows are found
 *
 * In: sizes and machines. Out: addresses.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "abi/mint.h"
#include "base/cleanup.h"
#include "plan/mint/placement.h"
#include "plan/rules/windows.h"
#include "tests/unit/plan/plan_fixture.h"
#include "abi/handoff.h"

static const struct prange_list no_ram;

static struct placement_input low_input(void)
{
	return (struct placement_input){
		.region = { 0x40000000, 0x60000000 },
		.pool_size = 0x5000,
		.cmdline_size = 4097,
		.is_beside = true,
		.kernel_room = 0x2000001,
		.initrd_size = 5000,
		.initrd_limit = UINT64_MAX,
		.ram = &no_ram,
	};
}

static void boot_area_is_packed(void **state)
{
	struct placement_input in = low_input();
	struct placement place;

	(void)state;
	placement_boot(&in, &place);
	assert_int_equal(place.purgatory, 0x40100000);
	assert_int_equal(place.tables, 0x40100000 + PURGATORY_MEMSZ);
	assert_int_equal(place.boot_params, place.tables + 0x5000);
	assert_int_equal(place.cmdline, place.boot_params + 0x1000);
	assert_int_equal(place.area, place.cmdline + 0x2000);
	assert_int_equal(place.mailbox,
			 place.area + PLATFORM_ACPI_SIZE + PLATFORM_EFI_SIZE);
	assert_int_equal(place.boot_size,
			 place.mailbox + MINT_MAILBOX_PAGES * 0x1000 - 0x40000000);
	assert_int_equal(place.kernel, 0x41000000);
}

static void mailbox_stays_below_4g(void **state)
{
	struct placement_input in = low_input();
	struct placement place;

	(void)state;
	in.region = (struct prange){ 0x140000000, 0x160000000 };
	in.swiotlb = (struct prange){ 0x70000000, 0x75000000 };
	placement_boot(&in, &place);
	assert_int_equal(place.mailbox, 0x70000000);
	in.is_beside = false;
	placement_boot(&in, &place);
	assert_int_equal(place.mailbox, 0);
	assert_int_equal(place.area, 0);
}

static void initrd_cases(void **state)
{
	static struct prange holes[] = { { 0x40000000, 0x50000000 },
					 { 0x5ffff000, 0x60000000 } };
	static const struct prange_list with_hole = { holes, 2, 2 };
	static const struct {
		const char *name;
		const struct prange_list *ram;
		uint64_t size;
		phys_t limit;
		int err;
		phys_t start;
	} rows[] = {
		{ "highest", &no_ram, 5000, UINT64_MAX, 0, 0x5fffe000 },
		{ "limit", &no_ram, 5000, 0x50000000, 0, 0x4fffe000 },
		{ "hole", &with_hole, 5000, UINT64_MAX, 0, 0x4fffe000 },
		{ "behind the hole", &with_hole, 4096, UINT64_MAX, 0, 0x5ffff000 },
		{ "fills what is left", &no_ram, 0x1cfff000, UINT64_MAX, 0, 0x43001000 },
		{ "one byte too many", &no_ram, 0x1cfff001, UINT64_MAX, -ENOSPC, 0 },
		{ "limit in the kernel", &no_ram, 1, 0x42000000, -ENOSPC, 0 },
		{ "none", &no_ram, 0, UINT64_MAX, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct placement_input in = low_input();
		struct placement place;
		int err;

		in.ram = rows[i].ram;
		in.initrd_size = rows[i].size;
		in.initrd_limit = rows[i].limit;
		placement_boot(&in, &place);
		err = placement_initrd(&in, &place);
		if (err != rows[i].err || place.initrd.start != rows[i].start)
			fail_msg("%s: %d at 0x%llx", rows[i].name, err,
				 (unsigned long long)place.initrd.start);
	}
}

static const struct {
	const char *name;
	struct prange limit;
	uint64_t size, align;
	int err;
	phys_t start;
} highest_rows[] = {
	{ "end of the last", { 0, 0x1000000 }, 0x1000, 0x1000, 0, 0x6fe000 },
	{ "aligning leaves the last", { 0, 0x1000000 }, 0x100000, 0x200000, 0, 0x200000 },
	{ "limit", { 0, 0x600000 }, 0x1000, 0x1000, 0, 0x5ff000 },
	{ "limit from below", { 0x280000, 0x400000 }, 0x80000, 0x1000, 0, 0x280000 },
	{ "too large", { 0, 0x1000000 }, 0x201000, 0x1000, -ENOSPC, 0 },
	{ "aligning leaves all", { 0, 0x1000000 }, 0x1ff000, 0x400000, -ENOSPC, 0 },
};

static void highest_place_cases(void **state)
{
	static struct prange holes[] = { { 0x100000, 0x300000 }, { 0x500000, 0x6ff000 } };
	static const struct prange_list list = { holes, 2, 2 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(highest_rows); i++) {
		struct prange got = { 0, 0 };
		int err = window_find_highest(&list, highest_rows[i].limit,
					      highest_rows[i].size, highest_rows[i].align,
					      &got);

		if (err != highest_rows[i].err || got.start != highest_rows[i].start)
			fail_msg("%s: %d at 0x%llx", highest_rows[i].name, err,
				 (unsigned long long)got.start);
	}
}

/* Windows are looked for in the fixture's machine, bent by one row after the other. */
struct world {
	struct fixture *fixture;
	struct prange_list ram, system_ram;
	struct window_input in;
};

static int world_setup(void **state)
{
	static struct world world;

	memset(&world, 0, sizeof(world));
	world.fixture = fixture_new();
	assert_int_equal(machine_ram(&world.fixture->machine, &world.ram), 0);
	assert_int_equal(machine_system_ram(&world.fixture->machine, &world.system_ram),
			 0);
	world.in = (struct window_input){ .machine = &world.fixture->machine,
					  .ram = &world.ram,
					  .system_ram = &world.system_ram,
					  .region = { 0x140000000, 0x160000000 } };
	*state = &world;
	return 0;
}

static int world_teardown(void **state)
{
	struct world *world = *state;

	prange_list_free(&world->ram);
	prange_list_free(&world->system_ram);
	fixture_free(world->fixture);
	return 0;
}

static void swiotlb_prefers_what_costs_least(void **state)
{
	struct world *world = *state;
	struct fixture *fixture = world->fixture;
	struct prange got = { 0, 0 };

	/* memory15 has a hole: the highest whole block is memory14 */
	assert_int_equal(window_find_swiotlb(&world->in, 80 * SIZE_1M, &got), 0);
	assert_int_equal(got.start, 0x73000000);
	strcpy(fixture->block[10].zone, "Movable");
	assert_int_equal(window_find_swiotlb(&world->in, 80 * SIZE_1M, &got), 0);
	assert_int_equal(got.start, 0x53000000);
	fixture->block[5].is_online = false;
	assert_int_equal(window_find_swiotlb(&world->in, 80 * SIZE_1M, &got), 0);
	assert_int_equal(got.start, 0x2b000000);
	assert_int_equal(prange_list_remove(&world->system_ram,
					    (struct prange){ 0x20000000, 0x25000000 }),
			 0);
	assert_int_equal(window_find_swiotlb(&world->in, 80 * SIZE_1M, &got), 0);
	assert_int_equal(got.start, 0x20000000);
	assert_int_equal(got.end, 0x25000000);
}

static void swiotlb_shares_an_offline_block(void **state)
{
	struct world *world = *state;
	struct prange got;

	fixture_add_os(world->fixture);
	world->fixture->os_range[0] = (struct prange){ 0x2e000000, 0x30000000 };
	world->fixture->block[5].is_online = false;
	assert_int_equal(window_find_swiotlb(&world->in, 80 * SIZE_1M, &got), 0);
	assert_int_equal(got.end, 0x2e000000);
}

static void swiotlb_joins_blocks(void **state)
{
	struct world *world = *state;
	struct prange got;

	for (size_t i = 0; i < world->fixture->machine.memory.nr_blocks; i++)
		world->fixture->block[i].removable = FACT_NO;
	assert_int_equal(window_find_swiotlb(&world->in, 80 * SIZE_1M, &got), -ENOSPC);
	world->fixture->block[8].removable = FACT_YES;
	assert_int_equal(window_find_swiotlb(&world->in, 200 * SIZE_1M, &got), -ENOSPC);
	world->fixture->block[9].removable = FACT_UNKNOWN;
	assert_int_equal(window_find_swiotlb(&world->in, 200 * SIZE_1M, &got), 0);
	assert_int_equal(got.end, 0x50000000);
	/* only the leader's kernel block is left */
	world->fixture->block[8].removable = world->fixture->block[9].removable = FACT_NO;
	world->fixture->block[0].removable = FACT_YES;
	assert_int_equal(window_find_swiotlb(&world->in, 80 * SIZE_1M, &got), -ENOSPC);
}

static void swiotlb_is_never_the_region(void **state)
{
	struct world *world = *state;
	struct prange got;

	world->in.region = (struct prange){ 0x70000000, 0x78000000 };
	assert_int_equal(window_find_swiotlb(&world->in, 80 * SIZE_1M, &got), 0);
	assert_int_equal(got.end, 0x70000000);
	assert_int_equal(window_find_swiotlb_instead(&world->in, 80 * SIZE_1M, &got), 0);
	assert_int_equal(got.end, 0x7fe00000);
}

static void realmode_walks_up(void **state)
{
	struct world *world = *state;
	struct machine *machine = &world->fixture->machine;
	struct prange got;

	assert_int_equal(window_find_realmode(&world->in, &got), 0);
	assert_int_equal(got.start, 0x10000);
	fixture_add_os(world->fixture);
	assert_int_equal(window_find_realmode(&world->in, &got), 0);
	assert_int_equal(got.start, 0x20000);
	world->fixture->os_range[1] = (struct prange){ 0x10000, 0x85000 };
	assert_int_equal(window_find_realmode(&world->in, &got), 0);
	assert_int_equal(got.start, 0x85000);
	assert_int_equal(got.end, 0x85000 + MINT_REALMODE_MIN);
	world->fixture->os_range[1].end = 0x86000;
	assert_int_equal(window_find_realmode(&world->in, &got), -ENOSPC);
	machine->module.park = (struct prange){ 0, 0 };
	assert_int_equal(window_find_realmode(&world->in, &got), 0);
	assert_int_equal(got.start, 0x86000);
	machine->module.trampoline = (struct prange){ 0, 0 };
	assert_int_equal(window_find_realmode(&world->in, &got), 0);
	assert_int_equal(got.end, 0x90000);
	assert_int_equal(window_find_realmode_instead(&world->in, &got), 0);
	assert_int_equal(got.start, 0x1000);
	assert_int_equal(got.end, 0x9f000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(boot_area_is_packed),
		cmocka_unit_test(mailbox_stays_below_4g),
		cmocka_unit_test(initrd_cases),
		cmocka_unit_test(highest_place_cases),
#define WORLD_TEST(test) \
	cmocka_unit_test_setup_teardown(test, world_setup, world_teardown)
		WORLD_TEST(swiotlb_prefers_what_costs_least),
		WORLD_TEST(swiotlb_shares_an_offline_block),
		WORLD_TEST(swiotlb_joins_blocks),
		WORLD_TEST(swiotlb_is_never_the_region),
		WORLD_TEST(realmode_walks_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
