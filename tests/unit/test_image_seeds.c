/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_image_seeds.c - the seeds of the image fuzzers reach what they are meant to reach
 *
 * In: nothing, or the fuzzers' corpus directory. Out: with a directory, the seeds as
 * files: `test_image_seeds tests/fuzz/corpus` wrote those in the tree.
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
#include "image/kinds.h"
#include "tests/unit/image_builder.h"

enum seed_kind { SEED_BZIMAGE, SEED_ELF, SEED_PACKED };

static const struct seed {
	const char *corpus;
	const char *name;
	enum seed_kind kind;
	const char *format; /* of the payload or file; NULL: as it is */
	size_t offset;	    /* one field changed; width 0: none */
	unsigned int width;
	uint64_t value;
	int err; /* of image_probe() */
} seeds[] = {
	{ "bzimage", "plain", SEED_BZIMAGE, NULL, 0, 0, 0, 0 },
	{ "bzimage", "gzip", SEED_BZIMAGE, "gzip", 0, 0, 0, 0 },
	{ "bzimage", "xz", SEED_BZIMAGE, "xz-bcj", 0, 0, 0, 0 },
	{ "bzimage", "lzma", SEED_BZIMAGE, "lzma", 0, 0, 0, 0 },
	{ "bzimage", "zstd", SEED_BZIMAGE, "zstd-stream", 0, 0, 0, 0 },
	{ "bzimage", "32bit", SEED_BZIMAGE, "xz", 0x236, 2, 0, -ENOTSUP },
	{ "bzimage", "old", SEED_BZIMAGE, NULL, 0x206, 2, 0x204, -ENOTSUP },
	{ "bzimage", "long", SEED_BZIMAGE, NULL, 0x1f4, 4, 0x7fffff, -EINVAL },
	{ "bzimage", "pe", SEED_BZIMAGE, NULL, 0, 2, 0x5a4d, 0 },
	{ "bzimage", "no-hdrs", SEED_BZIMAGE, NULL, 0x202, 4, 0, -ENOEXEC },
	/* fuzz_elf puts the magic in front by itself: those files lack it */
	{ "elf", "plain", SEED_ELF, NULL, 0, 0, 0, 0 },
	{ "elf", "dyn", SEED_ELF, NULL, 16, 2, 3, 0 },
	{ "elf", "i386", SEED_ELF, NULL, 4, 1, 1, -ENOTSUP },
	{ "elf", "big-endian", SEED_ELF, NULL, 5, 1, 2, -ENOTSUP },
	{ "elf", "xnum", SEED_ELF, NULL, 56, 2, 0xffff, -EINVAL },
	{ "elf", "overlap", SEED_ELF, NULL, BUILT_ELF_PHDR(3) + 40, 8, 0x200000,
	  -EINVAL },
	{ "decompress", "gzip", SEED_PACKED, "gzip", 0, 0, 0, 0 },
	{ "decompress", "xz", SEED_PACKED, "xz", 0, 0, 0, 0 },
	{ "decompress", "xz-bcj", SEED_PACKED, "xz-bcj", 0, 0, 0, 0 },
	{ "decompress", "lzma", SEED_PACKED, "lzma", 0, 0, 0, 0 },
	{ "decompress", "zstd", SEED_PACKED, "zstd", 0, 0, 0, 0 },
	{ "decompress", "zstd-stream", SEED_PACKED, "zstd-stream", 0, 0, 0, 0 },
	{ "decompress", "lz4", SEED_PACKED, "gzip", 0, 4, 0x184d2204, -ENOTSUP },
	{ "decompress", "xz-broken", SEED_PACKED, "xz", 12, 4, 0, -EINVAL },
};

static struct buffer seed_build(const struct seed *seed)
{
	struct buffer file = elf_build(BUILT_BANNER);
	struct buffer packed = { 0 };

	if (seed->format) {
		packed = seed->kind == SEED_BZIMAGE
				 ? payload_pack(seed->format, buffer_view(&file))
				 : image_pack(seed->format, buffer_view(&file));
		buffer_free(&file);
		file = packed;
	}
	if (seed->kind == SEED_BZIMAGE) {
		struct buffer whole = bzimage_build(buffer_view(&file));

		buffer_free(&file);
		file = whole;
	}
	if (seed->width)
		image_patch(&file, seed->offset, seed->width, seed->value);
	return file;
}

static void as_meant(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(seeds); i++) {
		struct buffer file = seed_build(&seeds[i]);
		struct diag diag = { 0 };
		struct image image;
		int err = image_probe(buffer_view(&file), &image, &diag);

		if (err != seeds[i].err)
			fail_msg("%s/%s: %d, \"%s\"", seeds[i].corpus, seeds[i].name, err,
				 diag.line);
		if (err == 0 && seeds[i].kind == SEED_BZIMAGE)
			assert_int_equal(image_unpack(&image, NULL), 0);
		image_free(&image);
		buffer_free(&file);
	}
}

static int seeds_write(const char *directory)
{
	for (size_t i = 0; i < ARRAY_SIZE(seeds); i++) {
		struct buffer file = seed_build(&seeds[i]);
		size_t skip = seeds[i].kind == SEED_ELF ? 4 : 0;
		char path[4096];
		FILE *out;
		size_t done;

		snprintf(path, sizeof(path), "%s/%s/%s", directory, seeds[i].corpus,
			 seeds[i].name);
		out = fopen(path, "wb");
		if (!out) {
			perror(path);
			return 1;
		}
		done = fwrite(file.data + skip, 1, file.size - skip, out);
		if (fclose(out) || done != file.size - skip) {
			perror(path);
			return 1;
		}
		buffer_free(&file);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_meant),
	};

	if (argc > 1)
		return seeds_write(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
