/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ctl.h - what the verbs of mintctl share
 *
 * In: argv, parsed once by main.c. Out: exit codes 0 done, 1 refused or failed, 2 usage,
 * 3 no such OS, 4 timed out, 5 killed (run).
 */
#ifndef MINT_CTL_CTL_H
#define MINT_CTL_CTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/prange.h"
#include "machine/read/oses.h"
#include "abi/mint.h"

enum ctl_exit {
	CTL_DONE = 0,
	CTL_FAILED = 1,
	CTL_USAGE = 2,
	CTL_NO_OS = 3,
	CTL_TIMEOUT = 4,
	CTL_KILLED = 5
};

/* One call of mintctl; strings point into argv. */
struct ctl {
	const char *name;    /* of the OS, of the file for check-conf; NULL for list */
	const char *sysroot; /* "" this machine */
	bool is_json;
	int64_t timeout_ms; /* -1: not given; wait: for ever */
	bool is_following;  /* log: until the OS ends */
	const char *conf;   /* run: NULL is /etc/mint/NAME.conf */
	int state;	    /* wait: enum mint_state to wait for; -1 any that is an end */
};

/**
 * ctl_os_read - one OS
 * @sysroot: "" or a recorded machine
 * Return: 0, -ENOENT (no such OS), -ENODEV (no module), -EINVAL (a file that cannot be
 * parsed), -ENOMEM; each with a line in @diag.
 */
int ctl_os_read(const char *sysroot, const char *name, struct machine_os *ret,
		struct diag *diag);

/**
 * ctl_oses_read - all OSes, by name
 * @ret: array to be freed with ctl_oses_free(), NULL when there is none
 * Return: 0, -ENODEV (no module), -EINVAL, -ENOMEM.
 */
int ctl_oses_read(const char *sysroot, struct machine_os **ret, size_t *ret_count,
		  struct diag *diag);

void ctl_oses_free(struct machine_os *os, size_t count);

/**
 * ctl_print_list - a table, or a JSON array; on stdout
 * Return: 0, -EIO (stdout failed), -ENOMEM.
 */
int ctl_print_list(const struct machine_os *os, size_t count, bool is_json);

/* What "status" tells of the clock of a running OS, see heartbeat.h. */
struct ctl_heartbeat {
	uint64_t jiffies;
	bool has_moved; /* within CTL_PEEK_MS */
};

#define CTL_PEEK_MS 1000

/**
 * ctl_heartbeat_peek - look at the clock of a running OS, which does not notice
 *
 * Takes up to CTL_PEEK_MS, less when it moves, and the time to find it; as long again
 * when a launch or a release is under way.
 * Return: 0; any error: cannot be told (not root, not running, too early in its boot, a
 * kernel that does not say where it is).
 */
int ctl_heartbeat_peek(const char *name, struct ctl_heartbeat *ret);

/**
 * ctl_print_status - all about one OS, or a JSON object
 * @heart: NULL: not known
 * Return: 0, -EIO, -ENOMEM.
 */
int ctl_print_status(const struct machine_os *os, const struct ctl_heartbeat *heart,
		     bool is_json);

/** ctl_print_change - "NAME: stopped (panic)", or the JSON object; 0, -EIO, -ENOMEM */
int ctl_print_change(const struct machine_os *os, bool is_json);

/*
 * Verbs: 0 or negative errno with a line in @diag; -ENOENT no such OS, -ETIMEDOUT,
 * -ECANCELED killed.
 */
int verb_list(const struct ctl *ctl, struct diag *diag);
int verb_status(const struct ctl *ctl, struct diag *diag);
int verb_start(const struct ctl *ctl, struct diag *diag);
int verb_wait(const struct ctl *ctl, struct diag *diag);
int verb_kill(const struct ctl *ctl, struct diag *diag);
int verb_release(const struct ctl *ctl, struct diag *diag);
int verb_stop(const struct ctl *ctl, struct diag *diag);
int verb_restart(const struct ctl *ctl, struct diag *diag);
int verb_log(const struct ctl *ctl, struct diag *diag);
int verb_run(const struct ctl *ctl, struct diag *diag);
int verb_check(const struct ctl *ctl, struct diag *diag);
int verb_check_conf(const struct ctl *ctl, struct diag *diag); /* name is a path */

struct request;

/** kernel_age_check - warn when its kernel is older than its heartbeat-timeout needs */
void kernel_age_check(const struct request *request, struct diag *diag);

#endif
