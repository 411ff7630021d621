/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_decompress.c - every format, whole, cut, flipped, and larger than allowed
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "image/decompress.h"
#include "tests/unit/image/image_builder.h"

#define BIG (3 * 1024 * 1024 + 17)

/* Neither constant nor noise: shrinks to about a fifth, as a kernel does. */
static struct buffer plain_build(size_t size)
{
	struct buffer plain = { 0 };
	uint32_t seed = 12345;

	assert_int_equal(buffer_append(&plain, NULL, size), 0);
	for (size_t i = 0; i < size; i++) {
		seed = seed * 1664525 + 1013904223;
		plain.data[i] = i % 5 ? (uint8_t)(i / 64) : (uint8_t)(seed >> 24);
	}
	return plain;
}

static int unpack(struct bytes packed, uint64_t limit, struct buffer *ret,
		  struct diag *diag)
{
	diag_clear(diag);
	return decompress(packed, limit, ret, diag);
}

static void whole(void **state)
{
	const size_t sizes[] = { 1, 4096, BIG };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct buffer plain = plain_build(sizes[i]);

		for (size_t f = 0; image_formats[f]; f++) {
			struct buffer packed =
				image_pack(image_formats[f], buffer_view(&plain));
			struct buffer out = { 0 };
			struct diag diag = { 0 };

			/* what is there already stays: output is appended */
			assert_int_equal(buffer_append(&out, "head", 4), 0);
			/* the limit is what is allowed, not one less */
			assert_int_equal(
				unpack(buffer_view(&packed), sizes[i], &out, &diag), 0);
			assert_string_equal(diag.line, "");
			assert_int_equal(out.size, sizes[i] + 4);
			assert_memory_equal(out.data, "head", 4);
			assert_memory_equal(out.data + 4, plain.data, sizes[i]);
			buffer_free(&out);
			buffer_free(&packed);
		}
		buffer_free(&plain);
	}
}

static void above_the_limit(void **state)
{
	struct buffer plain = plain_build(BIG);

	(void)state;
	for (size_t f = 0; image_formats[f]; f++) {
		struct buffer packed = image_pack(image_formats[f], buffer_view(&plain));
		const uint64_t limits[] = { 0, 1, 5000, BIG - 1 };

		for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
			struct buffer out = { 0 };
			struct diag diag = { 0 };

			assert_int_equal(
				unpack(buffer_view(&packed), limits[i], &out, &diag),
				-E2BIG);
			assert_non_null(strstr(diag.line, "unpacks to more than"));
			assert_int_equal(out.size, 0);
			buffer_free(&out);
		}
		buffer_free(&packed);
	}
	buffer_free(&plain);
}

/* No prefix of a compressed file is accepted, however long. */
static void cut_anywhere(void **state)
{
	struct buffer plain = plain_build(700);

	(void)state;
	for (size_t f = 0; image_formats[f]; f++) {
		struct buffer packed = image_pack(image_formats[f], buffer_view(&plain));

		for (size_t size = 0; size < packed.size; size++) {
			struct bytes part = { packed.data, size };
			struct buffer out = { 0 };
			struct diag diag = { 0 };
			int err = unpack(part, 1 << 20, &out, &diag);

			/* shorter than the magic: no compressed file at all */
			if (size >= 13 || err != -ENOENT) {
				if (err != -EINVAL || !strstr(diag.line, "truncated"))
					fail_msg("%s cut to %zu of %zu: %d, \"%s\"",
						 image_formats[f], size, packed.size, err,
						 diag.line);
			} else {
				assert_string_equal(diag.line, "");
			}
			assert_int_equal(out.size, 0);
			buffer_free(&out);
		}
		buffer_free(&packed);
	}
	buffer_free(&plain);
}

/* Every bit of an .xz file is under a check: no flip goes unnoticed. */
static void flipped_anywhere(void **state)
{
	struct buffer plain = plain_build(300);
	struct buffer packed = image_pack("xz", buffer_view(&plain));

	(void)state;
	for (size_t bit = 0; bit < packed.size * 8; bit++) {
		struct buffer out = { 0 };
		struct diag diag = { 0 };
		int err;

		packed.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		err = unpack(buffer_view(&packed), 1 << 20, &out, &diag);
		packed.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (err != -EINVAL && !(err == -ENOENT && bit < 48))
			fail_msg("bit %zu flipped: %d, \"%s\"", bit, err, diag.line);
		buffer_free(&out);
	}
	buffer_free(&packed);
	buffer_free(&plain);
}

