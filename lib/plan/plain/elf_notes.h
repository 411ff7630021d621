/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * elf_notes.h - ELF boot notes: what --args-elf hands over
 *
 *   +0      stack of a 32-bit program
 *   frame   return address 0, address of the header: called as a C function
 *   header  signature, size, checksum, number of notes; then the notes
 *
 * In: a command line. Out: one segment. Ref: the ELF boot proposal of Etherboot and
 * coreboot ("elf_boot.h"); what kexec-tools 2.0.25 was seen to write.
 */
#ifndef MINT_PLAN_PLAIN_ELF_NOTES_H
#define MINT_PLAN_PLAIN_ELF_NOTES_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/prange.h"

#define ELF_NOTES_SIGNATURE 0x0e1fb007u		    /* of the header, and in EAX */
#define ELF_NOTES_STACK	    0x1000u		    /* bytes below the frame */
#define ELF_NOTES_HEADER    (ELF_NOTES_STACK + 16u) /* the stack stays 16-byte aligned */

/**
 * elf_notes_build - stack, frame and notes: loader, its version, command line
 * @cmdline: without a NUL
 * @at:      where it will lie; a page below 4 GiB
 * @ret:     empty; the caller's to free also after an error
 * Return: 0, -E2BIG (a header tells 4 GiB at most), -ENOMEM.
 */
int elf_notes_build(struct bytes cmdline, phys_t at, struct buffer *ret);

/** elf_notes_size - bytes that elf_notes_build() makes, wherever they will lie */
uint64_t elf_notes_size(struct bytes cmdline);

#endif
