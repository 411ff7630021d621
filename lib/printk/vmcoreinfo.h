/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmcoreinfo.h - what a kernel says about its own structures
 *
 * In: the text of an ELF note "VMCOREINFO", or a kernel's memory in which that note lies.
 * Out: symbols, sizes, offsets and numbers by name.
 * Ref: Documentation/admin-guide/kdump/vmcoreinfo.rst; Linux kernel/vmcore_info.c
 *      (kernel/crash_core.c before 6.9), elf(5) for the note.
 *
 * Where the note lies. Linux writes the text KEY=VALUE, one a line, into a page of its
 * own when it runs its subsys_initcalls, and then, in one go, the finished text as an ELF
 * note into whole pages of their own (alloc_pages_exact), and the note again when it
 * panics:
 *
 *   page boundary
 *   +0   n_namesz = 11, n_descsz = bytes of text, n_type = 0     (three 32-bit words)
 *   +12  "VMCOREINFO", padded with zeros to 12 bytes
 *   +24  "OSRELEASE=…\n" …                                       (no zero byte inside)
 *
 * Both pages come from the page allocator, so they may be anywhere in the memory of that
 * kernel; but two variables of the kernel's image (.bss or .data) point to them. So there
 * are two ways to the note:
 *
 *   vmcoreinfo_find_image  looks at every aligned word of the image that could be a
 * pointer into the direct map at its fixed place (nokaslr: 0xffff888000000000 with four
 *       levels of page tables, 0xff11000000000000 with five; x86_64/mm.rst) and probes
 * the page. Costs one pass over the image, whatever the size of the memory.
 *   vmcoreinfo_find_pages  probes every page of a range: for kernels with KASLR.
 *
 * Memory is not cleared between two lives of a region, so a note of an earlier life may
 * still lie there. A note counts only if the kernel it speaks of is there: _stext inside
 * of the image, and the release of OSRELEASE= in init_uts_ns.
 */
#ifndef MINT_PRINTK_VMCOREINFO_H
#define MINT_PRINTK_VMCOREINFO_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "base/prange.h"
#include "printk/memory.h"

#define VMCOREINFO_TEXT_MAX  65536
#define VMCOREINFO_LINES_MAX 4096

struct vmcoreinfo_line {
	const char *key; /* "SYMBOL(prb)", "OSRELEASE" */
	const char *value;
};

/* Owns @text, into which the lines point; zero-initialise, end with vmcoreinfo_free(). */
struct vmcoreinfo {
	char *text;
	struct vmcoreinfo_line *line;
	size_t count;
};

enum vmcoreinfo_kind {
	VMCOREINFO_SYMBOL, /* virtual address, hexadecimal */
	VMCOREINFO_OFFSET, /* "struct.member": bytes */
	VMCOREINFO_SIZE,   /* bytes */
	VMCOREINFO_LENGTH, /* elements of an array */
	VMCOREINFO_NUMBER, /* decimal or 0x…; negative ones in two's complement */
};

/**
 * vmcoreinfo_parse - split the text into lines
 * @text: up to VMCOREINFO_TEXT_MAX bytes; ends at its first zero byte, if it has one.
 *        It must begin with "OSRELEASE=" as every kernel's does.
 * @ret:  written only on success
 *
 * Lines without '=' are passed over (a text that is being written may end in one).
 * Return: 0, -EINVAL (another begin, or a byte that is not printable ASCII), -E2BIG (text
 * or number of lines), -ENOMEM.
 */
int vmcoreinfo_parse(struct bytes text, struct vmcoreinfo *ret, struct diag *diag);

void vmcoreinfo_free(struct vmcoreinfo *info);

/** vmcoreinfo_get - the value of the first line with that key, or NULL. */
const char *vmcoreinfo_get(const struct vmcoreinfo *info, const char *key);

/**
 * vmcoreinfo_value - one number by its kind and name
 * @name: "prb", or "printk_info.seq" for an offset
 * @ret:  written only on success
 *
 * Return: 0, -ENOENT (no such line), -EINVAL (not a number of that kind); no diag: many
 * lines are optional.
 */
int vmcoreinfo_value(const struct vmcoreinfo *info, enum vmcoreinfo_kind kind,
		     const char *name, uint64_t *ret);

/**
 * vmcoreinfo_find_image - the note that the kernel in @image points to (see above)
 * @image: where the kernel lies: for a successor [X + 16 MiB, + 128 MiB or init_size),
 *         cut at its end; what cannot be read is passed over
 * @owned: all memory in which the note may lie
 * @ret:   written only on success; the caller frees it
 *
 * Reads @image once in pieces of 64 KiB, and 24 bytes of each page that a word points to.
 * Return: 0, -ENOENT (none: not booted that far, or KASLR), -ENOMEM.
 */
int vmcoreinfo_find_image(const struct printk_memory *memory, struct prange image,
			  const struct prange_list *owned, struct vmcoreinfo *ret,
			  struct diag *diag);

/**
 * vmcoreinfo_find_pages - probe every page of @range
 * @image: as above; where _stext of the right kernel must lie
 * @range: what to go through; 24 bytes of every page are read
 *
 * Return: 0, -ENOENT, -ENOMEM.
 */
int vmcoreinfo_find_pages(const struct printk_memory *memory, struct prange image,
			  struct prange range, struct vmcoreinfo *ret, struct diag *diag);

#endif
