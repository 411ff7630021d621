/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devices_return.h - the leader finds PCI devices again, and drives them
 *
 * In: the record of an OS, /sys/bus/pci. Out: functions that are there, reset, bound.
 * Ref: devices.h has the picture.
 */
#ifndef MINT_LEADER_DEVICES_RETURN_H
#define MINT_LEADER_DEVICES_RETURN_H

#include <stdbool.h>

#include "base/diag.h"
#include "leader/leader.h"
#include "leader/taken.h"

/**
 * devices_find - all recorded functions are there again; devices_allow_drivers() next
 * @must_reset: without drivers, and reset where the kernel can: an OS has used them
 * @name: of the OS, for the warnings
 * Return: how many are missing or could not be reset, each with a warning.
 */
unsigned int devices_find(const struct leader *leader, const struct taken *taken,
			  bool must_reset, const char *name, struct diag *diag);

/**
 * devices_allow_drivers - they come by themselves again, unless they did not before
 *
 * Return: 0, -errno of the write.
 */
int devices_allow_drivers(const struct leader *leader, const struct taken *taken,
			  struct diag *diag);

/**
 * devices_bind - drivers and power management as recorded
 *
 * Return: how many failed, each with a warning; one that is not there was told of by
 * devices_find().
 */
unsigned int devices_bind(const struct leader *leader, const struct taken *taken,
			  const char *name, struct diag *diag);

#endif
