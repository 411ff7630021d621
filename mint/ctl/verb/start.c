/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * start.c - the verb start: a loaded or stopped OS runs (again)
 *
 * In: /dev/mint (root). Out: the OS in its new state, and one line about it.
 */
#include "mint/ctl/verb/start.h"

#include "base/cleanup.h"
#include "mint/ctl/life/life.h"

int verb_start(const struct ctl *ctl, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	int err = life_open(ctl->name, &os, diag);

	if (err)
		return err;
	err = life_start(&os, diag);
	if (err)
		return err;
	life_print(ctl, diag);
	return 0;
}
