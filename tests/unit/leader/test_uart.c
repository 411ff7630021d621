/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_uart.c - the serial port of a reservation: all or nothing, in use or not
 *
 * In: the fake machine of fake_mint.h, whose ttyS1 is of type 4. Out: its state before
 * and after; who has the port open is read from a /proc of symbolic links.
 */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "tests/unit/leader/fake_launch.h"
#include "tests/unit/leader/fake_machine.h"

#define BLOCK(n) ((uint64_t)(n)*FAKE_BLOCK_SIZE)

static int launch(struct fake *fake, bool start, struct launch_result *result,
		  struct diag *diag)
{
	struct plan plan;

	fake_plan(&plan, "os1", (struct prange){ BLOCK(10), BLOCK(11) },
		  (struct prange){ 0, 0 }, 2, 1);
	plan.uart_port = FAKE_UART;
	plan.uart_line = 1;
	return fake_launch(fake, &plan, start, result, diag);
}

static void assert_clean(const struct fake *fake, const char *before)
{
	char AUTO_FREE *after = fake_snapshot(fake);

	assert_string_equal(before, after);
	assert_false(fake->is_locked);
	assert_false(fake->was_unrecorded);
}

static void take_and_give_back(void **state)
{
	static const char *const taken[] = {
		"/dev/ttyS1=0",
		"memory/memory10/state=offline",
		"cpu/cpu2/online=0",
	};
	static const char *const given[] = {
		"memory/memory10/state=online_kernel",
		"cpu/cpu2/online=1",
		"/dev/ttyS1=4",
	};
	struct fake *fake = fake_new();
	char AUTO_FREE *before = fake_snapshot(fake);
	struct launch_result result;
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(launch(fake, false, &result, &diag), 0);
	fake_assert_log(fake, taken, ARRAY_SIZE(taken));
	assert_int_equal(fake->os[0].uart.port, FAKE_UART);
	assert_int_equal(fake->os[0].uart.line, 1);
	assert_int_equal(fake->os[0].uart.type, 4);
	assert_int_equal(fake->os[0].status.uart, FAKE_UART);
	fake->nr_log = 0;
	assert_int_equal(fake_release(fake, "os1", &diag), 0);
	fake_assert_log(fake, given, ARRAY_SIZE(given));
	assert_clean(fake, before);
	fake_free(fake);
}

static void every_step_fails(void **state)
{
	static const int errors[] = { -EBUSY, -EIO, -EINTR };
	unsigned int failed = 0;

	(void)state;
	for (size_t e = 0; e < ARRAY_SIZE(errors); e++) {
		for (unsigned int step = 1;; step++) {
			struct fake *fake = fake_new();
			char AUTO_FREE *before = fake_snapshot(fake);
			struct launch_result result;
			struct diag diag = { 0 };
			int err;

			fake->fail_at = step;
			fake->fail_err = errors[e];
			err = launch(fake, true, &result, &diag);
			if (!fake->failed_at[0]) {
				assert_int_equal(err, 0);
				fake_free(fake);
				break;
			}
			assert_true(err < 0);
			assert_string_not_equal(diag.line, "");
			assert_clean(fake, before);
			assert_int_equal(diag.nr_warnings, 0);
			failed += strstr(fake->failed_at, "ttyS1") != NULL;
			diag_clear(&diag);
			fake_free(fake);
		}
	}
	assert_int_equal(failed, ARRAY_SIZE(errors));
}

