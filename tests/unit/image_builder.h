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

/* How a file can be compressed; the list ends with NULL. */
extern const char *const image_formats[];

/**
 * bzimage_build - a bzImage of protocol 2.15 around @payload
 * @payload: lies at BUILT_PAYLOAD of the protected-mode code; may be empty
 */
struct buffer bzimage_build(struct bytes payload);

/** elf_build - an x86-64 vmlinux whose data segment holds @banner ("" for none) */
struct buffer elf_build(const char *banner);

/** image_pack - compress with one of image_formats[] */
struct buffer image_pack(const char *format, struct bytes plain);

/** payload_pack - compress and append the size word, as the kernel's build does */
struct buffer payload_pack(const char *format, struct bytes plain);

/** image_patch - store @width bytes, little-endian */
void image_patch(struct buffer *file, size_t offset, unsigned int width, uint64_t value);

#endif
