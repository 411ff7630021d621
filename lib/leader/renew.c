/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * renew.c - start an OS, the first time or again: its devices as new
 *
 * In: an OS that is loaded or stopped. Out: one that runs; on failure one that is as it
 * was, with its devices still out of the leader's sight.
 * Ref: renew.h, devices.h.
 *
 *   idle? -> MINT_IOC_FIND -> found -> in their place? -> reset -> removed
 *   -> MINT_IOC_RENEW (hidden, and they reach memory)
 */
#include "leader/renew.h"

#include <errno.h>

#include "base/cleanup.h"
#include "leader/devices.h"
#include "leader/devices_place.h"
#include "leader/devices_return.h"
#include "leader/mint_os.h"
#include "leader/mint_start.h"
#include "leader/mint_status.h"
#include "leader/signals.h"
#include "leader/taken.h"

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
				 "again (%u warnings)",
				 os->name, missing);
	err = devices_check_place(leader, taken, diag);
	if (err)
		return err;
	err = devices_quiet(leader, taken, diag);
	if (err)
		return err;
	err = devices_remove(leader, taken, diag);
	if (err)
		return err;
	err = devices_allow_drivers(leader, taken, diag);
	if (err)
		return err;
	err = mint_os_renew(os, diag);
	return err ? err : devices_check_forward(leader, taken, diag);
}

/* Out of the leader's sight again, but for one that it uses. */
static int devices_hide_idle(struct mint_device *os, const struct leader *leader,
			     const struct taken *taken, struct diag *diag)
{
	int err = devices_check_idle(leader, taken, diag);

	if (err)
		return err;
	err = devices_remove(leader, taken, diag);
	return err ? err : mint_os_hide(os, diag);
}

static void renew_undo(struct mint_device *os, const struct leader *leader,
		       const struct taken *taken, struct diag *diag)
{
	struct diag undo = { 0 };
	int err = devices_hide_idle(os, leader, taken, &undo);

	if (devices_allow_drivers(leader, taken, &undo) || err)
		diag_warn(diag, "%s: %s", os->name, undo.line);
	diag_clear(&undo);
}

/* With the lock held. */
static int renew(struct mint_device *os, const struct leader *leader, bool *ret_acted,
		 struct diag *diag)
{
	struct taken CLEANUP(taken_free) taken = { 0 };
	struct mint_status status;
	int err = mint_os_status(os, &status, diag);

	if (err || !may_start(&status))
		return err;
	err = taken_read(os, &taken, diag);
	if (err || !taken.nr_pci ||
	    (!mint_status_was_entered(&status) && devices_are_gone(leader, &taken)))
		return err;
	err = devices_check_idle(leader, &taken, diag);
	if (err)
		return err;
	*ret_acted = true;
	err = renew_steps(os, leader, &taken, diag);
	if (err)
		renew_undo(os, leader, &taken, diag);
	return err;
}

static int lock_and_renew(struct mint_device *os, const struct leader *leader,
			  bool *ret_acted, struct diag *diag)
{
	int err = mint_device_lock(os, diag);

	if (err)
		return err;
	err = renew(os, leader, ret_acted, diag);
	mint_device_unlock(os);
	return err;
}

int reserve_start(struct mint_device *os, const struct leader *leader, bool *ret_acted,
		  struct diag *diag)
{
	sigset_t before;
	int err;

	*ret_acted = false;
	leader_hold_signals(&before);
	err = lock_and_renew(os, leader, ret_acted, diag);
	leader_release_signals(&before, false);
	if (err)
		return err;
	err = mint_os_start(os, diag);
	/* Anything but a refusal of the call itself began with a core. */
	*ret_acted = *ret_acted || !err || err == -EIO || err == -EINTR;
	return err;
}
