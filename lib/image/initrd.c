/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * initrd.c - does the kernel stand a chance of unpacking this initrd?
 *
 * In: bytes. Out: 0 or one line. A successor that panics for want of its initrd is a
 * worse message than a line before the start.
 * Ref: Linux early-userspace/buffer-format.rst; RFC 1952 (gzip), RFC 8878 (zstd), the
 * .xz file format, section 2.1.2 (stream footer).
 */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <zlib.h>

#include "image/initrd.h"

#define CPIO_HEADER   110
#define CPIO_FIELD    8
#define CPIO_FILESIZE 54 /* offsets of hexadecimal fields in a "newc" header */
#define CPIO_NAMESIZE 94

#define ZSTD_MAGIC_SIZE	    4
#define ZSTD_BLOCK_HEADER   3
#define ZSTD_BLOCK_RLE	    1
#define ZSTD_BLOCK_RESERVED 3

/* Moves @offset behind the archive or compressed stream that starts there. */
typedef int walk_fn(struct bytes initrd, size_t *offset, struct diag *diag);

static int truncated(struct diag *diag, const char *what, size_t start)
{
	return diag_fail(diag, -EINVAL,
			 "truncated: the %s that starts at byte %zu has no end", what,
			 start);
}

static int hex_field(const uint8_t *at, size_t *ret)
{
	size_t value = 0;

	for (int i = 0; i < CPIO_FIELD; i++) {
		if (!isxdigit(at[i]))
			return -EINVAL;
		value = value * 16 + (size_t)(isdigit(at[i]) ? at[i] - '0'
							     : tolower(at[i]) - 'a' + 10);
	}
	*ret = value;
	return 0;
}

static bool cpio_is_trailer(struct bytes initrd, size_t name, size_t size)
{
	static const char trailer[] = "TRAILER!!!";

	return size == sizeof(trailer) && bytes_has(initrd, name, size) &&
	       !memcmp(initrd.data + name, trailer, size);
}

static int cpio_walk(struct bytes initrd, size_t *offset, struct diag *diag)
{
	size_t start = *offset, cursor = start, name_size, file_size;

	for (;;) {
		const uint8_t *header = initrd.data + cursor;

		if (!bytes_has(initrd, cursor, CPIO_HEADER))
			return truncated(diag, "cpio archive", start);
		if (memcmp(header, "07070", 5) ||
		    hex_field(header + CPIO_NAMESIZE, &name_size) ||
		    hex_field(header + CPIO_FILESIZE, &file_size))
			return diag_fail(diag, -EINVAL,
					 "broken: no cpio header at byte %zu", cursor);
		if (cpio_is_trailer(initrd, cursor + CPIO_HEADER, name_size))
			break;
		cursor = (cursor + CPIO_HEADER + name_size + 3) & ~(size_t)3;
		cursor = (cursor + file_size + 3) & ~(size_t)3;
		if (cursor > initrd.size)
			return truncated(diag, "cpio archive", start);
	}
	cursor += CPIO_HEADER + name_size;
	*offset = cursor;
	return 0;
}

static int gzip_walk(struct bytes initrd, size_t *offset, struct diag *diag)
{
	static const int gzip_window = 15 + 16; /* zlib.h inflateInit2(): gzip only */
	uint8_t scratch[65536];
	z_stream stream = { 0 };
	size_t cursor = *offset;
	int status;

	if (inflateInit2(&stream, gzip_window) != Z_OK)
		return diag_fail(diag, -ENOMEM, "out of memory while checking");
	do {
		size_t left = initrd.size - cursor;

		if (!stream.avail_in) {
			stream.next_in = (uint8_t *)(uintptr_t)(initrd.data + cursor);
			stream.avail_in = left < (1U << 30) ? (unsigned int)left
							    : 1U << 30;
			cursor += stream.avail_in;
		}
		stream.next_out = scratch;
		stream.avail_out = sizeof(scratch);
		status = inflate(&stream, Z_NO_FLUSH);
	} while (status == Z_OK &&
		 (stream.avail_in || cursor < initrd.size || !stream.avail_out));
	cursor -= stream.avail_in;
	inflateEnd(&stream);
	if (status == Z_OK || status == Z_BUF_ERROR)
		return truncated(diag, "gzip stream", *offset);
	if (status != Z_STREAM_END)
		return diag_fail(diag, -EINVAL, "broken gzip stream near byte %zu",
				 cursor);
	*offset = cursor;
	return 0;
}

