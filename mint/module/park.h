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

#endif
