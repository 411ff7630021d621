/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * main.c - mintctl: look after the OSes that run beside this one
 *
 * In: argv. Out: one verb called; errors printed once; exit codes as in exit.h.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "config.h"
#include "mint/ctl/ctl.h"
#include "mint/ctl/exit.h"
#include "mint/ctl/options.h"
#include "mint/ctl/verb/check.h"
#include "mint/ctl/verb/check_conf.h"
#include "mint/ctl/verb/kill.h"
#include "mint/ctl/verb/list.h"
#include "mint/ctl/verb/log.h"
#include "mint/ctl/verb/release.h"
#include "mint/ctl/verb/restart.h"
#include "mint/ctl/verb/run.h"
#include "mint/ctl/verb/start.h"
#include "mint/ctl/verb/status.h"
#include "mint/ctl/verb/stop.h"
#include "mint/ctl/verb/wait.h"

struct verb {
	const char *name;
	unsigned int takes;
	int64_t timeout_ms; /* unless --timeout is given; -1 for ever */
	int (*run)(const struct ctl *ctl, struct diag *diag);
	const char *arguments, *help;
};

static const struct verb verbs[] = {
	{ "list", TAKES_SYSROOT, -1, verb_list, "", "all OSes and their state" },
	{ "status", TAKES_NAME | TAKES_SYSROOT, -1, verb_status, "NAME",
	  "all about one OS" },
	{ "start", TAKES_NAME, -1, verb_start, "NAME",
	  "start a loaded or stopped OS (again)" },
	{ "stop", TAKES_NAME | TAKES_TIMEOUT, CTL_STOP_TIMEOUT_MS, verb_stop,
	  "NAME [--timeout S]", "press its power button; after S seconds kill it" },
	{ "restart", TAKES_NAME | TAKES_TIMEOUT, CTL_STOP_TIMEOUT_MS, verb_restart,
	  "NAME [--timeout S]", "stop it if it runs, then start it again" },
	{ "wait", TAKES_NAME | TAKES_TIMEOUT | TAKES_STATE, -1, verb_wait,
	  "NAME [--timeout S] [--state STATE]",
	  "wait until it runs no more, or is in STATE" },
	{ "kill", TAKES_NAME, -1, verb_kill, "NAME", "stop its cores at once" },
	{ "release", TAKES_NAME, -1, verb_release, "NAME",
	  "give its memory and CPUs back to this OS" },
	{ "log", TAKES_NAME | TAKES_FOLLOW, -1, verb_log, "NAME [-f]",
	  "what its kernel has said; -f: until it ends" },
	{ "run", TAKES_NAME | TAKES_CONF, -1, verb_run, "NAME [--conf FILE]",
	  "load, start, follow and release it, as a service" },
	{ "check", TAKES_SYSROOT, -1, verb_check, "",
	  "can this machine be a leader? what to change" },
	{ "check-conf", TAKES_NAME, -1, verb_check_conf, "FILE",
	  "is this a good /etc/mint/NAME.conf?" },
};

static void help_print(FILE *to)
{
	size_t i;

	fprintf(to, "usage: mintctl VERB [NAME] [--json]\n\n"
		    "Look after the OSes that kexec --mint-region started beside this "
		    "one.\n\n");
	for (i = 0; i < ARRAY_SIZE(verbs); i++) {
		char call[64];

		snprintf(call, sizeof(call), "%s %s", verbs[i].name, verbs[i].arguments);
		fprintf(to, "  %-42s %s\n", call, verbs[i].help);
	}
	fprintf(to,
		"\n"
		"  --json          print JSON\n"
		"  --timeout S     seconds; wait: give up then; stop, restart: kill then "
		"(90)\n"
		"  --state STATE   wait: for empty, loaded, running, stopping, stopped "
		"or "
		"lost\n"
		"  -f, --follow    log: go on until the OS ends\n"
		"  --conf FILE     run: instead of /etc/mint/NAME.conf\n"
		"  --sysroot DIR   list, status, check: look at a recorded machine\n"
		"  -h, --help      this text\n"
		"  -V, --version   the version\n\n"
		"exit: 0 done, 1 refused or failed, 2 usage, 3 no such OS, 4 timed out,\n"
		"      5 killed (run)\n");
}

