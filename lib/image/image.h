/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image.h - what is in a kernel file
 *
 * A struct image: pieces to load, and the facts that the rules ask for. probe.h makes one
 * out of the bytes of a file.
 * Ref: Linux Documentation/arch/x86/boot.rst; ELF-64 object file format.
 */
#ifndef MINT_IMAGE_IMAGE_H
#define MINT_IMAGE_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/prange.h"

#define IMAGE_MAX_PIECES  16
#define IMAGE_RELEASE_MAX 128

enum image_kind {
	IMAGE_NONE = 0,
	IMAGE_BZIMAGE,	 /* Linux bzImage with the 64-bit entry */
	IMAGE_VMLINUX,	 /* x86-64 ELF */
	IMAGE_BZIMAGE32, /* bzImage or zImage for the 32-bit or the real-mode entry */
	IMAGE_ELF32,	 /* i386 ELF */
	IMAGE_MULTIBOOT,
	IMAGE_MULTIBOOT2,
};

/* What a multiboot or multiboot2 header asks for; Multiboot 0.6.96 and 2.0. */
struct image_multiboot {
	uint32_t flags; /* header flags (multiboot 1) */
	bool wants_video;
	uint32_t video_mode, width, height, depth;
	bool has_entry;		   /* address tags or fields: pieces are not the ELF's */
	bool is_relocatable;	   /* multiboot2 tag 10 */
	phys_t min_addr, max_addr; /* relocatable: inclusive bounds of the load address */
	uint64_t align;
	uint32_t preference; /* 0 none, 1 lowest, 2 highest */
	bool page_aligned_modules;
	bool keeps_efi_boot_services;
	bool has_efi64_entry;
	phys_t efi64_entry;
	struct bytes sections; /* ELF section headers, for the info; may be empty */
	uint32_t section_size, nr_sections, section_names;
};

/* One contiguous part of the kernel, at its link-time physical address. */
struct image_piece {
	phys_t paddr; /* bzImage: 0 based, relative to its load address */
	struct bytes data;
	uint64_t memsz; /* bytes, >= data.size; the rest is zero */
};

struct image {
	enum image_kind kind;
	const char *type; /* kexec-tools' loader name: "bzImage64", "elf-x86_64" */
	struct image_piece piece[IMAGE_MAX_PIECES];
	unsigned int nr_pieces;
	phys_t entry;	    /* same base as the pieces: +0x200, or e_entry */
	phys_t lowest;	    /* lowest piece paddr (0 for a bzImage) */
	uint64_t room;	    /* bytes needed from `lowest` on: init_size, or memsz end */
	uint64_t alignment; /* kernel_alignment of the header; 2 MiB for an ELF */
	uint64_t pref_address; /* of the header; lowest for an ELF */
	uint64_t cmdline_size; /* bytes without the NUL; 2047 for an ELF; UINT32_MAX,
				  no limit of its own, for multiboot */
	struct bytes file;     /* uncompressed file, as kexec_file_load(2) takes it: the
				  bzImage of a unified kernel image */
	struct bytes setup;    /* bzImage kinds: the real-mode part, whole */
	struct bytes inner_initrd; /* unified kernel image: .initrd, or empty */
	struct bytes
		inner_cmdline; /* … .cmdline without trailing NUL or newline, or empty */
	struct bytes inner_dtb;	  /* … .dtb, or empty */
	uint8_t loadflags;	  /* bzImage kinds: of the setup header */
	uint16_t xloadflags;	  /* … XLF_* of setup.h; 0 before 2.12 */
	uint32_t initrd_addr_max; /* bzImage kinds: inclusive; 0x37ffffff before 2.03 */
	bool is_relocatable;	  /* bzImage kinds: relocatable_kernel; ELF: ET_DYN */
	struct image_multiboot multiboot;
	struct bytes setup_header; /* bzImage: file bytes from 0x1f1 on; else empty */
	uint16_t protocol;	   /* boot protocol, 0x020f …; 0 for an ELF */
	bool is_linux;		   /* "Linux version " banner or bzImage version string */
	char release[IMAGE_RELEASE_MAX]; /* "6.1.0-56-amd64", "" unknown */
	uint32_t version;    /* (major << 16) | minor << 8 | min(patch, 255); 0 unknown */
	struct buffer owned; /* decompressed bytes the views point into */
	struct buffer owned_file; /* the outer file when it was compressed itself */
};

#endif
