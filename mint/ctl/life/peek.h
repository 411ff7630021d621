/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * peek.h - what "status" tells of the clock of a running OS
 *
 * In: its memory, for root. Out: jiffies_64, and whether it moves.
 * Ref: mint/ctl/look/heartbeat.h.
 */
#ifndef MINT_CTL_LIFE_PEEK_H
#define MINT_CTL_LIFE_PEEK_H

#include "mint/ctl/print.h"

/**
 * ctl_heartbeat_peek - look at the clock of a running OS, which does not notice
 *
 * Takes up to CTL_PEEK_MS, less when it moves, and the time to find it; as long again
 * when a launch or a release is under way.
 * Return: 0; any error: cannot be told (not root, not running, too early in its boot, a
 * kernel that does not say where it is).
 */
int ctl_heartbeat_peek(const char *name, struct ctl_heartbeat *ret);

#endif
