/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * blocks.h - memory blocks, and what of them can be taken
 */
#ifndef MINT_MACHINE_READ_BLOCKS_H
#define MINT_MACHINE_READ_BLOCKS_H

#include "machine/read/reader.h"

fact_reader blocks_read, available_read, refused_read;

#endif
