/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * park.h - where cores halt that no OS runs on any more
 *
 * In:  the cores of an OS, in whatever state they are
 * Out: cores that halt in the park page, or the number of those that do not answer
 */
#ifndef MINT_MODULE_PARK_H
#define MINT_MODULE_PARK_H

#include "mint.h"

/**
 * mint_park_init - choose the park page and write it; after mint_memory_init()
 * Return: 0; -ENODEV no reserved page below the trampoline; -EBUSY /proc/iomem refuses.
 */
int mint_park_init(void);

/** mint_park_exit - the page stays as it is: cores may halt in it. */
void mint_park_exit(void);

/**
 * mint_core_park_all - every core of the OS into the park page
 * @os: os->lock held
 *
 * Sleeps, a second when a core does not answer.
 * Return: how many did not answer; they may still run.
 */
u32 mint_core_park_all(struct mint_os *os);

/**
 * mint_core_park_panic - the same in a panic: takes no lock, does not sleep
 * @os: its cores had mint_core_init_all() at least INIT_WAIT_US ago
 *
 * A core must not be left as INIT leaves it: it neither answers the firmware, which waits
 * for every core at some machines' reset, nor does it take machine checks, and one that
 * is broadcast shuts the machine down. Ref: Linux commit fbe1bf1e5ff1; SDM 3B 15. Waits,
 * a fifth of a second when a core does not answer. Return: how many did not answer.
 */
u32 mint_core_park_panic(const struct mint_os *os);

#endif
