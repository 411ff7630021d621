/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reader.h - read the log of another kernel, running or dead, out of its memory
 *
 * In: physical memory (lib/printk/memory.h), its vmcoreinfo (lib/printk/vmcoreinfo.h).
 * Out: records in order, each whole and as the kernel wrote it.
 * Ref: Linux kernel/printk/printk_ringbuffer.c (the lockless protocol),
 *      log_buf_vmcoreinfo_setup() in kernel/printk/printk.c (what is exported).
 *
 * Layouts, told apart by what vmcoreinfo has:
 *
 *   lockless    5.10 and later   SYMBOL(prb)
 *   structured  3.5 to 5.9       SYMBOL(log_first_idx)
 *   legacy      before 3.5       SYMBOL(log_end)
 *
 * All sizes and offsets come from vmcoreinfo. Level and facility have no offset there: in
 * every release they are the two bytes behind text_len (dict_len in the structured
 * layout) and a record has them only if the exported fields around leave exactly that
 * room.
 *
 *   err = vmcoreinfo_find_image(&memory, image, &owned, &info, &diag);
 *   err = printk_reader_open(&memory, &info, &reader, &diag);
 *   while (!(err = printk_reader_next(reader, &record)) || err == -EINPROGRESS)
 *           if (!err)
 *                   show(&record);
 *   -EAGAIN: all that there is has been read; follow by asking again later
 */
#ifndef MINT_PRINTK_READER_H
#define MINT_PRINTK_READER_H

#include <stdbool.h>

#include "base/diag.h"
#include "printk/memory.h"
#include "printk/record.h"
#include "printk/vmcoreinfo.h"

struct printk_reader;

/**
 * printk_reader_open - look at the log buffer that @info describes
 * @memory: copied; its context must outlive the reader
 * @info:   not needed any more after the call
 * @ret:    written only on success; owned by the caller: printk_reader_close()
 *
 * Where the arrays lie is looked up once: a kernel moves its log buffer only before it
 * writes vmcoreinfo. A kernel started anew needs a new reader.
 *
 * Return: 0; -ENOENT (vmcoreinfo lacks a line: @diag says which), -ENOTSUP (a 32-bit
 * kernel), -EINVAL (a size or offset that contradicts the others), -EFAULT (an address
 * that is not mapped), -EFBIG, -ENOMEM, or what a read of @memory said.
 */
int printk_reader_open(const struct printk_memory *memory, const struct vmcoreinfo *info,
		       struct printk_reader **ret, struct diag *diag);

/** printk_reader_close - free it; NULL is allowed. */
void printk_reader_close(struct printk_reader *reader);

/**
 * printk_reader_next - the next record
 * @ret: written only on success
 *
 * Lockless layout, written to at the same time: the descriptor's state is read before and
 * after the copy; a record that changed meanwhile is read again, one that was overwritten
 * is skipped and counted in @lost. Work is bounded: a call that has skipped many says so
 * and returns; the whole of a ring is two turns of it.
 * Structured: follows a running kernel as well as its two indices allow. Legacy: what
 * there was at open.
 *
 * Return: 0; -EAGAIN (nothing newer now; unless stopped, the next record may be being
 * written); -EINPROGRESS (lockless: nothing yet, call again; a moment to look whether
 * anybody still wants it); -EILSEQ (structured: the buffer contradicts itself, or was
 * overwritten faster than it could be read), or what a read of the memory said.
 */
int printk_reader_next(struct printk_reader *reader, struct printk_record *ret);

/**
 * printk_reader_set_stopped - the kernel runs no more (or writes no more)
 *
 * Until then a record that is being written ends the reading, because it will be finished
 * soon. Afterwards it never will be: unfinished records are skipped and counted as lost,
 * and the last line without its end is delivered with is_partial.
 */
void printk_reader_set_stopped(struct printk_reader *reader, bool is_stopped);

#endif
