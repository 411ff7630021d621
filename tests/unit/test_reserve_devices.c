/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_reserve_devices.c - PCI devices of a reservation: all or nothing, never unreset
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
#include "fake_mint.h"
#include "sink/reserve.h"

#define BLOCK(n) ((uint64_t)(n) * FAKE_BLOCK_SIZE)

static struct fake *machine_new(void)
{
	struct fake *fake = fake_new();

	fake_pci_add(fake);
	return fake;
}

static int launch(struct fake *fake, bool start, struct launch_result *result,
		  struct diag *diag)
{
	struct launch_tools tools = fake_tools(fake);
	struct plan plan;

	fake_plan(&plan, "os1", (struct prange){ BLOCK(10), BLOCK(11) },
		  (struct prange){ BLOCK(5), BLOCK(6) }, 2, 1);
	fake_pci_plan(&plan);
	return launch_beside_with(&tools, &plan, &fake->machine, start, result, diag);
}

typedef int (*step_fn)(struct mint_device *os, const struct leader *leader,
		       struct diag *diag);

static int by_name(struct fake *fake, step_fn step, struct diag *diag)
{
	struct launch_tools tools = fake_tools(fake);
	struct mint_device os;
	int err = mint_device_open(tools.mint, tools.mint_context, &os, diag);

	if (!err)
		err = mint_os_attach(&os, "os1", diag);
	if (!err)
		err = step(&os, &tools.leader, diag);
	mint_device_close(&os);
	return err;
}

static int release(struct fake *fake, struct diag *diag)
{
	return by_name(fake, reserve_give_back, diag);
}

static int start(struct fake *fake, struct diag *diag)
{
	return by_name(fake, reserve_start, diag);
}

static void assert_log(const struct fake *fake, const char *const *want, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_string_equal(fake->log[i], want[i]);
	assert_int_equal(fake->nr_log, count);
}

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
		"bus/pci/devices/0000:00:04.0/power/control=on",
		"bus/pci/devices/0000:01:00.0/driver/unbind=0000:01:00.0",
		"bus/pci/devices/0000:01:00.0/reset=1",
		"bus/pci/devices/0000:01:00.1/reset=1",
	};
	static const char *const given[] = {
		"bus/pci/drivers_autoprobe=0",
		"class/pci_bus/0000:01/rescan=1",
		"bus/pci/drivers_autoprobe=1",
		"bus/pci/devices/0000:01:00.0/reset=1",
		"bus/pci/devices/0000:01:00.1/reset=1",
		"memory/memory5/state=online_kernel",
		"memory/memory10/state=online_kernel",
		"cpu/cpu2/online=1",
		"bus/pci/devices/0000:00:04.0/power/control=auto",
		"bus/pci/drivers_probe=0000:01:00.0",
	};
	struct fake *fake = machine_new();
	char AUTO_FREE *before = fake_snapshot(fake);
	struct launch_result result;
	struct diag diag = { 0 };
	char last[2][96];

	(void)state;
	assert_int_equal(launch(fake, true, &result, &diag), 0);
	/* Which function is removed first does not matter. */
	assert_int_equal(fake->nr_log, ARRAY_SIZE(taken) + FAKE_PCI);
	memcpy(last, fake->log[ARRAY_SIZE(taken)], sizeof(last));
	assert_non_null(strstr(last[0], "/remove=1"));
	assert_non_null(strstr(last[1], "/remove=1"));
	assert_string_not_equal(last[0], last[1]);
	fake->nr_log = ARRAY_SIZE(taken);
	assert_log(fake, taken, ARRAY_SIZE(taken));
	assert_int_equal(fake->os[0].nr_pci, 1 + FAKE_PCI);
	assert_int_equal(fake->os[0].pci[0].flags, MINT_PCI_PORT | MINT_PCI_AUTO);
	assert_string_equal(fake->os[0].pci[1].driver, "nvme");
	assert_string_equal(fake->os[0].pci[2].driver, "");

	fake->nr_log = 0;
	fake_pci_end(fake, &fake->os[0]);
	assert_int_equal(release(fake, &diag), 0);
	assert_log(fake, given, ARRAY_SIZE(given));
	assert_clean(fake, before);
	fake_free(fake);
}

