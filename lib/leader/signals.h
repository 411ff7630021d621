/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * signals.h - what would stop a reservation half way waits for a place between two steps
 *
 * In: SIGINT, SIGTERM, SIGHUP. Out: they stay pending until somebody has looked.
 * Ref: sigprocmask(2); leader_ops.is_interrupted asks whether one is there.
 */
#ifndef MINT_LEADER_SIGNALS_H
#define MINT_LEADER_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/** leader_signals - the signals that are held back */
void leader_signals(sigset_t *ret);

/** leader_hold_signals - they wait until leader_release_signals() */
void leader_hold_signals(sigset_t *ret_before);

/** leader_release_signals - @were_answered: what has come is dropped */
void leader_release_signals(const sigset_t *before, bool were_answered);

#endif
