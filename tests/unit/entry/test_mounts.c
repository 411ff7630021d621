/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_mounts.c - /proc/self/mountinfo, and paths below its mounts
 *
 * Ref: proc_pid_mountinfo(5).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "entry/mounts.h"

static const struct {
	const char *line;
	const char *path;
	const char *expected; /* "source path", or NULL: no mount */
} rows[] = {
	{ "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n", "/boot/k", "/dev/sda1 /boot/k" },
	{ "22 1 8:1 / /boot rw - ext4 /dev/sda1 rw", "/k", "/dev/sda1 /boot/k" },
	{ "22 1 8:1 / /boot rw - ext4 /dev/sda1 rw", "k", "/dev/sda1 /boot/k" },
	{ "22 1 0:4 /@ / rw master:1 shared:2 - btrfs /dev/sda1 rw", "/@/boot/k",
	  "/dev/sda1 /boot/k" },
	{ "22 1 0:4 /@ / rw - btrfs /dev/sda1 rw", "/@home/k", "/dev/sda1 /@home/k" },
	{ "22 1 0:4 /@ / rw - btrfs /dev/sda1 rw", "/boot/k", "/dev/sda1 /boot/k" },
	{ "22 1 8:1 / /mnt/a\\040b\\134 rw - ext4 /dev/x\\011y rw", "/k",
	  "/dev/x\ty /mnt/a b\\/k" },
	{ "garbage\n\n1 2 3\n22 1 8:1 / /m rw - ext4 /dev/sda1 rw\n", "/k",
	  "/dev/sda1 /m/k" },
	{ "22 1 8:1 / / rw shared:1", "/k", NULL },
	{ "22 1 81 / / rw - ext4 /dev/sda1 rw", "/k", NULL },
	{ "", "/k", NULL },
};

static void lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bytes text = { (const uint8_t *)rows[i].line,
				      strlen(rows[i].line) };
		struct arena arena = { 0 };
		struct mount mount;
		size_t cursor = 0;
		int err = mounts_next(text, &cursor, &arena, &mount);

		assert_int_equal(!err, rows[i].expected != NULL);
		if (!err)
			assert_string_equal(
				arena_printf(&arena, "%s %s", mount.source,
					     mount_path(&mount, rows[i].path, &arena)),
				rows[i].expected);
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(lines) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
