/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * request.h - what the user asked for, parsed once
 *
 * In: argv through cli.c. Out: struct request; nothing behind it looks at argv again.
 */
#ifndef MINT_REQUEST_H
#define MINT_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/prange.h"

#define REQUEST_NAME_SIZE 32
#define REQUEST_MAX_INITRDS 16
#define REQUEST_MAX_CPUS 256

enum request_action {
	ACTION_NONE = 0,
	ACTION_HELP,
	ACTION_VERSION,
	ACTION_LOAD,     /* -l */
	ACTION_START,    /* mint: load and start (no -l, no -e, --mint-cpus given) */
	ACTION_EXEC,     /* -e */
	ACTION_UNLOAD,   /* -u */
	ACTION_DRY_RUN,
};

enum request_dry_run { DRY_RUN_NONE = 0, DRY_RUN_TEXT, DRY_RUN_JSON, DRY_RUN_SVG };
enum request_window { WINDOW_AUTO = 0, WINDOW_RANGE, WINDOW_NONE };
enum request_unpack { UNPACK_AUTO = 0, UNPACK_NO };

/* Strings point into argv. */
struct request {
	enum request_action action;
	enum request_dry_run dry_run;
	bool is_mint;              /* any --mint-* option or --type=mint */
	const char *help_topic;    /* NULL or "mint" */
	const char *kernel;
	const char *initrd[REQUEST_MAX_INITRDS];
	size_t nr_initrds;
	const char *append;        /* NULL none */
	bool reuse_cmdline;
	const char *sysroot;       /* "" this machine */
	bool debug;

	bool has_region;
	struct prange region;
	bool has_cpus;
	unsigned int cpu[REQUEST_MAX_CPUS]; /* in the order given; boot CPU first */
	size_t nr_cpus;
	char name[REQUEST_NAME_SIZE]; /* "" choose os1, os2 … */
	enum request_window swiotlb_mode;
	struct prange swiotlb;     /* WINDOW_RANGE */
	uint64_t swiotlb_size;     /* auto:SIZE, 0 = default */
	enum request_window realmode_mode;
	struct prange realmode;
	const char *uart;          /* NULL or "none", "ttySN", "0xPORT" */
	enum request_unpack unpack;
	bool force;
};

/**
 * request_set_fn - parse the value of one option into the request
 * @value: the option's argument; NULL where it is optional and absent
 *
 * Return: 0, -EINVAL, -ERANGE, -E2BIG, -EOPNOTSUPP (known, not built yet); @diag has the
 * reason without the option's name. @ret is unchanged on failure.
 */
typedef int request_set_fn(struct request *ret, const char *value, struct diag *diag);

request_set_fn request_set_append;
request_set_fn request_set_cpus;     /* "1-2,5": in that order */
request_set_fn request_set_debug;
request_set_fn request_set_dry_run;  /* NULL, "text", "json", "svg" */
request_set_fn request_set_force;
request_set_fn request_set_initrd;   /* may be called REQUEST_MAX_INITRDS times */
request_set_fn request_set_name;     /* [a-z0-9][a-z0-9_-]{0,30} */
request_set_fn request_set_realmode; /* "A+SIZE", "A-B", "auto" */
request_set_fn request_set_region;
request_set_fn request_set_reuse_cmdline;
request_set_fn request_set_swiotlb;  /* a range, "auto", "auto:SIZE", "none" */
request_set_fn request_set_sysroot;
request_set_fn request_set_type;     /* "mint" */
request_set_fn request_set_uart;     /* checked against the machine by the planner */
request_set_fn request_set_unpack;   /* "auto", "no" */

#endif
