/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stop.c - the verb stop: ask an OS to power off, kill it when it does not
 *
 * In: a running OS. Out: one that has ended, and one line about its end.
 */
#include "mint/ctl/verb/stop.h"

#include <errno.h>

#include "base/cleanup.h"
#include "mint/ctl/life/end.h"
#include "mint/ctl/life/life.h"
#include "mint/ctl/life/stop.h"
#include "mint/ctl/os.h"
#include "mint/ctl/print.h"

int verb_stop(const struct ctl *ctl, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	CLEANUP(machine_os_free) struct machine_os seen = { 0 };
	const char *why;
	int err = life_open(ctl->name, &os, diag);

	if (err)
		return err;
	err = ctl_os_read("", ctl->name, &seen, diag);
	if (err)
		return err;
	err = life_stop(&os, ctl->timeout_ms, &why, diag);
	if (err)
		return err;
	life_end_see(&os, why ? MINT_REASON_KILLED : MINT_REASON_NONE, &seen);
	ctl_print_change(ctl, &seen, diag);
	if (!why)
		return 0;
	return diag_fail(diag, -ETIMEDOUT, "%s: killed after %lld.%03lld s: %s",
			 ctl->name, (long long)ctl->timeout_ms / 1000,
			 (long long)ctl->timeout_ms % 1000, why);
}
