/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cli.c - argv to request
 *
 * In: argv. Out: struct request. Two tables: the options, and what excludes what.
 * Ref: kexec-compat.md section 1 for the options of kexec-tools.
 */
#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "conf/conf.h"

#define OPTION_CODE 0x100 /* getopt values of options; above any character */

enum kind {
	KIND_VALUE, /* set() */
	KIND_ACTION,
	KIND_UNSUPPORTED, /* an option of kexec-tools, or of ours, not built yet */
};

/* What conflicts and actions ask for. */
enum seen {
	SEEN_REGION = 1 << 0,
	SEEN_CPUS = 1 << 1,
	SEEN_NAME = 1 << 2,
	SEEN_SWIOTLB = 1 << 3,
	SEEN_REALMODE = 1 << 4,
	SEEN_UART = 1 << 5,
	SEEN_UNPACK = 1 << 6,
	SEEN_FORCE = 1 << 7,
	SEEN_DRY_RUN = 1 << 8,
	SEEN_SYSROOT = 1 << 9,
	SEEN_INITRD = 1 << 10,
	SEEN_APPEND = 1 << 11,
	SEEN_REUSE = 1 << 12,
	SEEN_TYPE = 1 << 13,
	SEEN_DEBUG = 1 << 14,
	SEEN_CONF = 1 << 15,
	SEEN_HANG = 1 << 16,
	SEEN_MINT = SEEN_REGION | SEEN_CPUS | SEEN_NAME | SEEN_SWIOTLB | SEEN_REALMODE |
		    SEEN_UART | SEEN_UNPACK | SEEN_FORCE | SEEN_DRY_RUN | SEEN_CONF |
		    SEEN_HANG,
};

struct option_row {
	const char *name;
	char letter;
	int has_arg;
	enum kind kind;
	request_set_fn *set;
	enum request_action action;
	unsigned int seen;
};

#define VALUE(name, letter, has_arg, set, seen)                           \
	{                                                                 \
		name, letter, has_arg, KIND_VALUE, set, ACTION_NONE, seen \
	}
#define ACTION(name, letter, has_arg, action)                       \
	{                                                           \
		name, letter, has_arg, KIND_ACTION, NULL, action, 0 \
	}
#define UNSUPPORTED(name, letter, has_arg)                                    \
	{                                                                     \
		name, letter, has_arg, KIND_UNSUPPORTED, NULL, ACTION_NONE, 0 \
	}

