/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kinds.h - what the files of this room offer each other
 *
 * In: views of file bytes. Out: a filled struct image, or the reason why not.
 * Nobody outside kexec/image/ and its tests includes this; image.h is the contract.
 */
#ifndef MINT_IMAGE_KINDS_H
#define MINT_IMAGE_KINDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "image/image.h"

/*
 * Bytes that a kernel file or a bzImage's payload may unpack to. Distribution kernels
 * unpack to some 65 MB; the 512 MiB kernel text mapping (R2) bounds what could run at
 * all, and an ELF with debug sections may be larger than what it loads.
 */
#define IMAGE_UNPACKED_MAX SIZE_1G

/* Offsets in a bzImage. Ref: boot.rst "The Real-Mode Kernel Header". */
enum setup_field {
	SETUP_SECTS = 0x1f1,
	SETUP_SYSSIZE = 0x1f4,
	SETUP_BOOT_FLAG = 0x1fe,
	SETUP_JUMP = 0x200,
	SETUP_HEADER = 0x202,
	SETUP_VERSION = 0x206,
	SETUP_KERNEL_VERSION = 0x20e,
	SETUP_LOADFLAGS = 0x211,
	SETUP_INITRD_ADDR_MAX = 0x22c,
	SETUP_KERNEL_ALIGNMENT = 0x230,
	SETUP_RELOCATABLE = 0x234,
	SETUP_XLOADFLAGS = 0x236,
	SETUP_CMDLINE_SIZE = 0x238,
	SETUP_PAYLOAD_OFFSET = 0x248,
	SETUP_PAYLOAD_LENGTH = 0x24c,
	SETUP_PREF_ADDRESS = 0x258,
	SETUP_INIT_SIZE = 0x260,
	SETUP_NEEDED_END = 0x264, /* behind the last field that is read, protocol 2.10 */
	SETUP_VIEW_MAX = 0x290,	  /* boot_params: the header's room ends here */
};

/** bzimage_is - does the file carry the setup header's magic, HdrS at 0x202? */
bool bzimage_is(struct bytes file);

/** bzimage64_is - … and what bzimage64_parse() asks for? */
bool bzimage64_is(struct bytes file);

/**
 * bzimage_parse - check a bzImage and describe it, for a successor
 * @file: bzimage_is(); outlives @ret
 * @ret:  written only on success; owns nothing
 *
 * Return: 0, -EINVAL (truncated, or a field that cannot be), -ENOTSUP (no 64-bit
 * entry, loaded low, not relocatable). Ref: boot.rst.
 */
int bzimage_parse(struct bytes file, struct image *ret, struct diag *diag);

/**
 * bzimage64_parse - the same for kexec: need not be relocatable, but loads above 4 GiB
 * Return: as bzimage_parse(); -ENOTSUP also without XLF_CAN_BE_LOADED_ABOVE_4G.
 */
int bzimage64_parse(struct bytes file, struct image *ret, struct diag *diag);

/**
 * bzimage32_parse - any bzImage or zImage since protocol 2.00, for its 32-bit entry
 * @file: bzimage_is(); outlives @ret
 * @ret:  written only on success; owns nothing
 *
 * Return: 0, -EINVAL (truncated, or a field that cannot be), -ENOTSUP (older).
 */
int bzimage32_parse(struct bytes file, struct image *ret, struct diag *diag);

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

/** multiboot_is - a multiboot 1 header in the first 8 KiB? */
bool multiboot_is(struct bytes file);

/**
 * multiboot_parse - describe a multiboot 1 kernel
 * @file: multiboot_is(); outlives @ret
 * @ret:  written only on success; owns nothing
 *
 * Return: 0, -EINVAL (truncated, addresses that cannot be, no ELF …), -ENOTSUP (asks
 * for a feature that is not known), -ENOMEM. Ref: Multiboot 0.6.96, 3.1.
 */
int multiboot_parse(struct bytes file, struct image *ret, struct diag *diag);

/** multiboot2_is - a multiboot2 header for i386 in the first 32 KiB? */
bool multiboot2_is(struct bytes file);

/** multiboot2_parse - as multiboot_parse(). Ref: Multiboot2 2.0, 3.1. */
int multiboot2_parse(struct bytes file, struct image *ret, struct diag *diag);

/* Where a kernel that is no ELF lies, as both multiboot headers put it. */
struct multiboot_addresses {
	uint64_t header_at; /* offset of the header in the file */
	uint32_t header_addr;
	uint32_t load_addr; /* UINT32_MAX, multiboot2 only: of the file's first byte */
	uint32_t load_end_addr; /* 0: up to the end of the file */
	uint32_t bss_end_addr;	/* 0: no .bss */
	uint32_t entry_addr;
};

/**
 * multiboot_place - the one piece that the addresses describe
 * @image: gets piece, entry, lowest, room and multiboot.has_entry
 * Return: 0, -EINVAL.
 */
int multiboot_place(struct bytes file, const struct multiboot_addresses *addresses,
		    struct image *image, struct diag *diag);

/** multiboot_describe - the rest of @image, placed by ELF or address fields: @header's */
void multiboot_describe(const struct image_multiboot *header, struct image *image);

/** pe_is - MZ, and the PE signature where that says? */
bool pe_is(struct bytes file);

/** uki_is - a PE with a section .linux? */
bool uki_is(struct bytes file);

/**
 * uki_parse - the bzImage in a unified kernel image, and what lies beside it
 * @file: pe_is(); outlives @ret
 * @ret:  written only on success; owns nothing; of several profiles the first
 *
 * Return: 0, -EINVAL (truncated; a .linux that is none), -ENOTSUP (another machine),
 * -ENOEXEC (no .linux). Ref: UAPI.5 Unified Kernel Image; PE format, "Section Table".
 */
int uki_parse(struct bytes file, struct image *ret, struct diag *diag);

/**
 * image_refuse - say what a file looks like that is no kernel
 * @packed_with: NULL, or the name of the compression that it was unpacked from
 * Return: -ENOEXEC, always with a line in @diag.
 */
int image_refuse(struct bytes file, const char *packed_with, struct diag *diag);

/**
 * elf_find_banner - set is_linux, release and version from the "Linux version " banner
 * @image: from elf_parse(); left as it is when no piece holds a banner
 */
void elf_find_banner(struct image *image);

/**
 * version_parse - a kernel release, "6.1.0-56-amd64", and its number
 * @text:    starts with the release; anything behind it is ignored
 * @release: up to the first blank, NUL or end of @text
 * @version: (major << 16) | minor << 8 | min(patch, 255)
 *
 * Return: 0; -EINVAL when @text does not start with two numbers and a dot, or the
 * release has unprintable bytes or IMAGE_RELEASE_MAX or more; nothing is written then.
 */
int version_parse(struct bytes text, char release[IMAGE_RELEASE_MAX], uint32_t *version);

/** compression_name - "gzip", "xz" … by magic; NULL when none of them. */
const char *compression_name(struct bytes packed);

/**
 * decompress_expecting - decompress() when the size of the result is known beforehand
 * @expected: bytes, a hint for reserving memory; 0 when unknown
 *
 * Return: as decompress().
 */
int decompress_expecting(struct bytes packed, uint64_t expected, uint64_t limit,
			 struct buffer *ret, struct diag *diag);

#endif
