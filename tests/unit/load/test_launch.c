/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_launch.c - a launch by mint.ko: the image, the start, what is said when it fails
 *
 * In: the fake machine of fake_mint.h. Out: the fake module's view of what it was given.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "leader/mint_os.h"
#include "leader/mint_start.h"
#include "leader/mint_status.h"
#include "load/launch.h"
#include "load/memfd.h"
#include "tests/unit/leader/fake_launch.h"
#include "tests/unit/leader/fake_machine.h"
#include "tests/unit/leader/fake_mint.h"

#define BLOCK(n) ((uint64_t)(n)*FAKE_BLOCK_SIZE)

static void small_plan(struct plan *plan, unsigned int block)
{
	fake_plan(plan, "os1", (struct prange){ BLOCK(block), BLOCK(block + 1) },
		  (struct prange){ 0, 0 }, 1, 1);
}

static void test_image(void **state)
{
	struct fake *fake = fake_new();
	struct launch_result result;
	struct diag diag = { 0 };
	struct mint_load *load;
	struct plan plan;

	(void)state;
	small_plan(&plan, 10);
	plan.hang_timeout_ms = 7000;
	assert_int_equal(fake_launch(fake, &plan, true, &result, &diag), 0);
	load = &fake->os[0].load;
	assert_int_equal(fake->os[0].image_seals,
			 F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
	assert_int_equal(fake->os[0].claim_flags, 0);
	assert_int_equal(load->nr_segments, 3);
	assert_int_equal(load->entry, BLOCK(10) + SIZE_1M);
	assert_int_equal(load->mailbox, BLOCK(10) + 3 * SIZE_1M);
	assert_int_equal(load->hang_timeout_ms, 7000);
	assert_int_equal(load->segments[0].offset, 0);
	assert_int_equal(load->segments[0].filesz, sizeof("purgatory"));
	assert_int_equal(load->segments[1].filesz, 0);
	assert_int_equal(load->segments[1].memsz, 0x4000);
	assert_int_equal(load->segments[2].offset, 0x1000);
	assert_int_equal(fake->os[0].first_byte[0], 'p');
	assert_int_equal(fake->os[0].first_byte[2], 'k');
	assert_int_equal(fake->os[0].status.state, MINT_RUNNING);
	/* The descriptor was ours: the module keeps its own reference. */
	assert_int_equal(fcntl(load->image_fd, F_GETFD), -1);
	fake_free(fake);
}

static void test_kept_contents(void **state)
{
	struct fake *fake = fake_new();
	struct launch_result result;
	struct diag diag = { 0 };
	struct plan plan;

	(void)state;
	small_plan(&plan, 10);
	plan.keeps_contents = true;
	assert_int_equal(fake_launch(fake, &plan, true, &result, &diag), 0);
	assert_int_equal(fake->os[0].claim_flags, MINT_CLAIM_NO_SCRUB);
	fake_free(fake);
}

/* More than one chunk, sizes around a page: every byte must arrive. */
static void test_image_bytes(void **state)
{
	static const size_t sizes[] = { 1, 4095, 4096, 4097, (9u << 20) + 5 };
	struct fake *fake = fake_new();
	struct launch_tools tools = fake_tools(fake);
	struct plan plan = { .name = "os1", .nr_segments = ARRAY_SIZE(sizes) };
	struct diag diag = { 0 };
	struct mint_load load;
	uint8_t *data = malloc(sizes[4]), *back = malloc(sizes[4]);
	size_t i, k;

	(void)state;
	assert_non_null(data);
	assert_non_null(back);
	for (k = 0; k < sizes[4]; k++)
		data[k] = (uint8_t)(k * 2654435761u >> 13);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		plan.segment[i].data =
			(struct bytes){ data + (i & 1), sizes[i] - (i & 1) };
		plan.segment[i].memsz = align_up(sizes[i], PAGE_SIZE_4K);
	}
	assert_int_equal(memfd_build(&plan, &tools.leader, &load, &diag), 0);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct bytes want = plan.segment[i].data;

		assert_int_equal(load.segments[i].offset % PAGE_SIZE_4K, 0);
		assert_int_equal(pread(load.image_fd, back, want.size,
				       (off_t)load.segments[i].offset),
				 want.size);
		assert_memory_equal(back, want.data, want.size);
	}
	assert_int_equal(write(load.image_fd, "x", 1), -1);
	close(load.image_fd);
	free(data);
	free(back);
	fake_free(fake);
}

