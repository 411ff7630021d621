/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_crash_window.c - crashkernel= of an OS above 4 GiB widens its low window
 *
 * In: command lines; the fixture's machine. Out: bytes; windows of plans.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "plan/mint/crash_window.h"
#include "tests/unit/plan/plan_fixture.h"

#define M SIZE_1M
#define G SIZE_1G

static const struct {
	const char *cmdline;
	uint64_t ram, size;
} rows[] = {
	{ "quiet", G, 0 },
	{ "crashkernel=128M", G, 128 * M },
	{ "crashkernel=100M", G, 112 * M },
	{ "crashkernel=0x8000000 quiet", G, 128 * M },
	{ "crashkernel=64M x crashkernel=128m", G, 128 * M },
	{ "crashkernel=1G", G, 0 }, /* no less than there is: Linux takes none */
	{ "crashkernel=128M@1G", G, 0 },
	{ "crashkernel=256M,high", G, 256 * M },
	{ "crashkernel=512M,high crashkernel=72M,low", G, 80 * M },
	{ "crashkernel=72M,low crashkernel=512M,high", G, 80 * M },
	{ "crashkernel=512M,high crashkernel=0,low", G, 0 },
	{ "crashkernel=72M,low", G, 0 },
	{ "crashkernel=96M crashkernel=512M,high", G, 96 * M },
	{ "crashkernel=96M crashkernel=512M,cma", G, 96 * M },
	{ "crashkernel=512M-2G:64M,2G-:128M", G, 64 * M },
	{ "crashkernel=512M-2G:64M,2G-:128M", 2 * G, 128 * M },
	{ "crashkernel=512M-2G:64M,2G-:128M", 2 * G - 5, 128 * M },
	{ "crashkernel=512M-2G:64M,2G-:128M@16M", 2 * G, 0 },
	{ "crashkernel=2G-:128M", G, 0 },
	{ "crashkernel=M", G, 0 },
	{ "crashkernel=-1", G, 0 },
	{ "crashkernel=128Mx", G, 0 },
	{ "crashkernel=99999999T", G, 0 },
	{ "crashkernel=18446744073709551616", G, 0 },
	{ "crashkernel=1-:", G, 0 },
	{ "crashkernel", G, 0 },
	{ "x.crashkernel=128M", G, 0 },
};

static void sizes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (crash_window_size(rows[i].cmdline, rows[i].ram) != rows[i].size)
			fail_msg("%s: %llu MiB", rows[i].cmdline,
				 (unsigned long long)crash_window_size(rows[i].cmdline,
								       rows[i].ram) >>
					 20);
}

static const struct {
	struct prange region;
	const char *append;
	uint64_t asked;	   /* --mint-swiotlb=auto:SIZE; 0 auto */
	uint64_t window;   /* its size; 0 none */
	const char *warns; /* NULL: not at all */
	uint64_t low;	   /* the leader gives [1 GiB, + it) below 4 GiB; 0: all */
} plans[] = {
	{ { 5 * G, 6 * G }, "quiet", 0, 80 * M, NULL, 0 },
	{ { 5 * G, 6 * G },
	  "crashkernel=128M",
	  0,
	  224 * M,
	  "crashkernel= of os1 needs 144 MiB below 4 GiB: its low window has 224 MiB",
	  0 },
	{ { 5 * G, 6 * G }, "crashkernel=128M", 300 * M, 300 * M, NULL, 0 },
	{ { 5 * G, 6 * G },
	  "crashkernel=128M",
	  96 * M,
	  96 * M,
	  "has 96 MiB: it will get none (--mint-swiotlb=auto:224M)",
	  0 },
	{ { G, 2 * G - 256 * M }, "crashkernel=128M", 0, 0, NULL, 0 },
	/* No room for the wider one: the OS starts without its crash kernel. */
	{ { 5 * G, 6 * G },
	  "crashkernel=128M",
	  0,
	  80 * M,
	  "crashkernel= of os1 needs 144 MiB below 4 GiB, and no low window of 224 MiB "
	  "can be had there: it will get none (boot the leader with memmap=224M$0x",
	  128 * M },
	{ { 5 * G, 8 * G },
	  "crashkernel=2G,high crashkernel=1936M,low",
	  0,
	  80 * M,
	  "it will get none (put its region below 4 GiB)",
	  128 * M },
};

/* Only whole blocks of [1 GiB, 1 GiB + @size) go offline below 4 GiB. */
static void low_limit(struct fixture *fixture, uint64_t size)
{
	for (size_t i = 0; i < fixture->machine.memory.nr_blocks; i++) {
		struct memory_block *block = &fixture->block[i];

		if (block->range.end <= G ||
		    (block->range.start >= G + size && block->range.start < 4 * G))
			block->removable = FACT_NO;
	}
}

static void windows(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(plans); i++) {
		struct fixture *fixture = fixture_new();
		const struct plan *plan = &fixture->plan;
		uint64_t size = 0;

		fixture->request.region = plans[i].region;
		fixture->request.append = plans[i].append;
		fixture->request.swiotlb_size = plans[i].asked;
		if (plans[i].low)
			low_limit(fixture, plans[i].low);
		assert_int_equal(fixture_plan(fixture), 0);
		assert_int_equal(plan->rule[RULE_R5].ok, FACT_YES);
		for (unsigned int w = 0; w < plan->nr_windows; w++)
			if (plan->window[w].purpose == PLAN_SWIOTLB)
				size = prange_size(plan->window[w].range);
		assert_int_equal(size, plans[i].window);
		assert_int_equal(fixture->diag.nr_warnings, plans[i].warns != NULL);
		if (plans[i].warns && !strstr(fixture->diag.warning[0], plans[i].warns))
			fail_msg("%s", fixture->diag.warning[0]);
		fixture_free(fixture);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes),
		cmocka_unit_test(windows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
