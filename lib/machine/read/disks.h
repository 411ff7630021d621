/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * disks.h - disks on PCI devices, and what the leader does with them
 */
#ifndef MINT_MACHINE_READ_DISKS_H
#define MINT_MACHINE_READ_DISKS_H

#include "machine/read/reader.h"

fact_reader disks_read, mounts_read, swaps_read, holders_read;

#endif
