/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * signals.c - what would stop a reservation half way waits for a place between two steps
 *
 * In: SIGINT, SIGTERM, SIGHUP. Out: they stay pending until somebody has looked.
 * Ref: signals.h.
 */
#include "leader/signals.h"

#include <time.h>

void leader_signals(sigset_t *ret)
{
	sigemptyset(ret);
	sigaddset(ret, SIGINT);
	sigaddset(ret, SIGTERM);
	sigaddset(ret, SIGHUP);
}

void leader_hold_signals(sigset_t *ret_before)
{
	sigset_t held;

	leader_signals(&held);
	sigprocmask(SIG_BLOCK, &held, ret_before);
}

void leader_release_signals(const sigset_t *before, bool were_answered)
{
	sigset_t held;

	leader_signals(&held);
	while (were_answered && sigtimedwait(&held, NULL, &(struct timespec){ 0 }) > 0)
		;
	sigprocmask(SIG_SETMASK, before, NULL);
}