static const struct verb *verb_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(verbs); i++) {
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	}
	return NULL;
}

static int arguments_check(const struct verb *verb, int count, const struct given *given,
			   struct diag *diag)
{
	static const struct {
		unsigned int takes;
		const char *text;
	} refusals[] = {
		{ TAKES_SYSROOT, "acts on this machine only: no --sysroot" },
		{ TAKES_TIMEOUT, "--timeout belongs to wait, stop and restart" },
		{ TAKES_STATE, "--state belongs to wait" },
		{ TAKES_FOLLOW, "--follow belongs to log" },
		{ TAKES_CONF, "--conf belongs to run" },
	};
	int room = verb->takes & TAKES_NAME ? 1 : 0;
	size_t i;

	if (count < room)
		return diag_fail(diag, -EINVAL, "%s needs the name of %s", verb->name,
				 strcmp(verb->arguments, "FILE") ? "an OS" : "a file");
	if (count > room)
		return diag_fail(diag, -EINVAL, "%s: too many arguments", verb->name);
	for (i = 0; i < ARRAY_SIZE(refusals); i++) {
		if (given->takes & ~verb->takes & refusals[i].takes)
			return diag_fail(diag, -EINVAL, "%s: %s", verb->name,
					 refusals[i].text);
	}
	return 0;
}

static int usage_fail(const struct diag *diag)
{
	if (diag->line[0])
		fprintf(stderr, "mintctl: %s\n", diag->line);
	fprintf(stderr, "mintctl: see mintctl --help\n");
	return CTL_USAGE;
}

/* What was asked for has been done, or not, for @err. */
static int call_end(int err, struct diag *diag)
{
	size_t i;

	for (i = 0; i < diag->nr_warnings; i++)
		fprintf(stderr, "mintctl: warning: %s\n", diag->warning[i]);
	if (err)
		fprintf(stderr, "mintctl: %s\n",
			diag->line[0] ? diag->line : strerror(-err));
	diag_clear(diag);
	return (int)ctl_exit_of(err);
}

static int text_print(const struct given *given, struct out *out, struct diag *diag)
{
	if (given->has_help)
		help_print(out->stream);
	else
		fprintf(out->stream, "mintctl %s\n", PACKAGE_VERSION);
	return out_end(out, diag);
}

static int mintctl_run(int argc, char **argv, struct ctl *ctl, struct diag *diag)
{
	struct given given = { 0 };
	const struct verb *verb;

	if (options_parse(argc, argv, ctl, &given, diag))
		return usage_fail(diag);
	if (given.has_help || given.has_version)
		return call_end(text_print(&given, ctl->out, diag), diag);
	if (optind == argc) {
		diag_fail(diag, -EINVAL, "no verb given");
		return usage_fail(diag);
	}
	verb = verb_find(argv[optind]);
	if (!verb)
		diag_fail(diag, -EINVAL, "'%s' is no verb of mintctl", argv[optind]);
	if (!verb || arguments_check(verb, argc - optind - 1, &given, diag))
		return usage_fail(diag);
	ctl->name = verb->takes & TAKES_NAME ? argv[optind + 1] : NULL;
	if (ctl->timeout_ms < 0)
		ctl->timeout_ms = verb->timeout_ms;
	return call_end(verb->run(ctl, diag), diag);
}

int main(int argc, char **argv)
{
	struct out out;
	struct ctl ctl = { .out = &out, .sysroot = "", .timeout_ms = -1, .state = -1 };
	struct diag diag = { 0 };
	int status;

	if (out_begin(&out)) {
		fputs("mintctl: out of memory\n", stderr);
		return CTL_FAILED;
	}
	status = mintctl_run(argc, argv, &ctl, &diag);
	out_close(&out);
	return status;
}
