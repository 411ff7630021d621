/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint_os.h - the calls of /dev/mint about one OS, one function each
 *
 * In: a descriptor, bound to an OS by mint_os_create() or mint_os_attach(). Out: 0 or
 * negative errno, and in the diag what it means and what to do.
 * Ref: abi/mint.h.
 */
#ifndef MINT_LEADER_MINT_OS_H
#define MINT_LEADER_MINT_OS_H

#include <stdint.h>

#include "abi/mint.h"
#include "base/diag.h"
#include "leader/mint_device.h"

/** mint_os_create - a new, empty OS; -EEXIST (taken), -EINVAL (not a name), -EPERM */
int mint_os_create(struct mint_device *device, const char *name, struct diag *diag);

/** mint_os_attach - bind to an OS that exists; -ENOENT (no such OS), -EINVAL */
int mint_os_attach(struct mint_device *device, const char *name, struct diag *diag);

/** mint_os_intent - record what will be taken, before anything is; -EBUSY, -ENOMEM */
int mint_os_intent(struct mint_device *os, const struct mint_taken *taken,
		   struct diag *diag);

/**
 * mint_os_taken - read back what was recorded
 * @taken: counts in: room of the two arrays; out: used
 * Return: 0, -ENOSPC (room too small).
 */
int mint_os_taken(struct mint_device *os, struct mint_taken *taken, struct diag *diag);

/** mint_os_claim - own ranges and CPUs, all or none; -EBUSY, -EINVAL, -EPERM */
int mint_os_claim(struct mint_device *os, const struct mint_claim *claim,
		  struct diag *diag);

/** mint_os_load - hand the sealed image over; the module keeps its own reference */
int mint_os_load(struct mint_device *os, const struct mint_load *load, struct diag *diag);

/** mint_os_find - the leader may find its devices when it looks; -EBUSY, -EIO */
int mint_os_find(struct mint_device *os, struct diag *diag);

/** mint_os_hide - it does not any more; -EUCLEAN (it knows some), -ENXIO, -EBUSY, -EIO */
int mint_os_hide(struct mint_device *os, struct diag *diag);

/** mint_os_renew - they were reset: hidden, and they reach memory; as mint_os_hide() */
int mint_os_renew(struct mint_device *os, struct diag *diag);

/**
 * mint_os_kill - stop its cores
 * @reason: what the end is called: MINT_REASON_KILLED, or what was read in its log:
 *          HALT, HANG, PANIC, NO_START. What the OS itself showed goes before it
 * @life:   the only one that is meant (struct mint_status); 0 whichever runs
 *
 * Return: 0, -ESRCH (does not run), -ESTALE (runs another life), -EIO (a core is lost),
 * -EINVAL (another reason).
 */
int mint_os_kill(struct mint_device *os, enum mint_reason reason, uint32_t life,
		 struct diag *diag);

/** mint_os_unclaim - own nothing any more; -EBUSY (runs, or mapped), -EIO (lost) */
int mint_os_unclaim(struct mint_device *os, struct diag *diag);

/** mint_os_destroy - the name is free again; -EBUSY while it owns something */
int mint_os_destroy(struct mint_device *os, struct diag *diag);

/** mint_os_status - everything about it at this moment; -ENOENT when it is gone */
int mint_os_status(struct mint_device *os, struct mint_status *ret, struct diag *diag);

/**
 * mint_os_wait - until the OS changes
 * @timeout_ms: -1 for ever
 * Return: 1 something changed since the last mint_os_status(), 0 timed out, -EINTR by a
 * signal, which is no failure and leaves no line; -errno.
 */
int mint_os_wait(struct mint_device *os, int timeout_ms, struct diag *diag);

#endif
