/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * options.c - the options of mintctl, read once
 *
 * In: argv. Out: struct ctl, and which options were given.
 * Ref: options.h; getopt_long(3).
 */
#include "mint/ctl/options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "leader/mint_status.h"

enum { OPTION_JSON = 256, OPTION_SYSROOT, OPTION_TIMEOUT, OPTION_STATE, OPTION_CONF };

static const struct option options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "sysroot", required_argument, NULL, OPTION_SYSROOT },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "state", required_argument, NULL, OPTION_STATE },
	{ "follow", no_argument, NULL, 'f' },
	{ "conf", required_argument, NULL, OPTION_CONF },
	{ NULL, 0, NULL, 0 },
};

static int timeout_parse(const char *text, int64_t *ret, struct diag *diag)
{
	char *end;
	double seconds;

	errno = 0;
	seconds = strtod(text, &end);
	/* No more than 30 years: it must fit milliseconds with room to add a clock. */
	if (end == text || *end || errno || !isfinite(seconds) || seconds < 0 ||
	    seconds > 1e9)
		return diag_fail(diag, -EINVAL, "--timeout takes seconds, not '%s'",
				 text);
	*ret = (int64_t)(seconds * 1000);
	return 0;
}

static int state_parse(const char *text, int *ret, struct diag *diag)
{
	int state;

	for (state = MINT_EMPTY; state <= MINT_LOST; state++) {
		if (strcmp(text, mint_state_name((uint32_t)state)) == 0) {
			*ret = state;
			return 0;
		}
	}
	return diag_fail(diag, -EINVAL,
			 "--state takes empty, loaded, running, stopping, "
			 "stopped or lost, not '%s'",
			 text);
}

static int option_parse(int option, struct ctl *ctl, struct given *given,
			struct diag *diag)
{
	switch (option) {
	case 'h':
		given->has_help = true;
		return 0;
	case 'V':
		given->has_version = true;
		return 0;
	case OPTION_JSON:
		ctl->is_json = true;
		return 0;
	case 'f':
		given->takes |= TAKES_FOLLOW;
		ctl->is_following = true;
		return 0;
	case OPTION_CONF:
		given->takes |= TAKES_CONF;
		ctl->conf = optarg;
		return 0;
	case OPTION_SYSROOT:
		given->takes |= TAKES_SYSROOT;
		ctl->sysroot = optarg;
		return 0;
	case OPTION_TIMEOUT:
		given->takes |= TAKES_TIMEOUT;
		return timeout_parse(optarg, &ctl->timeout_ms, diag);
	case OPTION_STATE:
		given->takes |= TAKES_STATE;
		return state_parse(optarg, &ctl->state, diag);
	default:
		return -EINVAL; /* getopt has said which */
	}
}

int options_parse(int argc, char **argv, struct ctl *ret, struct given *given,
		  struct diag *diag)
{
	int option;

	/* Options may stand behind the verb's words, whatever the environment says. */
	unsetenv("POSIXLY_CORRECT");
	while ((option = getopt_long(argc, argv, "fhV", options, NULL)) != -1) {
		int err = option_parse(option, ret, given, diag);

		if (err)
			return err;
	}
	return 0;
}
