/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * oses.h - one OS out of its directory of sys/class/mint
 */
#ifndef MINT_MACHINE_OSES_H
#define MINT_MACHINE_OSES_H

#include "machine/machine.h"
#include "machine/read/sysroot.h"

/**
 * machine_os_read - what the module shows of the OS @name
 * @class: sys/class/mint
 * @ret:   to be freed with machine_os_free(); untouched on failure
 * Return: 0, -ENOENT (no such OS, or released while it was read), -EINVAL (a file that
 * cannot be parsed; a line in @diag), -ENOMEM.
 */
int machine_os_read(const struct sysroot *class, const char *name, struct machine_os *ret,
		    struct diag *diag);

#endif
