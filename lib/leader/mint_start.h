/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint_start.h - start an OS and watch purgatory check what was loaded
 *
 * In: a descriptor bound to an OS that is loaded. Out: a kernel that was entered, or why
 * none was.
 */
#ifndef MINT_LEADER_MINT_START_H
#define MINT_LEADER_MINT_START_H

#include <stdint.h>

#include "base/diag.h"
#include "leader/mint_device.h"

/* How long purgatory may take to check its digests before nobody waits any more. */
#define MINT_VERIFY_MS 30000

/**
 * mint_os_start - start, and wait until purgatory has checked what was loaded
 *
 * Return: 0 (the kernel was entered, or the check takes longer than MINT_VERIFY_MS),
 * -EIO (it did not come up: @diag says at which stage), -EBUSY (runs already), -EINVAL
 * (nothing is loaded), -ENOTRECOVERABLE (it was lost before: nothing was touched),
 * -EPERM, -EINTR. An end after the digests were right is the OS's
 * own business, and no failed start.
 */
int mint_os_start(struct mint_device *os, struct diag *diag);

/** mint_clock_ms - the monotonic clock, in milliseconds */
int64_t mint_clock_ms(void);

#endif