struct failure {
	const char *name;
	int open_err;
	enum fake_memfd memfd;
	const char *meminfo;
	uint32_t state, stage;
	bool is_reserved; /* a region that was hidden at boot */
	bool is_unknown;  /* a segment with a fact that is not known */
	int err;
	bool acted;
	bool is_gone; /* the OS does not exist afterwards */
	const char *say[3];
};

#define FINE .state = MINT_RUNNING, .stage = MINT_PURGATORY_VERIFIED
#define MEMINFO(available) \
	"MemTotal: 9 kB\nMemAvailable: " available " kB\nSwapFree: 0 kB\n"

static const struct failure failures[] = {
	{ "all is well", FINE, .say = { "" } },
	{ "no module", FINE, .open_err = -ENOENT, .err = -ENODEV, .is_gone = true,
	  .say = { "no mint module", "modprobe mint" } },
	{ "not root", FINE, .open_err = -EACCES, .err = -EACCES, .is_gone = true,
	  .say = { "CAP_SYS_BOOT", "root" } },
	{ "unknown fact", FINE, .is_unknown = true, .err = -EINVAL, .is_gone = true,
	  .say = { "segment kernel", "mint.ko" } },
	{ "memory file is full", FINE, .memfd = FAKE_MEMFD_FULL, .err = -ENOSPC,
	  .acted = true, .is_gone = true,
	  .say = { "memory exhausted while loading", "8 KiB" } },
	{ "memory file cannot be sealed", FINE, .memfd = FAKE_MEMFD_UNSEALABLE,
	  .err = -EPERM, .acted = true, .is_gone = true,
	  .say = { "cannot make the image" } },
	{ "no room for what lies in the block", FINE, .meminfo = MEMINFO("163839"),
	  .err = -ENOMEM, .is_gone = true,
	  .say = { "128 MiB of memory blocks", "159 MiB are available" } },
	{ "just enough room", FINE, .meminfo = MEMINFO("163840"), .say = { "" } },
	{ "too little memory", FINE, .is_reserved = true, .meminfo = MEMINFO("32775"),
	  .err = -ENOMEM, .acted = true, .is_gone = true,
	  .say = { "needs 8 KiB", "32775 KiB are available", "1 KiB are missing" } },
	{ "just enough memory", FINE, .is_reserved = true, .meminfo = MEMINFO("32776"),
	  .say = { "" } },
	{ "no sign", .state = MINT_STOPPED, .stage = MINT_PURGATORY_NONE, .err = -EIO,
	  .acted = true, .is_gone = true,
	  .say = { "stopped (no-start)", "CPU 1 gave no sign" } },
	{ "digest", .state = MINT_STOPPED, .stage = MINT_PURGATORY_DIGEST, .err = -EIO,
	  .acted = true, .is_gone = true,
	  .say = { "stopped (digest)", "0x41000000", "SHA-256" } },
	{ "fault", .state = MINT_STOPPED, .stage = MINT_PURGATORY_FAULT, .err = -EIO,
	  .acted = true, .is_gone = true, .say = { "exception at 0x41000000" } },
	{ "lost", .state = MINT_LOST, .stage = MINT_PURGATORY_NONE, .err = -EIO,
	  .acted = true, .is_gone = false,
	  .say = { "is lost", "1 of its 1 cores", "rebooted" } },
	/* It ran, and ended at once: that is no failed start. */
	{ "ended early", .state = MINT_STOPPED, .stage = MINT_PURGATORY_VERIFIED,
	  .acted = true, .say = { "" } },
};

