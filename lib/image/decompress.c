/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * decompress.c - one front end for gzip, xz, lzma, zstd, lz4 and bzip2
 *
 * In: a whole compressed file (or a bzImage's payload). Out: its bytes, written straight
 * into the caller's buffer, which is reserved at once where the size is known.
 * Ref: RFC 1952 (gzip), RFC 8878 (zstd), the .xz and .lzma file format descriptions,
 * boot.rst "payload_offset" (magic numbers of kernel payloads).
 */
#include "image/decompress.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include <zstd_errors.h>

#include "base/cleanup.h"
#include "image/codec.h"
#include "image/codec_bzip2.h"
#include "image/codec_lz4.h"

/* A hint is believed up to this ratio: a forged size must not reserve gigabytes. */
#define HINT_RATIO_MAX 256
/* Unknown size: kernels shrink to a fifth or an eighth. */
#define GUESS_RATIO 4
#define ROOM_MIN    4096
/* xz -9 needs 65 MiB to unpack; a dictionary above this is no kernel's. */
#define LZMA_MEMORY_MAX SIZE_1G

static bool bytes_are_zero(struct bytes view)
{
	return view.size == 0 ||
	       (view.data[0] == 0 && !memcmp(view.data, view.data + 1, view.size - 1));
}

/* The last four bytes are the size modulo 2^32 (RFC 1952, ISIZE). */
static uint64_t gzip_expected(struct bytes packed)
{
	uint32_t size = 0;

	if (packed.size < 18 || bytes_get_u32(packed, packed.size - 4, &size))
		return 0;
	return size;
}

static int gzip_start(struct stream *stream)
{
	stream->zlib = (z_stream){ 0 };
	/* +16: a gzip header, not a zlib one */
	return inflateInit2(&stream->zlib, MAX_WBITS + 16) == Z_OK ? 0 : -ENOMEM;
}

/* A gzip file may be several members in a row, and zero padding (tapes, dd). */
static int gzip_next_member(struct stream *stream)
{
	if (bytes_are_zero(stream->in))
		return STEP_END;
	if (stream->in.size < 2 || stream->in.data[0] != 0x1f ||
	    stream->in.data[1] != 0x8b) {
		stream->why = "something else follows the compressed data";
		return -EINVAL;
	}
	if (inflateReset(&stream->zlib) != Z_OK)
		return -ENOMEM;
	return STEP_MORE;
}

static int gzip_step(struct stream *stream)
{
	z_stream *zlib = &stream->zlib;
	size_t in_size = stream->in.size < UINT_MAX ? stream->in.size : UINT_MAX;
	size_t room = stream->out_room < UINT_MAX ? stream->out_room : UINT_MAX;
	int err;

	zlib->next_in = stream->in.data;
	zlib->avail_in = (uInt)in_size;
	zlib->next_out = stream->out;
	zlib->avail_out = (uInt)room;
	err = inflate(zlib, Z_NO_FLUSH);
	stream_advance(stream, in_size - zlib->avail_in, room - zlib->avail_out);
	switch (err) {
	case Z_OK:
	case Z_BUF_ERROR: /* no progress: the caller sees that too */
		return STEP_MORE;
	case Z_STREAM_END:
		return gzip_next_member(stream);
	case Z_MEM_ERROR:
		return -ENOMEM;
	}
	stream->why = zlib->msg ? zlib->msg : "not a deflate stream";
	return -EINVAL;
}

static void gzip_stop(struct stream *stream)
{
	inflateEnd(&stream->zlib);
}

/*
 * The .lzma header has no real magic: properties 0x5d (the default lc, lp, pb), a
 * dictionary size of 2^n or 2^n + 2^(n-1), and the unpacked size or all ones.
 */
static bool lzma_is(struct bytes packed)
{
	uint32_t dictionary, top;
	uint64_t size;

	if (bytes_get_u32(packed, 1, &dictionary) || bytes_get_u64(packed, 5, &size))
		return false;
	if (dictionary < 4096 || (size != UINT64_MAX && size > 256 * SIZE_1G))
		return false;
	top = 1U << (31 - __builtin_clz(dictionary));
	return dictionary == top || dictionary == (top | top >> 1);
}

static uint64_t lzma_expected(struct bytes packed)
{
	uint64_t size = 0;

	if (bytes_get_u64(packed, 5, &size) || size == UINT64_MAX)
		return 0;
	return size;
}

static int lzma_start_error(lzma_ret err)
{
	return err == LZMA_OK ? 0 : -ENOMEM;
}

static int xz_start(struct stream *stream)
{
	stream->lzma = (lzma_stream)LZMA_STREAM_INIT;
	return lzma_start_error(
		lzma_stream_decoder(&stream->lzma, LZMA_MEMORY_MAX, LZMA_CONCATENATED));
}

static int lzma_start(struct stream *stream)
{
	stream->lzma = (lzma_stream)LZMA_STREAM_INIT;
	return lzma_start_error(lzma_alone_decoder(&stream->lzma, LZMA_MEMORY_MAX));
}

static const char *lzma_why(lzma_ret err)
{
	switch (err) {
	case LZMA_MEMLIMIT_ERROR:
		return "its dictionary is larger than 1 GiB";
	case LZMA_FORMAT_ERROR:
		return "something else follows the compressed data";
	case LZMA_OPTIONS_ERROR:
		return "it uses filters or options that liblzma does not know";
	case LZMA_DATA_ERROR:
		return "the data is corrupt";
	default:
		return "liblzma cannot go on";
	}
}

static int lzma_step(struct stream *stream)
{
	lzma_stream *lzma = &stream->lzma;
	size_t in_size = stream->in.size;
	size_t room = stream->out_room;
	lzma_ret err;

	lzma->next_in = stream->in.data;
	lzma->avail_in = in_size;
	lzma->next_out = stream->out;
	lzma->avail_out = room;
	/* FINISH: all input is here; concatenated streams end only when told so */
	err = lzma_code(lzma, LZMA_FINISH);
	stream_advance(stream, in_size - lzma->avail_in, room - lzma->avail_out);
	switch (err) {
	case LZMA_OK:
	case LZMA_BUF_ERROR: /* no progress: the caller sees that too */
		return STEP_MORE;
	case LZMA_STREAM_END:
		break;
	case LZMA_MEM_ERROR:
		return -ENOMEM;
	default:
		stream->why = lzma_why(err);
		return -EINVAL;
	}
	if (stream->in.size == 0)
		return STEP_END;
	stream->why = lzma_why(LZMA_FORMAT_ERROR);
	return -EINVAL;
}

static void lzma_stop(struct stream *stream)
{
	lzma_end(&stream->lzma);
}

static uint64_t zstd_expected(struct bytes packed)
{
	unsigned long long size = ZSTD_getFrameContentSize(packed.data, packed.size);

	if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR)
		return 0;
	return size;
}

