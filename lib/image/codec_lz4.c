/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * codec_lz4.c - lz4 in its two dresses
 *
 *	frame:   | 04 22 4d 18 | descriptor | blocks … | end mark |   (liblz4 knows it)
 *	legacy:  | 02 21 4c 18 | size32 | block | size32 | block | …   ends with the file
 *
 * In, Out: struct stream of codec.h.
 * Ref: LZ4 Frame Format Description 1.6.4; Linux scripts/Makefile.lib (lz4 -l -c1).
 */
#include "image/codec_lz4.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include <lz4.h>

#include "base/prange.h"

#define FRAME_FLAGS	   4
#define FRAME_HAS_SIZE	   (1 << 3)
#define FRAME_CONTENT_SIZE 6
#define LEGACY_MAGIC	   0x184c2102u
#define LEGACY_BLOCK_MAX   (8 * SIZE_1M) /* unpacked; every block but the last is that */

uint64_t lz4_frame_expected(struct bytes packed)
{
	uint64_t size = 0;
	uint8_t flags = 0;

	if (bytes_get_u8(packed, FRAME_FLAGS, &flags) || !(flags & FRAME_HAS_SIZE) ||
	    bytes_get_u64(packed, FRAME_CONTENT_SIZE, &size))
		return 0;
	return size;
}

int lz4_frame_start(struct stream *stream)
{
	LZ4F_errorCode_t err =
		LZ4F_createDecompressionContext(&stream->lz4, LZ4F_VERSION);

	return LZ4F_isError(err) ? -ENOMEM : 0;
}

int lz4_frame_step(struct stream *stream)
{
	size_t eaten = stream->in.size;
	size_t made = stream->out_room;
	size_t left = LZ4F_decompress(stream->lz4, stream->out, &made, stream->in.data,
				      &eaten, NULL);

	if (LZ4F_isError(left)) {
		stream->why = LZ4F_getErrorName(left);
		return -EINVAL;
	}
	stream_advance(stream, eaten, made);
	/* 0: one frame is complete; another may follow */
	return left == 0 && stream->in.size == 0 ? STEP_END : STEP_MORE;
}

void lz4_frame_stop(struct stream *stream)
{
	LZ4F_freeDecompressionContext(stream->lz4);
}

int lz4_legacy_start(struct stream *stream)
{
	/* the magic, seen already; there is no output yet to be moved on */
	stream->in.data += sizeof(uint32_t);
	stream->in.size -= sizeof(uint32_t);
	return 0;
}

/* One block to stream->out; bytes made, STEP_ROOM as -ENOBUFS, or -EINVAL. */
static int legacy_block(const struct stream *stream, uint32_t size)
{
	const char *in = (const char *)stream->in.data + sizeof(uint32_t);
	int made;

	if (stream->out_room >= LEGACY_BLOCK_MAX) {
		made = LZ4_decompress_safe(in, (char *)stream->out, (int)size,
					   (int)LEGACY_BLOCK_MAX);
		return made < 0 ? -EINVAL : made;
	}
	made = LZ4_decompress_safe_partial(in, (char *)stream->out, (int)size,
					   (int)stream->out_room, (int)stream->out_room);
	if (made < 0)
		return -EINVAL;
	/* filled to the brim: whether that was all shows only with more room */
	return (size_t)made == stream->out_room ? -ENOBUFS : made;
}

int lz4_legacy_step(struct stream *stream)
{
	uint32_t size = 0;
	int made;

	/* there is no end mark: a whole block, then the file's end, is one */
	if (stream->in.size == 0 && stream->packed_size > sizeof(uint32_t))
		return STEP_END;
	if (bytes_get_u32(stream->in, 0, &size))
		return STEP_MORE; /* no progress: the caller calls it truncated */
	if (size == LEGACY_MAGIC) {
		stream_advance(stream, sizeof(size), 0);
		return STEP_MORE;
	}
	if (size == 0 || size > LZ4_COMPRESSBOUND(LEGACY_BLOCK_MAX)) {
		stream->why = "no block has that size";
		return -EINVAL;
	}
	if (!bytes_has(stream->in, sizeof(size), size))
		return STEP_MORE;
	made = legacy_block(stream, size);
	if (made == -ENOBUFS)
		return STEP_ROOM;
	if (made < 0) {
		stream->why = "the data is corrupt";
		return -EINVAL;
	}
	stream_advance(stream, sizeof(size) + size, (size_t)made);
	return STEP_MORE;
}

void lz4_legacy_stop(struct stream *stream)
{
	(void)stream; /* it keeps nothing between blocks */
}