/* Bytes of a zstd frame header behind the magic. Ref: RFC 8878 section 3.1.1.1. */
static size_t zstd_header_size(uint8_t descriptor)
{
	static const size_t dictionary[] = { 0, 1, 2, 4 };
	static const size_t content[] = { 0, 2, 4, 8 };
	bool single_segment = descriptor & 0x20;
	size_t content_size = content[descriptor >> 6];

	if (single_segment && !content_size)
		content_size = 1;
	return (single_segment ? 1U : 2U) + dictionary[descriptor & 3] + content_size;
}

static int zstd_walk(struct bytes initrd, size_t *offset, struct diag *diag)
{
	size_t cursor = *offset + ZSTD_MAGIC_SIZE;
	uint8_t descriptor;
	bool is_last = false;

	if (bytes_get_u8(initrd, cursor, &descriptor))
		return truncated(diag, "zstd frame", *offset);
	cursor += zstd_header_size(descriptor);
	while (!is_last) {
		uint32_t header, type;

		if (!bytes_has(initrd, cursor, ZSTD_BLOCK_HEADER))
			return truncated(diag, "zstd frame", *offset);
		header = initrd.data[cursor] | (uint32_t)initrd.data[cursor + 1] << 8 |
			 (uint32_t)initrd.data[cursor + 2] << 16;
		type = header >> 1 & 3;
		if (type == ZSTD_BLOCK_RESERVED)
			return diag_fail(diag, -EINVAL, "broken zstd block at byte %zu",
					 cursor);
		is_last = header & 1;
		cursor += ZSTD_BLOCK_HEADER + (type == ZSTD_BLOCK_RLE ? 1 : header >> 3);
	}
	cursor += descriptor & 4 ? 4 : 0; /* content checksum */
	if (cursor > initrd.size)
		return truncated(diag, "zstd frame", *offset);
	*offset = cursor;
	return 0;
}

/* An xz stream tells its length only at its end: it must be the last in the file. */
static int xz_walk(struct bytes initrd, size_t *offset, struct diag *diag)
{
	size_t end = initrd.size;

	while (end > *offset && !initrd.data[end - 1])
		end--;
	if (end < *offset + 12 || memcmp(initrd.data + end - 2, "YZ", 2))
		return truncated(diag, "xz stream", *offset);
	*offset = initrd.size;
	return 0;
}

static int magic_walk(struct bytes initrd, size_t *offset, struct diag *diag)
{
	(void)diag;
	*offset = initrd.size;
	return 0;
}

static const struct format {
	const char *magic;
	size_t size;
	walk_fn *walk;
} formats[] = {
	{ "070701", 6, cpio_walk },
	{ "070702", 6, cpio_walk },
	{ "\x1f\x8b", 2, gzip_walk },
	{ "\x28\xb5\x2f\xfd", 4, zstd_walk },
	{ "\xfd"
	  "7zXZ",
	  6, xz_walk },
	{ "BZh", 3, magic_walk },
	{ "\x5d\0\0", 3, magic_walk },	       /* lzma */
	{ "\x02\x21\x4c\x18", 4, magic_walk }, /* lz4, legacy frame */
	{ "\x89LZO", 4, magic_walk },
};

static const struct format *format_find(struct bytes initrd, size_t offset)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (bytes_has(initrd, offset, formats[i].size) &&
		    !memcmp(initrd.data + offset, formats[i].magic, formats[i].size))
			return &formats[i];
	return NULL;
}

int initrd_check(struct bytes initrd, struct diag *diag)
{
	size_t offset = 0;

	while (offset < initrd.size) {
		const struct format *format;
		int err;

		/* Padding between archives; there may be a lot of it. */
		if (offset && !initrd.data[offset]) {
			offset++;
			continue;
		}
		format = format_find(initrd, offset);
		if (!format && !offset)
			return diag_fail(
				diag, -EINVAL,
				"no initrd: neither a cpio archive nor a compression "
				"that Linux knows");
		if (!format)
			return 0; /* a trailer, a bootconfig say: the kernel's business */
		err = format->walk(initrd, &offset, diag);
		if (err)
			return err;
	}
	return 0;
}
