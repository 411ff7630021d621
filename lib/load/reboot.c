/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reboot.c - leaving this kernel: sync, interfaces down, reboot(2) with KEXEC
 *
 * In: what to skip. Out: another kernel, or a line that says why not.
 * Ref: reboot(2); netdevice(7) SIOCGIFFLAGS, SIOCSIFFLAGS.
 */
#include "load/reboot.h"

#include <errno.h>
#include <linux/reboot.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "load/kexec_load.h"
#include "load/launch.h"

static int interface_take_down(int fd, const char *name)
{
	struct ifreq request = { 0 };

	strncpy(request.ifr_name, name, sizeof(request.ifr_name) - 1);
	if (ioctl(fd, SIOCGIFFLAGS, &request))
		return -errno;
	if ((request.ifr_flags & IFF_LOOPBACK) || !(request.ifr_flags & IFF_UP))
		return 0;
	request.ifr_flags = (short)(request.ifr_flags & ~IFF_UP);
	return ioctl(fd, SIOCSIFFLAGS, &request) ? -errno : 0;
}

/* A card that still receives would write into the next kernel's memory. */
static void machine_interfaces_down(struct diag *diag)
{
	struct if_nameindex *list = if_nameindex();
	AUTO_CLOSE int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0) /* a kernel without IPv4 */
		fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	for (struct if_nameindex *at = list; at && at->if_index; at++) {
		int err = interface_take_down(fd, at->if_name);

		if (err)
			diag_warn(diag, "interface %s stays up: %s", at->if_name,
				  strerror(-err));
	}
	if (list)
		if_freenameindex(list);
}

static int machine_reboot(void)
{
	return reboot((int)LINUX_REBOOT_CMD_KEXEC) ? -errno : 0;
}

static const struct reboot_ops reboot_machine_ops = {
	.is_permitted = kexec_is_permitted,
	.sync = sync,
	.interfaces_down = machine_interfaces_down,
	.reboot = machine_reboot,
};

static const char *reboot_explain(int err)
{
	switch (-err) {
	case EPERM:
		return " (needs CAP_SYS_BOOT: run it as root)";
	case EINVAL:
		return " (this kernel is built without kexec, or nothing is loaded)";
	case EBUSY:
		return " (another process loads a kernel at this moment: try again)";
	default:
		return "";
	}
}

int reboot_into_kexec_with(const struct reboot_ops *ops,
			   const struct reboot_request *request,
			   const struct leader *leader, struct diag *diag)
{
	int err = launch_exec_check(leader, diag);

	if (err)
		return err;
	/* Refused in the end, it would have cost the network. */
	if (!ops->is_permitted())
		return diag_fail(diag, -EPERM, "kexec failed: %s%s", strerror(EPERM),
				 reboot_explain(-EPERM));
	if (!request->no_sync)
		ops->sync();
	if (!request->no_ifdown)
		ops->interfaces_down(diag);
	err = ops->reboot();
	return err ? diag_fail(diag, err, "kexec failed: %s%s", strerror(-err),
			       reboot_explain(err))
		   : 0;
}

int reboot_into_kexec(const struct reboot_request *request, const struct leader *leader,
		      struct diag *diag)
{
	return reboot_into_kexec_with(&reboot_machine_ops, request, leader, diag);
}

int reboot_by_shutdown(struct diag *diag)
{
	char name[] = "shutdown", option[] = "-r", when[] = "now";
	char *argv[] = { name, option, when, NULL };

	/* As kexec-tools: not from PATH, unless it lies nowhere else. */
	execv("/sbin/shutdown", argv);
	execvp(name, argv);
	return diag_fail(
		diag, -errno,
		"cannot run shutdown -r now: %s (the kernel is loaded: kexec -e)",
		strerror(errno));
}