static const struct option_row option_rows[] = {
	ACTION("help", 'h', optional_argument, ACTION_HELP),
	ACTION("help-mint", 0, no_argument, ACTION_HELP),
	ACTION("version", 'v', no_argument, ACTION_VERSION),
	ACTION("load", 'l', no_argument, ACTION_LOAD),
	ACTION("exec", 'e', no_argument, ACTION_EXEC),
	ACTION("unload", 'u', no_argument, ACTION_UNLOAD),
	VALUE("type", 't', required_argument, request_set_type, SEEN_TYPE),
	VALUE("debug", 'd', no_argument, request_set_debug, SEEN_DEBUG),
	VALUE("initrd", 0, required_argument, request_set_initrd, SEEN_INITRD),
	VALUE("ramdisk", 0, required_argument, request_set_initrd, SEEN_INITRD),
	VALUE("append", 0, required_argument, request_set_append, SEEN_APPEND),
	VALUE("command-line", 0, required_argument, request_set_append, SEEN_APPEND),
	VALUE("reuse-cmdline", 0, no_argument, request_set_reuse_cmdline, SEEN_REUSE),
	VALUE("sysroot", 0, required_argument, request_set_sysroot, SEEN_SYSROOT),
	VALUE("mint-region", 0, required_argument, request_set_region, SEEN_REGION),
	VALUE("mint-cpus", 0, required_argument, request_set_cpus, SEEN_CPUS),
	VALUE("mint-name", 0, required_argument, request_set_name, SEEN_NAME),
	VALUE("mint-swiotlb", 0, required_argument, request_set_swiotlb, SEEN_SWIOTLB),
	VALUE("mint-realmode", 0, required_argument, request_set_realmode, SEEN_REALMODE),
	VALUE("mint-uart", 0, required_argument, request_set_uart, SEEN_UART),
	VALUE("mint-hang-timeout", 0, required_argument, request_set_hang_timeout,
	      SEEN_HANG),
	VALUE("mint-unpack", 0, required_argument, request_set_unpack, SEEN_UNPACK),
	VALUE("mint-force", 0, no_argument, request_set_force, SEEN_FORCE),
	VALUE("mint-conf", 0, required_argument, request_set_conf, SEEN_CONF),
	VALUE("mint-dry-run", 0, optional_argument, request_set_dry_run, SEEN_DRY_RUN),
	UNSUPPORTED("mint-device", 0, required_argument),
	UNSUPPORTED("mint-no-cache", 0, no_argument),
	UNSUPPORTED("load-panic", 'p', no_argument),
	UNSUPPORTED("force", 'f', no_argument),
	UNSUPPORTED("no-ifdown", 'x', no_argument),
	UNSUPPORTED("no-sync", 'y', no_argument),
	UNSUPPORTED("no-checks", 'i', no_argument),
	UNSUPPORTED("status", 'S', no_argument),
	UNSUPPORTED("mem-min", 0, required_argument),
	UNSUPPORTED("mem-max", 0, required_argument),
	UNSUPPORTED("entry", 0, required_argument),
	UNSUPPORTED("load-preserve-context", 0, no_argument),
	UNSUPPORTED("load-jump-back-helper", 0, no_argument),
	UNSUPPORTED("reuseinitrd", 0, no_argument),
	UNSUPPORTED("print-ckr-size", 0, no_argument),
	UNSUPPORTED("hotplug", 0, no_argument),
	UNSUPPORTED("kexec-file-syscall", 's', no_argument),
	UNSUPPORTED("kexec-syscall", 'c', no_argument),
	UNSUPPORTED("kexec-syscall-auto", 'a', no_argument),
	UNSUPPORTED("no-cma", 0, no_argument),
	UNSUPPORTED("force-dtb", 0, no_argument),
	UNSUPPORTED("reset-vga", 0, no_argument),
	UNSUPPORTED("console-vga", 0, no_argument),
	UNSUPPORTED("console-serial", 0, no_argument),
	UNSUPPORTED("serial", 0, required_argument),
	UNSUPPORTED("serial-baud", 0, required_argument),
	UNSUPPORTED("pass-memmap-cmdline", 0, no_argument),
	UNSUPPORTED("noefi", 0, no_argument),
	UNSUPPORTED("reuse-video-type", 0, no_argument),
	UNSUPPORTED("elf32-core-headers", 0, no_argument),
	UNSUPPORTED("elf64-core-headers", 0, no_argument),
	UNSUPPORTED("real-mode", 0, no_argument),
	UNSUPPORTED("entry-32bit", 0, no_argument),
	UNSUPPORTED("dtb", 0, required_argument),
	UNSUPPORTED("module", 0, required_argument),
	UNSUPPORTED("args-linux", 0, no_argument),
	UNSUPPORTED("args-elf", 0, no_argument),
	UNSUPPORTED("args-none", 0, no_argument),
};

#define NR_OPTIONS (sizeof(option_rows) / sizeof(option_rows[0]))

struct conflict {
	unsigned int actions; /* bits of enum request_action in force */
	unsigned int seen;    /* any of these options … */
	unsigned int without; /* … when none of these is there (0: always) */
	const char *reason;
};

#define ON(action) (1U << (action))

static const struct conflict conflicts[] = {
	{ ON(ACTION_EXEC) | ON(ACTION_UNLOAD), SEEN_MINT & ~(unsigned int)SEEN_NAME, 0,
	  "with -e and -u only --mint-name has a meaning: the rest belongs to -l" },
	{ ~0U, SEEN_SYSROOT, SEEN_DRY_RUN,
	  "--sysroot is for --mint-dry-run only: a recorded machine cannot be launched "
	  "on" },
};

