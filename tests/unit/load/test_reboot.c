/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_reboot.c - what happens before reboot(2), and what does not
 *
 * In: a leader in a temporary directory, fake steps. Out: the steps, in order.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "tests/unit/leader/fake_machine.h"
#include "load/kexec_file_load.h"
#include "load/kexec_load.h"
#include "load/reboot.h"

/* The steps have no context: what they did is here, until the next row. */
static char steps[16];
static bool is_permitted;
static int reboot_err;

static bool fake_is_permitted(void)
{
	return is_permitted;
}

static void fake_sync(void)
{
	strcat(steps, "s");
}

static void fake_interfaces_down(struct diag *diag)
{
	strcat(steps, "i");
	diag_warn(diag, "interface eth0 stays up");
}

static int fake_reboot(void)
{
	strcat(steps, "r");
	return reboot_err;
}

static const struct reboot_ops fake_ops = {
	fake_is_permitted,
	fake_sync,
	fake_interfaces_down,
	fake_reboot,
};

#define LOADED	  .loaded = "1\n"
#define NOTHING	  .loaded = "0\n"
#define NO_SYNC	  .request = { .no_sync = true }
#define NO_IFDOWN .request = { .no_ifdown = true }
#define NEITHER	  .request = { .no_sync = true, .no_ifdown = true }
#define PERMITTED .is_permitted = true

#define REFUSED(error, why) .err = error, .steps = "", .line = why

static const struct {
	const char *loaded, *successor; /* NULL: no such file */
	struct reboot_request request;
	bool is_permitted;
	int reboot_err, err;
	const char *steps, *line;
} rows[] = {
	{ LOADED, PERMITTED, .steps = "sir", .line = "" },
	{ LOADED, NO_SYNC, PERMITTED, .steps = "ir", .line = "" },
	{ LOADED, NO_IFDOWN, PERMITTED, .steps = "sr", .line = "" },
	{ LOADED, NEITHER, PERMITTED, .steps = "r", .line = "" },
	{ NOTHING, PERMITTED, REFUSED(-ENOENT, "Nothing has been loaded!") },
	{ LOADED, .successor = "running\n", PERMITTED, REFUSED(-EBUSY, "web (running)") },
	{ LOADED, .successor = "stopped\n", NEITHER, PERMITTED,
	  REFUSED(-EBUSY, "web (stopped)") },
	{ NOTHING, .successor = "running\n", PERMITTED,
	  REFUSED(-ENOENT, "Nothing has been loaded!") },
	{ LOADED, REFUSED(-EPERM, "kexec failed: ") },
	{ LOADED, NEITHER, PERMITTED, .reboot_err = -EINVAL, .err = -EINVAL, .steps = "r",
	  .line = "kexec failed: " },
	{ LOADED, PERMITTED, .reboot_err = -EPERM, .err = -EPERM, .steps = "sir",
	  .line = "kexec failed: " },
	{ NEITHER, PERMITTED, .steps = "r", .line = "" },
};

static void test_steps(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fake *fake = fake_new();
		struct leader leader = { .root = fake->root };
		struct diag diag = { 0 };
		int err;

		if (rows[i].loaded)
			fake_write(fake, "/sys/kernel/kexec_loaded", rows[i].loaded);
		else
			leader.root = "/nonexistent";
		if (rows[i].successor)
			fake_write(fake, "/sys/class/mint/web/state", rows[i].successor);
		*steps = '\0';
		is_permitted = rows[i].is_permitted;
		reboot_err = rows[i].reboot_err;
		err = reboot_into_kexec_with(&fake_ops, &rows[i].request, &leader, &diag);
		if (err != rows[i].err || strcmp(steps, rows[i].steps) ||
		    !strstr(diag.line, rows[i].line))
			fail_msg("row %zu: error %d, steps %s: %s", i, err, steps,
				 diag.line);
		assert_int_equal(diag.nr_warnings, strchr(steps, 'i') ? 1 : 0);
		diag_clear(&diag);
		fake_free(fake);
	}
}

