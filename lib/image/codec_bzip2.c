/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * codec_bzip2.c - bzip2, one stream or several in a row
 *
 * In, Out: struct stream of codec.h.
 * Ref: the manual of libbzip2 1.0.8.
 */
#include "image/codec_bzip2.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#define MAGIC_SIZE 4 /* "BZh" and the level */

/* Both follow the level: of a block, and of the end of an empty stream. */
static const uint8_t block_magic[] = { 0x31, 0x41, 0x59, 0x26, 0x53, 0x59 };
static const uint8_t end_magic[] = { 0x17, 0x72, 0x45, 0x38, 0x50, 0x90 };

bool bzip2_is(struct bytes packed)
{
	const uint8_t *at = packed.data;

	return bytes_has(packed, MAGIC_SIZE, sizeof(block_magic)) && at[3] >= '1' &&
	       at[3] <= '9' &&
	       (!memcmp(at + MAGIC_SIZE, block_magic, sizeof(block_magic)) ||
		!memcmp(at + MAGIC_SIZE, end_magic, sizeof(end_magic)));
}

int bzip2_start(struct stream *stream)
{
	stream->bzip2 = (bz_stream){ 0 };
	return BZ2_bzDecompressInit(&stream->bzip2, 0, 0) == BZ_OK ? 0 : -ENOMEM;
}

/* Parallel packers write a stream per block. */
static int bzip2_next_stream(struct stream *stream)
{
	if (stream->in.size == 0)
		return STEP_END;
	if (!bzip2_is(stream->in)) {
		stream->why = "something else follows the compressed data";
		return -EINVAL;
	}
	BZ2_bzDecompressEnd(&stream->bzip2);
	return bzip2_start(stream) ? -ENOMEM : STEP_MORE;
}

int bzip2_step(struct stream *stream)
{
	bz_stream *bzip2 = &stream->bzip2;
	size_t in_size = stream->in.size < UINT_MAX ? stream->in.size : UINT_MAX;
	size_t room = stream->out_room < UINT_MAX ? stream->out_room : UINT_MAX;
	int err;

	/* it only reads; its prototype lacks the const */
	bzip2->next_in = (char *)(uintptr_t)stream->in.data;
	bzip2->avail_in = (unsigned int)in_size;
	bzip2->next_out = (char *)stream->out;
	bzip2->avail_out = (unsigned int)room;
	err = BZ2_bzDecompress(bzip2);
	stream_advance(stream, in_size - bzip2->avail_in, room - bzip2->avail_out);
	switch (err) {
	case BZ_OK:
		return STEP_MORE;
	case BZ_STREAM_END:
		return bzip2_next_stream(stream);
	case BZ_MEM_ERROR:
		return -ENOMEM;
	}
	stream->why = "the data is corrupt";
	return -EINVAL;
}

void bzip2_stop(struct stream *stream)
{
	BZ2_bzDecompressEnd(&stream->bzip2);
}
