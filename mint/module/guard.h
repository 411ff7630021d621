/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * guard.h - the leader's own ends: no reboot, sleep or panic forgets a running OS
 *
 * In:  notifiers and system core callbacks of the leader
 * Out: parked cores, or a refusal
 */
#ifndef MINT_MODULE_GUARD_H
#define MINT_MODULE_GUARD_H

#include "mint.h"

/**
 * mint_guard_init - from now on the leader's reboot, sleep and panic are heard of
 * Return: 0 or the errno of a registration.
 */
int mint_guard_init(void);

/** mint_guard_exit - not any more; no OS runs. */
void mint_guard_exit(void);

#endif