/* What the admin had switched off stays off. */
static void settings_stay(void **state)
{
	struct fake *fake = machine_new();
	char AUTO_FREE *before = NULL;
	struct launch_result result;
	struct diag diag = { 0 };

	(void)state;
	fake_write(fake, "/sys/bus/pci/drivers_autoprobe", "0\n");
	fake_write(fake, "/sys/bus/pci/devices/0000:00:04.0/power/control", "on\n");
	before = fake_snapshot(fake);
	assert_int_equal(launch(fake, false, &result, &diag), 0);
	assert_int_equal(fake->os[0].pci[0].flags, MINT_PCI_PORT | MINT_PCI_MANUAL);
	assert_int_equal(release(fake, &diag), 0);
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
			struct fake *fake = machine_new();
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
	/* power, unbind, two resets, two removals */
	assert_int_equal(failed, 6 * ARRAY_SIZE(errors));
}

/* Launch (or release) until step @step, where the process dies; false behind the last. */
static bool dies_at(struct fake *fake, unsigned int step, bool is_release)
{
	struct launch_result result;
	struct diag diag = { 0 };
	int status;
	pid_t child;

	if (is_release)
		assert_int_equal(launch(fake, true, &result, &diag), 0);
	if (is_release)
		fake_pci_end(fake, &fake->os[0]);
	fake->fail_at = fake->step + step;
	child = fork();
	if (!child)
		_exit((is_release ? release(fake, &diag)
				  : launch(fake, true, &result, &diag)) ? 1 : 0);
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
		struct fake *fake = machine_new();
		char AUTO_FREE *before = fake_snapshot(fake);
		struct diag diag = { 0 };

		is_last = !dies_at(fake, step, is_release);
		if (fake->os[0].is_used) {
			fake_pci_end(fake, &fake->os[0]);
			assert_int_equal(release(fake, &diag), 0);
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

/* A device that is not found keeps the memory out of reach until it is. */
static void device_stays_away(void **state)
{
	struct fake *fake = machine_new();
	char AUTO_FREE *before = fake_snapshot(fake);
	struct launch_result result;
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(launch(fake, false, &result, &diag), 0);
	fake->pci_is_stuck = true;
	assert_int_equal(release(fake, &diag), -EIO);
	assert_non_null(strstr(diag.line, "2 of its PCI devices could not be taken back"));
	assert_int_equal(diag.nr_warnings, 2);
	assert_non_null(strstr(diag.warning[0], "0000:01:00.0 does not show up again"));
	assert_true(fake->os[0].status.nr_ranges > 0);
	diag_clear(&diag);
	fake->pci_is_stuck = false;
	assert_int_equal(release(fake, &diag), 0);
	assert_clean(fake, before);
	fake_free(fake);
}

/* Sleeping, or switched off meanwhile: what is behind the port could not work. */
static void port_does_not_forward(void **state)
{
	struct fake *fake = machine_new();
	char AUTO_FREE *before = fake_snapshot(fake);
	struct launch_result result;
	struct diag diag = { 0 };

	(void)state;
	fake_write(fake, "/sys/bus/pci/devices/0000:00:04.0/config",
		   "\x36\x1b\x0c\x01\x03\x05\x10\x01");
	assert_int_equal(launch(fake, true, &result, &diag), -EIO);
	assert_non_null(strstr(diag.line, "0000:00:04.0 does not forward any more"));
	assert_true(result.acted);
	assert_clean(fake, before);
	diag_clear(&diag);
	fake_free(fake);
}

/* A mount that this process does not see: nothing is begun. */
static void disk_is_held(void **state)
{
	struct machine_pci pci[2] = { { .bdf = { 0, 1, 0, 0 } }, { .bdf = { 0, 2, 0, 0 } } };
	struct machine_disk disks[2] = { { "nvme0n1", "259:0", 0 },
					 { "nvme1n1", "259:1", 1 } };
	struct fake *fake = machine_new();
	char AUTO_FREE *before = fake_snapshot(fake);
	struct launch_result result;
	struct diag diag = { 0 };

	(void)state;
	fake->machine.pci = pci;
	fake->machine.nr_pci = 2;
	fake->machine.disk = disks;
	fake->machine.nr_disks = 2;
	strcpy(fake->held, "/dev/nvme0n1");
	assert_int_equal(launch(fake, true, &result, &diag), -EBUSY);
	assert_string_equal(diag.line,
			    "PCI device 0000:01:00.0 is in use by the leader: the kernel "
			    "holds nvme0n1 for somebody (a mount in another namespace, "
			    "RAID, device mapper)");
	assert_false(result.acted);
	assert_int_equal(fake->nr_log, 0);
	assert_clean(fake, before);
	diag_clear(&diag);
	/* A disk of another device is no business of this launch. */
	strcpy(fake->held, "/dev/nvme1n1");
	assert_int_equal(launch(fake, true, &result, &diag), 0);
	fake->machine.pci = NULL;
	fake->machine.disk = NULL;
	fake->machine.nr_pci = fake->machine.nr_disks = 0;
	fake_free(fake);
}

static bool leader_knows(const struct fake *fake)
{
	char AUTO_FREE *now = fake_snapshot(fake);

	return !strstr(now, "01:00.0/uevent absent") ||
	       !strstr(now, "01:00.1/uevent absent");
}

/* A machine whose OS has run once and ended. */
static struct fake *machine_ended(void)
{
	struct fake *fake = machine_new();
	struct launch_result result;
	struct diag diag = { 0 };

	assert_int_equal(launch(fake, true, &result, &diag), 0);
	fake_pci_end(fake, &fake->os[0]);
	fake->nr_log = 0;
	return fake;
}

static void starts_again(void **state)
{
	static const char *const steps[] = {
		"bus/pci/drivers_autoprobe=0",
		"class/pci_bus/0000:01/rescan=1",
		"bus/pci/drivers_autoprobe=1",
		"bus/pci/devices/0000:00:04.0/power/control=on",
		"bus/pci/devices/0000:01:00.0/reset=1",
		"bus/pci/devices/0000:01:00.1/reset=1",
	};
	struct fake *fake = machine_ended();
	struct diag diag = { 0 };

	(void)state;
	for (unsigned int life = 2; life < 5; life++) {
		assert_int_equal(start(fake, &diag), 0);
		assert_int_equal(fake->os[0].status.starts, life);
		assert_int_equal(fake->os[0].status.state, MINT_RUNNING);
		assert_int_equal(fake->nr_log, ARRAY_SIZE(steps) + FAKE_PCI);
		fake->nr_log = ARRAY_SIZE(steps);
		assert_log(fake, steps, ARRAY_SIZE(steps));
		assert_false(leader_knows(fake));
		assert_false(fake->was_dirty);
		fake_pci_end(fake, &fake->os[0]);
		fake->nr_log = 0;
	}
	fake_free(fake);
}

static void first_start_changes_nothing(void **state)
{
	struct fake *fake = machine_new();
	struct launch_result result;
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(launch(fake, false, &result, &diag), 0);
	fake->nr_log = 0;
	assert_int_equal(start(fake, &diag), 0);
	assert_int_equal(fake->nr_log, 0);
	/* The module refuses it; its devices are not touched while it runs. */
	assert_int_equal(start(fake, &diag), -EBUSY);
	assert_int_equal(fake->nr_log, 0);
	diag_clear(&diag);
	fake_free(fake);
}

/* Between a start that was given up and the next somebody had the leader look for devices. */
static void found_by_somebody(void **state)
{
	struct fake *fake = machine_new();
	struct launch_result result;
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(launch(fake, false, &result, &diag), 0);
	fake_pci_rescan(fake);
	assert_false(leader_knows(fake));
	/* A start was given up after it had found them. */
	fake->os[0].is_hidden = false;
	fake_pci_rescan(fake);
	assert_true(leader_knows(fake));
	fake->nr_log = 0;
	assert_int_equal(start(fake, &diag), 0);
	assert_string_equal(fake->log[1],
			    "bus/pci/devices/0000:01:00.0/driver/unbind=0000:01:00.0");
	assert_false(leader_knows(fake));
	assert_int_equal(fake->os[0].status.state, MINT_RUNNING);
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
		assert_int_equal(start(fake, &diag), -ENXIO);
		assert_non_null(strstr(diag.line, rows[i].text));
		assert_int_equal(fake->os[0].status.state, MINT_STOPPED);
		assert_false(leader_knows(fake));
		diag_clear(&diag);
		fake->pci_resource[0] = NULL;
		assert_int_equal(start(fake, &diag), 0);
		fake_free(fake);
	}
}

static void port_forwards_other_addresses(void **state)
{
	struct fake *fake = machine_ended();
	struct diag diag = { 0 };

	(void)state;
	fake->os[0].pci[0].window[0].end = 0xfe900000;
	assert_int_equal(start(fake, &diag), -ENXIO);
	assert_non_null(strstr(diag.line, "root port 0000:00:04.0 forwards "
					  "0xfe800000-0xfe9fffff now, and the OS was told "
					  "of 0xfe800000-0xfe8fffff"));
	assert_false(leader_knows(fake));
	diag_clear(&diag);
	fake_free(fake);
}

static void does_not_come_back(void **state)
{
	struct fake *fake = machine_ended();
	struct diag diag = { 0 };

	(void)state;
	fake->pci_is_stuck = true;
	assert_int_equal(start(fake, &diag), -EIO);
	assert_non_null(strstr(diag.line, "are not all there again (2 warnings)"));
	assert_int_equal(fake->os[0].status.starts, 1);
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
		err = start(fake, &diag);
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
			assert_true(!leader_knows(fake) || diag.nr_warnings);
			fake->stuck[0] = '\0';
			diag_clear(&diag);
			assert_int_equal(start(fake, &diag), 0);
		}
		assert_false(fake->was_dirty);
		failed += strstr(fake->failed_at, "pci") != NULL;
		diag_clear(&diag);
		fake_free(fake);
	}
	/* autoprobe twice, rescan, power, two resets, two removals */
	assert_int_equal(failed, 8);
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
			_exit(start(fake, &diag) ? 1 : 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(!WEXITSTATUS(status) || WEXITSTATUS(status) == FAKE_DIED);
		is_last = !WEXITSTATUS(status);
		fake->is_locked = false;
		fake->fail_at = 0;
		if (fake->os[0].status.state == MINT_STOPPED)
			assert_int_equal(start(fake, &diag), 0);
		fake_pci_end(fake, &fake->os[0]);
		assert_int_equal(release(fake, &diag), 0);
		assert_false(fake->was_dirty);
		fake_free(fake);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(take_and_give_back), cmocka_unit_test(settings_stay),
		cmocka_unit_test(every_step_fails),   cmocka_unit_test(launch_dies),
		cmocka_unit_test(release_dies),	      cmocka_unit_test(device_stays_away),
		cmocka_unit_test(port_does_not_forward),
		cmocka_unit_test(disk_is_held),
		cmocka_unit_test(starts_again),
		cmocka_unit_test(first_start_changes_nothing),
		cmocka_unit_test(found_by_somebody),
		cmocka_unit_test(came_back_elsewhere),
		cmocka_unit_test(port_forwards_other_addresses),
		cmocka_unit_test(does_not_come_back),
		cmocka_unit_test(every_step_of_a_start_fails),
		cmocka_unit_test(start_dies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
