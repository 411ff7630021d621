/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reboot.h - leaving this kernel: sync, interfaces down, reboot(2) with KEXEC
 *
 * Ref: reboot(2); netdevice(7) SIOCSIFFLAGS.
 */
#ifndef MINT_LOAD_REBOOT_H
#define MINT_LOAD_REBOOT_H

#include <stdbool.h>

#include "base/diag.h"
#include "leader/leader.h"

struct reboot_request {
	bool no_sync;
	bool no_ifdown;
};

/**
 * struct reboot_ops - the steps of it, which a test must be able to see
 * @is_permitted:    has this process CAP_SYS_BOOT?
 * @sync:            as sync(2)
 * @interfaces_down: all that are up, except loopback; a warning for each that stays up
 * @reboot:          0 (never on the machine itself) or negative errno of reboot(2)
 */
struct reboot_ops {
	bool (*is_permitted)(void);
	void (*sync)(void);
	void (*interfaces_down)(struct diag *diag);
	int (*reboot)(void);
};

/**
 * reboot_into_kexec - what `kexec -e` does at last
 *
 * Refused while successors run (the line names them). Interfaces other than lo that are
 * up are taken down; one that cannot be is a warning.
 * Return: does not return on success; -ENOENT ("Nothing has been loaded!"), -EBUSY
 * (successors run), -EPERM, errno of reboot(2).
 */
int reboot_into_kexec(const struct reboot_request *request, const struct leader *leader,
		      struct diag *diag);

/** reboot_into_kexec_with - the same through other steps; 0 when @ops->reboot() says 0 */
int reboot_into_kexec_with(const struct reboot_ops *ops,
			   const struct reboot_request *request,
			   const struct leader *leader, struct diag *diag);

/** reboot_by_shutdown - exec shutdown -r now; returns only on failure, -errno */
int reboot_by_shutdown(struct diag *diag);

#endif
