/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * disk_openers.h - which program of the leader has a disk open, without mounting it
 */
#ifndef MINT_MACHINE_READ_DISK_OPENERS_H
#define MINT_MACHINE_READ_DISK_OPENERS_H

#include "machine/read/reader.h"

fact_reader disk_openers_read, disk_loops_read;

#endif
