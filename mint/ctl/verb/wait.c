/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wait.c - the verb wait: until an OS runs no more, or is in a state
 *
 * In: /dev/mint (root). Out: one line about the OS as it was then.
 */
#include "mint/ctl/verb/wait.h"

#include "base/cleanup.h"
#include "mint/ctl/life/end.h"
#include "mint/ctl/life/life.h"
#include "mint/ctl/life/wait.h"
#include "mint/ctl/os.h"
#include "mint/ctl/print.h"

int verb_wait(const struct ctl *ctl, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	CLEANUP(machine_os_free) struct machine_os seen = { 0 };
	int err = life_open(ctl->name, &os, diag);

	if (err)
		return err;
	err = ctl_os_read("", ctl->name, &seen, diag);
	if (err)
		return err;
	err = life_wait(ctl, &seen, &os, diag);
	if (err)
		return err;
	if (!life_is_end_awaited(ctl, &seen)) {
		life_print(ctl, diag);
		return 0;
	}
	life_end_see(&os, MINT_REASON_NONE, &seen);
	ctl_print_change(ctl, &seen, diag);
	return 0;
}
