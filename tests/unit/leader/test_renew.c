/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_renew.c - an OS with PCI devices starts again: they are as new, or it does
 * not
 *
 * In: the fake machine of fake_mint.h with the devices of fake_pci.c, whose OS has ended.
 * Out: what was done to the devices, who finds them, and whether one ever reached memory
 * without a reset.
 */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "tests/unit/leader/fake_launch.h"
#include "tests/unit/leader/fake_machine.h"
#include "tests/unit/leader/fake_pci.h"

/* A machine whose OS has run once and ended. */
static struct fake *machine_ended(void)
{
	struct fake *fake = fake_pci_machine();
	struct launch_result result;
	struct diag diag = { 0 };

	assert_int_equal(fake_pci_launch(fake, true, &result, &diag), 0);
	fake_pci_end(fake, &fake->os[0]);
	fake->nr_log = 0;
	return fake;
}

static void starts_again(void **state)
{
	static const char *const steps[] = {
		"bus/pci/drivers_autoprobe=0",
		"class/pci_bus/0000:01/rescan=1",
		"bus/pci/devices/0000:01:00.0/reset=1",
		"bus/pci/devices/0000:01:00.1/reset=1",
	};
	struct fake *fake = machine_ended();
	struct diag diag = { 0 };

	(void)state;
	for (unsigned int life = 2; life < 5; life++) {
		assert_int_equal(fake_restart(fake, "os1", &diag), 0);
		assert_int_equal(fake->os[0].status.starts, life);
		assert_int_equal(fake->os[0].status.state, MINT_RUNNING);
		assert_int_equal(fake->nr_log, ARRAY_SIZE(steps) + FAKE_PCI + 1);
		/* Behind the removals, whose order does not matter. */
		assert_string_equal(fake->log[fake->nr_log - 1],
				    "bus/pci/drivers_autoprobe=1");
		fake->nr_log = ARRAY_SIZE(steps);
		fake_assert_log(fake, steps, ARRAY_SIZE(steps));
		assert_false(fake_pci_is_known(fake));
		assert_false(fake->was_dirty);
		fake_pci_end(fake, &fake->os[0]);
		fake->nr_log = 0;
	}
	fake_free(fake);
}

static void first_start_changes_nothing(void **state)
{
	struct fake *fake = fake_pci_machine();
	struct launch_result result;
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(fake_pci_launch(fake, false, &result, &diag), 0);
	fake->nr_log = 0;
	assert_int_equal(fake_restart(fake, "os1", &diag), 0);
	assert_int_equal(fake->nr_log, 0);
	/* The module refuses it; its devices are not touched while it runs. */
	assert_int_equal(fake_restart(fake, "os1", &diag), -EBUSY);
	assert_int_equal(fake->nr_log, 0);
	diag_clear(&diag);
	fake_free(fake);
}

/* Between a start that was given up and the next somebody had the leader look for
 * devices. */
static void found_by_somebody(void **state)
{
	struct fake *fake = fake_pci_machine();
	struct launch_result result;
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(fake_pci_launch(fake, false, &result, &diag), 0);
	fake_pci_rescan(fake);
	assert_false(fake_pci_is_known(fake));
	/* A start was given up after it had found them. */
	fake->os[0].is_hidden = false;
	fake_pci_rescan(fake);
	assert_true(fake_pci_is_known(fake));
	fake->nr_log = 0;
	assert_int_equal(fake_restart(fake, "os1", &diag), -EBUSY);
	assert_string_equal(
		diag.line,
		"PCI device 0000:01:00.0 is in use by the leader again (driver "
		"nvme): end that, then echo 0000:01:00.0 "
		">/sys/bus/pci/drivers/nvme/unbind");
	assert_true(fake_pci_is_known(fake));
	assert_int_equal(fake->nr_log, 0);
	assert_int_equal(diag.nr_warnings, 0);
	diag_clear(&diag);
	fake_pci_write(fake, "/sys/bus/pci/devices/0000:01:00.0/driver/unbind",
		       "0000:01:00.0");
	assert_int_equal(fake_restart(fake, "os1", &diag), 0);
	assert_false(fake_pci_is_known(fake));
	assert_int_equal(fake->os[0].status.state, MINT_RUNNING);
	fake_free(fake);
}

/* Used, not reset since, and a driver came before the release. */
static void released_with_driver(void **state)
{
	struct fake *fake = machine_ended();
	struct diag diag = { 0 };

	(void)state;
	fake->os[0].is_hidden = false;
	fake_pci_rescan(fake);
	assert_int_equal(fake_release(fake, "os1", &diag), 0);
	assert_string_equal(fake->log[0],
			    "bus/pci/devices/0000:01:00.0/driver/unbind=0000:01:00.0");
	assert_string_equal(fake->log[1], "bus/pci/devices/0000:01:00.0/reset=1");
	assert_false(fake->was_dirty);
	fake_free(fake);
}

/* Not to be found by a rescan either, whoever asks for one. */
static void assert_out_of_sight(struct fake *fake)
{
	assert_false(fake_pci_is_known(fake));
	fake_pci_rescan(fake);
	assert_false(fake_pci_is_known(fake));
}

