/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devices.h - take PCI devices from the leader
 *
 *   unbind -> reset -> remove                                devices_take()
 *   rescan without drivers -> reset                          devices_find()
 *   bind the drivers                                         devices_bind()
 *
 * Between the last two (devices_return.h) the module lets the devices reach memory again
 * (MINT_IOC_UNCLAIM): by then they have been reset. Before another start they are found,
 * looked at (devices_place.h), reset, removed and hidden: reserve_start(). Each step
 * looks at what is there, not at what was done: the same calls roll back, release, and
 * finish what somebody else began. Only the buses of the OS's own ports are rescanned:
 * devices of another OS are there for anybody who looks, and must not be found. Ref:
 * Documentation/ABI/testing/sysfs-bus-pci.
 */
#ifndef MINT_LEADER_DEVICES_H
#define MINT_LEADER_DEVICES_H

#include "base/diag.h"
#include "plan/plan.h"
#include "leader/leader.h"
#include "leader/taken.h"

/**
 * devices_note - what a plan takes, as the module records it: ports, then functions
 * @ret: its devices are added to
 * Return: 0, -ENOMEM, -E2BIG.
 */
int devices_note(const struct leader *leader, const struct plan *plan, struct taken *ret,
		 struct diag *diag);

/**
 * devices_take - the leader forgets all that is behind the recorded ports
 * @ret_acted: set before the first change
 *
 * A function that cannot be reset is only unbound and removed: the plan was forced to it.
 * Return: 0; -EBUSY (something is still there), -EIO (the port does not forward any
 * more), -EINTR, -errno of a write; what was done stays done.
 */
int devices_take(const struct leader *leader, const struct taken *taken, bool *ret_acted,
		 struct diag *diag);

/** devices_quiet - no drivers, then reset: the first half of devices_take() */
int devices_quiet(const struct leader *leader, const struct taken *taken,
		  struct diag *diag);

/** devices_check_idle - has none of the functions a driver? -EBUSY: @diag names both */
int devices_check_idle(const struct leader *leader, const struct taken *taken,
		       struct diag *diag);

/** devices_remove - the leader knows nothing behind the ports; -EBUSY, errno of writes */
int devices_remove(const struct leader *leader, const struct taken *taken,
		   struct diag *diag);

/** devices_check_forward - memory and bus mastering of the ports; -EIO: one has not */
int devices_check_forward(const struct leader *leader, const struct taken *taken,
			  struct diag *diag);

/** devices_are_gone - does the leader know none of the functions? */
bool devices_are_gone(const struct leader *leader, const struct taken *taken);

#endif
