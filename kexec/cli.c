/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cli.c - argv to request
 *
 * In: argv. Out: struct request. The options are a table in options.c, what excludes
 * what is one here.
 * Ref: docs/design.md "Command line"; docs/compat.md "Options" for those of kexec-tools.
 */
#include "kexec/cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "kexec/options.h"
#include "request/conf.h"
#include "request/conf_file.h"

#define OPTION_CODE 0x100 /* getopt values of options; above any character */

struct conflict {
	unsigned int actions; /* bits of enum request_action in force */
	unsigned int seen;    /* any of these options … */
	unsigned int without; /* … when none of these is there (0: always) */
	const char *reason;
};

#define ON(action) (1U << (action))
#define ON_FACTS   (ON(ACTION_STATUS) | ON(ACTION_CRASH_SIZE))
#define ON_PLAIN   (ON(ACTION_LOAD) | ON(ACTION_LOAD_REBOOT) | ON(ACTION_LOAD_EXEC))

static const struct conflict conflicts[] = {
	{ ON(ACTION_EXEC) | ON(ACTION_UNLOAD), SEEN_MINT & ~(unsigned int)SEEN_NAME, 0,
	  "with -e and -u only --mint-name has a meaning: the rest belongs to -l" },
	{ ~ON_FACTS, SEEN_SYSROOT, SEEN_DRY_RUN,
	  "--sysroot is for --mint-dry-run only: a recorded machine cannot be launched "
	  "on" },
	{ ON_PLAIN, SEEN_PRESERVE, SEEN_MEM_MAX,
	  "--load-preserve-context needs --mem-max: the range that the new kernel uses "
	  "and that is kept for it" },
	{ ON_PLAIN, SEEN_REUSEINITRD, 0,
	  "--reuseinitrd: no x86_64 kernel retains its initrd for reuse: name the file "
	  "with --initrd" },
};

struct parse {
	struct option_table table;
	unsigned int seen;
	bool has_action;
	const struct option_row *plain; /* the first option of a plain load */
};

static void letters_fill(const struct option_table *table, char *letters)
{
	*letters++ = ':'; /* tell a missing argument from an unknown option */
	for (size_t i = 0; i < table->count; i++) {
		const struct option_row *row = &table->row[i];

		if (!row->letter)
			continue;
		*letters++ = row->letter;
		if (row->has_arg == required_argument)
			*letters++ = ':';
	}
	*letters = '\0';
}

static void long_options_fill(const struct option_table *table, struct option *option)
{
	for (size_t i = 0; i < table->count; i++)
		option[i] = (struct option){ .name = table->row[i].name,
					     .has_arg = table->row[i].has_arg,
					     .val = (int)(OPTION_CODE + i) };
	option[table->count] = (struct option){ 0 };
}

/* @code is one that getopt_long(3) knows from the table. */
static const struct option_row *option_find(const struct option_table *table, int code)
{
	const struct option_row *row = table->row;

	if (code >= OPTION_CODE)
		return &row[code - OPTION_CODE];
	while (!row->letter || row->letter != code)
		row++;
	return row;
}

/* Help and version win: what follows them is not looked at. */
static bool action_is_final(enum request_action action)
{
	return action == ACTION_HELP || action == ACTION_VERSION;
}

/* A question about this machine: no other action takes its place. */
static bool action_is_question(enum request_action action)
{
	return action == ACTION_STATUS || action == ACTION_CRASH_SIZE;
}

static int help_topic_set(const struct option_row *row, const char *value,
			  struct request *ret, struct diag *diag)
{
	if (value && strcmp(value, "mint") && strcmp(value, "plain"))
		return diag_fail(diag, -EINVAL,
				 "--help=%s: the only topics are mint and plain", value);
	ret->help_topic = !strcmp(row->name, "help-mint") ? "mint" : value;
	return 0;
}

static int action_set(const struct option_row *row, const char *value,
		      struct request *ret, struct parse *parse, struct diag *diag)
{
	if (row->flag)
		*row->flag = row->value;
	if (!action_is_question(ret->action) || action_is_final(row->action))
		ret->action = row->action;
	parse->has_action = true;
	return row->action == ACTION_HELP ? help_topic_set(row, value, ret, diag) : 0;
}

