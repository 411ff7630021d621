/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpus.h - processors: which there are, which can be given up
 */
#ifndef MINT_MACHINE_READ_CPUS_H
#define MINT_MACHINE_READ_CPUS_H

#include "machine/read/reader.h"

fact_reader cpus_read;

#endif