/* /sys is there, and knows nothing of kexec: nothing can have been loaded. */
static void test_kernel_without_kexec(void **state)
{
	struct fake *fake = fake_new();
	struct leader leader = { .root = fake->root };
	struct reboot_request request = { 0 };
	struct diag diag = { 0 };
	char path[128];

	(void)state;
	fake_write(fake, "/sys/kernel/kexec_loaded", "1\n");
	snprintf(path, sizeof(path), "%s/sys/kernel/kexec_loaded", fake->root);
	assert_int_equal(unlink(path), 0);
	*steps = '\0';
	is_permitted = true;
	assert_int_equal(reboot_into_kexec_with(&fake_ops, &request, &leader, &diag),
			 -ENOENT);
	assert_string_equal(steps, "");
	diag_clear(&diag);
	fake_free(fake);
}

/* The reason that a leader has is the one that is told. */
static void test_explanations(void **state)
{
	struct fake *fake = fake_new();
	struct leader leader = { .root = fake->root };

	(void)state;
	fake_write(fake, "/proc/sys/kernel/kexec_load_disabled", "1\n");
	assert_non_null(strstr(kexec_load_explain(&leader, -EPERM), "load_disabled"));
	assert_non_null(
		strstr(kexec_file_load_explain(&leader, -EPERM), "load_disabled"));
	fake_write(fake, "/proc/sys/kernel/kexec_load_disabled", "0\n");
	fake_write(fake, "/sys/kernel/security/lockdown", "none [integrity] x\n");
	if (kexec_is_permitted()) {
		fake_write(fake, "/proc/sys/kernel/kexec_load_limit_reboot", "0\n");
		assert_non_null(strstr(kexec_load_explain(&leader, -EPERM),
				       "kexec_load_limit_reboot is 0"));
		assert_non_null(strstr(kexec_file_load_explain(&leader, -EPERM),
				       "kexec_load_limit_reboot is 0"));
		fake_write(fake, "/proc/sys/kernel/kexec_load_limit_reboot", "-1\n");
		assert_non_null(
			strstr(kexec_load_explain(&leader, -EPERM), "locked down"));
		assert_non_null(
			strstr(kexec_file_load_explain(&leader, -EPERM), "locked down"));
		fake_write(fake, "/sys/kernel/security/lockdown", "[none] integrity\n");
		assert_null(
			strstr(kexec_load_explain(&leader, -EPERM), "is locked down"));
	} else {
		assert_non_null(
			strstr(kexec_load_explain(&leader, -EPERM), "CAP_SYS_BOOT"));
	}
	assert_non_null(strstr(kexec_file_load_explain(&leader, -ENODATA), "signature"));
	assert_non_null(strstr(kexec_file_load_explain(&leader, -ENOKEY), "key"));
	assert_non_null(strstr(kexec_file_load_explain(&leader, -EACCES), "IMA"));
	assert_non_null(strstr(kexec_load_explain(&leader, -EACCES), "IMA"));
	assert_non_null(strstr(kexec_file_load_explain(&leader, -ENOSYS),
			       "syscall kexec_file_load not available"));
	assert_string_equal(kexec_file_load_explain(&leader, -EIO), "");
	fake_free(fake);
}

/* Linux: EINVAL for more than half of MemTotal. Numbers, and only when that is why. */
static void test_half_of_memory(void **state)
{
	struct fake *fake = fake_new();
	struct leader leader = { .root = fake->root };
	char text[KEXEC_HALF_TEXT];

	(void)state;
	fake_write(fake, "/proc/meminfo", "MemTotal: 524288 kB\nMemFree: 9 kB\n");
	assert_string_equal(kexec_half_explain(&leader, 256 << 20, text), "");
	assert_string_equal(
		kexec_half_explain(&leader, (300 << 20) + 5, text),
		" (it needs 300 MiB, and half of this kernel's memory, 256 MiB, is the "
		"most that it gives: a smaller initrd, or more memory)");
	fake_write(fake, "/proc/meminfo", "MemFree: 9 kB\n");
	assert_string_equal(kexec_half_explain(&leader, 300 << 20, text), "");
	fake_free(fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_kernel_without_kexec),
		cmocka_unit_test(test_explanations),
		cmocka_unit_test(test_half_of_memory),
	};

	return cmocka_run_group_tests_name("reboot", tests, NULL, NULL);
}
