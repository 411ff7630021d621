/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_cli.c - which action a command line means, and what each option sets
 *
 * In: argv. Out: the request; nothing is read or touched.
 * Ref: docs/design.md "Command line" (--mint-cpus, neither -l nor -e: load and start);
 *      docs/compat.md "Options".
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "kexec/cli.h"
#include "kexec/help.h"
#include "kexec/options.h"
#include "request/plain.h"

#define REGION "--mint-region=1G+512M"
#define CPUS   "--mint-cpus=2"
#define NAME   "--mint-name=web"
#define DRY    "--mint-dry-run"

static const struct {
	const char *arg[5];
	enum request_action action;
	int err;
} rows[] = {
	/* a plain load: kexec-tools' own */
	{ { "k" }, ACTION_LOAD_REBOOT, 0 },
	{ { "-x", "k" }, ACTION_LOAD_REBOOT, 0 },
	{ { "-l", "k" }, ACTION_LOAD, 0 },
	{ { "k", "-l" }, ACTION_LOAD, 0 },
	{ { "--load", "k", "extra" }, ACTION_LOAD, 0 },
	{ { "-p", "k" }, ACTION_LOAD, 0 },
	{ { "-p", "-u" }, ACTION_UNLOAD, 0 },
	{ { "-u", "-p" }, ACTION_LOAD, CLI_NO_KERNEL },
	{ { "-f", "k" }, ACTION_LOAD_EXEC, 0 },
	{ { "-f", "k", "-l" }, ACTION_LOAD, 0 },
	{ { "-l", "-f", "k" }, ACTION_LOAD_EXEC, 0 },
	{ { "-f", "-e" }, ACTION_EXEC, 0 },
	{ { "-e", "-i" }, ACTION_EXEC, 0 },
	{ { "-e", "k" }, ACTION_EXEC, 0 },
	{ { "-l", "-u", "k" }, ACTION_UNLOAD, 0 },
	{ { "-S" }, ACTION_STATUS, 0 },
	{ { "-S", "-l" }, ACTION_STATUS, 0 },
	{ { "-S", "-e" }, ACTION_STATUS, 0 },
	{ { "-l", "-p", "-S" }, ACTION_STATUS, 0 },
	{ { "-S", "--sysroot=/x" }, ACTION_STATUS, 0 },
	{ { "--print-ckr-size" }, ACTION_CRASH_SIZE, 0 },
	{ { "--print-ckr-size", "-l", "k" }, ACTION_CRASH_SIZE, 0 },
	{ { "--print-ckr-size", "-v" }, ACTION_VERSION, 0 },
	{ {}, ACTION_LOAD_REBOOT, CLI_NO_KERNEL },
	{ { "-l" }, ACTION_LOAD, CLI_NO_KERNEL },
	{ { "-f" }, ACTION_LOAD_EXEC, CLI_NO_KERNEL },
	{ { "-d", "-p" }, ACTION_LOAD, CLI_NO_KERNEL },
	{ { "--frob" }, ACTION_NONE, CLI_USAGE },
	{ { "-l", "k", "--initrd" }, ACTION_LOAD, CLI_USAGE },
	{ { "-l", "k", "--reuse" }, ACTION_LOAD, CLI_USAGE }, /* ambiguous */
	{ { "-l", "k", "--reuse-c" }, ACTION_LOAD, 0 },
	{ { "-l", "--load=3" }, ACTION_LOAD, CLI_USAGE },
	{ { "-l", "k", "--load-preserve-context" }, ACTION_LOAD, -EINVAL },
	{ { "-l", "k", "--load-preserve-context", "--mem-max=0xfffff" }, ACTION_LOAD, 0 },
	{ { "-s", "-l", "k", "--load-preserve-context", "--mem-max=0xfffff" },
	  ACTION_LOAD,
	  -EINVAL },
	{ { "--load-jump-back-helper" }, ACTION_LOAD_HELPER, CLI_NO_KERNEL },
	{ { "--load-jump-back-helper", "--entry=1" }, ACTION_LOAD_HELPER, 0 },
	{ { "--load-jump-back-helper", "--entry=1", "-s" }, ACTION_LOAD_HELPER, -EINVAL },
	{ { "-l", "k", "--reuseinitrd" }, ACTION_LOAD, -EINVAL },
	{ { "-e", "--reuseinitrd" }, ACTION_EXEC, 0 },
	{ { "-l", "k", "--sysroot=/x" }, ACTION_LOAD, -EINVAL },
	{ { "-l", "k", "--serial-baud=abc" }, ACTION_LOAD, -ENXIO },
	/* type mint */
	{ {
		  "-t",
		  "mint",
		  "-t",
		  "bzImage64",
		  "-l",
	  },
	  ACTION_LOAD,
	  CLI_NO_KERNEL },
	{ { "-t", "bzImage64", "-t", "mint", "k" }, ACTION_NONE, -EINVAL },
	{ { "-t", "bzImage64", REGION, "-l", "k" }, ACTION_LOAD, -EINVAL },
	{ { "-p", REGION, "k" }, ACTION_LOAD, -EINVAL },
	{ { "-s", "-l", REGION, "k" }, ACTION_LOAD, -EINVAL },
	{ { "-f", REGION, "k" }, ACTION_LOAD_EXEC, -EINVAL },
	{ { "-S", NAME }, ACTION_STATUS, -EINVAL },
	{ { "-e", "-i", NAME }, ACTION_EXEC, -EINVAL },
	{ { REGION, CPUS, "k" }, ACTION_START, 0 },
	{ { "-l", REGION, CPUS, "k" }, ACTION_LOAD, 0 },
	{ { REGION, CPUS, "k", "--load" }, ACTION_LOAD, 0 },
	{ { "-l", REGION, "k" }, ACTION_LOAD, 0 },
	{ { REGION, "k" }, ACTION_NONE, -EINVAL },
	{ { DRY, REGION, "k" }, ACTION_DRY_RUN, 0 },
	{ { DRY, REGION, CPUS, "k" }, ACTION_DRY_RUN, 0 },
	{ { "-l", DRY, REGION, CPUS, "k" }, ACTION_DRY_RUN, 0 },
	{ { "-e" }, ACTION_EXEC, 0 },
	{ { "-e", NAME }, ACTION_EXEC, 0 },
	{ { "-l", "k", "-e" }, ACTION_EXEC, 0 },
	{ { "-e", "-l", REGION, "k" }, ACTION_LOAD, 0 },
	{ { "-e", CPUS }, ACTION_EXEC, -EINVAL },
	{ { "-e", DRY }, ACTION_EXEC, -EINVAL },
	{ { "-u" }, ACTION_UNLOAD, 0 },
	{ { "-u", NAME }, ACTION_UNLOAD, 0 },
	{ { "-u", REGION }, ACTION_UNLOAD, -EINVAL },
	{ { "-h", "--frob", "-e" }, ACTION_HELP, 0 },
	{ { "-v", "-e" }, ACTION_VERSION, 0 },
	{ { "-e", "-v" }, ACTION_VERSION, 0 },
};

