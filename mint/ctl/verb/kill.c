/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kill.c - the verb kill: the cores of an OS stop at once
 *
 * In: /dev/mint (root). Out: an OS that has ended, and one line about its end.
 */
#include "mint/ctl/verb/kill.h"

#include "base/cleanup.h"
#include "mint/ctl/life/end.h"
#include "mint/ctl/life/life.h"
#include "mint/ctl/os.h"
#include "mint/ctl/print.h"

int verb_kill(const struct ctl *ctl, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	CLEANUP(machine_os_free) struct machine_os seen = { 0 };
	int err = life_open(ctl->name, &os, diag);

	if (err)
		return err;
	err = ctl_os_read("", ctl->name, &seen, diag);
	if (err)
		return err;
	err = life_kill(&os, MINT_REASON_KILLED, 0, diag);
	if (err)
		return err;
	life_end_see(&os, MINT_REASON_KILLED, &seen);
	ctl_print_change(ctl, &seen, diag);
	return 0;
}
