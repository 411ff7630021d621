/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint_device.h - the calls of /dev/mint, one function each, with words for each errno
 *
 * In: a struct mint_ops (the kernel's, or a test's fake module). Out: 0 or negative
 * errno, and in the diag what it means and what to do.
 * Ref: abi/mint.h.
 */
#ifndef MINT_SINK_MINT_DEVICE_H
#define MINT_SINK_MINT_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "abi/mint.h"

/* How long purgatory may take to check its digests before nobody waits any more. */
#define MINT_VERIFY_MS 30000

/**
 * struct mint_ops - what a module, real or fake, is asked
 * @open:  a new descriptor bound to no OS yet, or negative errno
 * @call:  ioctl(2); 0 or negative errno
 * @wait:  poll(2); 1 the OS changed, 0 @timeout_ms went by (-1: for ever), or -errno
 * @lock:  take (true) or drop the lock between processes that reserve; 0 or -errno
 * @close: never fails
 */
struct mint_ops {
	int (*open)(void *context);
	int (*call)(void *context, int fd, unsigned long request, void *argument);
	int (*wait)(void *context, int fd, int timeout_ms);
	int (*lock)(void *context, int fd, bool is_locked);
	void (*close)(void *context, int fd);
};

/* The module of the running kernel; its context is NULL. */
extern const struct mint_ops mint_device_ops;

/* One descriptor; bound to one OS after mint_os_create() or mint_os_attach(). */
struct mint_device {
	const struct mint_ops *ops;
	void *context;
	int fd;			   /* -1 closed */
	char name[MINT_NAME_SIZE]; /* "" not bound yet */
};

/**
 * mint_device_open - open the module
 * @ops:     &mint_device_ops, or a fake
 * @context: handed to every op
 * @ret:     to be closed with mint_device_close() after any return
 *
 * Return: 0, -ENODEV (no module), -EACCES (not root), any other errno of open(2).
 */
int mint_device_open(const struct mint_ops *ops, void *context, struct mint_device *ret,
		     struct diag *diag);

/** mint_device_close - the OS itself lives on in the module */
void mint_device_close(struct mint_device *device);

/**
 * mint_device_lock - one process at a time takes from or gives back to the leader
 *
 * Dropped by mint_device_unlock(), or by the kernel when the process dies.
 * Return: 0, -EINTR.
 */
int mint_device_lock(struct mint_device *device, struct diag *diag);

void mint_device_unlock(struct mint_device *device);

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

/** mint_os_find - the leader may find its devices when it looks; -EBUSY, -EIO */
int mint_os_find(struct mint_device *os, struct diag *diag);

/** mint_os_hide - it does not any more; -EUCLEAN (it knows some), -ENXIO, -EBUSY, -EIO */
int mint_os_hide(struct mint_device *os, struct diag *diag);

/** mint_os_renew - they have been reset: hidden, and they reach memory; as mint_os_hide()
 */
int mint_os_renew(struct mint_device *os, struct diag *diag);

/**
 * mint_os_kill - stop its cores
 * @reason: what the end is called: MINT_REASON_KILLED, or what was read in its log:
 *          HALT, HANG, PANIC, NO_START. What the OS itself showed goes before it
 *
 * Return: 0, -ESRCH (does not run), -EIO (a core is lost), -EINVAL (another reason).
 */
int mint_os_kill(struct mint_device *os, enum mint_reason reason, struct diag *diag);

/** mint_os_unclaim - own nothing any more; -EBUSY (runs, or mapped), -EIO (lost) */
int mint_os_unclaim(struct mint_device *os, struct diag *diag);

/** mint_os_destroy - the name is free again; -EBUSY while it owns something */
int mint_os_destroy(struct mint_device *os, struct diag *diag);

/** mint_os_status - everything about it at this moment; -ENOENT when it is gone */
int mint_os_status(struct mint_device *os, struct mint_status *ret, struct diag *diag);

/**
 * mint_os_wait - until the OS changes
 * @timeout_ms: -1 for ever
 * Return: 1 something changed since the last mint_os_status(), 0 timed out, -errno.
 */
int mint_os_wait(struct mint_device *os, int timeout_ms, struct diag *diag);

/** mint_status_was_entered - may its kernel have run, and used its devices? */
bool mint_status_was_entered(const struct mint_status *status);

/** mint_state_name - "empty" … "lost", or "unknown" */
const char *mint_state_name(uint32_t state);

/** mint_reason_name - "poweroff" … "no-start", or NULL when there is none */
const char *mint_reason_name(uint32_t reason);

/**
 * mint_status_text - the state as people read it: "running", "stopped (panic)"
 * @text: at least 48 bytes
 */
void mint_status_text(const struct mint_status *status, char *text, size_t size);

#endif
