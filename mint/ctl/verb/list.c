/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * list.c - the verb list: all OSes and their state
 *
 * In: /sys/class/mint, world readable but for addresses. Out: a table or a JSON array on
 * stdout.
 */
#include "mint/ctl/verb/list.h"

#include "mint/ctl/os.h"
#include "mint/ctl/print.h"

int verb_list(const struct ctl *ctl, struct diag *diag)
{
	struct machine_os *os;
	size_t count;
	int err = ctl_oses_read(ctl->sysroot, &os, &count, diag);

	if (err)
		return err;
	err = ctl_print_list(ctl, os, count);
	ctl_oses_free(os, count);
	return err ? err : out_end(ctl->out, diag);
}
