/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * elf.h - an ELF for x86-64 or i386: vmlinux, or a payload of one's own
 *
 * In: the bytes of a file. Out: a struct image, pieces sorted by address.
 * Ref: ELF-64 Object File Format 1.5, System V gABI.
 */
#ifndef MINT_IMAGE_ELF_H
#define MINT_IMAGE_ELF_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "image/image.h"

/** elf_is - does the file start with the ELF magic? */
bool elf_is(struct bytes file);

/** elf_is_x86_64 - … of 64 bits for EM_X86_64? */
bool elf_is_x86_64(struct bytes file);

/** elf_is_i386 - … of 32 bits for EM_386? */
bool elf_is_i386(struct bytes file);

/**
 * elf_parse - check an x86-64 ELF and describe what it loads
 * @file: elf_is(); outlives @ret
 * @ret:  written only on success; pieces sorted by paddr; owns nothing; release and
 *        is_linux are left empty, see elf_find_banner()
 *
 * Return: 0, -EINVAL (truncated, overlapping, entry outside …), -ENOTSUP (another
 * machine), -ENOMEM. Ref: ELF-64 object file format.
 */
int elf_parse(struct bytes file, struct image *ret, struct diag *diag);

/** elf32_parse - the same for an i386 ELF. Ref: System V gABI, ELF-32. */
int elf32_parse(struct bytes file, struct image *ret, struct diag *diag);

/**
 * elf_parse_multiboot - the same for either machine, under a multiboot header
 * @has_entry: the header names the entry: e_entry is not looked at, and left in place
 *
 * A virtual e_entry is translated by the segment that has it. The section headers are
 * in @ret->multiboot when the file has them whole.
 */
int elf_parse_multiboot(struct bytes file, bool has_entry, struct image *ret,
			struct diag *diag);

/**
 * elf_find_banner - set is_linux, release and version from the "Linux version " banner
 * @image: from elf_parse(); left as it is when no piece holds a banner
 */
void elf_find_banner(struct image *image);

#endif
