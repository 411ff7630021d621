/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devices_place.h - are the devices that came back where the image says?
 *
 * In: the record of an OS, resource files of /sys/bus/pci. Out: 0, or what is elsewhere.
 * Ref: devices.h.
 */
#ifndef MINT_LEADER_DEVICES_PLACE_H
#define MINT_LEADER_DEVICES_PLACE_H

#include "base/diag.h"
#include "leader/leader.h"
#include "leader/taken.h"

/**
 * devices_check_place - is all where the image says?
 *
 * The ports forward what was recorded, and each BAR of a function lies in a window of its
 * port: that is all the image tells of addresses, the OS reads the BARs itself.
 * Return: 0, -ENXIO (another place; @diag says which and where), -errno of a file.
 */
int devices_check_place(const struct leader *leader, const struct taken *taken,
			struct diag *diag);

#endif
