/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * options.h - the options of mintctl, read once
 *
 * In: argv. Out: struct ctl, and which options were given: not every verb has all.
 */
#ifndef MINT_CTL_OPTIONS_H
#define MINT_CTL_OPTIONS_H

#include <stdbool.h>

#include "base/diag.h"
#include "mint/ctl/ctl.h"
#include "request/request.h"

#define CTL_STOP_TIMEOUT_MS REQUEST_STOP_TIMEOUT_MS

/* What a verb takes besides --json. */
enum {
	TAKES_NAME = 1 << 0,	/* the name of an OS, or a FILE */
	TAKES_SYSROOT = 1 << 1, /* only looks: works on a recorded machine too */
	TAKES_TIMEOUT = 1 << 2,
	TAKES_STATE = 1 << 3,
	TAKES_FOLLOW = 1 << 4,
	TAKES_CONF = 1 << 5,
};

/* What was given, to be held against what the verb takes. */
struct given {
	bool has_help, has_version;
	unsigned int takes; /* TAKES_*: options that not every verb has */
};

/**
 * options_parse - all options; optind is at the verb afterwards
 * @ret: what they say is written; the rest stays
 * Return: 0, -EINVAL (with a line in @diag, or getopt_long(3) has said it).
 */
int options_parse(int argc, char **argv, struct ctl *ret, struct given *given,
		  struct diag *diag);

#endif
