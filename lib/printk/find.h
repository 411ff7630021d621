/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * find.h - where a kernel's vmcoreinfo note lies in its memory
 *
 * In: physical memory, where the kernel image lies. Out: the parsed note.
 * Ref: Linux kernel/vmcore_info.c (kernel/crash_core.c before 6.9); elf(5) for the note;
 *      Documentation/arch/x86/x86_64/mm.rst for the direct map.
 *
 * Linux writes the text KEY=VALUE, one a line, into a page of its own when it runs its
 * subsys_initcalls, and then, in one go, the finished text as an ELF note into whole
 * pages of their own (alloc_pages_exact), and the note again when it panics:
 *
 *   page boundary
 *   +0   n_namesz = 11, n_descsz = bytes of text, n_type = 0     (three 32-bit words)
 *   +12  "VMCOREINFO", padded with zeros to 12 bytes
 *   +24  "OSRELEASE=…\n" …                                       (no zero byte inside)
 *
 * Both pages come from the page allocator, so they may be anywhere in the memory of that
 * kernel; but two variables of the kernel's image (.bss or .data) point to them. So every
 * aligned word of the image that could be a pointer into the direct map at its fixed
 * place (nokaslr: 0xffff888000000000 with four levels of page tables, 0xff11000000000000
 * with five) leads to a page that is looked at. It costs one pass over the image,
 * whatever the size of the memory.
 *
 * Memory is not cleared between two lives of a region. Whoever starts the next one erases
 * the image's place, and in notes that it pointed to the header (mint/module/erase.c). A
 * note counts only if the kernel it speaks of is there besides: _stext inside of the
 * image, and the release of OSRELEASE= in init_uts_ns.
 */
#ifndef MINT_PRINTK_FIND_H
#define MINT_PRINTK_FIND_H

#include "base/diag.h"
#include "base/prange.h"
#include "printk/memory.h"
#include "printk/vmcoreinfo.h"

/**
 * vmcoreinfo_find_image - the note that the kernel in @image points to
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

#endif
