/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_auto.c - which memory --mint-region=auto: chooses, and why not
 *
 * In: the fixture's machine, bent. Out: regions, windows, messages.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "plan/rules/rules.h"
#include "plan/rules/spans.h"
#include "tests/unit/plan/plan_fixture.h"

#define M SIZE_1M
#define G SIZE_1G

typedef void bend_fn(struct fixture *fixture);

static void bend_nothing(struct fixture *fixture)
{
	(void)fixture;
}

/* 0x50000000-0x5fffffff */
static void bend_movable(struct fixture *fixture)
{
	strcpy(fixture->block[10].zone, "Movable");
	strcpy(fixture->block[11].zone, "Movable");
}

/* Block 47 of the list is the last one, at 0x1f8000000. */
static void bend_refusing_top(struct fixture *fixture)
{
	fixture->block[47].removable = FACT_NO;
}

static void bend_mixed_zones(struct fixture *fixture)
{
	fixture->block[47].zone[0] = '\0';
}

static void bend_refused_before(struct fixture *fixture)
{
	fixture->request.refused[0] = fixture->block[47].range;
	fixture->request.refused[1] = fixture->block[45].range;
	fixture->request.nr_refused = 2;
}

/* By an earlier launch: only where nothing else is left. */
static void bend_stubborn_top(struct fixture *fixture)
{
	fixture->block[47].has_refused = true;
}

static void bend_all_stubborn(struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->machine.memory.nr_blocks; i++)
		fixture->block[i].has_refused = true;
}

static void bend_crash_kernel(struct fixture *fixture)
{
	static char name[] = "Crash kernel";

	fixture->iomem[4] = (struct iomem_entry){ { 0x1f0000000, 0x1f4000000 }, 1, name };
}

/* 0x1e0000000-0x1ffffffff, in which a driver has 1 MiB; and Movable blocks. */
static void bend_reserved(struct fixture *fixture)
{
	static char name[] = "ramoops:dump";

	fixture->iomem[6].range.end = 0x1e0000000;
	fixture->iomem[4] = (struct iomem_entry){ { 0x1ff000000, 0x1ff100000 }, 0, name };
}

static void bend_reserved_and_movable(struct fixture *fixture)
{
	bend_reserved(fixture);
	bend_movable(fixture);
}

/* 0x20000000-0x2fffffff */
static void bend_offline(struct fixture *fixture)
{
	fixture->block[4].is_online = false;
	fixture->block[5].is_online = false;
}

static void bend_offline_and_reserved(struct fixture *fixture)
{
	bend_reserved(fixture);
	bend_offline(fixture);
}

/* Half of two offline blocks belongs to web. */
static void bend_shared(struct fixture *fixture)
{
	fixture_add_os(fixture);
	bend_movable(fixture);
	bend_offline(fixture);
	fixture->os_range[0] = (struct prange){ 0x20000000, 0x24000000 };
}

/* The highest two blocks are those of a DIMM. */
static void bend_dimm(struct fixture *fixture)
{
	size_t nr = fixture->machine.memory.nr_blocks;

	strcpy(fixture->block[nr - 1].device, "PNP0C80:00");
	strcpy(fixture->block[nr - 2].device, "PNP0C80:00");
	fixture->block[nr - 1].is_online = false;
}

static void bend_all_dimms(struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->machine.memory.nr_blocks; i++)
		strcpy(fixture->block[i].device, "PNP0C80:00");
}

static void bend_bad(struct fixture *fixture)
{
	fixture->block[fixture->machine.memory.nr_blocks - 2].is_bad = true;
}

static void bend_poor(struct fixture *fixture)
{
	fixture->machine.memory.available = 256 * M + MACHINE_REMAIN - 1;
}

static void bend_just_rich(struct fixture *fixture)
{
	fixture->machine.memory.available = 256 * M + MACHINE_REMAIN;
}

static void bend_poor_but_reserved(struct fixture *fixture)
{
	bend_reserved(fixture);
	bend_poor(fixture);
}

static void bend_no_window(struct fixture *fixture)
{
	fixture->request.swiotlb_mode = WINDOW_NONE;
}

