/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint_device.c - a descriptor of /dev/mint, and one call through it
 *
 * In: struct mint_ops. Out: 0 or negative errno with a line in the diag.
 * Ref: mint_device.h; ioctl(2), poll(2), flock(2).
 */
#include "leader/mint_device.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "leader/mint_error.h"

static int kernel_open(void *context)
{
	int fd = open(MINT_DEVICE, O_RDWR | O_CLOEXEC);

	(void)context;
	return fd < 0 ? -errno : fd;
}

static int kernel_call(void *context, int fd, unsigned long request, void *argument)
{
	(void)context;
	return ioctl(fd, request, argument) < 0 ? -errno : 0;
}

static int kernel_wait(void *context, int fd, int timeout_ms)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN | POLLPRI };
	int count = poll(&poll_fd, 1, timeout_ms);

	(void)context;
	return count < 0 ? -errno : count;
}

/* A descriptor's own lock: whoever dies drops it, and no lock file is left behind. */
static int kernel_lock(void *context, int fd, bool is_locked)
{
	(void)context;
	return flock(fd, is_locked ? LOCK_EX : LOCK_UN) < 0 ? -errno : 0;
}

static void kernel_close(void *context, int fd)
{
	(void)context;
	close(fd);
}

const struct mint_ops mint_device_ops = {
	.open = kernel_open,
	.call = kernel_call,
	.wait = kernel_wait,
	.lock = kernel_lock,
	.close = kernel_close,
};

int mint_device_call(struct mint_device *device, unsigned long request, void *argument,
		     struct diag *diag)
{
	int err = device->ops->call(device->context, device->fd, request, argument);
	const char *text;

	if (err >= 0)
		return 0;
	text = mint_error_text(request, err);
	if (text)
		return diag_fail(diag, err, "%s: cannot %s: %s", device->name,
				 mint_request_name(request), text);
	return diag_fail(diag, err, "%s: cannot %s: %s (the kernel log may say more)",
			 device->name, mint_request_name(request), strerror(-err));
}

int mint_device_open(const struct mint_ops *ops, void *context, struct mint_device *ret,
		     struct diag *diag)
{
	int fd = ops->open(context);

	*ret = (struct mint_device){ .ops = ops, .context = context, .fd = fd };
	if (fd >= 0)
		return 0;
	ret->fd = -1;
	switch (-fd) {
	case ENOENT:
	case ENODEV:
	case ENXIO:
		return diag_fail(diag, -ENODEV,
				 "no mint module: modprobe mint (or insmod "
				 "mint.ko), then try again");
	case EACCES:
	case EPERM:
		return diag_fail(diag, -EACCES, "%s: %s: needs CAP_SYS_BOOT (root)",
				 MINT_DEVICE, strerror(-fd));
	default:
		return diag_fail(diag, fd, "%s: %s", MINT_DEVICE, strerror(-fd));
	}
}

void mint_device_close(struct mint_device *device)
{
	if (device->fd >= 0)
		device->ops->close(device->context, device->fd);
	device->fd = -1;
}

int mint_device_lock(struct mint_device *device, struct diag *diag)
{
	int err = device->ops->lock(device->context, device->fd, true);

	if (err)
		return diag_fail(diag, err, "%s: cannot lock: %s", MINT_DEVICE,
				 strerror(-err));
	return 0;
}

void mint_device_unlock(struct mint_device *device)
{
	device->ops->lock(device->context, device->fd, false);
}