static void test_failures(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(failures); i++) {
		const struct failure *row = &failures[i];
		struct fake *fake = fake_new();
		char AUTO_FREE *before = fake_snapshot(fake), AUTO_FREE *after = NULL;
		struct launch_result result;
		struct diag diag = { 0 };
		struct plan plan;

		print_message("%s\n", row->name);
		small_plan(&plan, row->is_reserved ? FAKE_RESERVED : 10);
		plan.segment[3].is_known = !row->is_unknown;
		fake->open_err = row->open_err;
		fake->memfd = row->memfd;
		fake->start_state = row->state;
		fake->start_stage = row->stage;
		if (row->meminfo)
			fake_write(fake, "/proc/meminfo", row->meminfo);
		assert_int_equal(fake_launch(fake, &plan, true, &result, &diag),
				 row->err);
		assert_int_equal(result.acted, row->acted || !row->err);
		for (k = 0; k < ARRAY_SIZE(row->say) && row->say[k]; k++)
			assert_non_null(strstr(diag.line, row->say[k]));
		assert_int_equal(diag.line[0] != 0, row->err != 0);
		after = fake_snapshot(fake);
		assert_int_equal(strcmp(before, after) == 0, row->is_gone);
		assert_int_equal(fake->os[0].is_used, !row->is_gone);
		fake_free(fake);
	}
}

/* Whether another choice may help is for the caller to know: which block, and is all
 * back? */
static void test_refused_block(void **state)
{
	static const struct {
		const char *name, *stuck;
		int fail_err, err;
		const char *ignored; /* what then cannot be put back */
		uint64_t block;	     /* 0: none is told */
	} rows[] = {
		{ "busy", "memory11/state=offline", -EBUSY, -EBUSY, "", 11 },
		{ "too slow", "memory11/state=offline", -ETIMEDOUT, -ETIMEDOUT, "", 11 },
		{ "interrupted", "memory11/state=offline", -EINTR, -EINTR, "", 0 },
		{ "a CPU", "../cpu/cpu1/online=0", -EBUSY, -EBUSY, "", 0 },
		{ "not all is back", "memory11/state=offline", -EBUSY, -EBUSY,
		  "memory10/state=online_kernel", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fake *fake = fake_new();
		struct launch_result result;
		struct diag diag = { 0 };
		struct plan plan;

		print_message("%s\n", rows[i].name);
		fake_plan(&plan, "os1", (struct prange){ BLOCK(10), BLOCK(12) },
			  (struct prange){ 0, 0 }, 1, 1);
		snprintf(fake->stuck, sizeof(fake->stuck), "/sys/devices/system/%s%s",
			 rows[i].stuck[0] == '.' ? "" : "memory/",
			 rows[i].stuck + (rows[i].stuck[0] == '.' ? 3 : 0));
		snprintf(fake->ignored, sizeof(fake->ignored),
			 "/sys/devices/system/memory/%s", rows[i].ignored);
		fake->fail_err = rows[i].fail_err;
		assert_int_equal(fake_launch(fake, &plan, true, &result, &diag),
				 rows[i].err);
		assert_true(result.acted);
		assert_true(result.refused.start ==
			    (rows[i].block ? BLOCK(rows[i].block) : 0));
		assert_true(prange_is_empty(result.refused) == !rows[i].block);
		assert_int_equal(fake->os[0].is_used, *rows[i].ignored != 0);
		diag_clear(&diag);
		fake_free(fake);
	}
}

/* A start that is given up while the OS runs, or is just ending: nothing is left. */
static void test_given_up(void **state)
{
	static const uint32_t states[] = { MINT_RUNNING, MINT_STOPPING };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(states); i++) {
		struct fake *fake = fake_new();
		char AUTO_FREE *before = fake_snapshot(fake), AUTO_FREE *after = NULL;
		struct fake *good = fake_new();
		struct launch_result result;
		struct diag diag = { 0 };
		struct plan plan;

		small_plan(&plan, 10);
		/* The last step of one that succeeds is the look at what was started. */
		assert_int_equal(fake_launch(good, &plan, true, &result, &diag), 0);
		fake->fail_at = good->step;
		fake->fail_err = -EINTR;
		fake->start_state = states[i];
		assert_int_equal(fake_launch(fake, &plan, true, &result, &diag), -EINTR);
		assert_int_equal(fake->os[0].status.starts, 1);
		assert_int_equal(diag.nr_warnings, 0);
		assert_false(fake->os[0].is_used);
		after = fake_snapshot(fake);
		assert_string_equal(before, after);
		diag_clear(&diag);
		fake_free(good);
		fake_free(fake);
	}
}

