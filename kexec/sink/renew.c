/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * renew.c - start an OS, the first time or again: its devices as new
 *
 * In: an OS that is loaded or stopped. Out: one that runs; on failure one that is as it
 * was, with its devices still out of the leader's sight.
 * Ref: reserve.h, devices.h.
 *
 *   MINT_IOC_FIND -> found -> in their place? -> reset -> MINT_IOC_RENEW (they reach
 *   memory) -> removed
 */
#include <errno.h>
#include <signal.h>

#include "base/cleanup.h"
#include "sink/devices.h"
#include "sink/reserve.h"
#include "sink/taken.h"

/* The module itself says why it starts none of the others. */
static bool may_start(const struct mint_status *status)
{
	return status->has_image &&
	       (status->state == MINT_LOADED || status->state == MINT_STOPPED);
}

static int renew_steps(struct mint_device *os, const struct leader *leader,
		       const struct taken *taken, struct diag *diag)
{
	unsigned int missing;
	int err = mint_os_find(os, diag);

	if (err)
		return err;
	missing = devices_find(leader, taken, false, os->name, diag);
	if (missing)
		return diag_fail(diag, -EIO,
				 "%s: cannot start: its PCI devices are not all there "
				 "again (%u warnings)", os->name, missing);
	err = devices_check_place(leader, taken, diag);
	if (!err)
		err = devices_quiet(leader, taken, diag);
	if (!err)
		err = mint_os_renew(os, diag);
	if (!err)
		err = devices_remove(leader, taken, diag);
	return err ? err : devices_check_forward(leader, taken, diag);
}

/* With the lock held. */
static int renew(struct mint_device *os, const struct leader *leader, struct diag *diag)
{
	struct taken CLEANUP(taken_free) taken = { 0 };
	struct mint_status status;
	struct diag undo = { 0 };
	int err = mint_os_status(os, &status, diag);

	if (err || !may_start(&status))
		return err;
	err = taken_read(os, &taken, diag);
	if (err || !taken.nr_pci ||
	    (!mint_status_was_entered(&status) && devices_are_gone(leader, &taken)))
		return err;
	err = renew_steps(os, leader, &taken, diag);
	if (err && devices_remove(leader, &taken, &undo))
		diag_warn(diag, "%s: %s", os->name, undo.line);
	diag_clear(&undo);
	return err;
}

int reserve_start(struct mint_device *os, const struct leader *leader, struct diag *diag)
{
	sigset_t held, before;
	int err;

	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGHUP);
	sigprocmask(SIG_BLOCK, &held, &before);
	err = mint_device_lock(os, diag);
	if (!err) {
		err = renew(os, leader, diag);
		mint_device_unlock(os);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return err ? err : mint_os_start(os, diag);
}
