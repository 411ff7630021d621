/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lockless_open.h - where the ring of a log of 5.10 and later lies, and its fields
 *
 * In: vmcoreinfo, the kernel's address space. Out: struct lockless.
 */
#ifndef MINT_PRINTK_LOCKLESS_OPEN_H
#define MINT_PRINTK_LOCKLESS_OPEN_H

#include "base/diag.h"
#include "printk/layouts.h"
#include "printk/space.h"
#include "printk/vmcoreinfo.h"

/**
 * lockless_open - where the log lies, and what its fields are
 * @ring: zeros; end with lockless_close(), after a failure too
 *
 * Return: see printk_reader_open().
 */
int lockless_open(struct lockless *ring, const struct space *space,
		  const struct vmcoreinfo *info, struct diag *diag);

void lockless_close(struct lockless *ring);

#endif
