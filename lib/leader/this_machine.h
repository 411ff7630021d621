/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * this_machine.h - the leader that this process runs on
 *
 * In: nothing. Out: struct leader_ops on the real sysfs, ttys and block devices.
 */
#ifndef MINT_LEADER_THIS_MACHINE_H
#define MINT_LEADER_THIS_MACHINE_H

#include "leader/leader.h"

#define LEADER_OFFLINE_SECONDS 60 /* for one block; then its pages will never move */

/* Their context is NULL. */
extern const struct leader_ops leader_machine_ops;

/** leader_this_machine - the running machine, read below "/"; static */
const struct leader *leader_this_machine(void);

#endif
