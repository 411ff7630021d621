/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * list.c - the verbs that only look: list, status
 *
 * In: /sys/class/mint, world readable. Out: text or JSON on stdout.
 */
#include <errno.h>

#include "ctl/ctl.h"

int verb_list(const struct ctl *ctl, struct diag *diag)
{
	struct ctl_os *os;
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
	struct ctl_os os;
	int err = ctl_os_read(ctl->sysroot, ctl->name, &os, diag);

	if (err)
		return err;
	err = ctl_print_status(&os, ctl->is_json);
	ctl_os_free(&os);
	return err;
}