static int zstd_start(struct stream *stream)
{
	stream->zstd = ZSTD_createDCtx();
	return stream->zstd ? 0 : -ENOMEM;
}

static int zstd_step(struct stream *stream)
{
	ZSTD_inBuffer in = { stream->in.data, stream->in.size, 0 };
	ZSTD_outBuffer out = { stream->out, stream->out_room, 0 };
	size_t left = ZSTD_decompressStream(stream->zstd, &out, &in);

	stream_advance(stream, in.pos, out.pos);
	if (ZSTD_isError(left)) {
		if (ZSTD_getErrorCode(left) == ZSTD_error_memory_allocation)
			return -ENOMEM;
		stream->why = ZSTD_getErrorName(left);
		return -EINVAL;
	}
	/* 0: one frame is complete; another may follow */
	return left == 0 && stream->in.size == 0 ? STEP_END : STEP_MORE;
}

static void zstd_stop(struct stream *stream)
{
	ZSTD_freeDCtx(stream->zstd);
}

static const struct codec codecs[] = {
	{ "gzip", "\x1f\x8b\x08", 3, NULL, gzip_expected, gzip_start, gzip_step,
	  gzip_stop },
	/* xz: the size is in the index at the end; guess and doubling serve as well */
	{ "xz", "\3757zXZ", 6, NULL, NULL, xz_start, lzma_step, lzma_stop },
	{ "zstd", "\x28\xb5\x2f\xfd", 4, NULL, zstd_expected, zstd_start, zstd_step,
	  zstd_stop },
	{ "lzma", "\x5d", 1, lzma_is, lzma_expected, lzma_start, lzma_step, lzma_stop },
	{ "lz4", "\x04\x22\x4d\x18", 4, NULL, lz4_frame_expected, lz4_frame_start,
	  lz4_frame_step, lz4_frame_stop },
	{ "lz4", "\x02\x21\x4c\x18", 4, NULL, NULL, lz4_legacy_start, lz4_legacy_step,
	  lz4_legacy_stop },
	{ "bzip2", "BZh", 3, bzip2_is, NULL, bzip2_start, bzip2_step, bzip2_stop },
	{ .name = "lzo", .magic = "\x89LZO", .magic_size = 4 },
};

static const struct codec *codec_find(struct bytes packed)
{
	for (size_t i = 0; i < ARRAY_SIZE(codecs); i++) {
		const struct codec *codec = &codecs[i];

		if (packed.size >= codec->magic_size &&
		    !memcmp(packed.data, codec->magic, codec->magic_size) &&
		    (!codec->is || codec->is(packed)))
			return codec;
	}
	return NULL;
}

/* Where the output goes: behind what @buffer held before. */
struct output {
	struct buffer *buffer;
	size_t start;
	uint64_t limit;	   /* bytes behind start */
	uint64_t expected; /* bytes, 0 unknown */
};

/*
 * Room for @want more bytes than @start, but never more than limit + 1: the one byte
 * too many is how output beyond the limit shows.
 */
