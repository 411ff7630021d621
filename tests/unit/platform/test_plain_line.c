/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_plain_line.c - command lines of plain loads: reused, and a crash kernel's
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "platform/plain_line.h"

static const struct {
	const char *name, *leader;
	bool panic;
	const char *append, *want;
} reuse[] = {
	{ "boot image", "BOOT_IMAGE=/boot/vmlinuz root=/dev/sda1 ro quiet", false, NULL,
	  "root=/dev/sda1 ro quiet" },
	{ "boot image, last", "quiet BOOT_IMAGE=(hd0,1)/k", false, NULL, "quiet" },
	{ "appended", "BOOT_IMAGE=/k root=/dev/sda1", false, "init=/bin/sh 1",
	  "root=/dev/sda1 init=/bin/sh 1" },
	{ "crashkernel stays", "crashkernel=256M quiet", false, "",
	  "crashkernel=256M quiet" },
	{ "crashkernel goes", "crashkernel=256M quiet crashkernel=1G,high", true, "",
	  "quiet" },
	{ "no substring",
	  "rd.x_crashkernel=1 xBOOT_IMAGE=2 crashkernel=1M a=crashkernel=2", true, NULL,
	  "rd.x_crashkernel=1 xBOOT_IMAGE=2 a=crashkernel=2" },
	{ "the word alone", "crashkernel BOOT_IMAGE", true, NULL,
	  "crashkernel BOOT_IMAGE" },
	{ "earlier generation",
	  "root=/dev/sda1 elfcorehdr=2882932K kexec_jump_back_entry=0x12345678 ro", false,
	  "single", "root=/dev/sda1 ro single" },
	{ "quotes", "dyndbg=\"file a.c +p; BOOT_IMAGE=x crashkernel=1M\" ro", true, NULL,
	  "dyndbg=\"file a.c +p; BOOT_IMAGE=x crashkernel=1M\" ro" },
	{ "quoted token", "\"BOOT_IMAGE=/a b\" ro", false, NULL, "ro" },
	{ "blanks and the newline", "  a\t b \n", false, " c ", "a b c" },
	{ "init's part", "a BOOT_IMAGE=/k -- crashkernel=1 BOOT_IMAGE=2", true, NULL,
	  "a -- crashkernel=1 BOOT_IMAGE=2" },
	{ "append before init's part", "a -- x", false, "b", "a b -- x" },
	{ "append has init's part", "a", false, "b -- y", "a b -- y" },
	{ "both have", "a -- x", false, "b -- y", "a b -- x y" },
	{ "bare end", "a --", false, "b", "a b --" },
	{ "no end", "a --x -- y", false, "b --z", "a --x b --z -- y" },
	{ "a chain does not grow", "root=/dev/sda1 quiet single", false, " quiet  single",
	  "root=/dev/sda1 quiet single" },
	{ "nor before init's part", "a b -- x", false, "b", "a b -- x" },
	{ "nor when the line is that alone", "b", false, "b", "b" },
	{ "another order is another wish", "single quiet", false, "quiet single",
	  "single quiet quiet single" },
	{ "whole words", "a=quiet", false, "quiet", "a=quiet quiet" },
	{ "quoted words", "x \"a b\"", false, "b\"", "x \"a b\" b\"" },
	{ "two underscores are a word", "a __ b", false, "c", "a __ b c" },
	{ "nothing", "", false, NULL, "" },
	{ "nothing left", "BOOT_IMAGE=/k", false, NULL, "" },
};

static void test_reuse(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(reuse); i++) {
		struct buffer line = { 0 };

		print_message("%s\n", reuse[i].name);
		assert_int_equal(platform_cmdline_reuse(reuse[i].leader, reuse[i].panic,
							reuse[i].append, &line),
				 0);
		assert_string_equal((char *)line.data, reuse[i].want);
		assert_int_equal(line.size, strlen(reuse[i].want));
		buffer_free(&line);
	}
}

/* What Debian's kexec 2.0.25 writes for the same map, but for its place of "--". */
static const struct memory_map crash_map = {
	.at = {
		{ { 0x0, 0x1000 }, 2 },
		{ { 0x1000, 0x9fc00 }, 1 },
		{ { 0x9fc00, 0xa0000 }, 2 },
		{ { 0xa0000000, 0xaff5d000 }, 1 },
		{ { 0xbffe0000, 0xbffff000 }, 3 },
		{ { 0xbffff000, 0xc0000000 }, 4 },
		{ { 0xfffc0000, 0x100000000 }, 2 },
	},
	.count = 7,
};

/* Part of a KiB: not RAM, but still a table. */
static const struct memory_map odd_map = {
	.at = {
		{ { 0x401, 0xa00 }, 1 },
		{ { 0xa00, 0xb00 }, 1 },
		{ { 0x10200, 0x10a00 }, 3 },
	},
	.count = 3,
};

static const struct {
	const char *name, *user;
	struct platform_crash crash;
	const char *want;
	size_t nr_warnings;
} crash[] = {
	{ "elfcorehdr",
	  "foo=1",
	  { .elfcorehdr = 0xaff5d000 },
	  "foo=1 elfcorehdr=2882932K",
	  0 },
	{ "empty line", "", { .elfcorehdr = 0x140000000 }, "elfcorehdr=5242880K", 0 },
	{ "init's part",
	  "foo=1 -- init1",
	  { .elfcorehdr = 0x400 },
	  "foo=1 elfcorehdr=1K -- init1",
	  0 },
	{ "rsdp",
	  "a",
	  { .elfcorehdr = 0x100000, .rsdp = 0x7fa3d014 },
	  "a acpi_rsdp=0x7fa3d014 elfcorehdr=1024K",
	  0 },
	{ "memmap",
	  "foo=1",
	  { .elfcorehdr = 0xaff5d000, .map = &crash_map },
	  "foo=1 elfcorehdr=2882932K memmap=exactmap memmap=635K@4K "
	  "memmap=261492K@2621440K memmap=124K#3145600K memmap=4K#3145724K",
	  0 },
	{ "odd memmap", "", { .map = &odd_map }, "memmap=exactmap memmap=3K#64K", 0 },
	{ "nothing to say", "a -- b", { .elfcorehdr = 0 }, "a -- b", 0 },
	{ "user's elfcorehdr",
	  "elfcorehdr=5K foo acpi_rsdp=0x10",
	  { .elfcorehdr = 0x2000, .rsdp = 0x20 },
	  "elfcorehdr=5K foo acpi_rsdp=0x10 acpi_rsdp=0x20 elfcorehdr=8K",
	  2 },
	{ "init's own word",
	  "foo -- elfcorehdr=5K",
	  { .elfcorehdr = 0x2000 },
	  "foo elfcorehdr=8K -- elfcorehdr=5K",
	  0 },
};

static void test_crash(void **state)
{
	struct diag diag = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(crash); i++) {
		struct buffer line = { 0 };

		print_message("%s\n", crash[i].name);
		assert_int_equal(platform_cmdline_crash(crash[i].user, &crash[i].crash,
							&line, &diag),
				 0);
		assert_string_equal((char *)line.data, crash[i].want);
		assert_int_equal(line.size, strlen(crash[i].want));
		assert_int_equal(diag.nr_warnings, crash[i].nr_warnings);
		buffer_free(&line);
		diag_clear(&diag);
	}
}

static void test_refused(void **state)
{
	const struct platform_crash odd = { .elfcorehdr = 0x1200 };
	struct buffer line = { 0 };
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(platform_cmdline_crash("", &odd, &line, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "0x1200"));
	assert_null(line.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reuse),
		cmocka_unit_test(test_crash),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
