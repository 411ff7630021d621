/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpus.h - CPUs of the leader go offline and come back, one at a time
 *
 * In: sysfs below the leader's root. Out: a CPU's state, verified by reading back.
 * Ref: Linux core-api/cpu_hotplug.rst.
 */
#ifndef MINT_LEADER_CPUS_H
#define MINT_LEADER_CPUS_H

#include <stdbool.h>

#include "base/diag.h"
#include "leader/leader.h"

/** leader_cpu_read - 0, -ENOENT (no such CPU), -EPERM (it cannot go offline) */
int leader_cpu_read(const struct leader *leader, unsigned int cpu, bool *ret_online);

/**
 * leader_cpu_set - bring one CPU on- or offline; nothing is written when it is already
 * Return: 0 or negative errno; @diag names the CPU.
 */
int leader_cpu_set(const struct leader *leader, unsigned int cpu, bool is_online,
		   struct diag *diag);

#endif
