/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bad.h - memory blocks with a page that is known to be bad
 *
 * In: a root. Out: struct machine_memory.
 */
#ifndef MINT_MACHINE_READ_BAD_H
#define MINT_MACHINE_READ_BAD_H

#include "machine/read/reader.h"

/**
 * bad_read - is_bad of online blocks; behind those of blocks and available
 *
 * Nothing is read where the kernel knows of no bad page. Without root nothing is known.
 * Return: 0, -ENOMEM.
 */
int bad_read(const struct sysroot *root, const char *path, struct machine *machine,
	     struct diag *diag);

#endif
