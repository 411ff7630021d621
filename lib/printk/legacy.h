/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * legacy.h - the log of kernels before 3.5: one ring of characters
 *
 * In: vmcoreinfo, the kernel's address space. Out: records, for printk_reader_next().
 */
#ifndef MINT_PRINTK_LEGACY_H
#define MINT_PRINTK_LEGACY_H

#include "base/diag.h"
#include "printk/layouts.h"
#include "printk/record.h"
#include "printk/space.h"
#include "printk/vmcoreinfo.h"

/**
 * legacy_open - where the log lies, and what its fields are
 * @log: zeros; end with legacy_close(), after a failure too
 *
 * Return: see printk_reader_open().
 */
int legacy_open(struct legacy *log, const struct space *space,
		const struct vmcoreinfo *info, struct diag *diag);

void legacy_close(struct legacy *log);

/** legacy_next - printk_reader_next() of a reader whose layout this is */
int legacy_next(struct printk_reader *reader, struct printk_record *ret);

#endif
