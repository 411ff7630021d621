/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * structured.h - the log of 3.5 to 5.9: headers and text in one ring of bytes
 *
 * In: vmcoreinfo, the kernel's address space. Out: records, for printk_reader_next().
 */
#ifndef MINT_PRINTK_STRUCTURED_H
#define MINT_PRINTK_STRUCTURED_H

#include "base/diag.h"
#include "printk/layouts.h"
#include "printk/record.h"
#include "printk/space.h"
#include "printk/vmcoreinfo.h"

/**
 * structured_open - where the log lies, and what its fields are
 * @log: zeros; end with structured_close(), after a failure too
 *
 * Return: see printk_reader_open().
 */
int structured_open(struct structured *log, const struct space *space,
		    const struct vmcoreinfo *info, struct diag *diag);

void structured_close(struct structured *log);

/** structured_next - printk_reader_next() of a reader whose layout this is */
int structured_next(struct printk_reader *reader, struct printk_record *ret);

#endif