static void concatenated(void **state)
{
	static const char *const formats[] = { "gzip",	      "xz",  "zstd",
					       "zstd-stream", "lz4", "lz4-legacy",
					       "bzip2" };
	struct buffer plain = plain_build(5000);

	(void)state;
	for (size_t f = 0; f < ARRAY_SIZE(formats); f++) {
		struct buffer packed = image_pack(formats[f], buffer_view(&plain));
		struct buffer twice = { 0 }, out = { 0 };
		struct diag diag = { 0 };

		assert_int_equal(buffer_append(&twice, packed.data, packed.size), 0);
		assert_int_equal(buffer_append(&twice, packed.data, packed.size), 0);
		assert_int_equal(unpack(buffer_view(&twice), 10000, &out, &diag), 0);
		assert_int_equal(out.size, 10000);
		assert_memory_equal(out.data + 5000, plain.data, 5000);
		buffer_free(&out);
		buffer_free(&twice);
		buffer_free(&packed);
	}
	buffer_free(&plain);
}

/* How much is missing is said where the header tells, and not guessed for gzip. */
static void says_what_is_missing(void **state)
{
	static const struct {
		const char *format, *says;
	} rows[] = {
		{ "zstd", "of 5000 bytes, 5000 are missing" },
		{ "lz4", "of 5000 bytes, " },
		{ "gzip", "truncated: the data goes on" },
		{ "lz4-legacy", "truncated: the data goes on" },
		{ "bzip2", "truncated: the data goes on" },
		{ "xz", "truncated: the data goes on" },
	};
	struct buffer plain = plain_build(5000);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct buffer packed = image_pack(rows[i].format, buffer_view(&plain));
		struct bytes part = { packed.data, packed.size / 2 };
		struct buffer out = { 0 };
		struct diag diag = { 0 };

		assert_int_equal(unpack(part, 1 << 20, &out, &diag), -EINVAL);
		if (!strstr(diag.line, rows[i].says))
			fail_msg("%s: \"%s\"", rows[i].format, diag.line);
		buffer_free(&out);
		buffer_free(&packed);
	}
	buffer_free(&plain);
}

static void followed_by_junk(void **state)
{
	struct buffer plain = plain_build(500);

	(void)state;
	for (size_t f = 0; image_formats[f]; f++) {
		struct buffer packed = image_pack(image_formats[f], buffer_view(&plain));
		struct buffer out = { 0 };
		struct diag diag = { 0 };

		assert_int_equal(buffer_append(&packed, "JUNKJUNKJUNKJUNK", 16), 0);
		assert_int_equal(unpack(buffer_view(&packed), 500, &out, &diag), -EINVAL);
		if (!strstr(diag.line, "broken at byte"))
			fail_msg("%s: \"%s\"", image_formats[f], diag.line);
		assert_int_equal(out.size, 0);
		buffer_free(&out);
		buffer_free(&packed);
	}
	buffer_free(&plain);
}

static void gzip_padded_with_zeros(void **state)
{
	struct buffer plain = plain_build(500);
	struct buffer packed = image_pack("gzip", buffer_view(&plain));
	struct buffer out = { 0 };
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(buffer_append(&packed, NULL, 600), 0);
	assert_int_equal(unpack(buffer_view(&packed), 500, &out, &diag), 0);
	assert_int_equal(out.size, 500);
	buffer_free(&out);
	buffer_free(&packed);
	buffer_free(&plain);
}

/* A forged size must not reserve what it says: room stays in proportion. */
static void forged_size(void **state)
{
	struct buffer plain = plain_build(500);
	struct buffer packed = image_pack("gzip", buffer_view(&plain));
	struct buffer out = { 0 };
	struct diag diag = { 0 };

	(void)state;
	image_patch(&packed, packed.size - 4, 4, 0x7fffffff);
	assert_int_equal(unpack(buffer_view(&packed), SIZE_4G, &out, &diag), -EINVAL);
	assert_true(out.room < 2 * SIZE_1M);
	buffer_free(&out);
	buffer_free(&packed);
	buffer_free(&plain);
}