static void bend_own_window(struct fixture *fixture)
{
	fixture->request.swiotlb_mode = WINDOW_RANGE;
	fixture->request.swiotlb = (struct prange){ 0x73000000, 0x78000000 };
	for (size_t i = 16; i < fixture->machine.memory.nr_blocks; i++)
		fixture->block[i].removable = FACT_NO;
}

static void bend_no_hotplug(struct fixture *fixture)
{
	fixture->machine.memory.block_size = 0;
	fixture->machine.memory.nr_blocks = 0;
}

/* An old bzImage takes its initrd below 2 GiB only. */
static void bend_low_initrd(struct fixture *fixture)
{
	fixture->image.kind = IMAGE_BZIMAGE;
	fixture->image.initrd_addr_max = 0x7fffffff;
	fixture->inputs.initrd = (struct bytes){ fixture->initrd, 5000 };
}

static const struct {
	const char *name;
	bend_fn *bend;
	uint64_t size;
	phys_t start;
	const char *say;
} regions[] = {
	{ "the top", bend_nothing, 512 * M, 0x1e0000000, NULL },
	{ "aligned to 16 MiB", bend_nothing, 100 * M, 0x1f9000000, NULL },
	{ "Movable", bend_movable, 256 * M, 0x50000000, NULL },
	{ "as little as possible else", bend_movable, 512 * M, 0x50000000, NULL },
	{ "not removable", bend_refusing_top, 256 * M, 0x1e8000000, NULL },
	{ "can be unplugged", bend_dimm, 256 * M, 0x1e0000000, NULL },
	{ "a bad page", bend_bad, 256 * M, 0x1e0000000, NULL },
	{ "several zones", bend_mixed_zones, 256 * M, 0x1e8000000, NULL },
	{ "refused before", bend_refused_before, 256 * M, 0x1d8000000, NULL },
	{ "stubborn", bend_stubborn_top, 256 * M, 0x1e8000000, NULL },
	{ "all are stubborn", bend_all_stubborn, 256 * M, 0x1f0000000, NULL },
	{ "crash kernel", bend_crash_kernel, 256 * M, 0x1e0000000, NULL },
	{ "reserved at boot", bend_reserved, 256 * M, 0x1ef000000, NULL },
	{ "Movable before reserved", bend_reserved_and_movable, 256 * M, 0x50000000,
	  NULL },
	{ "too much for what is reserved", bend_reserved, 1 * G, 0x1b8000000, NULL },
	{ "offline", bend_offline, 256 * M, 0x20000000, NULL },
	{ "reserved before offline", bend_offline_and_reserved, 256 * M, 0x1ef000000,
	  NULL },
	{ "another OS's block", bend_shared, 64 * M, 0x24000000, NULL },
	{ "too much for that block", bend_shared, 128 * M, 0x58000000, NULL },
	{ "too little memory", bend_poor, 256 * M, 0,
	  "256 MiB would leave the leader too little: 287 MiB are available, 32 MiB" },
	{ "just enough memory", bend_just_rich, 256 * M, 0x1f0000000, NULL },
	{ "reserved memory is not the leader's", bend_poor_but_reserved, 256 * M,
	  0x1ef000000, NULL },
	{ "below 4 GiB, without window", bend_no_window, 512 * M, 0x58000000, NULL },
	{ "beside a window that was named", bend_own_window, 64 * M, 0x6f000000, NULL },
	{ "not over that window", bend_own_window, 512 * M, 0x53000000, NULL },
	{ "where its initrd can be", bend_low_initrd, 512 * M, 0x58000000, NULL },
	{ "no hot-plug", bend_no_hotplug, 512 * M, 0,
	  "memory blocks are not offered (ask for less, or boot the leader with "
	  "movablecore=512M or memmap=512M$0x1e0000000)" },
	{ "all can be unplugged", bend_all_dimms, 512 * M, 0,
	  "(ask for less, or boot the leader with acpi_no_memhotplug: 6144 MiB can be "
	  "unplugged)" },
	{ "no such piece", bend_nothing, 5 * G, 0,
	  "5 GiB are more than this machine can give: it has" },
	/* no advice that this machine could not follow */
	{ "100 TiB", bend_nothing, 100 * 1024 * G, 0, "in one piece (ask for less)" },
};

