/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * release.h - the leader gets back all that an OS took, though it is still looked at
 *
 * In: an OS that does not run. Out: no OS, or why it stays.
 * Ref: mint/module/memory.c: what is mapped is not released.
 */
#ifndef MINT_CTL_LIFE_RELEASE_H
#define MINT_CTL_LIFE_RELEASE_H

#include <stdint.h>

#include "base/diag.h"
#include "leader/leader.h"
#include "leader/mint_device.h"

/*
 * Who follows its log, or has pressed its power button, has some of its memory mapped and
 * lets go of it on seeing the same end: no release may fail because it saw the end first.
 */
#define LIFE_UNMAP_MS	   10000
#define LIFE_UNMAP_STEP_MS 20 /* an unmapping is no event that poll(2) tells */

/**
 * life_release - the leader gets back all that the OS took; the OS is gone
 *
 * One that somebody else releases at the same time is no error.
 * Return: 0, -EBUSY (runs, or its memory was mapped for all of LIFE_UNMAP_MS), what else
 * reserve_give_back() returns.
 */
int life_release(struct mint_device *os, struct diag *diag);

/** life_release_from - the same, told which leader and how long to wait */
int life_release_from(struct mint_device *os, const struct leader *leader,
		      int64_t timeout_ms, struct diag *diag);

#endif