/* argv[0] and a NULL-ended list; what cli_parse() permutes is freed here. */
static int parse(const char *const *arg, size_t room, struct request *ret,
		 struct diag *diag, char *kept[8])
{
	char *argv[8] = { (char[]){ "kexec" } };
	int argc = 1;

	for (; (size_t)argc <= room && arg[argc - 1]; argc++)
		argv[argc] = kept[argc - 1] = strdup(arg[argc - 1]);
	kept[argc - 1] = NULL;
	return cli_parse(argc, argv, ret, diag);
}

static void parsed_free(struct request *request, struct diag *diag, char *kept[8])
{
	diag_clear(diag);
	request_free(request);
	for (size_t i = 0; kept[i]; i++)
		free(kept[i]);
}

static void actions(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct request request;
		struct diag diag = { 0 };
		char *kept[8];
		int err = parse(rows[i].arg, 5, &request, &diag, kept);

		if (err != rows[i].err || request.action != rows[i].action)
			fail_msg("row %zu (%s): action %d, error %d: %s", i,
				 rows[i].arg[0] ? rows[i].arg[0] : "", request.action,
				 err, diag.line);
		assert_int_equal(!err, !*diag.line);
		parsed_free(&request, &diag, kept);
	}
}

/* One option alone, and the one field that may differ from a load without it. */
#define FIELD(option, member, value_)                                                \
	{                                                                            \
		option, offsetof(struct request_plain, member),                      \
			sizeof(((struct request_plain *)0)->member), value_, #member \
	}

