/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_devices.c - PCI devices of a reservation: all or nothing, never unreset
 *
 * In: the fake machine of fake_mint.h with the devices of fake_pci.c. Out: its state
 * before and after; no step may come before its record, no driver before the reset.
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

static void assert_clean(const struct fake *fake, const char *before)
{
	char AUTO_FREE *after = fake_snapshot(fake);

	assert_string_equal(before, after);
	assert_false(fake->is_locked);
	assert_false(fake->was_unrecorded);
	assert_false(fake->was_dirty);
}

static void take_and_give_back(void **state)
{
	static const char *const taken[] = {
		"memory/memory10/state=offline",
		"memory/memory5/state=offline",
		"cpu/cpu2/online=0",
		"bus/pci/devices/0000:01:00.0/driver/unbind=0000:01:00.0",
		"bus/pci/devices/0000:01:00.0/reset=1",
		"bus/pci/devices/0000:01:00.1/reset=1",
	};
	static const char *const given[] = {
		"bus/pci/drivers_autoprobe=0",
		"class/pci_bus/0000:01/rescan=1",
		"bus/pci/devices/0000:01:00.0/reset=1",
		"bus/pci/devices/0000:01:00.1/reset=1",
		"memory/memory5/state=online_kernel",
		"memory/memory10/state=online_kernel",
		"cpu/cpu2/online=1",
		"bus/pci/drivers_autoprobe=1",
		"bus/pci/drivers_probe=0000:01:00.0",
	};
	struct fake *fake = fake_pci_machine();
	char AUTO_FREE *before = fake_snapshot(fake);
	struct launch_result result;
	struct diag diag = { 0 };
	char last[2][96];

	(void)state;
	assert_int_equal(fake_pci_launch(fake, true, &result, &diag), 0);
	/* Which function is removed first does not matter. */
	assert_int_equal(fake->nr_log, ARRAY_SIZE(taken) + FAKE_PCI);
	memcpy(last, fake->log[ARRAY_SIZE(taken)], sizeof(last));
	assert_non_null(strstr(last[0], "/remove=1"));
	assert_non_null(strstr(last[1], "/remove=1"));
	assert_string_not_equal(last[0], last[1]);
	fake->nr_log = ARRAY_SIZE(taken);
	fake_assert_log(fake, taken, ARRAY_SIZE(taken));
	assert_int_equal(fake->os[0].nr_pci, 1 + FAKE_PCI);
	assert_int_equal(fake->os[0].pci[0].flags, MINT_PCI_PORT);
	assert_string_equal(fake->os[0].pci[1].driver, "nvme");
	assert_string_equal(fake->os[0].pci[2].driver, "");

	fake->nr_log = 0;
	fake_pci_end(fake, &fake->os[0]);
	assert_int_equal(fake_release(fake, "os1", &diag), 0);
	fake_assert_log(fake, given, ARRAY_SIZE(given));
	assert_clean(fake, before);
	fake_free(fake);
}

/* What the admin had switched off stays off. */
static void settings_stay(void **state)
{
	struct fake *fake = fake_pci_machine();
	char AUTO_FREE *before = NULL;
	struct launch_result result;
	struct diag diag = { 0 };

	(void)state;
	fake_write(fake, "/sys/bus/pci/drivers_autoprobe", "0\n");
	before = fake_snapshot(fake);
	assert_int_equal(fake_pci_launch(fake, false, &result, &diag), 0);
	assert_int_equal(fake->os[0].pci[0].flags, MINT_PCI_PORT | MINT_PCI_MANUAL);
	assert_int_equal(fake_release(fake, "os1", &diag), 0);
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
			struct fake *fake = fake_pci_machine();
			char AUTO_FREE *before = fake_snapshot(fake);
			struct launch_result result;
			struct diag diag = { 0 };
			int err;

			fake->fail_at = step;
			fake->fail_err = errors[e];
			err = fake_pci_launch(fake, true, &result, &diag);
			if (!fake->failed_at[0]) {
				assert_int_equal(err, 0);
				fake_free(fake);
				break;
			}
			print_message("%s: %d\n", fake->failed_at, err);
			assert_true(err < 0);
			assert_string_not_equal(diag.line, "");
			assert_clean(fake, before);
			assert_int_equal(diag.nr_warnings, 0);
			failed += strstr(fake->failed_at, "pci") != NULL;
			diag_clear(&diag);
			fake_free(fake);
		}
	}
	/* unbind, two resets, two removals */
	assert_int_equal(failed, 5 * ARRAY_SIZE(errors));
}

