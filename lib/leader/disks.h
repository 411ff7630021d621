/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * disks.h - does the kernel hold a disk of a device that is to be taken?
 *
 * In: a plan, block devices. Out: 0, or which disk and why.
 * Ref: open(2), O_EXCL of a block device.
 */
#ifndef MINT_LEADER_DISKS_H
#define MINT_LEADER_DISKS_H

#include "base/diag.h"
#include "leader/leader.h"
#include "machine/machine.h"
#include "plan/plan.h"

/**
 * disks_check_free - the plan knows of what this process sees; the kernel knows of all
 * Return: 0, -EBUSY (it holds one for somebody), another errno where it cannot be told.
 */
int disks_check_free(const struct leader *leader, const struct plan *plan,
		     const struct machine *machine, struct diag *diag);

#endif