static const struct {
	const char *option;
	size_t offset, size;
	uint64_t value;
	const char *name;
} fields[] = {
	FIELD("-p", panic, true),
	FIELD("-x", no_ifdown, true),
	FIELD("--no-ifdown", no_ifdown, true),
	FIELD("-y", no_sync, true),
	FIELD("--no-sync", no_sync, true),
	FIELD("-i", no_checks, true),
	FIELD("--no-checks", no_checks, true),
	FIELD("-s", syscall, SYSCALL_FILE),
	FIELD("--kexec-file-syscall", syscall, SYSCALL_FILE),
	FIELD("-c", syscall, SYSCALL_LOAD),
	FIELD("--kexec-syscall", syscall, SYSCALL_LOAD),
	FIELD("-a", syscall, SYSCALL_AUTO),
	FIELD("--kexec-syscall-auto", syscall, SYSCALL_AUTO),
	FIELD("--mem-min=0x100000", mem_min, 0x100000),
	FIELD("--mem-min=010", mem_min, 8),
	FIELD("--mem-min=4096", mem_min, 4096),
	FIELD("--hotplug", hotplug, true),
	FIELD("--no-cma", no_cma, true),
	FIELD("--force-dtb", force_dtb, true),
	FIELD("--reset-vga", reset_vga, true),
	FIELD("--console-vga", console_vga, true),
	FIELD("--console-serial", console_serial, true),
	FIELD("--serial=ttyS0", serial_port, 0x3f8),
	FIELD("--serial=ttyS1", serial_port, 0x2f8),
	FIELD("--serial=0x2e8", serial_port, 0x2e8),
	FIELD("--serial=0xFFFF", serial_port, 0xffff),
	FIELD("--serial-baud=9600", serial_baud, 9600),
	FIELD("--serial-baud=115200", serial_baud, 115200),
	FIELD("--pass-memmap-cmdline", pass_memmap_cmdline, true),
	FIELD("--noefi", no_efi, true),
	FIELD("--reuse-video-type", reuse_video_type, true),
	FIELD("--elf32-core-headers", core_elf32, true),
	FIELD("--elf64-core-headers", core_elf32, false),
	FIELD("--real-mode", real_mode, true),
	FIELD("--entry-32bit", entry_32bit, true),
	FIELD("--args-linux", args, ARGS_LINUX),
	FIELD("--args-elf", args, ARGS_ELF),
	FIELD("--args-none", args, ARGS_NONE),
};

static void every_plain_option_sets_its_field(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		const char *arg[] = { fields[i].option, "-l", "k", NULL };
		struct request_plain want;
		struct request request;
		struct diag diag = { 0 };
		char *kept[8];

		assert_int_equal(parse(arg, 3, &request, &diag, kept), 0);
		request_plain_init(&want);
		want.normal = true;
		memcpy((char *)&want + fields[i].offset, &fields[i].value,
		       fields[i].size);
		if (memcmp(&want, &request.plain, sizeof(want)))
			fail_msg("%s: not %s alone", fields[i].option, fields[i].name);
		assert_false(request.is_mint);
		parsed_free(&request, &diag, kept);
	}
}

/* Options with more than one field, in any order, the last one wins. */
static void values_of_plain_options(void **state)
{
	const char *arg[] = {
		"--mem-max=0xffffffff", "--entry=0x200", "--dtb=d", "--module=a b c",
		"--module=d",		"-ltelf-x86",	 "k",	    NULL
	};
	struct request request;
	struct diag diag = { 0 };
	char *kept[8];

	(void)state;
	assert_int_equal(parse(arg, 7, &request, &diag, kept), 0);
	assert_true(request.plain.has_mem_max);
	assert_int_equal(request.plain.mem_max, 0xffffffff);
	assert_true(request.plain.has_entry);
	assert_int_equal(request.plain.entry, 0x200);
	assert_string_equal(request.plain.dtb, "d");
	assert_int_equal(request.plain.nr_modules, 2);
	assert_string_equal(request.plain.module[0], "a b c");
	assert_string_equal(request.plain.module[1], "d");
	assert_string_equal(request.plain.type, "elf-x86");
	assert_string_equal(request.kernel, "k");
	parsed_free(&request, &diag, kept);
}

static const char *const orders[][6] = {
	{ "-l", "k", "--append=foo", "--noefi" }, /* kexec-tools drops foo */
	{ "-l", "k", "--noefi", "--append=foo" },
	{ "-l", "k", "--append=bar", "--command-line=foo", "--noefi" },
	{ "-l", "k", "--command-line=bar", "--noefi", "--append=foo" },
};

static void append_survives_noefi(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
		struct request request;
		struct diag diag = { 0 };
		char *kept[8];

		assert_int_equal(parse(orders[i], 6, &request, &diag, kept), 0);
		assert_string_equal(request.append, "foo");
		assert_true(request.plain.no_efi);
		parsed_free(&request, &diag, kept);
	}
}

