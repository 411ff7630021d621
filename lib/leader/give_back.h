/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * give_back.h - the leader gets back what an OS took, by the record of it
 *
 * In: an OS that does not run. Out: no OS; or one that still has its record, for another
 * try.
 * Ref: reserve.h has the picture.
 */
#ifndef MINT_LEADER_GIVE_BACK_H
#define MINT_LEADER_GIVE_BACK_H

#include "base/diag.h"
#include "leader/leader.h"
#include "leader/mint_device.h"

/**
 * reserve_give_back - the leader gets back all that the OS recorded; the OS is gone
 * @os: bound to the OS
 *
 * Blocks and CPUs that another OS recorded too stay as they are: the last one brings them
 * back. Finishes what an earlier call, or a launch, left undone. A failure of one item
 * does not keep the others: they go on, and the OS stays for another try.
 *
 * Return: 0, -EBUSY (it runs, or its memory is mapped: nothing was done), -EIO (lost:
 * nothing was done; or some items failed, each with a warning in @diag).
 */
int reserve_give_back(struct mint_device *os, const struct leader *leader,
		      struct diag *diag);

/** give_back_locked - the same with mint_device_lock() held and signals held back */
int give_back_locked(struct mint_device *os, const struct leader *leader,
		     struct diag *diag);

#endif