/* Launch (or release) until step @step, where the process dies; false behind the last. */
static bool dies_at(struct fake *fake, unsigned int step, bool is_release)
{
	struct launch_result result;
	struct diag diag = { 0 };
	int status;
	pid_t child;

	if (is_release)
		assert_int_equal(fake_pci_launch(fake, true, &result, &diag), 0);
	if (is_release)
		fake_pci_end(fake, &fake->os[0]);
	fake->fail_at = fake->step + step;
	child = fork();
	if (!child)
		_exit((is_release ? fake_release(fake, "os1", &diag)
				  : fake_pci_launch(fake, true, &result, &diag))
			      ? 1
			      : 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(!WEXITSTATUS(status) || WEXITSTATUS(status) == FAKE_DIED);
	fake->is_locked = false; /* the kernel drops a dead process's lock */
	fake->fail_at = 0;
	return WEXITSTATUS(status);
}

static void every_step_dies(bool is_release)
{
	bool is_last = false;
	unsigned int step;

	for (step = 1; !is_last; step++) {
		struct fake *fake = fake_pci_machine();
		char AUTO_FREE *before = fake_snapshot(fake);
		struct diag diag = { 0 };

		is_last = !dies_at(fake, step, is_release);
		if (fake->os[0].is_used) {
			fake_pci_end(fake, &fake->os[0]);
			assert_int_equal(fake_release(fake, "os1", &diag), 0);
		}
		assert_clean(fake, before);
		fake_free(fake);
	}
	assert_true(step > 14);
}

static void launch_dies(void **state)
{
	(void)state;
	every_step_dies(false);
}

static void release_dies(void **state)
{
	(void)state;
	every_step_dies(true);
}

/*
 * A device that is not found keeps the memory out of reach until it is, if it was ever
 * told of that memory; else the leader has the rest back.
 */
static void device_stays_away(void **state)
{
	static const char *const lines[] = {
		"2 of 6 memory blocks, CPUs and devices could not be given back",
		"2 of its PCI devices could not be taken back",
	};

	(void)state;
	for (int was_used = 0; was_used < 2; was_used++) {
		struct fake *fake = fake_pci_machine();
		char AUTO_FREE *before = fake_snapshot(fake);
		struct launch_result result;
		struct diag diag = { 0 };

		assert_int_equal(fake_pci_launch(fake, was_used, &result, &diag), 0);
		if (was_used)
			fake_pci_end(fake, &fake->os[0]);
		fake->pci_is_stuck = true;
		assert_int_equal(fake_release(fake, "os1", &diag), -EIO);
		assert_non_null(strstr(diag.line, lines[was_used]));
		assert_int_equal(diag.nr_warnings, 2);
		assert_non_null(
			strstr(diag.warning[0], "0000:01:00.0 does not show up again"));
		assert_int_equal(fake->os[0].status.nr_ranges > 0, was_used);
		diag_clear(&diag);
		fake->pci_is_stuck = false;
		assert_int_equal(fake_release(fake, "os1", &diag), 0);
		assert_clean(fake, before);
		fake_free(fake);
	}
}

/* Sleeping, or switched off meanwhile: what is behind the port could not work. */
static void port_does_not_forward(void **state)
{
	struct fake *fake = fake_pci_machine();
	char AUTO_FREE *before = fake_snapshot(fake);
	struct launch_result result;
	struct diag diag = { 0 };

	(void)state;
	fake_write(fake, "/sys/bus/pci/devices/0000:00:04.0/config",
		   "\x36\x1b\x0c\x01\x03\x05\x10\x01");
	assert_int_equal(fake_pci_launch(fake, true, &result, &diag), -EIO);
	assert_non_null(strstr(diag.line, "0000:00:04.0 does not forward any more"));
	assert_true(result.acted);
	assert_clean(fake, before);
	diag_clear(&diag);
	fake_free(fake);
}

/* A mount that this process does not see: nothing is begun. */
static void disk_is_held(void **state)
{
	struct machine_pci pci[2] = { { .bdf = { 0, 1, 0, 0 } },
				      { .bdf = { 0, 2, 0, 0 } } };
	struct machine_disk disks[2] = { { "nvme0n1", "259:0", 0 },
					 { "nvme1n1", "259:1", 1 } };
	struct fake *fake = fake_pci_machine();
	char AUTO_FREE *before = fake_snapshot(fake);
	struct launch_result result;
	struct diag diag = { 0 };

	(void)state;
	fake->machine.devices.pci = pci;
	fake->machine.devices.nr_pci = 2;
	fake->machine.devices.disk = disks;
	fake->machine.devices.nr_disks = 2;
	strcpy(fake->held, "/dev/nvme0n1");
	fake->held_err = -EBUSY;
	assert_int_equal(fake_pci_launch(fake, true, &result, &diag), -EBUSY);
	assert_string_equal(diag.line,
			    "PCI device 0000:01:00.0 is in use by the leader: the kernel "
			    "holds nvme0n1 for somebody (a mount in another namespace, "
			    "RAID, device mapper)");
	assert_false(result.acted);
	assert_int_equal(fake->nr_log, 0);
	assert_clean(fake, before);
	diag_clear(&diag);
	fake->held_err = -ENOENT;
	assert_int_equal(fake_pci_launch(fake, true, &result, &diag), -ENOENT);
	assert_string_equal(
		diag.line,
		"PCI device 0000:01:00.0: whether somebody uses its disk cannot "
		"be told: /dev/nvme0n1: No such file or directory");
	assert_false(result.acted);
	diag_clear(&diag);
	/* Mounted while blocks and CPUs were taken: it is not pulled away. */
	fake->held_err = -EBUSY;
	fake->held_late = 1;
	assert_int_equal(fake_pci_launch(fake, true, &result, &diag), -EBUSY);
	assert_true(result.acted);
	for (unsigned int i = 0; i < fake->nr_log; i++)
		assert_null(strstr(fake->log[i], "unbind"));
	assert_clean(fake, before);
	diag_clear(&diag);
	/* A disk of another device is no business of this launch. */
	strcpy(fake->held, "/dev/nvme1n1");
	assert_int_equal(fake_pci_launch(fake, true, &result, &diag), 0);
	fake->machine.devices.pci = NULL;
	fake->machine.devices.disk = NULL;
	fake->machine.devices.nr_pci = fake->machine.devices.nr_disks = 0;
	fake_free(fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(take_and_give_back),
		cmocka_unit_test(settings_stay),
		cmocka_unit_test(every_step_fails),
		cmocka_unit_test(launch_dies),
		cmocka_unit_test(release_dies),
		cmocka_unit_test(device_stays_away),
		cmocka_unit_test(port_does_not_forward),
		cmocka_unit_test(disk_is_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