/* The devices are as new, and then the module refuses to start it. */
static void start_is_refused(void **state)
{
	struct fake *fake = machine_ended();
	struct diag diag = { 0 };

	(void)state;
	fake->start_err = -ESHUTDOWN;
	assert_int_equal(fake_restart(fake, "os1", &diag), -ESHUTDOWN);
	assert_out_of_sight(fake);
	diag_clear(&diag);
	fake->start_err = 0;
	assert_int_equal(fake_restart(fake, "os1", &diag), 0);
	assert_false(fake->was_dirty);
	fake_free(fake);
}

static void came_back_elsewhere(void **state)
{
	static const struct {
		const char *resource, *text;
	} rows[] = {
		{ "0x00000000fea00000 0x00000000fea03fff 0x0000000000140204\n",
		  "0000:01:00.0 came back with its BAR 0 at 0xfea00000-0xfea03fff" },
		{ "0x00000000fe9ff000 0x00000000fea02fff 0x0000000000140204\n",
		  "BAR 0 at 0xfe9ff000-0xfea02fff, outside" },
		{ "0x0000000000000000 0x0000000000003fff 0x0000000020140204\n",
		  "without an address for its BAR 0" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fake *fake = machine_ended();
		struct diag diag = { 0 };

		fake->pci_resource[0] = rows[i].resource;
		assert_int_equal(fake_restart(fake, "os1", &diag), -ENXIO);
		assert_non_null(strstr(diag.line, rows[i].text));
		assert_int_equal(fake->os[0].status.state, MINT_STOPPED);
		assert_out_of_sight(fake);
		diag_clear(&diag);
		fake->pci_resource[0] = NULL;
		assert_int_equal(fake_restart(fake, "os1", &diag), 0);
		fake_free(fake);
	}
}

static void port_forwards_other_addresses(void **state)
{
	struct fake *fake = machine_ended();
	struct diag diag = { 0 };

	(void)state;
	fake->os[0].pci[0].window[0].end = 0xfe900000;
	assert_int_equal(fake_restart(fake, "os1", &diag), -ENXIO);
	assert_non_null(strstr(diag.line,
			       "root port 0000:00:04.0 forwards "
			       "0xfe800000-0xfe9fffff now, and the OS was told "
			       "of 0xfe800000-0xfe8fffff"));
	assert_false(fake_pci_is_known(fake));
	diag_clear(&diag);
	fake_free(fake);
}

static void does_not_come_back(void **state)
{
	struct fake *fake = machine_ended();
	struct diag diag = { 0 };

	(void)state;
	fake->pci_is_stuck = true;
	assert_int_equal(fake_restart(fake, "os1", &diag), -EIO);
	assert_non_null(strstr(diag.line, "are not all there again (2 warnings)"));
	assert_int_equal(fake->os[0].status.starts, 1);
	assert_out_of_sight(fake);
	diag_clear(&diag);
	fake_free(fake);
}

/* As it was, or (that step fails again and again) with a warning; later it starts. */
static void every_step_of_a_start_fails(void **state)
{
	unsigned int failed = 0;

	(void)state;
	for (unsigned int step = 1;; step++) {
		struct fake *fake = machine_ended();
		struct diag diag = { 0 };
		int err;

		fake->fail_at = fake->step + step;
		fake->fail_err = -EIO;
		err = fake_restart(fake, "os1", &diag);
		if (!fake->failed_at[0]) {
			assert_int_equal(err, 0);
			fake_free(fake);
			break;
		}
		print_message("%s: %d %s\n", fake->failed_at, err, diag.line);
		/* Its status cannot be read: it may run. */
		if (fake->os[0].status.state == MINT_STOPPED) {
			assert_true(err < 0);
			assert_string_not_equal(diag.line, "");
			if (!diag.nr_warnings)
				assert_out_of_sight(fake);
			fake->stuck[0] = '\0';
			diag_clear(&diag);
			assert_int_equal(fake_restart(fake, "os1", &diag), 0);
		}
		assert_false(fake->was_dirty);
		failed += strstr(fake->failed_at, "pci") != NULL;
		diag_clear(&diag);
		fake_free(fake);
	}
	/* autoprobe twice, rescan, two resets, two removals */
	assert_int_equal(failed, 7);
}

static void start_dies(void **state)
{
	bool is_last = false;

	(void)state;
	for (unsigned int step = 1; !is_last; step++) {
		struct fake *fake = machine_ended();
		struct diag diag = { 0 };
		int status;
		pid_t child;

		fake->fail_at = fake->step + step;
		fake->fail_err = 0;
		child = fork();
		if (!child)
			_exit(fake_restart(fake, "os1", &diag) ? 1 : 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(!WEXITSTATUS(status) || WEXITSTATUS(status) == FAKE_DIED);
		is_last = !WEXITSTATUS(status);
		fake->is_locked = false;
		fake->fail_at = 0;
		if (fake->os[0].status.state == MINT_STOPPED)
			assert_int_equal(fake_restart(fake, "os1", &diag), 0);
		fake_pci_end(fake, &fake->os[0]);
		assert_int_equal(fake_release(fake, "os1", &diag), 0);
		assert_false(fake->was_dirty);
		fake_free(fake);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_again),
		cmocka_unit_test(first_start_changes_nothing),
		cmocka_unit_test(found_by_somebody),
		cmocka_unit_test(released_with_driver),
		cmocka_unit_test(start_is_refused),
		cmocka_unit_test(came_back_elsewhere),
		cmocka_unit_test(port_forwards_other_addresses),
		cmocka_unit_test(does_not_come_back),
		cmocka_unit_test(every_step_of_a_start_fails),
		cmocka_unit_test(start_dies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