static void named_but_not_unpacked(void **state)
{
	static const struct {
		const char *magic;
		size_t size;
		int err;
		const char *name;
	} rows[] = {
		{ "BZh91AY&SX", 10, -ENOENT, NULL }, /* the block's magic is part of it */
		{ "BZh01AY&SY", 10, -ENOENT, NULL },
		{ "BZh91AY&S", 9, -ENOENT, NULL },
		{ "\x89LZO\0\r\n\x1a\n", 9, -ENOTSUP, "lzo" },
		{ "", 0, -ENOENT, NULL },
		{ "\x7f"
		  "ELF",
		  4, -ENOENT, NULL },
		/* 0x5d alone is no .lzma: ']' may start a text */
		{ "]][[ some text that is long enough", 34, -ENOENT, NULL },
		{ "\x5d\0\0\x80\0\1\2\3\4\5\6\7\x18", 13, -ENOENT, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bytes view = { (const uint8_t *)rows[i].magic, rows[i].size };
		struct buffer out = { 0 };
		struct diag diag = { 0 };

		assert_int_equal(unpack(view, 1 << 20, &out, &diag), rows[i].err);
		if (rows[i].name) {
			assert_non_null(strstr(diag.line, rows[i].name));
			assert_string_equal(compression_name(view), rows[i].name);
		} else {
			assert_string_equal(diag.line, "");
			assert_null(compression_name(view));
		}
		assert_null(out.data);
	}
}

/* Two blocks of lz4 -l, and what no block can be. */
static void lz4_legacy_blocks(void **state)
{
	static const struct {
		size_t offset;
		uint32_t value;
		const char *says;
	} rows[] = {
		{ 4, 0, "broken at byte 4 of" },
		{ 4, 0x00900000, "broken at byte 4 of" }, /* more than 8 MiB can take */
		{ 4, 0x00800000, "truncated" },
		{ 8, 0xffffffff, "broken at byte 4 of" },
	};
	struct buffer plain = plain_build((8 << 20) + 4321);
	struct buffer packed = image_pack("lz4-legacy", buffer_view(&plain));
	struct buffer out = { 0 };
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(unpack(buffer_view(&packed), plain.size, &out, &diag), 0);
	assert_int_equal(out.size, plain.size);
	assert_memory_equal(out.data, plain.data, plain.size);
	buffer_free(&out);
	/* known beforehand, as of a kernel's payload */
	assert_int_equal(decompress_expecting(buffer_view(&packed), plain.size, SIZE_1G,
					      &out, &diag),
			 0);
	assert_int_equal(out.size, plain.size);
	buffer_free(&out);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct buffer bad = { 0 };

		assert_int_equal(buffer_append(&bad, packed.data, packed.size), 0);
		image_patch(&bad, rows[i].offset, 4, rows[i].value);
		assert_int_equal(unpack(buffer_view(&bad), SIZE_1G, &out, &diag),
				 -EINVAL);
		if (!strstr(diag.line, rows[i].says))
			fail_msg("row %zu: \"%s\"", i, diag.line);
		buffer_free(&out);
		buffer_free(&bad);
	}
	buffer_free(&packed);
	buffer_free(&plain);
}

/* The .lzma header is told from other files by its dictionary and unpacked size. */
static void lzma_headers(void **state)
{
	static const struct {
		uint32_t dictionary;
		uint64_t size;
		bool is;
	} rows[] = {
		{ 1 << 23, UINT64_MAX, true },
		{ 3 << 22, UINT64_MAX, true },
		{ 4096, 5000, true },
		{ 1U << 31, 0, true },
		{ 1 << 23, 256 * SIZE_1G, true },
		{ 1 << 23, 256 * SIZE_1G + 1, false },
		{ 0, UINT64_MAX, false },
		{ 2048, UINT64_MAX, false },
		{ 4097, UINT64_MAX, false },
		{ 5 << 20, UINT64_MAX, false },
		{ 7 << 20, UINT64_MAX, false },
		{ UINT32_MAX, UINT64_MAX, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t header[13] = { 0x5d };

		put_le32(header + 1, rows[i].dictionary);
		put_le64(header + 5, rows[i].size);
		if (!compression_name((struct bytes){ header, 13 }) == rows[i].is)
			fail_msg("dictionary %u", rows[i].dictionary);
		assert_null(compression_name((struct bytes){ header, 12 }));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole),
		cmocka_unit_test(above_the_limit),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(flipped_anywhere),
		cmocka_unit_test(concatenated),
		cmocka_unit_test(says_what_is_missing),
		cmocka_unit_test(followed_by_junk),
		cmocka_unit_test(gzip_padded_with_zeros),
		cmocka_unit_test(forged_size),
		cmocka_unit_test(lz4_legacy_blocks),
		cmocka_unit_test(lzma_headers),
		cmocka_unit_test(named_but_not_unpacked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
