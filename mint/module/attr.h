/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * attr.h - what is read below /sys/class/mint/NAME and /sys/class/misc/mint
 *
 * In:  an OS, the machine
 * Out: files; names of states and reasons
 */
#ifndef MINT_MODULE_ATTR_H
#define MINT_MODULE_ATTR_H

#include "mint.h"

/** mint_attr_os - groups of files of an OS: of the struct device in a struct mint_os. */
extern const struct attribute_group *mint_attr_os[];

/** mint_attr_machine - those of the machine, for any device. */
extern const struct attribute_group *mint_attr_machine[];

/** mint_attr_state - "running" and the like, static. */
const char *mint_attr_state(enum mint_state state);

/** mint_attr_reason - "poweroff" and the like, static. */
const char *mint_attr_reason(enum mint_reason reason);

/**
 * mint_attr_uptime_ns - how long it has been running
 * @os: guard held
 * Return: nanoseconds since its start was over; 0: it does not run.
 */
u64 mint_attr_uptime_ns(const struct mint_os *os);

#endif
