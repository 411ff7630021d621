/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wait.h - wait for what becomes of one OS: its end, a state, its release
 *
 * In: a descriptor bound to the OS. Out: 0 once it has come to that, or why it never
 * will.
 */
#ifndef MINT_CTL_LIFE_WAIT_H
#define MINT_CTL_LIFE_WAIT_H

#include <stdbool.h>

#include "base/diag.h"
#include "leader/mint_device.h"
#include "machine/read/oses.h"
#include "mint/ctl/ctl.h"

/** life_is_end_awaited - is it the end of the life that was @seen that "wait" is for? */
bool life_is_end_awaited(const struct ctl *ctl, const struct machine_os *seen);

/**
 * life_wait - until the OS has ended, or is in ctl->state
 * @seen: the OS as it was before
 *
 * An end counts though the OS runs anew, or was released, by the time that it is noticed.
 * Return: 0, -ETIMEDOUT, -ENOENT (released, and never was in that state), -EIO (lost, so
 * it never will be), errno of the status or of poll(2).
 */
int life_wait(const struct ctl *ctl, const struct machine_os *seen,
	      struct mint_device *os, struct diag *diag);

#endif
