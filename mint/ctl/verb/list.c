/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * list.c - the verbs that only look: list, status
 *
 * In: /sys/class/mint, world readable; for root the memory of a running OS. Out: text or
 * JSON on stdout.
 */
#include <errno.h>
#include <string.h>

#include "mint/ctl/ctl.h"
#include "leader/mint_device.h"
#include "leader/mint_os.h"
#include "leader/mint_status.h"

int verb_list(const struct ctl *ctl, struct diag *diag)
{
	struct machine_os *os;
	size_t count;
	int err = ctl_oses_read(ctl->sysroot, &os, &count, diag);

	if (err)
		return err;
	err = ctl_print_list(os, count, ctl->is_json);
	ctl_oses_free(os, count);
	return err;
}

int verb_status(const struct ctl *ctl, struct diag *diag)
{
	struct ctl_heartbeat heart;
	bool has_heart = false;
	struct machine_os os;
	int err = ctl_os_read(ctl->sysroot, ctl->name, &os, diag);

	if (err)
		return err;
	if (!*ctl->sysroot && strcmp(os.state, mint_state_name(MINT_RUNNING)) == 0)
		has_heart = !ctl_heartbeat_peek(ctl->name, &heart);
	err = ctl_print_status(&os, has_heart ? &heart : NULL, ctl->is_json);
	machine_os_free(&os);
	return err;
}