static int value_set(const struct option_row *row, const char *value, struct request *ret,
		     struct diag *diag)
{
	int err = row->set(ret, value, diag);

	if (err)
		diag_context(diag, "--%s", row->name);
	return err;
}

static int option_take(const struct option_row *row, const char *value,
		       struct request *ret, struct parse *parse, struct diag *diag)
{
	parse->seen |= row->seen;
	if ((row->seen & SEEN_PLAIN) && !parse->plain)
		parse->plain = row;
	switch (row->kind) {
	case OPTION_ACTION:
		return action_set(row, value, ret, parse, diag);
	case OPTION_FLAG:
		if (row->flag)
			*row->flag = row->value;
		return 0;
	case OPTION_SYSCALL:
		ret->plain.syscall = row->syscall;
		return 0;
	case OPTION_ARGS:
		ret->plain.args = row->args;
		return 0;
	case OPTION_UNSUPPORTED:
		return diag_fail(diag, -EOPNOTSUPP,
				 "--%s is not supported by this version", row->name);
	case OPTION_VALUE:
		break;
	}
	return value_set(row, value, ret, diag);
}

/* What getopt_long(3) returned instead of an option; @text is the argument it means. */
static int option_bad(int code, const char *text, struct diag *diag)
{
	if (code == ':')
		return diag_fail(diag, CLI_USAGE, "%s needs a value (see --help)", text);
	if (optopt && optopt < OPTION_CODE)
		return diag_fail(diag, CLI_USAGE, "unknown option -%c (see --help)",
				 optopt);
	return diag_fail(diag, CLI_USAGE, "%s %s (see --help)",
			 optopt ? "no value belongs to" : "unknown or ambiguous option",
			 text);
}

static int options_read(int argc, char **argv, struct request *ret, struct parse *parse,
			struct diag *diag)
{
	struct option long_options[OPTION_MAX + 1];
	char letters[2 * OPTION_MAX + 2];
	int code;

	letters_fill(&parse->table, letters);
	long_options_fill(&parse->table, long_options);
	opterr = 0; /* messages are ours */
	/* It would end the options at the kernel, and the command line behind it is lost.
	 */
	unsetenv("POSIXLY_CORRECT");
	optind = 0;
	while (!action_is_final(ret->action) &&
	       (code = getopt_long(argc, argv, letters, long_options, NULL)) != -1) {
		const char *text = optind > 0 && optind <= argc ? argv[optind - 1] : "";
		int err;

		if (code == ':' || code == '?')
			return option_bad(code, text, diag);
		err = option_take(option_find(&parse->table, code), optarg, ret, parse,
				  diag);
		if (err)
			return err;
	}
	return 0;
}

/* The options that stand above a key of the configuration file. */
static const struct {
	unsigned int seen;
	enum conf_key key;
} overrides[] = {
	{ SEEN_INITRD, CONF_INITRD },	{ SEEN_APPEND, CONF_APPEND },
	{ SEEN_REGION, CONF_REGION },	{ SEEN_CPUS, CONF_CPUS },
	{ SEEN_SWIOTLB, CONF_SWIOTLB }, { SEEN_REALMODE, CONF_REALMODE },
	{ SEEN_UART, CONF_UART },	{ SEEN_UNPACK, CONF_UNPACK },
	{ SEEN_FORCE, CONF_FORCE },	{ SEEN_NAME, CONF_NAME },
	{ SEEN_PROFILE, CONF_PROFILE }, { SEEN_HANG, CONF_HANG_TIMEOUT },
	{ SEEN_DEVICES, CONF_DEVICES }, { SEEN_SCRUB, CONF_SCRUB },
};

/* What no option said, by the options' own setters. */
static int conf_take(struct request *ret, const struct parse *parse, struct diag *diag)
{
	unsigned int overridden = 0;

	if (!ret->conf || ret->action == ACTION_EXEC || ret->action == ACTION_UNLOAD)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(overrides); i++)
		if (parse->seen & overrides[i].seen)
			overridden |= CONF_BIT(overrides[i].key);
	return conf_read(ret->conf, overridden, ret, diag);
}

