/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kallsyms.h - addresses of another kernel's symbols, by name, out of its memory
 *
 * In: physical memory (lib/printk/memory.h), its vmcoreinfo (lib/printk/vmcoreinfo.h).
 * Out: virtual addresses, for space_read().
 * Ref: Linux kernel/kallsyms.c, scripts/kallsyms.c (the tables), kernel/vmcore_info.c,
 *      kernel/crash_core.c before 6.9 (what is exported).
 *
 * Where the tables lie is in vmcoreinfo since 6.0 where CONFIG_KALLSYMS is set, as in all
 * distributions; 5.10 and the others before do not tell. Which tables:
 *
 *   num_syms      how many symbols, 32 bits; sorted by address
 *   names         for each a length and so many bytes, each the number of a token. Since
 *                 6.1 a length of 128 or more has two bytes, the low 7 bits first, and
 *                 the top bit of the first byte says so; in 6.0 no name is that long
 *   token_index   256 16-bit offsets of the tokens in
 *   token_table   texts, each with its NUL. The tokens of one symbol, joined, are the
 *                 letter of its type as in nm(1), and its name
 *
 * And the addresses, symbol i having:
 *
 *   KALLSYMS_ABSOLUTE  without CONFIG_KALLSYMS_BASE_RELATIVE (an option until about
 *                      6.11): addresses[i], 64 bits
 *   KALLSYMS_PERCPU    with CONFIG_KALLSYMS_ABSOLUTE_PERCPU (an option until 6.14, on in
 *                      SMP kernels): offsets[i], signed 32 bits; >= 0 the value itself
 *                      (per-CPU symbols), else relative_base - 1 - offsets[i]
 *   KALLSYMS_BASE      without that option, and from 6.15 on: relative_base +
 *                      offsets[i], unsigned 32 bits
 *   KALLSYMS_PLACE     7.x, no relative_base any more: the address of offsets[i] itself
 *                      plus offsets[i], signed 32 bits
 *
 * Versions are not asked: the one that counts is that which gives _stext the address that
 * vmcoreinfo says. (The markers, which vmcoreinfo does not name, only make a search by
 * number faster.) Seen: 6.1 and 6.12 percpu, 7.2 place.
 */
#ifndef MINT_PRINTK_KALLSYMS_H
#define MINT_PRINTK_KALLSYMS_H

#include <stdint.h>

#include "base/diag.h"
#include "printk/memory.h"
#include "printk/vmcoreinfo.h"

#define KALLSYMS_COUNT_MAX (1u << 22)	       /* symbols; distributions have 200,000 */
#define KALLSYMS_BYTES_MAX (UINT64_C(1) << 26) /* of names; distributions have 3 MiB */
#define KALLSYMS_CODES_MAX 1024 /* bytes of one name; KSYM_NAME_LEN is 512 */

enum kallsyms_layout {
	KALLSYMS_ABSOLUTE,
	KALLSYMS_PERCPU,
	KALLSYMS_BASE,
	KALLSYMS_PLACE,
};

struct kallsyms;

/**
 * kallsyms_open - find the tables, and out how they are to be read
 * @memory: copied; its context must outlive what is opened
 * @info:   not needed any more after the call
 * @ret:    written only on success; owned by the caller: kallsyms_close()
 *
 * Return: 0; -ENOENT (vmcoreinfo does not name the tables, or no _stext is in them: @diag
 * says which), -EINVAL (what is there contradicts itself), -EFAULT (not mapped), -ENOMEM,
 * or what a read of @memory said.
 */
int kallsyms_open(const struct printk_memory *memory, const struct vmcoreinfo *info,
		  struct kallsyms **ret, struct diag *diag);

/** kallsyms_close - free it; NULL is allowed */
void kallsyms_close(struct kallsyms *symbols);

/**
 * kallsyms_find - the address of the first symbol @name
 * @ret: virtual; written only on success
 *
 * Names of variables are there only with CONFIG_KALLSYMS_ALL, which Debian sets. Work is
 * bounded by KALLSYMS_BYTES_MAX.
 * Return: 0; -ENOENT (no such symbol), -EINVAL (the names contradict themselves),
 * -EFAULT, or what a read of the memory said.
 */
int kallsyms_find(const struct kallsyms *symbols, const char *name, uint64_t *ret,
		  struct diag *diag);

#endif