/* Launch (or release) until step @step, where the process dies; false behind the last. */
static bool dies_at(struct fake *fake, unsigned int step, bool is_release)
{
	struct launch_result result;
	struct diag diag = { 0 };
	int status;
	pid_t child;

	if (is_release) {
		assert_int_equal(launch(fake, true, &result, &diag), 0);
		fake->os[0].status.state = MINT_STOPPED;
	}
	fake->fail_at = fake->step + step;
	child = fork();
	if (!child)
		_exit((is_release ? fake_release(fake, "os1", &diag)
				  : launch(fake, true, &result, &diag))
			      ? 1
			      : 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(!WEXITSTATUS(status) || WEXITSTATUS(status) == FAKE_DIED);
	fake->is_locked = false; /* the kernel drops a dead process's lock */
	fake->fail_at = 0;
	return WEXITSTATUS(status);
}

static void every_step_dies(void **state)
{
	(void)state;
	for (int is_release = 0; is_release < 2; is_release++) {
		bool is_last = false;

		for (unsigned int step = 1; !is_last; step++) {
			struct fake *fake = fake_new();
			char AUTO_FREE *before = fake_snapshot(fake);
			struct diag diag = { 0 };

			is_last = !dies_at(fake, step, is_release);
			if (fake->os[0].is_used) {
				fake->os[0].status.state = MINT_STOPPED;
				assert_int_equal(fake_release(fake, "os1", &diag), 0);
			}
			assert_clean(fake, before);
			fake_free(fake);
		}
	}
}

/* Link @path below the fake root to @target. */
static void link_put(const struct fake *fake, const char *path, const char *target)
{
	char full[PATH_MAX];

	snprintf(full, sizeof(full), "%s%s", fake->root, path);
	fake_write(fake, path, "");
	unlink(full);
	assert_int_equal(symlink(target, full), 0);
}

static void refused_while_used(void **state)
{
	static const struct {
		const char *target;	 /* of a descriptor of process 77 */
		const char *path, *text; /* one more file */
		const char *error;	 /* NULL: taken */
		int err;
	} rows[] = {
		{ "/dev/ttyS1", "/proc/77/comm", "agetty\n",
		  "ttyS1 (0x2f8) is in use by the leader: agetty (process 77)", -EBUSY },
		{ "/dev/ttyS1", "/proc/uptime", "1\n", "a program (process 77)", -EBUSY },
		{ "/dev/ttyS10", "/proc/77/comm", "agetty\n", NULL, 0 },
		{ "/dev/ttyS", "/proc/77/comm", "agetty\n", NULL, 0 },
		{ "pipe:[1]", "/sys/module/kgdboc/parameters/kgdboc", "ttyS1,115200\n",
		  "kernel debugger has it", -EBUSY },
		{ "pipe:[1]", "/sys/module/kgdboc/parameters/kgdboc", "kms,kbd,ttyS1\n",
		  "its kernel debugger has it", -EBUSY },
		{ "pipe:[1]", "/sys/module/kgdboc/parameters/kgdboc", "ttyS10\n", NULL,
		  0 },
		{ "pipe:[1]", "/sys/module/kgdboc/parameters/kgdboc", "\n", NULL, 0 },
		{ "pipe:[1]", "/sys/class/tty/ttyS1/type", "0\n",
		  "ttyS1: the leader's driver has no serial port 0x2f8", -ENODEV },
		{ "pipe:[1]", "/sys/class/tty/ttyS1/port", "0x3E8\n",
		  "ttyS1: the leader's driver has no serial port 0x2f8", -ENODEV },
		{ "pipe:[1]", "/sys/class/tty/ttyS1/type", "four\n",
		  "ttyS1: the leader's driver has no serial port 0x2f8", -EINVAL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fake *fake = fake_new();
		struct launch_result result;
		struct diag diag = { 0 };

		fake_write(fake, "/proc/1/comm", "init\n"); /* its fd/ cannot be read */
		link_put(fake, "/proc/77/fd/0", "/dev/null");
		link_put(fake, "/proc/77/fd/3", rows[i].target);
		fake_write(fake, rows[i].path, rows[i].text);
		assert_int_equal(launch(fake, false, &result, &diag), rows[i].err);
		if (rows[i].error) {
			assert_non_null(strstr(diag.line, rows[i].error));
			assert_false(result.acted);
			assert_int_equal(fake->nr_log, 0);
			assert_false(fake->os[0].is_used);
		}
		diag_clear(&diag);
		fake_free(fake);
	}
}

/* What no /proc showed, the kernel knows. */
static void opened_meanwhile(void **state)
{
	struct fake *fake = fake_new();
	char AUTO_FREE *before = fake_snapshot(fake);
	struct launch_result result;
	struct diag diag = { 0 };

	(void)state;
	strcpy(fake->stuck, "/dev/ttyS1=0");
	assert_int_equal(launch(fake, false, &result, &diag), -EBUSY);
	assert_non_null(strstr(diag.line,
			       "ttyS1 (0x2f8) cannot be taken from the leader: "
			       "Device or resource busy (a program has it open)"));
	assert_clean(fake, before);
	diag_clear(&diag);
	/* a driver that says yes and does not */
	fake->stuck[0] = '\0';
	strcpy(fake->ignored, "/dev/ttyS1=0");
	assert_int_equal(launch(fake, false, &result, &diag), -EIO);
	assert_clean(fake, before);
	diag_clear(&diag);
	fake_free(fake);
}

static void stays_away(void **state)
{
	struct fake *fake = fake_new();
	char AUTO_FREE *before = fake_snapshot(fake);
	struct launch_result result;
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(launch(fake, false, &result, &diag), 0);
	strcpy(fake->stuck, "/dev/ttyS1=4");
	assert_int_equal(fake_release(fake, "os1", &diag), -EIO);
	assert_int_equal(diag.nr_warnings, 1);
	assert_non_null(strstr(diag.warning[0],
			       "os1: ttyS1 (0x2f8) cannot be given back to the "
			       "leader: Device or resource busy (a program has it open"));
	assert_non_null(strstr(diag.line, "1 of 3 memory blocks, CPUs and devices"));
	assert_true(fake->os[0].is_used);
	diag_clear(&diag);
	fake->stuck[0] = '\0';
	assert_int_equal(fake_release(fake, "os1", &diag), 0);
	assert_clean(fake, before);
	fake_free(fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(take_and_give_back),
		cmocka_unit_test(every_step_fails),
		cmocka_unit_test(every_step_dies),
		cmocka_unit_test(refused_while_used),
		cmocka_unit_test(opened_meanwhile),
		cmocka_unit_test(stays_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