struct parse {
	unsigned int seen;
	bool has_action;
};

static void letters_fill(char *letters)
{
	*letters++ = ':'; /* tell a missing argument from an unknown option */
	for (size_t i = 0; i < NR_OPTIONS; i++) {
		if (!option_rows[i].letter)
			continue;
		*letters++ = option_rows[i].letter;
		if (option_rows[i].has_arg == required_argument)
			*letters++ = ':';
	}
	*letters = '\0';
}

static void long_options_fill(struct option *option)
{
	for (size_t i = 0; i < NR_OPTIONS; i++)
		option[i] = (struct option){ .name = option_rows[i].name,
					     .has_arg = option_rows[i].has_arg,
					     .val = (int)(OPTION_CODE + i) };
	option[NR_OPTIONS] = (struct option){ 0 };
}

static const struct option_row *option_find(int code)
{
	if (code >= OPTION_CODE && code < OPTION_CODE + (int)NR_OPTIONS)
		return &option_rows[code - OPTION_CODE];
	for (size_t i = 0; i < NR_OPTIONS; i++)
		if (option_rows[i].letter && option_rows[i].letter == code)
			return &option_rows[i];
	return NULL;
}

/* Help and version win: what follows them is not looked at. */
static bool action_is_final(enum request_action action)
{
	return action == ACTION_HELP || action == ACTION_VERSION;
}

static int action_set(const struct option_row *row, const char *value,
		      struct request *ret, struct parse *parse, struct diag *diag)
{
	ret->action = row->action;
	parse->has_action = true;
	if (row->action != ACTION_HELP)
		return 0;
	if (value && strcmp(value, "mint"))
		return diag_fail(diag, -EINVAL, "--help=%s: the only topic is mint",
				 value);
	if (value || !strcmp(row->name, "help-mint"))
		ret->help_topic = "mint";
	return 0;
}

static int option_take(const struct option_row *row, const char *value,
		       struct request *ret, struct parse *parse, struct diag *diag)
{
	int err;

	if (row->kind == KIND_ACTION)
		return action_set(row, value, ret, parse, diag);
	if (row->kind == KIND_UNSUPPORTED)
		return diag_fail(diag, -EOPNOTSUPP,
				 row->letter
					 ? "--%s (-%c) is not supported by this version"
					 : "--%s is not supported by this version",
				 row->name, row->letter);
	err = row->set(ret, value, diag);
	if (err)
		diag_context(diag, "--%s", row->name);
	parse->seen |= row->seen;
	return err;
}

static int options_read(int argc, char **argv, struct request *ret, struct parse *parse,
			struct diag *diag)
{
	struct option long_options[NR_OPTIONS + 1];
	char letters[2 * NR_OPTIONS + 2];
	int code, err = 0;

	letters_fill(letters);
	long_options_fill(long_options);
	opterr = 0; /* messages are ours */
	optind = 0;
	while (!err && !action_is_final(ret->action) &&
	       (code = getopt_long(argc, argv, letters, long_options, NULL)) != -1) {
		const char *text = optind > 0 && optind <= argc ? argv[optind - 1] : "";

		if (code == ':')
			err = diag_fail(diag, -EINVAL, "%s needs a value (see --help)",
					text);
		else if (code == '?' && optopt && optopt < OPTION_CODE)
			err = diag_fail(diag, -EINVAL, "unknown option -%c (see --help)",
					optopt);
		else if (code == '?')
			err = diag_fail(diag, -EINVAL, "%s %s (see --help)",
					optopt ? "no value belongs to"
					       : "unknown or ambiguous option",
					text);
		else
			err = option_take(option_find(code), optarg, ret, parse, diag);
	}
	return err;
}

