/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dmesg.h - the log of a vmcore, and how a record of it is shown
 *
 * In: struct core. Out: a reader (lib/printk/reader.h), lines.
 */
#ifndef MINT_VMCORE_DMESG_DMESG_H
#define MINT_VMCORE_DMESG_DMESG_H

#include <stdbool.h>

#include "base/bytes.h"
#include "printk/reader.h"
#include "vmcore-dmesg/core.h"

/* Exit codes; where the tool of kexec-tools has one for that end, it is the same. */
enum dmesg_exit {
	DMESG_DONE = 0,
	DMESG_USAGE = 1,
	DMESG_OPEN = 2,	     /* the file cannot be opened */
	DMESG_NO_CORE = 3,   /* it is no ELF core, or not one that can be read here */
	DMESG_BROKEN = 10,   /* its headers contradict themselves or are cut off */
	DMESG_UNMAPPED = 30, /* the log is in memory that is not in the file */
	DMESG_NO_LOG = 50,   /* it does not say where a log is */
	DMESG_UNREAD = 52,   /* the log, or the rest of it, cannot be read */
	DMESG_WRITE = 54,    /* standard output cannot be written */
	DMESG_NO_LINE = 64,  /* it does not say all about its log */
};

/**
 * dmesg_open - the reader of the log in @core
 * @core: outlives the reader
 * @ret:  written only on success; the caller closes it
 *
 * The kernel's own page tables are asked first and the PT_LOADs' virtual addresses next:
 * QEMU writes none, and those that a crash kernel was loaded with may be wrong; a core of
 * another architecture has only them.
 * Return: DMESG_DONE; otherwise @diag says what is missing.
 */
enum dmesg_exit dmesg_open(struct core *core, struct printk_reader **ret,
			   struct diag *diag);

/**
 * dmesg_format - append a record as "[    1.234567] text\n"
 * @is_raw: like dmesg --raw: "<30>", 8 * facility + level, before it, and each line of a
 *          record has both; a program's text cannot pass for a record then
 *
 * Not raw it is as kexec-tools shows it: lines of one record follow each other without a
 * time of their own, and a byte that is neither printable ASCII nor white space is \xNN.
 * But so are \r, \v and \f: a terminal would let them hide what has been shown. A line of
 * a kernel before 3.5 that has no time gets none.
 * Return: 0 or -ENOMEM.
 */
int dmesg_format(const struct printk_record *record, bool is_raw, struct buffer *to);

#endif
