/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.h - rows about memory: what the leader can give, below 4 GiB, below 1 MiB
 *
 * In: firmware map, iomem, blocks, OSes. Out: one row each, without its id. Return of
 * every function: 0, -ENOMEM.
 */
#ifndef MINT_CHECK_MEMORY_H
#define MINT_CHECK_MEMORY_H

#include "check/row.h"

check_fn check_memory, check_low_memory, check_real_mode;

#endif
