/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_auto_cpus.c - which CPUs --mint-cpus=auto: chooses, on which node, and why not
 *
 * In: the fixture's machine, bent. Out: CPUs, regions, messages.
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
#include "tests/unit/plan/plan_fixture.h"

#define M SIZE_1M
#define G SIZE_1G

typedef void bend_fn(struct fixture *fixture);

static void bend_nothing(struct fixture *fixture)
{
	(void)fixture;
}

/* CPUs 0 to 7, threads of cores as Linux numbers them: 0 and 4, 1 and 5 … */
static struct machine_cpu smt[8];

static void bend_smt(struct fixture *fixture)
{
	for (unsigned int i = 0; i < 8; i++)
		smt[i] = (struct machine_cpu){ .cpu = i,
					       .is_online = true,
					       .can_offline = i > 0,
					       .apicid = 2 * (i % 4) + i / 4,
					       .core = (int)(i % 4) };
	fixture->machine.cpus.cpu = smt;
	fixture->machine.cpus.nr = 8;
}

/* An offline CPU has no topology directory: only its APIC id tells its core. */
static void smt_take(struct fixture *fixture, unsigned int cpu)
{
	(void)fixture;
	smt[cpu].is_online = false;
	smt[cpu].package = smt[cpu].core = -1;
}

static void bend_smt_sibling_owned(struct fixture *fixture)
{
	fixture_add_os(fixture);
	bend_smt(fixture);
	smt_take(fixture, 3);
}

static void bend_smt_sibling_offline(struct fixture *fixture)
{
	bend_smt(fixture);
	smt_take(fixture, 7);
}

/* Cores 2 and 3 have one thread each, as efficiency cores do. */
static void bend_hybrid(struct fixture *fixture)
{
	bend_smt(fixture);
	fixture->machine.cpus.nr = 6;
}

static void bend_smt_kept(struct fixture *fixture)
{
	bend_smt(fixture);
	smt[3].can_offline = false;
	smt[6].apicid = 300;
}

/* Kernels before 6.5 may let it. */
static void bend_cpu0_can_go(struct fixture *fixture)
{
	fixture->cpu[0].can_offline = true;
}

/* Node 1: CPUs 2 and 3, memory from 6 GiB on. */
static void bend_numa(struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->machine.memory.nr_blocks; i++)
		fixture->block[i].node = fixture->block[i].range.start >= 0x180000000;
	fixture->cpu[2].node = fixture->cpu[3].node = 1;
}

/* What is Movable is on node 0: 0x50000000-0x5fffffff. */
static void bend_numa_movable(struct fixture *fixture)
{
	bend_numa(fixture);
	strcpy(fixture->block[10].zone, "Movable");
	strcpy(fixture->block[11].zone, "Movable");
}

/* 0x1e0000000-0x1ffffffff was reserved at boot, next to blocks of node 1. */
static void bend_numa_reserved(struct fixture *fixture)
{
	bend_numa(fixture);
	fixture->iomem[6].range.end = 0x1e0000000;
	fixture->machine.memory.nr_blocks = 44;
}

static const struct {
	const char *name;
	bend_fn *bend;
	uint64_t size; /* 0: the region is named */
	size_t count;  /* auto:N; 0: cpu[] is named */
	unsigned int cpu[2];
	int err;
	const char *say; /* of what was chosen, or the error */
} cpus[] = {
	{ "the last",
	  bend_nothing,
	  0,
	  2,
	  { 0 },
	  0,
	  "region 0x40000000-0x5fffffff, CPUs 2,3 (node 0)" },
	{ "one", bend_nothing, 0, 1, { 0 }, 0, ", CPU 3 (" },
	{ "all but CPU 0", bend_nothing, 0, 3, { 0 }, 0, ", CPUs 1-3 (" },
	{ "not CPU 0",
	  bend_nothing,
	  0,
	  4,
	  { 0 },
	  -ENOSPC,
	  "auto:4: free on whole cores are 3 on node 0; the core of CPU 0" },
	{ "not another OS's", fixture_add_os, 0, 1, { 0 }, 0, ", CPU 2 (" },
	{ "not CPU 0, if it could go",
	  bend_cpu0_can_go,
	  0,
	  4,
	  { 0 },
	  -ENOSPC,
	  "are 3 on node 0" },
	{ "a core", bend_smt, 0, 2, { 0 }, 0, ", CPUs 3,7 (" },
	{ "cores", bend_smt, 0, 4, { 0 }, 0, ", CPUs 2,3,6,7 (" },
	{ "not the core of CPU 0", bend_smt, 0, 7, { 0 }, -ENOSPC, "are 6 on node 0" },
	{ "half a core",
	  bend_smt,
	  0,
	  1,
	  { 0 },
	  -EINVAL,
	  "auto:1 would split a core: the smallest free one has 2 CPUs" },
	{ "a core and a half", bend_smt, 0, 3, { 0 }, -EINVAL, "auto:3 would split" },
	{ "another OS's thread", bend_smt_sibling_owned, 0, 2, { 0 }, 0, ", CPUs 2,6 (" },
	{ "nor what it shares a core with",
	  bend_smt_sibling_owned,
	  0,
	  1,
	  { 0 },
	  -EINVAL,
	  "would split" },
	{ "a thread that is off anyway",
	  bend_smt_sibling_offline,
	  0,
	  1,
	  { 0 },
	  0,
	  ", CPU 3 (" },
	{ "cores of two kinds", bend_hybrid, 0, 3, { 0 }, 0, ", CPUs 1,3,5 (" },
	{ "a thread that cannot go", bend_smt_kept, 0, 2, { 0 }, 0, ", CPUs 1,5 (" },
	{ "node of the highest place",
	  bend_numa,
	  G,
	  1,
	  { 0 },
	  0,
	  "region 0x1c0000000-0x1ffffffff, CPU 3 (node 1)" },
	{ "node of the cheapest place",
	  bend_numa_movable,
	  256 * M,
	  1,
	  { 0 },
	  0,
	  "region 0x50000000-0x5fffffff, CPU 1 (node 0)" },
	{ "node that has the CPUs",
	  bend_numa_movable,
	  256 * M,
	  2,
	  { 0 },
	  0,
	  "region 0x1f0000000-0x1ffffffff, CPUs 2,3 (node 1)" },
	{ "no node has so many",
	  bend_numa,
	  G,
	  3,
	  { 0 },
	  -ENOSPC,
	  "are 1 on node 0, 2 on node 1;" },
	{ "no node has so much",
	  bend_numa,
	  3 * G,
	  1,
	  { 0 },
	  -ENOSPC,
	  "no 3 GiB in one piece on one node" },
	{ "node of a CPU that was named",
	  bend_numa,
	  G,
	  0,
	  { 1 },
	  0,
	  "region 0x140000000-0x17fffffff, CPU 1 (node 0)" },
	{ "node of the boot CPU", bend_numa, G, 0, { 1, 2 }, 0, "0x140000000-" },
	{ "node of the region", bend_numa, 0, 1, { 0 }, 0, "CPU 1 (node 0)" },
	{ "that node has no more", bend_numa, 0, 2, { 0 }, -ENOSPC, "are 1 on node 0;" },
	{ "node of what is reserved",
	  bend_numa_reserved,
	  256 * M,
	  1,
	  { 0 },
	  0,
	  "region 0x1f0000000-0x1ffffffff, CPU 3 (node 1)" },
};

