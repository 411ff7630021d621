/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint_device.h - a descriptor of /dev/mint, and one call through it
 *
 * In: a struct mint_ops (the kernel's, or a test's fake module). Out: 0 or negative
 * errno, and in the diag what it means and what to do (mint_error.h).
 * Ref: abi/mint.h.
 */
#ifndef MINT_LEADER_MINT_DEVICE_H
#define MINT_LEADER_MINT_DEVICE_H

#include <stdbool.h>

#include "base/diag.h"
#include "abi/mint.h"

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

/**
 * mint_device_call - ioctl(2) through the device's ops
 * @request:  MINT_IOC_*
 * Return: 0, or negative errno and "NAME: cannot DO: WHY (WHAT TO DO)" in @diag.
 */
int mint_device_call(struct mint_device *device, unsigned long request, void *argument,
		     struct diag *diag);

#endif