/* mint: -l, or the action that its options imply. */
static int mint_settle(struct request *ret, const struct parse *parse, struct diag *diag)
{
	const struct option_row *plain = parse->plain;

	if (plain)
		return diag_fail(diag, -EINVAL,
				 plain->letter
					 ? "--%s (-%c) is not supported by type mint: "
					   "it belongs to a plain load"
					 : "--%s is not supported by type mint: it "
					   "belongs to a plain load",
				 plain->name, plain->letter);
	if (ret->plain.type)
		return diag_fail(diag, -EINVAL,
				 "--type=%s: --mint- options belong to type mint",
				 ret->plain.type);
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
	return 0;
}

/* Without an action a plain load ends in an orderly restart, as kexec-tools has it. */
static int plain_settle(struct request *ret, struct diag *diag)
{
	const struct request_plain *plain = &ret->plain;

	if (ret->action == ACTION_NONE)
		ret->action = ACTION_LOAD_REBOOT;
	/* It would be another kernel: one that an earlier -l has left behind. */
	if (ret->action == ACTION_LOAD_EXEC && plain->panic)
		return diag_fail(diag, -EINVAL,
				 "--force (-f) behind --load-panic (-p): a panic starts "
				 "what -p loads, -f starts it at once: leave one out");
	if (ret->action == ACTION_LOAD_HELPER && plain->syscall == SYSCALL_FILE)
		return diag_fail(diag, -EINVAL,
				 "--load-jump-back-helper not supported with "
				 "kexec_file_load: not with -s");
	if (ret->action == ACTION_LOAD_HELPER && !plain->has_entry)
		return diag_fail(diag, CLI_NO_KERNEL,
				 "Please specify jump back entry in command line: "
				 "--load-jump-back-helper needs --entry");
	if ((ON(ret->action) & ON_PLAIN) && plain->preserve_context &&
	    plain->syscall == SYSCALL_FILE)
		return diag_fail(diag, -EINVAL,
				 "--load-preserve-context not supported with "
				 "kexec_file_load: not with -s");
	return 0;
}

static int conflicts_check(const struct request *request, const struct parse *parse,
			   struct diag *diag)
{
	for (size_t i = 0; i < ARRAY_SIZE(conflicts); i++) {
		const struct conflict *row = &conflicts[i];

		if ((row->actions & ON(request->action)) && (row->seen & parse->seen) &&
		    !(row->without & parse->seen))
			return diag_fail(diag, -EINVAL, "%s", row->reason);
	}
	return 0;
}

/* kexec-tools takes the first and is silent about the rest. */
static int plain_kernel_take(int argc, char **argv, struct request *ret,
			     struct diag *diag)
{
	if (!(ON(ret->action) & ON_PLAIN))
		return 0;
	if (!ret->kernel)
		return diag_fail(diag, CLI_NO_KERNEL, "No kernel specified (see --help)");
	if (optind < argc)
		diag_warn(diag, "\"%s\" behind the kernel is ignored", argv[optind]);
	return 0;
}

static int kernel_take(int argc, char **argv, struct request *ret, struct diag *diag)
{
	bool wants_kernel = ret->action == ACTION_LOAD || ret->action == ACTION_START ||
			    ret->action == ACTION_DRY_RUN;

	if (optind < argc)
		ret->kernel = argv[optind++];
	if (!ret->is_mint)
		return plain_kernel_take(argc, argv, ret, diag);
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
	options_fill(&parse.table, ret);
	err = options_read(argc, argv, ret, &parse, diag);
	if (action_is_final(ret->action))
		return err;
	if (parse.seen & SEEN_MINT)
		ret->is_mint = true;
	if (err)
		return err;
	err = conf_take(ret, &parse, diag);
	if (err)
		return err;
	err = ret->is_mint ? mint_settle(ret, &parse, diag) : plain_settle(ret, diag);
	if (err)
		return err;
	err = conflicts_check(ret, &parse, diag);
	return err ? err : kernel_take(argc, argv, ret, diag);
}
