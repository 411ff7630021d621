/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * log.h - the kernel log of an OS, while it runs and afterwards
 *
 * In: its memory (memory.h), read with printk/. Out: one call for each record.
 *
 * What is told is of one life: that of the OS when log_open() was called. A kernel
 * announces its log only when most of its early boot is over (vmcoreinfo.h says
 * how it is found); then all of it is there, from the first record on.
 */
#ifndef MINT_CTL_LOOK_LOG_H
#define MINT_CTL_LOOK_LOG_H

#include <stdbool.h>

#include "abi/mint.h"
#include "base/diag.h"
#include "leader/mint_device.h"
#include "mint/ctl/look/memory.h"
#include "printk/reader.h"

/* Between two looks at a log that had nothing new: grows from the first to the second. */
#define LOG_LOOK_MIN_MS 100
#define LOG_LOOK_MAX_MS 1000

/*
 * A log that is written at full speed has no end, and one that a hostile kernel left may
 * have 2^26 records: look at other things now and then, at requests to stop above all.
 */
#define LOG_READ_MAX 4096 /* records */

/* Of one life of an OS. Zero-initialise; log_close() it before the OS is released. */
struct log {
	struct mint_device *os; /* not owned */
	uint32_t life;		/* whose log it is; 0: nobody's, there is none */
	struct view view;
	struct vmcoreinfo info;	      /* what log_find() found; text is NULL before */
	struct printk_reader *reader; /* NULL: the log has not been found yet */
};

/** log_record_fn - one record; the first return other than 0 ends log_read() with it */
typedef int log_record_fn(void *context, const struct printk_record *record);

/**
 * log_open - begin with the log of the OS's present (or last) start
 * @status: of the OS
 */
void log_open(struct log *log, struct mint_device *os, const struct mint_status *status);

void log_close(struct log *log);

/**
 * log_take_life - let the log of nobody be that of the OS's life, once there is one
 * @log:    opened; one of a life stays what it is
 * @status: of the OS, as it is now
 *
 * Return: is it of a life? false: still nobody's.
 */
bool log_take_life(struct log *log, const struct mint_status *status);

/**
 * log_is_current - is what was read before this call of the life that @log is of?
 *
 * The OS may be started anew at any moment, and its memory is made anew then.
 * Return: 0; -ESTALE (no, or there is none yet), errno of the status.
 */
int log_is_current(const struct log *log, struct diag *diag);

/**
 * log_find - let @log->info be what the kernel says about itself
 *
 * Looks for it until it was found, once in a life; log_read() does so by itself.
 * Return: 0; -ENOENT (too early in its boot, or nothing of Linux there), -ENOMEM, errno
 * of log_is_current(), and of mmap(2) where a part of its memory that was looked for it
 * in cannot be mapped.
 */
int log_find(struct log *log, struct diag *diag);

/**
 * log_read - the records that there are and have not been read yet
 * @has_ended: the OS runs no more: unfinished records never will be finished
 * @each:      called for each of them, at most LOG_READ_MAX
 *
 * Return: LOG_READ_MAX there may be more at once, whatever @each was given; else > 0 how
 * many, 0 nothing new; -ENOENT (no log yet: too early in its boot, or
 * nothing of Linux there), -ESTALE (another life has begun), -ENOTSUP (a layout that is
 * not known), -EINVAL, -EFAULT, -EFBIG, -ENOMEM, -EILSEQ, -ELOOP (view_look()), errno of
 * log_find(), or what @each said.
 */
int log_read(struct log *log, bool has_ended, log_record_fn *each, void *context,
	     struct diag *diag);

/**
 * log_delay_next - how long to wait until the next look
 * @delay_ms: before the last one; 0: there was none
 * @count:    what log_read() found then, or 0
 *
 * Not at all where there may be more at once; else from LOG_LOOK_MIN_MS, after something
 * new, doubled up to LOG_LOOK_MAX_MS. Pure.
 */
int log_delay_next(int delay_ms, int count);

#endif
