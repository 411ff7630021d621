/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * oses.h - the OSes that the module knows, out of sys/class/mint
 */
#ifndef MINT_MACHINE_READ_OSES_H
#define MINT_MACHINE_READ_OSES_H

#include "machine/machine.h"
#include "machine/read/reader.h"
#include "machine/read/sysroot.h"

fact_reader oses_read;

/**
 * machine_os_read - what the module shows of the OS @name
 * @class: sys/class/mint
 * @ret:   to be freed with machine_os_free(); untouched on failure
 * Return: 0, -ENOENT (no such OS, or released while it was read), -EINVAL (a file that
 * cannot be parsed; a line in @diag), -ENOMEM.
 */
int machine_os_read(const struct sysroot *class, const char *name, struct machine_os *ret,
		    struct diag *diag);

/**
 * machine_oses_read - all of them, by name
 * @class: sys/class/mint
 * @ret:   to be freed with machine_oses_free(), NULL when there is none; untouched on
 *         failure
 * Return: 0, -EINVAL as machine_os_read(), -ENOENT (no names can be had), -ENOMEM.
 */
int machine_oses_read(const struct sysroot *class, struct machine_os **ret,
		      size_t *ret_count, struct diag *diag);

#endif