static void region_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(regions); i++) {
		struct fixture *fixture = fixture_new();
		int err;

		regions[i].bend(fixture);
		fixture->request.auto_region = true;
		fixture->request.region_size = regions[i].size;
		err = fixture_plan(fixture);
		if (regions[i].say) {
			if (err != -ENOSPC || !strstr(fixture->diag.line, regions[i].say))
				fail_msg("%s: %d %s", regions[i].name, err,
					 fixture->diag.line);
		} else if (err || fixture->plan.region.start != regions[i].start ||
			   prange_size(fixture->plan.region) != regions[i].size ||
			   plan_verdict(&fixture->plan, &fixture->diag)) {
			fail_msg("%s: %d 0x%llx %s", regions[i].name, err,
				 (unsigned long long)fixture->plan.region.start,
				 fixture->diag.line);
		}
		fixture_free(fixture);
	}
}

/* What no block covers is on the node of the blocks around it, if they agree. */
static void nodes_of_ranges(void **state)
{
	static struct memory_block blocks[] = {
		{ .range = { 0x40000000, 0x48000000 }, .node = 0 },
		{ .range = { 0x50000000, 0x58000000 }, .node = 0 },
		{ .range = { 0x60000000, 0x68000000 }, .node = 1 },
		{ .range = { 0x68000000, 0x70000000 }, .node = 1 },
	};
	static const struct machine machine = { .memory.block = blocks,
						.memory.nr_blocks = 4 };
	static const struct {
		struct prange range;
		int node;
	} rows[] = {
		{ { 0x10000000, 0x18000000 }, 0 },  { { 0x48000000, 0x50000000 }, 0 },
		{ { 0x58000000, 0x60000000 }, -1 }, { { 0x70000000, 0x78000000 }, 1 },
		{ { 0x61000000, 0x6f000000 }, 1 },  { { 0x57000000, 0x61000000 }, -1 },
		{ { 0x58000000, 0x61000000 }, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(span_node(&machine, rows[i].range), rows[i].node);
	assert_int_equal(span_node(&(struct machine){ 0 }, rows[0].range), -1);
}

/*
 * 2 GiB blocks: one with holes below 4 GiB, two above; 256 MiB below 4 GiB were reserved
 * at boot for low windows.
 */
static void bend_big_blocks(struct fixture *fixture)
{
	static const struct prange ranges[] = { { 0, 2 * G },
						{ 4 * G, 6 * G },
						{ 6 * G, 8 * G } };

	fixture->machine.memory.block_size = 2 * G;
	fixture->machine.memory.nr_blocks = ARRAY_SIZE(ranges);
	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++) {
		fixture->block[i].range = ranges[i];
		fixture->block[i].index = ranges[i].start / (2 * G);
	}
	fixture->iomem[2].range.end = 0x70000000;
}

static void oses_share_big_blocks(void **state)
{
	struct fixture *fixture = fixture_new();
	struct request *request = &fixture->request;

	(void)state;
	bend_big_blocks(fixture);
	request->auto_region = request->auto_cpus = true;
	request->region_size = G;
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(plan_verdict(&fixture->plan, &fixture->diag), 0);
	assert_int_equal(fixture->plan.region.start, 7 * G);
	assert_non_null(strstr(fixture->plan.rule[RULE_R7].detail, "1 memory block "));

	/* That was web: the next one gets the rest of its block, and nothing goes off. */
	fixture_add_os(fixture);
	fixture->os_range[0] = fixture->plan.region;
	fixture->os_range[1] = fixture->plan.window[1].range;
	fixture->block[2].is_online = false;
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(plan_verdict(&fixture->plan, &fixture->diag), 0);
	assert_int_equal(fixture->plan.region.start, 6 * G);
	assert_string_equal(fixture->plan.rule[RULE_R7].detail,
			    "all of it is given up already");
	assert_int_equal(fixture->plan.window[1].range.end, fixture->os_range[1].start);

	/* More than the rest: another block, whole. */
	request->region_size = 2 * G;
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(fixture->plan.region.start, 5 * G);
	assert_non_null(strstr(fixture->plan.rule[RULE_R7].detail, "1 memory block "));
	fixture_free(fixture);
}

/* Without that reservation R5 says which one would do. */
static void big_blocks_need_a_reservation(void **state)
{
	struct fixture *fixture = fixture_new();

	(void)state;
	bend_big_blocks(fixture);
	fixture->iomem[2].range.end = 0x7ffe0000;
	fixture->request.auto_region = true;
	fixture->request.region_size = G;
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(plan_verdict(&fixture->plan, &fixture->diag), -EINVAL);
	assert_non_null(strstr(fixture->diag.line, "memory blocks are 2 GiB"));
	assert_non_null(strstr(fixture->diag.line, "memmap=80M$0x7ae00000"));
	assert_non_null(strstr(fixture->diag.line, "movablecore="));
	/* With it the plan is good, and the window is there. */
	fixture->iomem[2].range.end = 0x7ae00000;
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(plan_verdict(&fixture->plan, &fixture->diag), 0);
	assert_int_equal(fixture->plan.window[1].range.start, 0x7ae00000);
	fixture_free(fixture);
}

/* Two windows in the one block 14, the third on the rest of it and the next block. */
static void windows_share_a_block(void **state)
{
	struct fixture *fixture = fixture_new();
	struct request *request = &fixture->request;

	(void)state;
	request->auto_region = true;
	request->region_size = 512 * M;
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(fixture->plan.window[1].range.start, 0x73000000);

	fixture_add_os(fixture);
	fixture->os_range[0] = fixture->plan.region;
	fixture->os_range[1] = fixture->plan.window[1].range;
	fixture->block[14].is_online = false;
	for (size_t i = 44; i < 48; i++)
		fixture->block[i].is_online = false;
	request->auto_region = false;
	request->swiotlb_size = 48 * M;
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(fixture->plan.window[1].range.start, 0x70000000);
	assert_int_equal(fixture->plan.window[1].range.end, 0x73000000);
	request->swiotlb_size = 80 * M;
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(fixture->plan.window[1].range.start, 0x6e000000);
	assert_non_null(strstr(fixture->plan.rule[RULE_R7].detail, "5 memory blocks"));
	fixture_free(fixture);
}

static const struct memory_block *block_at(const struct fixture *fixture, phys_t address)
{
	for (size_t i = 0; i < fixture->machine.memory.nr_blocks; i++)
		if (prange_has(fixture->block[i].range, address))
			return &fixture->block[i];
	return NULL;
}

/* Each refusal leads to the next best choice, until there were enough of them. */
static void refusals(void **state)
{
	static const phys_t starts[] = { 0x1f0000000, 0x1e8000000, 0x1e0000000,
					 0x1d8000000, 0x1d0000000, 0x1c8000000 };
	struct fixture *fixture = fixture_new();
	struct prange refused = { 0, 0 };

	(void)state;
	fixture->request.auto_region = true;
	fixture->request.region_size = 256 * M;
	for (size_t i = 0; i < ARRAY_SIZE(starts); i++) {
		assert_int_equal(fixture_plan(fixture), 0);
		assert_int_equal(plan_verdict(&fixture->plan, &fixture->diag), 0);
		assert_true(fixture->plan.region.start == starts[i]);
		assert_false(plan_chose_block(&fixture->plan, refused));
		refused = block_at(fixture, fixture->plan.region.end - 1)->range;
		assert_true(plan_chose_block(&fixture->plan, refused));
		assert_int_equal(request_refuse(&fixture->request, refused),
				 i < REQUEST_MAX_REFUSED ? 0 : -E2BIG);
	}
	fixture_free(fixture);
}

static void what_was_named_is_not_chosen_again(void **state)
{
	struct fixture *fixture = fixture_new();
	struct request *request = &fixture->request;
	struct prange low, region;

	(void)state;
	request->region = (struct prange){ 0x140000000, 0x160000000 };
	assert_int_equal(fixture_plan(fixture), 0);
	region = block_at(fixture, 0x140000000)->range;
	low = block_at(fixture, fixture->plan.window[1].range.start)->range;
	assert_false(plan_chose_block(&fixture->plan, region));
	assert_true(plan_chose_block(&fixture->plan, low));
	assert_int_equal(request_refuse(request, low), 0);
	assert_int_equal(request_refuse(request, region), 0);
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(fixture->plan.region.start, 0x140000000);
	assert_int_equal(fixture->plan.window[1].range.end, low.start);
	request->swiotlb_mode = WINDOW_RANGE;
	request->swiotlb = (struct prange){ 0x73000000, 0x78000000 };
	assert_int_equal(fixture_plan(fixture), 0);
	assert_false(plan_chose_block(&fixture->plan, low));
	fixture_free(fixture);
}

static void instead_of_the_leader(void **state)
{
	struct fixture *fixture = fixture_new();
	struct request *request = &fixture->request;
	char text[128];

	(void)state;
	request->auto_region = true;
	request->has_cpus = false;
	request->nr_cpus = 0;
	request->region_size = G;
	assert_int_equal(fixture_plan(fixture), 0);
	assert_string_equal(plan_chosen_text(&fixture->plan, text, sizeof(text)),
			    "region 0x3f000000-0x7effffff");
	request->region_size = 3 * G;
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(fixture->plan.region.start, 0x140000000);
	request->region_size = 5 * G;
	assert_int_equal(fixture_plan(fixture), -ENOSPC);
	assert_non_null(
		strstr(fixture->diag.line, "5 GiB are more than this machine can give"));
	fixture_free(fixture);
}

static void without_root(void **state)
{
	struct fixture *fixture = fixture_new();

	(void)state;
	fixture->machine.memory.iomem_known = FACT_NO;
	fixture->request.auto_region = true;
	fixture->request.region_size = 512 * M;
	assert_int_equal(fixture_plan(fixture), 0);
	assert_true(fixture->plan.region.start == 0x1e0000000);
	assert_int_equal(fixture->diag.nr_warnings, 1);
	assert_non_null(strstr(fixture->diag.warning[0], "without root"));
	fixture_free(fixture);
}

/* A text that does not fit is cut, never written beyond. */
static void chosen_text(void **state)
{
	struct plan plan = { .region = { 0x40000000, 0x60000000 },
			     .nr_cpus = 6,
			     .node = -1,
			     .cpu = { { 1, -1 },
				      { 2, -1 },
				      { 3, -1 },
				      { 5, -1 },
				      { 7, -1 },
				      { 8, -1 } } };
	char text[64];

	(void)state;
	assert_string_equal(plan_chosen_text(&plan, text, sizeof(text)), "");
	plan.cpus_are_chosen = true;
	assert_string_equal(plan_chosen_text(&plan, text, sizeof(text)),
			    "region 0x40000000-0x5fffffff, CPUs 1-3,5,7,8");
	plan.node = 1;
	memset(text, 'x', sizeof(text));
	assert_string_equal(plan_chosen_text(&plan, text, 40),
			    "region 0x40000000-0x5fffffff, CPUs 1-3,");
	assert_int_equal(text[40], 'x');
}

static void boot_parameters(void **state)
{
	static const struct {
		uint64_t size;
		const char *text;
	} rows[] = { { 0, "0" },	   { 17, "17" },	   { 4096, "4K" },
		     { 80 * M, "80M" },	   { 3 * G, "3G" },	   { 67166208, "65592K" },
		     { 1ULL << 40, "1T" }, { 1ULL << 50, "1024T" } };
	char text[32];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(rule_size_parameter(rows[i].size, text, sizeof(text)),
				    rows[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(region_cases),
		cmocka_unit_test(nodes_of_ranges),
		cmocka_unit_test(oses_share_big_blocks),
		cmocka_unit_test(big_blocks_need_a_reservation),
		cmocka_unit_test(windows_share_a_block),
		cmocka_unit_test(refusals),
		cmocka_unit_test(what_was_named_is_not_chosen_again),
		cmocka_unit_test(instead_of_the_leader),
		cmocka_unit_test(without_root),
		cmocka_unit_test(chosen_text),
		cmocka_unit_test(boot_parameters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
