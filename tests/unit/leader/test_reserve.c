/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_reserve.c - reservation: all or nothing, whatever fails and whoever dies
 *
 * In: the fake machine of fake_mint.h. Out: its state before and after.
 */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "leader/leader.h"
#include "machine/read/read.h"
#include "tests/unit/leader/fake_launch.h"
#include "tests/unit/leader/fake_machine.h"

#define BLOCK(n) ((uint64_t)(n)*FAKE_BLOCK_SIZE)

static int setup(void **state)
{
	*state = fake_new();
	return 0;
}

static int teardown(void **state)
{
	fake_free(*state);
	return 0;
}

/* Blocks 10 to 12 and half of 5; CPUs 2 and 3. */
static void usual_plan(struct plan *plan)
{
	fake_plan(plan, "os1", (struct prange){ BLOCK(10), BLOCK(13) },
		  (struct prange){ BLOCK(5), BLOCK(5) + (FAKE_BLOCK_SIZE / 2) }, 2, 2);
}

static void test_take_and_give_back(void **state)
{
	static const char *const taken[] = {
		"memory/memory10/state=offline",
		"memory/memory11/state=offline",
		"memory/memory12/state=offline",
		"memory/memory5/state=offline",
		"cpu/cpu2/online=0",
		"cpu/cpu3/online=0",
	};
	static const char *const given[] = {
		"memory/memory5/state=online_kernel",
		"memory/memory10/state=online_kernel",
		"memory/memory11/state=online_kernel",
		"memory/memory12/state=online_movable",
		"cpu/cpu2/online=1",
		"cpu/cpu3/online=1",
	};
	struct fake *fake = *state;
	char AUTO_FREE *before = fake_snapshot(fake), AUTO_FREE *after = NULL;
	struct launch_result result;
	struct diag diag = { 0 };
	struct plan plan;

	usual_plan(&plan);
	assert_int_equal(fake_launch(fake, &plan, false, &result, &diag), 0);
	assert_int_equal(fake->os[0].status.uart, 0);
	assert_true(result.acted);
	fake_assert_log(fake, taken, ARRAY_SIZE(taken));
	assert_false(fake->was_unrecorded);
	assert_int_equal(fake->os[0].status.state, MINT_LOADED);
	assert_int_equal(fake->os[0].status.nr_ranges, 3);
	assert_int_equal(fake->os[0].status.cpus[0], 2);

	fake->nr_log = 0;
	assert_int_equal(fake_release(fake, "os1", &diag), 0);
	fake_assert_log(fake, given, ARRAY_SIZE(given));
	after = fake_snapshot(fake);
	assert_string_equal(before, after);
	assert_int_equal(fake_release(fake, "os1", &diag), -ENOENT);
	diag_clear(&diag);
}

/* Runs the launch with one step failing, from the first to the one behind the last. */
static void test_every_step_fails(void **state)
{
	static const int errors[] = { -EBUSY, -EIO, -EINVAL, -ENOMEM, -EINTR };
	char AUTO_FREE *before = fake_snapshot(*state);
	unsigned int step, calls = 0, writes = 0, memfds = 0;
	size_t e;

	for (e = 0; e < ARRAY_SIZE(errors); e++) {
		for (step = 1;; step++) {
			struct fake *fake = fake_new();
			char AUTO_FREE *after = NULL;
			struct launch_result result;
			struct diag diag = { 0 };
			struct plan plan;
			int err;

			usual_plan(&plan);
			fake->fail_at = step;
			fake->fail_err = errors[e];
			err = fake_launch(fake, &plan, true, &result, &diag);
			if (!fake->failed_at[0]) {
				assert_int_equal(err, 0);
				fake_free(fake);
				break;
			}
			after = fake_snapshot(fake);
			if (err >= 0 || !diag.line[0] || strcmp(before, after) != 0)
				print_error("step %u: %s\n", step, fake->failed_at);
			assert_true(err < 0);
			assert_string_not_equal(diag.line, "");
			assert_string_equal(before, after);
			assert_false(fake->is_locked);
			assert_false(fake->was_unrecorded);
			assert_int_equal(diag.nr_warnings, 0);
			assert_int_equal(result.acted,
					 fake->nr_log > 0 ||
						 strchr(fake->failed_at, '='));
			calls += !strncmp(fake->failed_at, "call", 4);
			writes += strchr(fake->failed_at, '=') != NULL;
			memfds += !strcmp(fake->failed_at, "memfd");
			diag_clear(&diag);
			fake_free(fake);
		}
	}
	/* create, status, intent, claim, load, status, start, status; four blocks, two
	 * CPUs. */
	assert_int_equal(calls, 8 * ARRAY_SIZE(errors));
	assert_int_equal(writes, 6 * ARRAY_SIZE(errors));
	assert_int_equal(memfds, ARRAY_SIZE(errors));
}