/* The options that stand above a key of the configuration file. */
static const struct {
	unsigned int seen;
	enum conf_key key;
} overrides[] = {
	{ SEEN_INITRD, CONF_INITRD },	  { SEEN_APPEND, CONF_APPEND },
	{ SEEN_REGION, CONF_REGION },	  { SEEN_CPUS, CONF_CPUS },
	{ SEEN_SWIOTLB, CONF_SWIOTLB },	  { SEEN_REALMODE, CONF_REALMODE },
	{ SEEN_UART, CONF_UART },	  { SEEN_UNPACK, CONF_UNPACK },
	{ SEEN_FORCE, CONF_FORCE },	  { SEEN_NAME, CONF_NAME },
	{ SEEN_HANG, CONF_HANG_TIMEOUT },
};

/* What no option said, by the options' own setters. */
static int conf_take(struct request *ret, const struct parse *parse, struct diag *diag)
{
	unsigned int overridden = 0;

	if (!ret->conf || ret->action == ACTION_EXEC || ret->action == ACTION_UNLOAD)
		return 0;
	for (size_t i = 0; i < sizeof(overrides) / sizeof(overrides[0]); i++)
		if (parse->seen & overrides[i].seen)
			overridden |= CONF_BIT(overrides[i].key);
	return conf_read(ret->conf, overridden, ret, diag);
}

/* -l, or the action that its options imply. */
static int action_settle(struct request *ret, const struct parse *parse,
			 struct diag *diag)
{
	if (ret->action == ACTION_EXEC || ret->action == ACTION_UNLOAD)
		return 0;
	if (parse->seen & SEEN_DRY_RUN)
		ret->action = ACTION_DRY_RUN;
	else if (!parse->has_action && ret->has_cpus)
		ret->action = ACTION_START;
	if (ret->action == ACTION_NONE)
		return diag_fail(
			diag, -EINVAL,
			"no action: -l loads, -e starts, -u unloads, --mint-cpus "
			"without any of them loads and starts (see --help)");
	if (!ret->is_mint)
		return diag_fail(diag, -EOPNOTSUPP,
				 "a plain load is not supported by this version: name a "
				 "region with --mint-region");
	return 0;
}

static int conflicts_check(const struct request *request, const struct parse *parse,
			   struct diag *diag)
{
	for (size_t i = 0; i < sizeof(conflicts) / sizeof(conflicts[0]); i++) {
		const struct conflict *row = &conflicts[i];

		if ((row->actions & ON(request->action)) && (row->seen & parse->seen) &&
		    !(row->without & parse->seen))
			return diag_fail(diag, -EINVAL, "%s", row->reason);
	}
	return 0;
}

static int kernel_take(int argc, char **argv, struct request *ret, struct diag *diag)
{
	bool wants_kernel = ret->action == ACTION_LOAD || ret->action == ACTION_START ||
			    ret->action == ACTION_DRY_RUN;

	if (optind < argc)
		ret->kernel = argv[optind++];
	if (!wants_kernel)
		return 0;
	if (!ret->kernel)
		return diag_fail(diag, -EINVAL, "no kernel given (see --help)");
	if (optind < argc)
		return diag_fail(diag, -EINVAL,
				 "\"%s\" behind the kernel is one too many",
				 argv[optind]);
	if (!ret->has_region)
		return diag_fail(
			diag, -EINVAL,
			"--mint-region is missing: it says which memory the OS gets");
	return 0;
}

int cli_parse(int argc, char **argv, struct request *ret, struct diag *diag)
{
	struct parse parse = { 0 };
	int err;

	request_init(ret);
	err = options_read(argc, argv, ret, &parse, diag);
	if (action_is_final(ret->action))
		return err;
	if (parse.seen & SEEN_MINT)
		ret->is_mint = true;
	if (!err)
		err = conf_take(ret, &parse, diag);
	if (!err)
		err = action_settle(ret, &parse, diag);
	if (!err)
		err = conflicts_check(ret, &parse, diag);
	return err ? err : kernel_take(argc, argv, ret, diag);
}
