/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ctl.h - one call of mintctl: what every verb is told
 *
 * In: argv, parsed once by main.c. A verb returns 0 or negative errno with a line in its
 * diag: -ENOENT no such OS, -ETIMEDOUT, -ECANCELED killed; exit.h says what they exit
 * with.
 */
#ifndef MINT_CTL_CTL_H
#define MINT_CTL_CTL_H

#include <stdbool.h>
#include <stdint.h>

#include "out/out.h"

/* One call of mintctl; strings point into argv. */
struct ctl {
	struct out *out;     /* where answers go */
	const char *name;    /* of the OS, of the file for check-conf; NULL for list */
	const char *sysroot; /* "" this machine */
	bool is_json;
	int64_t timeout_ms; /* -1: not given; wait: for ever */
	bool is_following;  /* log: until the OS ends */
	const char *conf;   /* run: NULL is /etc/mint/NAME.conf */
	int state;	    /* wait: enum mint_state to wait for; -1 any that is an end */
};

#endif