static void cpu_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cpus); i++) {
		struct fixture *fixture = fixture_new();
		struct request *request = &fixture->request;
		char text[256];
		int err;

		cpus[i].bend(fixture);
		request->auto_region = cpus[i].size;
		request->region_size = cpus[i].size;
		request->auto_cpus = cpus[i].count;
		request->nr_cpus = cpus[i].count ? cpus[i].count
						 : 1 + (cpus[i].cpu[1] != 0);
		memcpy(request->cpu, cpus[i].cpu, sizeof(cpus[i].cpu));
		err = fixture_plan(fixture);
		plan_chosen_text(&fixture->plan, text, sizeof(text));
		if (err != cpus[i].err ||
		    !strstr(err ? fixture->diag.line : text, cpus[i].say))
			fail_msg("%s: %d %s, %s", cpus[i].name, err, fixture->diag.line,
				 text);
		fixture_free(fixture);
	}
}

/* Told to, a core is split; that is said. */
static void listed_threads(void **state)
{
	static const struct {
		const char *name;
		unsigned int cpu[2];
		size_t count;
		const char *say;
	} rows[] = {
		{ "whole core", { 3, 7 }, 2, NULL },
		{ "the leader has the other",
		  { 3 },
		  1,
		  "CPU 3 shares a core with CPU 7" },
		{ "CPU 0 has the other", { 5, 4 }, 2, "CPU 5 shares a core with CPU 1" },
		{ "CPU 0's", { 4 }, 1, "CPU 4 shares a core with CPU 0" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fixture *fixture = fixture_new();

		bend_smt(fixture);
		memcpy(fixture->request.cpu, rows[i].cpu, sizeof(rows[i].cpu));
		fixture->request.nr_cpus = rows[i].count;
		assert_int_equal(fixture_plan(fixture), 0);
		print_message("%s\n", rows[i].name);
		assert_int_equal(fixture->diag.nr_warnings, rows[i].say != NULL);
		if (rows[i].say)
			assert_non_null(strstr(fixture->diag.warning[0], rows[i].say));
		fixture_free(fixture);
	}
}

static void bend_virgin(struct fixture *fixture)
{
	bend_smt(fixture);
	smt_take(fixture, 7);
	smt[7].is_virgin = true;
}

static void bend_disabled(struct fixture *fixture)
{
	bend_smt(fixture);
	fixture->machine.kexec.disabled = FACT_YES;
}

static void bend_spent(struct fixture *fixture)
{
	bend_smt(fixture);
	fixture->machine.kexec.spent = FACT_YES;
}

static void listed_refused(void **state)
{
	static const struct {
		bend_fn *bend;
		int err;
		const char *say;
	} rows[] = {
		{ bend_virgin, -EINVAL, "CPU 7 was never online in this leader" },
		{ bend_disabled, -EPERM, "kernel.kexec_load_disabled is set" },
		{ bend_spent, -EPERM, "kernel.kexec_load_limit_reboot is 0" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fixture *fixture = fixture_new();

		rows[i].bend(fixture);
		fixture->request.cpu[0] = 7;
		fixture->request.nr_cpus = 1;
		assert_int_equal(fixture_plan(fixture), rows[i].err);
		assert_non_null(strstr(fixture->diag.line, rows[i].say));
		fixture_free(fixture);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cpu_cases),
		cmocka_unit_test(listed_refused),
		cmocka_unit_test(listed_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
