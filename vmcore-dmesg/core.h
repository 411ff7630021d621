/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core.h - a vmcore as the physical memory of the kernel that died
 *
 * In: an ELF core file, read in pieces (struct core_file).
 * Out: the text of its VMCOREINFO note, struct printk_memory over its PT_LOADs.
 * Ref: elf(5); Linux fs/proc/vmcore.c (what /proc/vmcore is), Documentation/
 *      admin-guide/kdump/kdump.rst; makedumpfile(8) for what is no ELF.
 *
 *   file:    ELF header | program headers | notes | pieces of memory …
 *   PT_NOTE: NT_PRSTATUS of each CPU, "VMCOREINFO"
 *   PT_LOAD: p_offset + i  is  the byte at physical p_paddr + i, and (if p_vaddr is not
 *            0) at virtual p_vaddr + i. From p_filesz to p_memsz there are zeros: pages
 *            that makedumpfile -E left out. Pieces may overlap: the kernel's text is in
 *            one of its own and in that of its RAM.
 *
 * ELF64 and ELF32 headers say nothing about the kernel: both may hold a 64-bit one.
 */
#ifndef MINT_VMCORE_DMESG_CORE_H
#define MINT_VMCORE_DMESG_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "printk/memory.h"

#define CORE_SEGMENTS_MAX (1u << 20)	       /* program headers; 56 MiB of them */
#define CORE_NOTES_MAX	  (UINT64_C(64) << 20) /* bytes of notes that are looked at */

/**
 * struct core_file - where the bytes of a vmcore come from
 * @read: copies @size bytes at @from into @to, all of them or none; 0, -ENODATA (past
 *        the end of the file), or what reading said
 * @context: handed to it; owned by the caller, outlives the core
 */
struct core_file {
	int (*read)(void *context, uint64_t from, void *to, size_t size);
	void *context;
};

struct core_segment {
	uint64_t offset; /* in the file */
	uint64_t paddr;
	uint64_t vaddr; /* 0: not said */
	uint64_t filesz;
	uint64_t memsz; /* >= filesz, and paddr + memsz does not wrap */
};

/* Owns @load and @info; zero-initialise, end with core_close(). */
struct core {
	struct core_file file;
	struct core_segment *load;
	size_t nr_loads;
	size_t last;	    /* the piece that was read last: most reads stay in it */
	struct buffer info; /* VMCOREINFO's text; empty: the file has no such note */
};

/**
 * core_open - headers and notes of a vmcore
 * @file: copied
 * @ret:  written only on success
 *
 * A file without VMCOREINFO is no error here: core_vmcoreinfo() is empty then. A dump
 * that makedumpfile compressed or flattened is refused with what to do.
 * Return: 0; -ENOEXEC (not an ELF core: @diag says what it is), -EINVAL (contradicts
 * itself, or nothing of memory in it), -E2BIG (CORE_SEGMENTS_MAX), -ENODATA (cut off
 * within its headers), -ENOMEM, or what a read said.
 */
int core_open(const struct core_file *file, struct core *ret, struct diag *diag);

void core_close(struct core *core);

/** core_vmcoreinfo - text of the note, valid until core_close(); @size 0: none. */
struct bytes core_vmcoreinfo(const struct core *core);

/**
 * core_memory - how the log's readers look at it
 * @has_vaddr: virtual addresses are looked up in the PT_LOADs first
 *
 * Reads of memory that no PT_LOAD has are -EFAULT, those of a file that is shorter than
 * its headers say are -ENODATA.
 */
struct printk_memory core_memory(struct core *core, bool has_vaddr);

#endif
