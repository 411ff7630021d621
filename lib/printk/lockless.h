/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lockless.h - the log of 5.10 and later, read while it is written
 *
 * In: where its ring lies (lockless_open.h). Out: records, for printk_reader_next().
 */
#ifndef MINT_PRINTK_LOCKLESS_H
#define MINT_PRINTK_LOCKLESS_H

#include "printk/layouts.h"
#include "printk/record.h"

/** lockless_next - printk_reader_next() of a reader whose layout this is */
int lockless_next(struct printk_reader *reader, struct printk_record *ret);

#endif
