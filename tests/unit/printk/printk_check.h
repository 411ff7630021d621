/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * printk_check.h - assertions on what is read out of a fake kernel's log
 *
 * In: struct fake, records. Out: cmocka's failures.
 */
#ifndef MINT_TESTS_PRINTK_CHECK_H
#define MINT_TESTS_PRINTK_CHECK_H

#include "printk/reader.h"
#include "tests/unit/printk/printk_builder.h"

/* A reader of the fake's log, from its begin. */
struct printk_reader *open_reader(struct fake *fake);

/* The next record is the first with a number >= @seq; lockless only. */
void reader_seek(struct printk_reader *reader, uint64_t seq);

/* Is the record, whatever happened on the way, exactly what was written as its @seq? */
void check_record(const struct printk_record *record);

/* Reads all that there is; returns how many, and the losses in @lost. */
uint64_t read_all(struct printk_reader *reader, uint64_t *seq, uint64_t *lost);

#endif