static int output_reserve(struct output *output, uint64_t want)
{
	uint64_t most = output->limit < SIZE_MAX / 2 ? output->limit + 1 : SIZE_MAX / 2;

	if (want < ROOM_MIN)
		want = ROOM_MIN;
	if (want > most)
		want = most;
	if (want > SIZE_MAX - output->start)
		return -ENOMEM;
	return buffer_reserve(output->buffer, output->start + (size_t)want);
}

static uint64_t first_room(struct bytes packed, uint64_t expected)
{
	if (expected == 0)
		return (uint64_t)packed.size * GUESS_RATIO;
	if (expected / HINT_RATIO_MAX > packed.size)
		return (uint64_t)packed.size * HINT_RATIO_MAX;
	return expected + 1; /* one more: a full buffer would have to grow */
}

/* Twice the room; -E2BIG when there is as much of it as the limit allows. */
static int output_grow(struct output *output)
{
	uint64_t room = output->buffer->room - output->start;

	if (room > output->limit)
		return -E2BIG;
	return output_reserve(output, 2 * room);
}

/* Turn the crank until the end; -ENODATA when the input ends before the stream. */
static int stream_run(const struct codec *codec, struct stream *stream,
		      struct output *output)
{
	struct buffer *buffer = output->buffer;

	for (;;) {
		size_t in_size = stream->in.size;
		size_t made;
		int err;

		if (buffer->size == buffer->room && output_grow(output))
			return -ENOMEM;
		stream->out = buffer->data + buffer->size;
		stream->out_room = buffer->room - buffer->size;
		err = codec->step(stream);
		made = (size_t)(stream->out - (buffer->data + buffer->size));
		buffer->size += made;
		if (buffer->size - output->start > output->limit)
			return -E2BIG;
		if (err < 0)
			return err;
		if (err == STEP_END)
			return 0;
		if (err == STEP_ROOM) {
			err = output_grow(output);
			if (err)
				return err;
			continue;
		}
		if (made == 0 && stream->in.size == in_size)
			return -ENODATA;
	}
}

static int stream_fail(struct diag *diag, int err, const struct codec *codec,
		       const struct stream *stream, const struct output *output)
{
	size_t made = output->buffer->size - output->start;
	size_t packed_size = stream->packed_size;
	/* gzip has its size at the end, which is just what is not there */
	uint64_t expected = codec->expected == gzip_expected ? 0 : output->expected;

	switch (err) {
	case -E2BIG:
		return diag_fail(diag, err, "%s: unpacks to more than %" PRIu64 " bytes",
				 codec->name, output->limit);
	case -ENODATA:
		if (expected > made)
			return diag_fail(
				diag, -EINVAL,
				"%s: truncated: %zu bytes unpack to %zu of %" PRIu64
				" bytes, %" PRIu64 " are missing",
				codec->name, packed_size, made, expected,
				expected - made);
		return diag_fail(diag, -EINVAL,
				 "%s: truncated: the data goes on behind its last byte "
				 "(%zu bytes, unpacked so far: %zu)",
				 codec->name, packed_size, made);
	case -EINVAL:
		return diag_fail(diag, err, "%s: broken at byte %zu of %zu: %s",
				 codec->name, packed_size - stream->in.size, packed_size,
				 stream->why);
	default:
		return diag_fail(diag, err,
				 "%s: out of memory (unpacked so far: %zu bytes)",
				 codec->name, made);
	}
}

const char *compression_name(struct bytes packed)
{
	const struct codec *codec = codec_find(packed);

	return codec ? codec->name : NULL;
}

static int stream_start(const struct codec *codec, struct stream *stream,
			struct output *output)
{
	int err = output_reserve(output, first_room(stream->in, output->expected));

	return err ? err : codec->start(stream);
}

int decompress_expecting(struct bytes packed, uint64_t expected, uint64_t limit,
			 struct buffer *ret, struct diag *diag)
{
	const struct codec *codec = codec_find(packed);
	struct output output = { ret, ret->size, limit, expected };
	struct stream stream = { .in = packed, .packed_size = packed.size };
	int err;

	if (!codec)
		return -ENOENT;
	if (!codec->step)
		return diag_fail(diag, -ENOTSUP,
				 "compressed with %s, which is not unpacked here "
				 "(gzip, xz, lzma, zstd, lz4 and bzip2 are)",
				 codec->name);
	if (expected == 0 && codec->expected)
		output.expected = codec->expected(packed);
	err = stream_start(codec, &stream, &output);
	if (err)
		return stream_fail(diag, err, codec, &stream, &output);
	err = stream_run(codec, &stream, &output);
	if (err) {
		err = stream_fail(diag, err, codec, &stream, &output);
		ret->size = output.start;
	}
	codec->stop(&stream);
	return err;
}

int decompress(struct bytes packed, uint64_t limit, struct buffer *ret, struct diag *diag)
{
	return decompress_expecting(packed, 0, limit, ret, diag);
}