/* The process dies at every step of the launch; `release` then finishes. */
static void test_every_step_dies(void **state)
{
	char AUTO_FREE *before = fake_snapshot(*state);
	unsigned int step, died = 0;
	int status;

	for (step = 1;; step++) {
		struct fake *fake = fake_new();
		char AUTO_FREE *after = NULL;
		struct launch_result result;
		struct diag diag = { 0 };
		struct plan plan;
		pid_t child;

		usual_plan(&plan);
		fake->fail_at = step;
		child = fork();
		if (!child)
			_exit(fake_launch(fake, &plan, true, &result, &diag) ? 1 : 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		if (!WEXITSTATUS(status)) {
			fake_free(fake);
			break;
		}
		assert_int_equal(WEXITSTATUS(status), FAKE_DIED);
		died++;
		fake->is_locked = false; /* the kernel drops a dead process's lock */
		if (fake->os[0].is_used) {
			if (fake->os[0].status.state == MINT_RUNNING) {
				assert_int_equal(fake_release(fake, "os1", &diag),
						 -EBUSY);
				assert_non_null(strstr(diag.line, "mintctl stop os1"));
				diag_clear(&diag);
				fake->os[0].status.state = MINT_STOPPED;
			}
			assert_int_equal(fake_release(fake, "os1", &diag), 0);
		}
		after = fake_snapshot(fake);
		assert_string_equal(before, after);
		diag_clear(&diag);
		fake_free(fake);
	}
	assert_true(died >= 18);
}

/* The release dies at every step; the next one finishes. */
static void test_every_step_of_release_dies(void **state)
{
	char AUTO_FREE *before = fake_snapshot(*state);
	unsigned int step, died = 0;
	int status;

	for (step = 1;; step++) {
		struct fake *fake = fake_new();
		char AUTO_FREE *after = NULL;
		struct launch_result result;
		struct diag diag = { 0 };
		struct plan plan;
		pid_t child;

		usual_plan(&plan);
		assert_int_equal(fake_launch(fake, &plan, false, &result, &diag), 0);
		fake->fail_at = fake->step + step;
		child = fork();
		if (!child)
			_exit(fake_release(fake, "os1", &diag) ? 1 : 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		if (!WEXITSTATUS(status)) {
			fake_free(fake);
			break;
		}
		assert_int_equal(WEXITSTATUS(status), FAKE_DIED);
		died++;
		fake->is_locked = false;
		assert_int_equal(fake_release(fake, "os1", &diag), 0);
		after = fake_snapshot(fake);
		assert_string_equal(before, after);
		fake_free(fake);
	}
	/* open, status, taken, unclaim, four blocks, two CPUs, destroy */
	assert_int_equal(died, 11);
}

/* Two OSes share block 5; whoever is released last brings it back, in its zone. */
static void test_shared_block(void **state)
{
	char AUTO_FREE *before = fake_snapshot(*state);
	int order;

	for (order = 0; order < 2; order++) {
		struct fake *fake = fake_new();
		char AUTO_FREE *between = NULL, AUTO_FREE *after = NULL;
		struct launch_result result;
		struct diag diag = { 0 };
		struct plan plan;

		usual_plan(&plan);
		assert_int_equal(fake_launch(fake, &plan, false, &result, &diag), 0);
		fake_plan(&plan, "os2", (struct prange){ BLOCK(13), BLOCK(14) },
			  (struct prange){ BLOCK(5) + (FAKE_BLOCK_SIZE / 2), BLOCK(6) },
			  4, 1);
		assert_int_equal(fake_launch(fake, &plan, false, &result, &diag), 0);
		assert_int_equal(fake_release(fake, order ? "os1" : "os2", &diag), 0);
		between = fake_snapshot(fake);
		assert_non_null(strstr(between, "memory5/state offline"));
		assert_int_equal(fake_release(fake, order ? "os2" : "os1", &diag), 0);
		after = fake_snapshot(fake);
		assert_string_equal(before, after);
		fake_free(fake);
	}
}

/* What was offline before stays offline; a dead process's leavings do not. */
static void test_was_offline(void **state)
{
	struct fake *fake = *state;
	char AUTO_FREE *before = NULL, AUTO_FREE *after = NULL;
	struct launch_result result;
	struct diag diag = { 0 };
	struct plan plan;

	fake_write(fake, "/sys/devices/system/memory/memory11/state", "offline\n");
	fake_write(fake, "/sys/devices/system/cpu/cpu3/online", "0\n");
	before = fake_snapshot(fake);
	usual_plan(&plan);
	assert_int_equal(fake_launch(fake, &plan, false, &result, &diag), 0);
	assert_int_equal(fake_release(fake, "os1", &diag), 0);
	after = fake_snapshot(fake);
	assert_string_equal(before, after);
}

/* os1 died before its claim; os2 takes the same CPU; both are released. */
static void test_dead_predecessor(void **state)
{
	char AUTO_FREE *before = fake_snapshot(*state);
	int order;

	for (order = 0; order < 2; order++) {
		struct fake *fake = fake_new();
		char AUTO_FREE *after = NULL;
		struct launch_result result;
		struct diag diag = { 0 };
		struct plan plan;

		usual_plan(&plan);
		assert_int_equal(fake_launch(fake, &plan, false, &result, &diag), 0);
		fake->os[0].status.nr_ranges = fake->os[0].status.nr_cpus = 0;
		fake->os[0].status.state = MINT_EMPTY;
		strcpy(plan.name, "os2");
		assert_int_equal(fake_launch(fake, &plan, false, &result, &diag), 0);
		assert_int_equal(fake_release(fake, order ? "os1" : "os2", &diag), 0);
		assert_int_equal(fake_release(fake, order ? "os2" : "os1", &diag), 0);
		after = fake_snapshot(fake);
		assert_string_equal(before, after);
		fake_free(fake);
	}
}

/* One block does not come back: the rest does, the OS stays, a second try finishes. */
static void test_stuck_block(void **state)
{
	struct fake *fake = *state;
	char AUTO_FREE *before = fake_snapshot(fake), AUTO_FREE *between = NULL;
	char AUTO_FREE *after = NULL;
	struct launch_result result;
	struct diag diag = { 0 };
	struct plan plan;

	usual_plan(&plan);
	assert_int_equal(fake_launch(fake, &plan, false, &result, &diag), 0);
	strcpy(fake->stuck, "/sys/devices/system/memory/memory10/state=online_kernel");
	assert_int_equal(fake_release(fake, "os1", &diag), -EIO);
	assert_int_equal(diag.nr_warnings, 1);
	assert_non_null(strstr(diag.warning[0], "memory10 (0x50000000-0x57ffffff)"));
	assert_non_null(strstr(diag.line, "1 of 6"));
	assert_non_null(strstr(diag.line, "mintctl release os1"));
	diag_clear(&diag);
	between = fake_snapshot(fake);
	assert_non_null(strstr(between, "memory10/state offline"));
	assert_non_null(strstr(between, "memory11/state online"));
	assert_non_null(strstr(between, "cpu3/online 1"));
	assert_non_null(strstr(between, "OS os1"));

	fake->stuck[0] = '\0';
	assert_int_equal(fake_release(fake, "os1", &diag), 0);
	after = fake_snapshot(fake);
	assert_string_equal(before, after);
}

/* Pages on their way make a block busy for a moment: patience, but not for ever. */
static void test_busy_for_a_moment(void **state)
{
	unsigned int times;

	(void)state;
	for (times = LEADER_TRIES - 1; times <= LEADER_TRIES; times++) {
		struct fake *fake = fake_new();
		struct launch_result result;
		struct diag diag = { 0 };
		struct plan plan;

		usual_plan(&plan);
		strcpy(fake->stuck, "/sys/devices/system/memory/memory10/state=offline");
		fake->stuck_times = times;
		assert_int_equal(fake_launch(fake, &plan, false, &result, &diag),
				 times < LEADER_TRIES ? 0 : -EBUSY);
		fake_free(fake);
	}
}

/* The kernel said yes and did nothing: only reading back tells. */
static void test_reads_back(void **state)
{
	static const char *const ignored[] = {
		"/sys/devices/system/memory/memory10/state=online_kernel",
		"/sys/devices/system/cpu/cpu2/online=1",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(ignored); i++) {
		struct fake *fake = fake_new();
		struct launch_result result;
		struct diag diag = { 0 };
		struct plan plan;

		usual_plan(&plan);
		assert_int_equal(fake_launch(fake, &plan, false, &result, &diag), 0);
		strcpy(fake->ignored, ignored[i]);
		assert_int_equal(fake_release(fake, "os1", &diag), -EIO);
		assert_int_equal(diag.nr_warnings, 1);
		assert_true(fake->os[0].is_used);
		diag_clear(&diag);
		fake_free(fake);
	}
}

/* A block refuses to go, and one that went refuses to return: both are said. */
static void test_stuck_roll_back(void **state)
{
	struct fake *fake = *state;
	char AUTO_FREE *before = fake_snapshot(fake), AUTO_FREE *after = NULL;
	struct launch_result result;
	struct diag diag = { 0 };
	struct plan plan;

	usual_plan(&plan);
	strcpy(fake->stuck, "/sys/devices/system/memory/memory10/state=online_kernel");
	/* The claim is refused: block 4 is online again by somebody else's hand. */
	fake_plan(&plan, "os1", (struct prange){ BLOCK(10), BLOCK(11) },
		  (struct prange){ 0, 0 }, 2, 1);
	plan.cpu[plan.nr_cpus++].cpu = 2;
	fake->os[3].is_used = true;
	fake->os[3].status.nr_ranges = 1;
	fake->os[3].status.ranges[0] = (struct mint_range){ BLOCK(10), BLOCK(10) + 0x1000,
							    MINT_PURPOSE_REGION, 0 };
	assert_int_equal(fake_launch(fake, &plan, false, &result, &diag), -EBUSY);
	assert_true(result.acted);
	assert_int_equal(diag.nr_warnings, 2);
	assert_non_null(strstr(diag.warning[0], "memory10"));
	assert_non_null(strstr(diag.warning[1], "mintctl release os1"));
	diag_clear(&diag);
	fake->os[3].is_used = false;
	fake->stuck[0] = '\0';
	assert_int_equal(fake_release(fake, "os1", &diag), 0);
	after = fake_snapshot(fake);
	assert_string_equal(before, after);
}

/* Launches to come are told, once, in a file that the machine's readers know. */
static void test_refusal_is_noted(void **state)
{
	CLEANUP(machine_free) struct machine machine = { 0 };
	struct fake *fake = *state;
	struct leader leader = { .root = fake->root };
	struct launch_result result;
	char path[128], text[64];
	struct plan plan;

	snprintf(path, sizeof(path), "%s/run", fake->root);
	assert_int_equal(mkdir(path, 0755), 0);
	strcpy(fake->stuck, "/sys/devices/system/memory/memory10/state=offline");
	fake_plan(&plan, "os1", (struct prange){ BLOCK(10), BLOCK(11) },
		  (struct prange){ 0, 0 }, 2, 1);
	for (int i = 0; i < 2; i++) {
		struct diag diag = { 0 };

		assert_true(fake_launch(fake, &plan, false, &result, &diag) < 0);
		assert_int_equal(result.refused.start, BLOCK(10));
		diag_clear(&diag);
	}
	assert_true(leader_read(&leader, "/run/mint/refused", text, sizeof(text)) > 0);
	assert_string_equal(text, "memory10");
	fake_write(fake, "/sys/devices/system/memory/block_size_bytes", "8000000\n");
	assert_int_equal(machine_read(fake->root, &machine, NULL), 0);
	assert_true(machine.memory.nr_blocks > 10);
	for (size_t i = 0; i < machine.memory.nr_blocks; i++)
		assert_int_equal(machine.memory.block[i].has_refused,
				 machine.memory.block[i].index == 10);
}

/* What a boot parameter hid needs nothing, whatever its block's state says. */
static void test_reserved_at_boot(void **state)
{
	static const char *const taken[] = { "cpu/cpu1/online=0" };
	struct fake *fake = *state;
	struct launch_result result;
	struct diag diag = { 0 };
	struct plan plan;

	fake_plan(&plan, "os1",
		  (struct prange){ BLOCK(FAKE_RESERVED), BLOCK(FAKE_BLOCKS) },
		  (struct prange){ 0, 0 }, 1, 1);
	assert_int_equal(fake_launch(fake, &plan, false, &result, &diag), 0);
	fake_assert_log(fake, taken, ARRAY_SIZE(taken));
}

/* Absent blocks need nothing either. */
static void test_absent_block(void **state)
{
	struct fake *fake = *state;
	struct launch_result result;
	struct diag diag = { 0 };
	struct plan plan;

	fake_plan(&plan, "os1",
		  (struct prange){ BLOCK(FAKE_ABSENT), BLOCK(FAKE_ABSENT + 2) },
		  (struct prange){ 0, 0 }, 1, 1);
	assert_int_equal(fake_launch(fake, &plan, false, &result, &diag), 0);
	assert_int_equal(fake->os[0].nr_blocks, 1);
	assert_int_equal(fake->os[0].block[0].start, BLOCK(FAKE_ABSENT + 1));
}

struct refusal {
	const char *name;
	const char *path, *text; /* written first */
	const char *stuck;
	unsigned int first_cpu, nr_cpus;
	int err;
	bool acted;
	const char *say[3];
};

#define BLOCK_OFFLINE(n) "/sys/devices/system/memory/memory" #n "/state=offline"
#define BLOCK_11	 "memory11 (0x58000000-0x5fffffff)"

static const struct refusal refusals[] = {
	{ "block with unmovable pages", .stuck = BLOCK_OFFLINE(11), .first_cpu = 2,
	  .nr_cpus = 2, .err = -EBUSY, .acted = true,
	  .say = { BLOCK_11, "pages that cannot move", "movablecore=" } },
	{ "block of two zones", "/sys/devices/system/memory/memory11/valid_zones",
	  "none\n", "", .first_cpu = 2, .nr_cpus = 2, .err = -EINVAL,
	  .say = { BLOCK_11, "several zones", "memmap=SIZE$ADDRESS" } },
	{ "CPU 0", .stuck = "", .first_cpu = 0, .nr_cpus = 1, .err = -EPERM,
	  .say = { "CPU 0", "the kernel cannot take it offline", "" } },
	{ "no such CPU", .stuck = "", .first_cpu = 6, .nr_cpus = 1, .err = -ENOENT,
	  .say = { "CPU 6", "", "" } },
	{ "CPU that stays", .stuck = "/sys/devices/system/cpu/cpu3/online=0",
	  .first_cpu = 2, .nr_cpus = 2, .err = -EBUSY, .acted = true,
	  .say = { "CPU 3 cannot be taken offline", "", "" } },
};

static void test_refusals(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(refusals); i++) {
		const struct refusal *row = &refusals[i];
		struct fake *fake = fake_new();
		char AUTO_FREE *before = NULL, AUTO_FREE *after = NULL;
		struct launch_result result;
		struct diag diag = { 0 };
		struct plan plan;
		size_t k;

		if (row->path)
			fake_write(fake, row->path, row->text);
		before = fake_snapshot(fake);
		strcpy(fake->stuck, row->stuck);
		usual_plan(&plan);
		for (k = 0; k < row->nr_cpus; k++)
			plan.cpu[k].cpu = row->first_cpu + (unsigned int)k;
		plan.nr_cpus = row->nr_cpus;
		print_message("%s\n", row->name);
		assert_int_equal(fake_launch(fake, &plan, true, &result, &diag),
				 row->err);
		assert_int_equal(result.acted, row->acted);
		for (k = 0; k < ARRAY_SIZE(row->say); k++)
			assert_non_null(strstr(diag.line, row->say[k]));
		after = fake_snapshot(fake);
		assert_string_equal(before, after);
		fake_free(fake);
	}
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_take_and_give_back), CASE(test_every_step_fails),
		CASE(test_every_step_dies),    CASE(test_every_step_of_release_dies),
		CASE(test_shared_block),       CASE(test_was_offline),
		CASE(test_dead_predecessor),   CASE(test_stuck_block),
		CASE(test_stuck_roll_back),    CASE(test_refusal_is_noted),
		CASE(test_reserved_at_boot),   CASE(test_absent_block),
		CASE(test_refusals),	       CASE(test_reads_back),
		CASE(test_busy_for_a_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
