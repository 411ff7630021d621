/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * os.h - the OSes as /sys/class/mint shows them, for anybody, without root
 *
 * In: sys/class/mint. Out: struct machine_os; a line for what is not there.
 */
#ifndef MINT_CTL_OS_H
#define MINT_CTL_OS_H

#include <stddef.h>

#include "base/diag.h"
#include "machine/read/oses.h"

/**
 * ctl_os_read - one OS
 * @sysroot: "" or a recorded machine
 * Return: 0, -ENOENT (no such OS), -ENODEV (no module), -EINVAL (a file that cannot be
 * parsed), -ENOMEM; each with a line in @diag.
 */
int ctl_os_read(const char *sysroot, const char *name, struct machine_os *ret,
		struct diag *diag);

/**
 * ctl_oses_read - all OSes, by name
 * @ret: array to be freed with ctl_oses_free(), NULL when there is none
 * Return: 0, -ENODEV (no module), -EINVAL, -ENOMEM.
 */
int ctl_oses_read(const char *sysroot, struct machine_os **ret, size_t *ret_count,
		  struct diag *diag);

void ctl_oses_free(struct machine_os *os, size_t count);

#endif
