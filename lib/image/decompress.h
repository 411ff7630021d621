/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * decompress.h - one front end for gzip, xz, lzma, zstd, lz4 and bzip2
 *
 * In: a whole compressed file, or a bzImage's payload. Out: its bytes.
 */
#ifndef MINT_IMAGE_DECOMPRESS_H
#define MINT_IMAGE_DECOMPRESS_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "base/prange.h"

/*
 * Bytes that a kernel file or a bzImage's payload may unpack to. Distribution kernels
 * unpack to some 65 MB; the 512 MiB kernel text mapping (R2) bounds what could run at
 * all, and an ELF with debug sections may be larger than what it loads.
 */
#define IMAGE_UNPACKED_MAX SIZE_1G

/**
 * decompress - one front end for gzip, xz, lzma, zstd, lz4, bzip2, chosen by magic
 * @limit: bytes; more output than that is -E2BIG
 * @ret:   appended to
 *
 * Return: 0; -ENOENT (not a compressed file), -EINVAL (broken or truncated),
 * -ENOTSUP (lzo: named in @diag), -E2BIG, -ENOMEM.
 */
int decompress(struct bytes packed, uint64_t limit, struct buffer *ret,
	       struct diag *diag);

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
