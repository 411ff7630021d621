/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image.h - what is in a kernel file
 *
 * In: the bytes of a file. Out: a struct image: pieces to load, and the facts that
 * the rules ask for. Pure: no file is opened here.
 * Ref: Linux Documentation/arch/x86/boot.rst; ELF-64 object file format.
 */
#ifndef MINT_IMAGE_IMAGE_H
#define MINT_IMAGE_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "base/prange.h"

#define IMAGE_MAX_PIECES 16
#define IMAGE_RELEASE_MAX 128

enum image_kind {
	IMAGE_NONE = 0,
	IMAGE_BZIMAGE,  /* Linux bzImage with the 64-bit entry */
	IMAGE_VMLINUX,  /* x86-64 ELF */
};

/* One contiguous part of the kernel, at its link-time physical address. */
struct image_piece {
	phys_t paddr;      /* bzImage: 0 based, relative to its load address */
	struct bytes data;
	uint64_t memsz;    /* bytes, >= data.size; the rest is zero */
};

struct image {
	enum image_kind kind;
	const char *type;          /* kexec-tools' loader name: "bzImage64", "elf-x86_64" */
	struct image_piece piece[IMAGE_MAX_PIECES];
	unsigned int nr_pieces;
	phys_t entry;              /* same base as the pieces: +0x200, or e_entry */
	phys_t lowest;             /* lowest piece paddr (0 for a bzImage) */
	uint64_t room;             /* bytes needed from `lowest` on: init_size, or memsz end */
	uint64_t alignment;        /* kernel_alignment of the header; 2 MiB for an ELF */
	uint64_t pref_address;     /* of the header; lowest for an ELF */
	uint64_t cmdline_size;     /* bytes without the NUL; 2047 for an ELF */
	struct bytes setup_header; /* bzImage: file bytes from 0x1f1 on; else empty */
	uint16_t protocol;         /* boot protocol, 0x020f …; 0 for an ELF */
	bool is_linux;             /* "Linux version " banner or bzImage version string */
	char release[IMAGE_RELEASE_MAX]; /* "6.1.0-56-amd64", "" unknown */
	uint32_t version;          /* (major << 16) | minor << 8 | min(patch, 255); 0 unknown */
	struct buffer owned;       /* decompressed bytes the views point into */
	struct buffer owned_file;  /* the outer file when it was compressed itself */
};

/**
 * image_probe - recognise a kernel file
 * @file: must outlive @ret (views point into it unless it was compressed)
 * @ret:  zero-initialised by the function; image_free() it also after success only
 *
 * A file compressed with gzip, xz or zstd is unpacked first. Kinds are tried in the
 * order of one table.
 *
 * Return: 0; -ENOEXEC (no kind fits: says what it looks like), -EINVAL (right kind,
 * broken: says the field and the numbers), -ENOTSUP (right kind, wrong machine, no
 * XLF_KERNEL_64, not relocatable), -ENOMEM.
 */
int image_probe(struct bytes file, struct image *ret, struct diag *diag);

/**
 * image_unpack - the vmlinux inside a bzImage, entered directly
 * @image: IMAGE_BZIMAGE; becomes IMAGE_VMLINUX and keeps setup_header, protocol,
 *         cmdline_size, release, version of the bzImage; room is the larger one
 *
 * Return: 0; -ENOTSUP (payload's compression unknown to us: @image unchanged),
 * -EINVAL (payload broken), -ENOMEM.
 */
int image_unpack(struct image *image, struct diag *diag);

void image_free(struct image *image);

/**
 * decompress - one front end for gzip, xz, lzma, zstd, chosen by magic
 * @limit: bytes; more output than that is -E2BIG
 * @ret:   appended to
 *
 * Return: 0; -ENOENT (not a compressed file), -EINVAL (broken or truncated),
 * -ENOTSUP (bzip2, lz4, lzo: named in @diag), -E2BIG, -ENOMEM.
 */
int decompress(struct bytes packed, uint64_t limit, struct buffer *ret,
	       struct diag *diag);

#endif
