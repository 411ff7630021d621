/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_spared.c - instead of the leader: what it has set aside is not written to
 *
 * In: the fixture's machine with a disk in memory, memmap=512M!0x60000000. Out: plans.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "tests/unit/plan/plan_fixture.h"

#define M SIZE_1M
#define G SIZE_1G

static const struct prange disk = { 0x60000000, 0x7ffe0000 };

static int setup(void **state)
{
	static char name[] = "Persistent Memory (legacy)";
	struct fixture *fixture = fixture_new();

	for (size_t i = 0; i < fixture->machine.memory.nr_iomem; i++) {
		struct iomem_entry *entry = &fixture->iomem[i];

		if (prange_overlaps(entry->range, disk))
			entry->range.end = disk.start;
	}
	fixture->iomem[4] = (struct iomem_entry){ disk, 0, name };
	fixture->request.has_cpus = false;
	fixture->request.nr_cpus = 0;
	memset(fixture->initrd, 0x5a, sizeof(fixture->initrd));
	fixture->inputs.initrd =
		(struct bytes){ fixture->initrd, sizeof(fixture->initrd) };
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

static void nothing_lies_there(const struct plan *plan)
{
	for (unsigned int i = 0; i < plan->nr_segments; i++) {
		const struct plan_segment *segment = &plan->segment[i];

		assert_false(prange_overlaps(
			(struct prange){ segment->start,
					 segment->start + segment->memsz },
			disk));
	}
	for (unsigned int i = 0; i < plan->memory_map.count; i++)
		assert_false(plan->memory_map.at[i].type == E820_RAM &&
			     prange_overlaps(plan->memory_map.at[i].range, disk));
}

static void a_part_is_left_alone(void **state)
{
	struct fixture *fixture = *state;

	fixture->request.region = (struct prange){ G, 0x70000000 };
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(plan_verdict(&fixture->plan, &fixture->diag), 0);
	assert_true(fixture->plan.nr_segments > 0);
	nothing_lies_there(&fixture->plan);
	assert_int_equal(fixture->diag.nr_warnings, 1);
	assert_non_null(strstr(fixture->diag.warning[0],
			       "0x60000000-0x7ffdffff of the region is no RAM to this "
			       "kernel (Persistent Memory (legacy))"));
}

static void all_of_it_is_refused(void **state)
{
	struct fixture *fixture = *state;

	fixture->request.region = (struct prange){ disk.start, disk.start + 256 * M };
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(plan_verdict(&fixture->plan, &fixture->diag), -EINVAL);
	assert_non_null(strstr(fixture->diag.line, "or to this kernel, it is something"));
	assert_int_equal(fixture->plan.nr_segments, 0);
}

static void auto_chooses_another_place(void **state)
{
	struct fixture *fixture = *state;

	fixture->request.auto_region = true;
	fixture->request.region_size = 512 * M;
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(plan_verdict(&fixture->plan, &fixture->diag), 0);
	assert_int_equal(fixture->plan.region.end, disk.start);
	assert_int_equal(fixture->diag.nr_warnings, 0);
	nothing_lies_there(&fixture->plan);
}

/* Without root nobody can tell. */
static void what_is_not_known_is_ram(void **state)
{
	struct fixture *fixture = *state;

	fixture->machine.memory.iomem_known = FACT_NO;
	fixture->request.region = (struct prange){ disk.start, disk.start + 256 * M };
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(plan_verdict(&fixture->plan, &fixture->diag), 0);
}

int main(void)
{
#define PLAN_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		PLAN_TEST(a_part_is_left_alone),
		PLAN_TEST(all_of_it_is_refused),
		PLAN_TEST(auto_chooses_another_place),
		PLAN_TEST(what_is_not_known_is_ram),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
