/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * status.c - the verb status: all about one OS
 *
 * In: /sys/class/mint, world readable but for addresses; for root the memory of a running
 * OS. Out: text or JSON on stdout.
 */
#include "mint/ctl/verb/status.h"

#include <string.h>

#include "base/cleanup.h"
#include "leader/mint_status.h"
#include "mint/ctl/life/peek.h"
#include "mint/ctl/os.h"
#include "mint/ctl/print.h"

int verb_status(const struct ctl *ctl, struct diag *diag)
{
	CLEANUP(machine_os_free) struct machine_os os = { 0 };
	struct ctl_heartbeat heart;
	bool has_heart = false;
	int err = ctl_os_read(ctl->sysroot, ctl->name, &os, diag);

	if (err)
		return err;
	if (!*ctl->sysroot && strcmp(os.state, mint_state_name(MINT_RUNNING)) == 0)
		has_heart = !ctl_heartbeat_peek(ctl->name, &heart);
	err = ctl_print_status(ctl, &os, has_heart ? &heart : NULL);
	return err ? err : out_end(ctl->out, diag);
}
