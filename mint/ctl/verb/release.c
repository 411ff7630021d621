/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * release.c - the verb release: the leader gets back what an OS took
 *
 * In: /dev/mint (root). Out: no OS of that name, and one line that says so.
 */
#include "mint/ctl/verb/release.h"

#include <errno.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "mint/ctl/life/life.h"
#include "mint/ctl/life/release.h"

int verb_release(const struct ctl *ctl, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	int err = life_open(ctl->name, &os, diag);

	if (err)
		return err;
	err = life_release(&os, diag);
	if (err)
		return err;
	if (ctl->is_json)
		fprintf(ctl->out->stream,
			"{\n  \"name\": \"%s\",\n  \"state\": \"released\"\n}\n",
			ctl->name);
	else
		fprintf(ctl->out->stream, "%s: released\n", ctl->name);
	out_told(ctl->out, diag, "%s: released", ctl->name);
	return 0;
}
