/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * codec.h - one way to unpack, as decompress.c turns its crank
 *
 * In: a struct stream that holds packed bytes and room for plain ones. Out: both moved
 * on by one step. Only decompress.c and codec_*.c include this.
 */
#ifndef MINT_IMAGE_CODEC_H
#define MINT_IMAGE_CODEC_H

#define ZLIB_CONST

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "base/bytes.h"

enum step {
	STEP_MORE = 0,
	STEP_END = 1,
	STEP_ROOM = 2, /* nothing was eaten: more room for output first */
};

struct stream {
	struct bytes in;    /* not yet eaten */
	size_t packed_size; /* all of it */
	uint8_t *out;	    /* the next free byte */
	size_t out_room;
	const char *why; /* the library's words for -EINVAL */
	union {
		z_stream zlib;
		lzma_stream lzma;
		ZSTD_DCtx *zstd;
		LZ4F_dctx *lz4;
		bz_stream bzip2;
	};
};

struct codec {
	const char *name;
	const char *magic;
	size_t magic_size;
	/* Where the magic is weak: does the rest of the header fit? NULL: it is not. */
	bool (*is)(struct bytes packed);
	/* Unpacked size as the format tells it, 0 unknown; NULL: it never does. */
	uint64_t (*expected)(struct bytes packed);
	/* All three NULL: known by name only. */
	int (*start)(struct stream *stream);
	int (*step)(struct stream *stream);
	void (*stop)(struct stream *stream);
};

/** stream_advance - @eaten bytes of input are done, @made bytes of output written */
static inline void stream_advance(struct stream *stream, size_t eaten, size_t made)
{
	stream->in.data += eaten;
	stream->in.size -= eaten;
	stream->out += made;
	stream->out_room -= made;
}

#endif
