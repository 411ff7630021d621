/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * restart.c - the verb restart: stop an OS if it runs, then start it again
 *
 * In: /dev/mint (root). Out: an OS that runs anew, and one line about it.
 */
#include "mint/ctl/verb/restart.h"

#include "base/cleanup.h"
#include "leader/mint_os.h"
#include "mint/ctl/life/life.h"
#include "mint/ctl/life/stop.h"

/* One that runs is stopped; @ret: why it was killed, NULL: it was not. */
static int os_end(const struct ctl *ctl, struct mint_device *os, const char **ret,
		  struct diag *diag)
{
	struct mint_status status;
	int err = mint_os_status(os, &status, diag);

	*ret = NULL;
	if (err || life_has_ended(&status))
		return err;
	return life_stop(os, ctl->timeout_ms, ret, diag);
}

int verb_restart(const struct ctl *ctl, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	const char *why;
	int err = life_open(ctl->name, &os, diag);

	if (err)
		return err;
	err = os_end(ctl, &os, &why, diag);
	if (err)
		return err;
	if (why)
		diag_warn(diag, "%s: killed: %s", ctl->name, why);
	err = life_start(&os, diag);
	if (err)
		return err;
	life_print(ctl, diag);
	return 0;
}
