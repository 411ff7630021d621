/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * options.h - the table of options: kexec-tools' and ours
 *
 * In: the request that is asked for. Out: one row per option; cli.c turns argv into the
 * request with it, help and man page are checked against it.
 */
#ifndef MINT_KEXEC_OPTIONS_H
#define MINT_KEXEC_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "request/request.h"

enum option_kind {
	OPTION_VALUE,	    /* set() */
	OPTION_ACTION,	    /* action; where `flag` is given it becomes `value`, too */
	OPTION_FLAG,	    /* `flag` becomes `value`; without one it is only seen */
	OPTION_SYSCALL,	    /* syscall */
	OPTION_ARGS,	    /* args */
	OPTION_UNSUPPORTED, /* ours, not built yet */
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
	SEEN_PLAIN = 1 << 17, /* any option that only a plain load knows */
	SEEN_PRESERVE = 1 << 18,
	SEEN_MEM_MAX = 1 << 19,
	SEEN_REUSEINITRD = 1 << 20,
	SEEN_DEVICES = 1 << 21,
	SEEN_PROFILE = 1 << 22,
	SEEN_SCRUB = 1 << 23,
	SEEN_MINT = SEEN_REGION | SEEN_CPUS | SEEN_NAME | SEEN_SWIOTLB | SEEN_REALMODE |
		    SEEN_UART | SEEN_UNPACK | SEEN_FORCE | SEEN_DRY_RUN | SEEN_CONF |
		    SEEN_HANG | SEEN_DEVICES | SEEN_SCRUB,
};

/* Which members belong to which kind, enum option_kind says. */
struct option_row {
	const char *name;
	char letter; /* 0 none */
	int has_arg; /* of getopt_long(3) */
	enum option_kind kind;
	unsigned int seen; /* bits of enum seen */
	request_set_fn *set;
	enum request_action action;
	enum request_syscall syscall;
	enum request_args args;
	bool *flag; /* in the request that the table was made for; NULL none */
	bool value;
};

#define OPTION_MAX 96 /* rows that the table may have */

struct option_table {
	struct option_row row[OPTION_MAX];
	size_t count;
};

/** options_fill - every option; those that are flags point into @request */
void options_fill(struct option_table *ret, struct request *request);

#endif
