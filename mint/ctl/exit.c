/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exit.c - the exit codes of mintctl
 *
 * In: what a verb returned. Out: enum ctl_exit.
 * Ref: exit.h.
 */
#include "mint/ctl/exit.h"

#include <errno.h>

enum ctl_exit ctl_exit_of(int err)
{
	switch (err) {
	case 0:
		return CTL_DONE;
	case -ENOENT:
		return CTL_NO_OS;
	case -ETIMEDOUT:
		return CTL_TIMEOUT;
	case -ECANCELED:
		return CTL_KILLED;
	default:
		return CTL_FAILED;
	}
}
