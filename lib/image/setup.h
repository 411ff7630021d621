/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * setup.h - the real-mode kernel header, as both bzImage loaders read it
 *
 *	0        0x1f1 … 0x202+[0x201]   (setup_sects+1)*512        +syssize*16
 *	+--------+-----------------+-----+--------------------------+-----------+
 *	| boot   | setup header    | 16- | protected-mode code:     | signature |
 *	| sector |                 | bit | one piece                | (ignored) |
 *	+--------+-----------------+-----+--------------------------+-----------+
 *
 * In: the bytes of a file. Out: fields that its boot protocol has, defaults for others.
 * Ref: Linux Documentation/arch/x86/boot.rst.
 */
#ifndef MINT_IMAGE_SETUP_H
#define MINT_IMAGE_SETUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "image/image.h"

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

#define SETUP_SECTOR 512

#define PROTOCOL_2_00 0x0200
#define PROTOCOL_2_01 0x0201
#define PROTOCOL_2_02 0x0202
#define PROTOCOL_2_03 0x0203
#define PROTOCOL_2_04 0x0204
#define PROTOCOL_2_05 0x0205
#define PROTOCOL_2_06 0x0206
#define PROTOCOL_2_07 0x0207
#define PROTOCOL_2_08 0x0208
#define PROTOCOL_2_09 0x0209
#define PROTOCOL_2_10 0x020a
#define PROTOCOL_2_12 0x020c /* the first one with xloadflags */

#define LOADED_HIGH		   (1 << 0) /* loadflags */
#define XLF_KERNEL_64		   (1 << 0) /* xloadflags */
#define XLF_CAN_BE_LOADED_ABOVE_4G (1 << 1)
#define XLF_5LEVEL_ENABLED	   (1 << 6)

/* The fields that are read, widened; their names are boot.rst's. */
struct setup {
	uint64_t end; /* offset behind the header */
	uint8_t setup_sects;
	uint32_t syssize; /* 0 before 2.04: cannot be trusted */
	uint16_t boot_flag;
	uint16_t version;
	uint16_t kernel_version;
	uint8_t loadflags;
	uint32_t initrd_addr_max;
	uint32_t kernel_alignment;
	uint8_t relocatable_kernel;
	uint16_t xloadflags;
	uint32_t cmdline_size;
	uint32_t payload_offset;
	uint32_t payload_length;
	uint64_t pref_address; /* 0 before 2.10 */
	uint32_t init_size;    /* 0 before 2.10 */
};

/** bzimage_is - does the file carry the setup header's magic, HdrS at 0x202? */
bool bzimage_is(struct bytes file);

/**
 * setup_read - the header's fields
 * @file: bzimage_is()
 * Return: 0, -EINVAL (truncated, shorter than its protocol says, wrong boot_flag),
 * -ENOTSUP (protocol before 2.00).
 */
int setup_read(struct bytes file, struct setup *ret, struct diag *diag);

/**
 * setup_find_code - the protected-mode code: what syssize says, as far as the file has it
 * @entry: bytes; the code must be longer than that, for the entry lies there
 * Return: 0, -EINVAL (truncated, or nothing there).
 */
int setup_find_code(struct bytes file, const struct setup *setup, uint64_t entry,
		    struct bytes *ret, struct diag *diag);

/**
 * setup_describe - what all bzImages have in struct image
 * @code: from setup_find_code(); becomes piece 0, at address 0
 */
void setup_describe(struct bytes file, const struct setup *setup, struct bytes code,
		    struct image *image);

/**
 * image_initrd_limit - exclusive end for the initrd of a kernel with a 64-bit entry
 * @image: IMAGE_BZIMAGE, or an ELF, which reads the ext_* halves of boot_params itself
 *         (Linux >= 3.8)
 * Return: UINT64_MAX none.
 */
phys_t image_initrd_limit(const struct image *image);

/**
 * setup_check_fixed - a kernel that runs at pref_address only must say a page
 * Return: 0, -EINVAL: no segment of kexec_load(2) can start there.
 */
int setup_check_fixed(const struct setup *setup, struct diag *diag);

#endif