/* A module that refuses whatever would change an OS in that state. */
struct refuser {
	uint32_t state;
	unsigned int tries;
};

static int refuser_call(void *context, int fd, unsigned long request, void *argument)
{
	struct refuser *refuser = context;

	(void)fd;
	if (request == MINT_IOC_STATUS) {
		*(struct mint_status *)argument =
			(struct mint_status){ .state = refuser->state };
		return 0;
	}
	refuser->tries++;
	return -EBUSY;
}

/* The module is busy for two reasons, and what to do depends on which it is. */
static void test_unclaim_tells_why(void **state)
{
	static const struct mint_ops ops = { .call = refuser_call };
	static const struct {
		uint32_t state;
		const char *say, *unsaid;
	} rows[] = {
		{ MINT_RUNNING, "it runs (mintctl stop", "mapped" },
		{ MINT_STOPPING, "it runs (mintctl stop", "mapped" },
		{ MINT_STOPPED, "its memory is mapped by a program", "kill" },
		{ MINT_LOADED, "its memory is mapped by a program", "kill" },
		{ MINT_EMPTY, "its memory is mapped by a program", "kill" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct refuser refuser = { .state = rows[i].state };
		struct mint_device os = { .ops = &ops, .context = &refuser, .name = "a" };
		struct diag diag = { 0 };

		assert_int_equal(mint_os_unclaim(&os, &diag), -EBUSY);
		assert_int_equal(refuser.tries, 1);
		assert_non_null(strstr(diag.line, rows[i].say));
		assert_null(strstr(diag.line, rows[i].unsaid));
	}
}

/* What was lost before is not asked to start: kexec's exit status says so, too. */
static void test_start_of_lost(void **state)
{
	static const struct mint_ops ops = { .call = refuser_call };
	struct refuser refuser = { .state = MINT_LOST };
	struct mint_device os = { .ops = &ops, .context = &refuser, .name = "a" };
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(mint_os_start(&os, &diag), -ENOTRECOVERABLE);
	assert_int_equal(refuser.tries, 0);
	assert_non_null(strstr(diag.line, "a: is lost"));
}

struct status_text {
	uint32_t state, reason;
	const char *text;
};

static void test_status_text(void **state)
{
	static const struct status_text rows[] = {
		{ MINT_EMPTY, MINT_REASON_NONE, "empty" },
		{ MINT_RUNNING, MINT_REASON_PANIC, "running" },
		{ MINT_STOPPED, MINT_REASON_PANIC, "stopped (panic)" },
		{ MINT_STOPPED, MINT_REASON_NONE, "stopped" },
		{ MINT_STOPPED, MINT_REASON_NO_START, "stopped (no-start)" },
		{ MINT_LOST, MINT_REASON_KILLED, "lost" },
		{ 77, 77, "unknown" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct mint_status status = { .state = rows[i].state,
					      .reason = rows[i].reason };
		char text[48];

		mint_status_text(&status, text, sizeof(text));
		assert_string_equal(text, rows[i].text);
	}
}

static void test_exec_check(void **state)
{
	struct fake *fake = fake_new();
	struct leader leader = { .root = fake->root };
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(launch_exec_check(&leader, &diag), 0);
	fake_write(fake, "/sys/class/mint/web/state", "running\n");
	assert_int_equal(launch_exec_check(&leader, &diag), -EBUSY);
	assert_non_null(strstr(diag.line, "web (running)"));
	diag_clear(&diag);
	fake_write(fake, "/sys/kernel/kexec_loaded", "0\n");
	assert_int_equal(launch_exec_check(&leader, &diag), -ENOENT);
	assert_string_equal(diag.line, "Nothing has been loaded!");
	fake_free(fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_image),
		cmocka_unit_test(test_kept_contents),
		cmocka_unit_test(test_image_bytes),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_status_text),
		cmocka_unit_test(test_exec_check),
		cmocka_unit_test(test_refused_block),
		cmocka_unit_test(test_given_up),
		cmocka_unit_test(test_unclaim_tells_why),
		cmocka_unit_test(test_start_of_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
