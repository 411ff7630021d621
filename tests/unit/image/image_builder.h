/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image_builder.h - tiny kernel files, right ones and wrong ones
 *
 * In: a few words about the file. Out: its bytes. A builder that cannot build ends the
 * test program: a test without its input must not pass.
 */
#ifndef MINT_TESTS_IMAGE_BUILDER_H
#define MINT_TESTS_IMAGE_BUILDER_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* Offsets and sizes in what bzimage_build() makes. */
#define BUILT_SETUP_SECTS 2
#define BUILT_CODE	  ((BUILT_SETUP_SECTS + 1) * 512) /* protected mode starts */
#define BUILT_PAYLOAD	  0x240				  /* payload_offset */
#define BUILT_INIT_SIZE	  0x300000
#define BUILT_RELEASE	  "6.1.0-56-amd64"
#define BUILT_BANNER	  "Linux version " BUILT_RELEASE " (mint@test) #1 SMP"

/* Addresses in what elf_build() makes. */
#define BUILT_ELF_LOWEST      0x1000000
#define BUILT_ELF_ENTRY	      0x1000040
#define BUILT_ELF_PERCPU      0x1200000
#define BUILT_ELF_END	      0x1402000
#define BUILT_ELF_PHDRS	      4 /* PT_NOTE, then text, data and per-CPU PT_LOADs */
#define BUILT_ELF_PHDR(index) (64 + 56 * (index))

/* Offsets and addresses in what elf32_build() makes. */
#define BUILT_ELF32_LOWEST  0x100000
#define BUILT_ELF32_ENTRY   0x100010
#define BUILT_ELF32_VIRTUAL 0xc0000000 /* to be added for the virtual addresses */
#define BUILT_ELF32_END	    0x203000
#define BUILT_ELF32_TEXT    0x100 /* offset of the text in the file, 0x400 bytes */
#define BUILT_ELF32_DATA    0x500
#define BUILT_ELF32_TABLE   0x600 /* section headers: 3 */

/* Offsets in what uki_build() makes. */
#define BUILT_PE		0x80
#define BUILT_PE_OPTIONAL	(BUILT_PE + 24)
#define BUILT_PE_SECTION(index) (BUILT_PE_OPTIONAL + 112 + 40 * (index))

struct built_section {
	const char *name;
	struct bytes data;
};

/* How a file can be compressed; the list ends with NULL. */
extern const char *const image_formats[];

/**
 * bzimage_build - a bzImage of protocol 2.15 around @payload
 * @payload: lies at BUILT_PAYLOAD of the protected-mode code; may be empty
 */
struct buffer bzimage_build(struct bytes payload);

/** elf_build - an x86-64 vmlinux whose data segment holds @banner ("" for none) */
struct buffer elf_build(const char *banner);

/** elf32_build - an i386 ELF: text, and data with 0x2000 bytes of .bss behind */
struct buffer elf32_build(void);

/** multiboot_put - a multiboot 1 header at @at, addresses and video left as they are */
void multiboot_put(struct buffer *file, size_t at, uint32_t flags);

/** multiboot2_put - a multiboot2 header at @at around @tags, the end tag included */
void multiboot2_put(struct buffer *file, size_t at, struct bytes tags);

/** uki_build - a PE32+ for x86-64 of @count sections, each padded to 512 bytes */
struct buffer uki_build(const struct built_section *sections, size_t count);

/** image_pack - compress with one of image_formats[] */
struct buffer image_pack(const char *format, struct bytes plain);

/** payload_pack - compress and append the size word, as the kernel's build does */
struct buffer payload_pack(const char *format, struct bytes plain);

/** image_patch - store @width bytes, little-endian */
void image_patch(struct buffer *file, size_t offset, unsigned int width, uint64_t value);

#endif
