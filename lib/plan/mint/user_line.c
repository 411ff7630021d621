/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * user_line.c - the command line that the user wants, before the loader's tokens
 *
 * In: request, machine, image. Out: text.
 * Ref: user_line.h.
 */
#include "plan/mint/user_line.h"

#include <errno.h>

#include "base/cmdline.h"

int policy_user_cmdline(const struct policy *policy, struct buffer *ret)
{
	const struct request *request = policy->in->request;
	const struct machine *machine = policy->in->machine;
	struct bytes own = policy->in->image->inner_cmdline;
	int err = 0;

	if (request->reuse_cmdline && !machine->cmdline)
		return diag_fail(policy->diag, -ENODATA,
				 "--reuse-cmdline: the leader's command line is unknown: "
				 "no /proc/cmdline");
	if (request->reuse_cmdline)
		err = cmdline_remove(machine->cmdline, "BOOT_IMAGE", ret);
	if (err)
		return err;
	if (request->append && *request->append)
		err = cmdline_append(ret, request->append);
	else if (!request->append && !request->reuse_cmdline)
		err = buffer_append(ret, own.data, own.size);
	return err ? err : buffer_append(ret, "", 1);
}