/* -d -p is -p -d: kexec-tools loses a flag in one of them. */
static void debug_commutes(void **state)
{
	static const char *const arg[2][5] = { { "-d", "-p", "-s", "k" },
					       { "-p", "-s", "-d", "k" } };
	struct request request[2];
	struct diag diag[2] = { 0 };
	char *kept[2][8];

	(void)state;
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(parse(arg[i], 5, &request[i], &diag[i], kept[i]), 0);
	assert_memory_equal(&request[0].plain, &request[1].plain,
			    sizeof(request[0].plain));
	assert_true(request[0].debug && request[1].debug);
	assert_int_equal(request[0].action, request[1].action);
	for (size_t i = 0; i < 2; i++)
		parsed_free(&request[i], &diag[i], kept[i]);
}

static const struct {
	const char *option;
	int err;
	const char *text;
} refusals[] = {
	{ "--mem-min=foo", -EINVAL, "--mem-min: \"foo\"" },
	{ "--mem-min=1G", -EINVAL, "K, M or G" },
	{ "--mem-max=", -EINVAL, "--mem-max" },
	{ "--mem-max=-1", -EINVAL, "--mem-max: \"-1\" is no address" },
	{ "--mem-max=+0x1000000", -EINVAL, "no sign" },
	{ "--mem-min= 0x1000", -EINVAL, "--mem-min: \" 0x1000\"" },
	{ "--entry=-0x100000", -EINVAL, "--entry: \"-0x100000\"" },
	{ "--mem-max=0x", -EINVAL, "--mem-max: \"0x\"" },
	{ "--mem-max=0x1ffffffffffffffff", -ERANGE, "64 bits" },
	{ "--entry=zz", -EINVAL, "--entry" },
	{ "--serial=foo", -ENXIO, "Bad serial port base 'foo'" },
	{ "--serial=", -ENXIO, "Bad serial port base ''" },
	{ "--serial=0x", -ENXIO, "Bad serial port base" },
	{ "--serial=0x12345", -ENXIO, "Bad serial port base" },
	{ "--serial=760", -ENXIO, "Bad serial port base" },
	{ "--serial=ttyS2", -ENXIO, "Bad serial port base" },
	{ "--serial=0x3f8z", -ENXIO, "Bad serial port base" },
	{ "--serial-baud=0", -ENXIO, "Bad serial port baud rate '0'" },
	{ "--serial-baud=abc", -ENXIO, "Bad serial port baud rate 'abc'" },
	{ "--serial-baud=7", -ENXIO, "Bad serial port baud rate" },
	{ "--serial-baud=9600x", -ENXIO, "Bad serial port baud rate" },
	{ "--serial-baud=-1", -ENXIO, "Bad serial port baud rate" },
	{ "--serial-baud=230400", -ENXIO, "Bad serial port baud rate" },
	{ "--mint-device=00:01", -EINVAL, "\"00:01\" is no address of a PCI function" },
	{ "--mint-device=00:01.0,", -EINVAL, "\"\" is no address of a PCI function" },
	{ "--mint-device=01:00.0,0000:01:00.0", -EINVAL,
	  "\"0000:01:00.0\" is listed twice" },
	{ "--mint-no-cache", -EOPNOTSUPP, "--mint-no-cache is not supported" },
	{ "--help=frob", -EINVAL, "mint and plain" },
};

static void values_that_are_none(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		const char *arg[] = { "-l", "k", refusals[i].option, NULL };
		struct request request;
		struct diag diag = { 0 };
		char *kept[8];
		int err = parse(arg, 3, &request, &diag, kept);

		if (err != refusals[i].err || !strstr(diag.line, refusals[i].text))
			fail_msg("%s: error %d: %s", refusals[i].option, err, diag.line);
		parsed_free(&request, &diag, kept);
	}
}

/* Each option of the table is in one of the helps, by its long name and its letter. */
static void help_has_every_option(void **state)
{
	const char *all = help_text(NULL), *plain = help_text("plain");
	struct option_table table;
	struct request request;

	(void)state;
	options_fill(&table, &request);
	for (size_t i = 0; i < table.count; i++) {
		const struct option_row *row = &table.row[i];
		char name[40], letter[4] = { '-', row->letter };

		snprintf(name, sizeof(name), "--%s", row->name);
		if (row->kind == OPTION_UNSUPPORTED || !strcmp(row->name, "help-mint"))
			continue;
		if (!strstr(all, name) && !strstr(plain, name))
			fail_msg("no help has %s", name);
		if (row->letter && !strstr(all, letter) && !strstr(plain, letter))
			fail_msg("no help has %s", letter);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(actions),
		cmocka_unit_test(every_plain_option_sets_its_field),
		cmocka_unit_test(values_of_plain_options),
		cmocka_unit_test(append_survives_noefi),
		cmocka_unit_test(debug_commutes),
		cmocka_unit_test(values_that_are_none),
		cmocka_unit_test(help_has_every_option),
	};

	return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
