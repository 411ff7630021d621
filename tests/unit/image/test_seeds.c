/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_seeds.c - the seeds of the image fuzzers reach what they are meant to reach
 *
 * In: nothing, or the fuzzers' corpus directory. Out: with a directory, the seeds as
 * files: `test_seeds tests/fuzz/corpus` wrote those in the tree.
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
#include "image/probe.h"
#include "image/vmlinux.h"
#include "tests/unit/image/image_builder.h"

/* From SEED_ELF32 on they are for image_probe_as(), the others for image_probe(). */
enum seed_kind {
	SEED_BZIMAGE,
	SEED_ELF,
	SEED_PACKED,
	SEED_ELF32,
	SEED_MULTIBOOT,
	SEED_MULTIBOOT2,
	SEED_UKI,
};

#define MULTIBOOT_AT BUILT_ELF32_TEXT

static const struct seed {
	const char *corpus;
	const char *name;
	enum seed_kind kind;
	const char *format; /* of the payload or file; NULL: as it is */
	size_t offset;	    /* one field changed; width 0: none */
	unsigned int width;
	uint64_t value;
	int err; /* of image_probe() or image_probe_as() */
} seeds[] = {
	{ "bzimage", "plain", SEED_BZIMAGE, NULL, 0, 0, 0, 0 },
	{ "bzimage", "gzip", SEED_BZIMAGE, "gzip", 0, 0, 0, 0 },
	{ "bzimage", "xz", SEED_BZIMAGE, "xz-bcj", 0, 0, 0, 0 },
	{ "bzimage", "lzma", SEED_BZIMAGE, "lzma", 0, 0, 0, 0 },
	{ "bzimage", "zstd", SEED_BZIMAGE, "zstd-stream", 0, 0, 0, 0 },
	{ "bzimage", "lz4", SEED_BZIMAGE, "lz4-legacy", 0, 0, 0, 0 },
	{ "bzimage", "bzip2", SEED_BZIMAGE, "bzip2", 0, 0, 0, 0 },
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
	{ "elf", "elf32", SEED_ELF32, NULL, 0, 0, 0, 0 },
	{ "elf", "elf32-x86-64", SEED_ELF32, NULL, 18, 2, 62, -ENOTSUP },
	/* fuzz_multiboot wants the version and the header's place in front */
	{ "multiboot", "elf", SEED_MULTIBOOT, NULL, 0, 0, 0, 0 },
	{ "multiboot", "addresses", SEED_MULTIBOOT, NULL, 0, 1, 0, 0 },
	{ "multiboot", "outside", SEED_MULTIBOOT, NULL, MULTIBOOT_AT + 28, 4, 0xfffff,
	  -EINVAL },
	{ "multiboot", "v2", SEED_MULTIBOOT2, NULL, 0, 0, 0, 0 },
	{ "multiboot", "v2-plain", SEED_MULTIBOOT2, NULL, 0, 1, 0, 0 },
	{ "multiboot", "v2-unknown", SEED_MULTIBOOT2, NULL, MULTIBOOT_AT + 16, 1, 99,
	  -ENOTSUP },
	{ "uki", "plain", SEED_UKI, NULL, 0, 0, 0, 0 },
	{ "uki", "empty", SEED_UKI, NULL, BUILT_PE_SECTION(0) + 16, 4, 0, -ENOEXEC },
	{ "uki", "outside", SEED_UKI, NULL, BUILT_PE_SECTION(2) + 20, 4, 0xfff000,
	  -EINVAL },
	{ "decompress", "gzip", SEED_PACKED, "gzip", 0, 0, 0, 0 },
	{ "decompress", "xz", SEED_PACKED, "xz", 0, 0, 0, 0 },
	{ "decompress", "xz-bcj", SEED_PACKED, "xz-bcj", 0, 0, 0, 0 },
	{ "decompress", "lzma", SEED_PACKED, "lzma", 0, 0, 0, 0 },
	{ "decompress", "zstd", SEED_PACKED, "zstd", 0, 0, 0, 0 },
	{ "decompress", "zstd-stream", SEED_PACKED, "zstd-stream", 0, 0, 0, 0 },
	{ "decompress", "lz4", SEED_PACKED, "lz4", 0, 0, 0, 0 },
	{ "decompress", "lz4-legacy", SEED_PACKED, "lz4-legacy", 0, 0, 0, 0 },
	{ "decompress", "lz4-broken", SEED_PACKED, "lz4-legacy", 4, 4, 0, -EINVAL },
	{ "decompress", "bzip2", SEED_PACKED, "bzip2", 0, 0, 0, 0 },
	{ "decompress", "lzo", SEED_PACKED, "gzip", 0, 4, 0x4f5a4c89, -ENOTSUP },
	{ "decompress", "xz-broken", SEED_PACKED, "xz", 12, 4, 0, -EINVAL },
};

