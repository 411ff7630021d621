/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * setup.h - what a boot loader left for the leader, and the leader goes on reading
 *
 * In:  the leader's boot parameters
 * Out: yes or no
 */
#ifndef MINT_MODULE_SETUP_H
#define MINT_MODULE_SETUP_H

#include "mint.h"

/**
 * mint_setup_init - find the first item of setup_data (mint.setup_data)
 * Return: 0, also when there is none; a negative errno, with a line in the log, when the
 *	   boot parameters cannot be read.
 */
int mint_setup_init(void);

/**
 * mint_setup_lies_in - does an item, or what it points to, lie in [start, end)?
 *
 * Yes, too, when that cannot be told. May sleep.
 */
bool mint_setup_lies_in(u64 start, u64 end);

#endif
