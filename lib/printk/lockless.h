/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lockless.h - the log of 5.10 and later, read while it is written
 *
 * In: vmcoreinfo, the kernel's address space. Out: records, for printk_reader_next().
 */
#ifndef MINT_PRINTK_LOCKLESS_H
#define MINT_PRINTK_LOCKLESS_H

#include "base/diag.h"
#include "printk/layouts.h"
#include "printk/record.h"
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

/** lockless_next - printk_reader_next() of a reader whose layout this is */
int lockless_next(struct printk_reader *reader, struct printk_record *ret);

#endif