/* Entry, framebuffer and relocatable tags; with the address tag it is no ELF. */
static struct buffer multiboot2_seed(void)
{
	static const uint32_t words[] = {
		2,
		24,
		BUILT_ELF32_LOWEST,
		BUILT_ELF32_LOWEST,
		0,
		0, /* address */
		3,
		12,
		BUILT_ELF32_ENTRY,
		0, /* entry */
		1,
		16,
		4,
		6,
		0x10005,
		20,
		1024,
		768,
		32,
		0,
		6,
		8,
		0x1000a,
		24,
		0,
		0xffffffff,
		0x200000,
		1,
		0,
		8,
	};
	struct buffer file = elf32_build();
	uint8_t tags[sizeof(words)];

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		put_le32(tags + 4 * i, words[i]);
	multiboot2_put(&file, MULTIBOOT_AT, (struct bytes){ tags, sizeof(tags) });
	return file;
}

static struct buffer multiboot_seed(void)
{
	static const uint32_t fields[] = { BUILT_ELF32_LOWEST, BUILT_ELF32_LOWEST, 0, 0,
					   BUILT_ELF32_ENTRY };
	struct buffer file = elf32_build();

	multiboot_put(&file, MULTIBOOT_AT, 1 << 16 | 7);
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		image_patch(&file, MULTIBOOT_AT + 12 + 4 * i, 4, fields[i]);
	return file;
}

static struct buffer uki_seed(void)
{
	struct buffer elf = elf_build(BUILT_BANNER);
	struct buffer bzimage = bzimage_build(buffer_view(&elf));
	const struct built_section sections[] = {
		{ ".linux", buffer_view(&bzimage) },
		{ ".cmdline", { (const uint8_t *)"quiet\n", 6 } },
		{ ".initrd", { (const uint8_t *)"070701", 6 } },
		{ ".profile", { (const uint8_t *)"ID=a", 4 } },
		{ ".dtb", { (const uint8_t *)"\xd0\x0d\xfe\xed", 4 } },
	};
	struct buffer file = uki_build(sections, ARRAY_SIZE(sections));

	buffer_free(&bzimage);
	buffer_free(&elf);
	return file;
}

static struct buffer bzimage_seed(struct buffer payload)
{
	struct buffer whole = bzimage_build(buffer_view(&payload));

	buffer_free(&payload);
	return whole;
}

static struct buffer seed_plain(const struct seed *seed)
{
	struct buffer file = { 0 }, packed;

	switch (seed->kind) {
	case SEED_ELF32:
		return elf32_build();
	case SEED_MULTIBOOT:
		return multiboot_seed();
	case SEED_MULTIBOOT2:
		return multiboot2_seed();
	case SEED_UKI:
		return uki_seed();
	default:
		break;
	}
	file = elf_build(BUILT_BANNER);
	if (seed->format) {
		packed = seed->kind == SEED_BZIMAGE
				 ? payload_pack(seed->format, buffer_view(&file))
				 : image_pack(seed->format, buffer_view(&file));
		buffer_free(&file);
		file = packed;
	}
	return seed->kind == SEED_BZIMAGE ? bzimage_seed(file) : file;
}

static struct buffer seed_build(const struct seed *seed)
{
	struct buffer file = seed_plain(seed);

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
		int err =
			seeds[i].kind < SEED_ELF32
				? image_probe(buffer_view(&file), &image, &diag)
				: image_probe_as(buffer_view(&file), NULL, &image, &diag);

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
		bool is_elf = !strcmp(seeds[i].corpus, "elf");
		size_t skip = is_elf ? 4 : 0;
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
		if (seeds[i].kind == SEED_MULTIBOOT || seeds[i].kind == SEED_MULTIBOOT2)
			fprintf(out, "%c%c", seeds[i].kind == SEED_MULTIBOOT2,
				MULTIBOOT_AT / 8);
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
