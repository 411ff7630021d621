/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reset.h - all that is behind the root ports of an OS: noted, reset, set up again
 *
 * In:  the ports of a record, while it is claimed; os->lock and PCI's rescan lock held
 * Out: functions, recorded or not, that have forgotten what they were told
 */
#ifndef MINT_MODULE_RESET_H
#define MINT_MODULE_RESET_H

#include "mint.h"

/**
 * mint_reset_note - remember the ports, and every function that answers behind them
 *
 * What was noted before is forgotten. Return: 0; -ENOMEM; -ENXIO a port is gone.
 */
int mint_reset_note(struct mint_os *os);

/**
 * mint_reset_all - a secondary bus reset of every port; bridges and BARs as noted
 *
 * Sleeps: 0.1 s, and up to MINT_READY_MS until all have come back, which is no condition:
 * one that does not has been reset too. When the leader goes down none is waited for that
 * does not answer at once. Return: 0; -ENXIO at least one port did not take
 * the reset: what is behind it may write where it was told to.
 */
int mint_reset_all(struct mint_os *os);

/** mint_reset_forget - what mint_reset_note() remembers; nothing noted is fine */
void mint_reset_forget(struct mint_os *os);

#endif
