/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_elf.c - ELFs with one mistake each, and files that are no kernel at all
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
#include "image/elf.h"
#include "image/probe.h"
#include "tests/unit/image/image_builder.h"

/* Fields of the program headers in what elf_build() makes: data, per-CPU, text. */
#define DATA(field)   (BUILT_ELF_PHDR(1) + (field))
#define PERCPU(field) (BUILT_ELF_PHDR(2) + (field))
#define TEXT(field)   (BUILT_ELF_PHDR(3) + (field))
#define P_TYPE	      0
#define P_OFFSET      8
#define P_PADDR	      24
#define P_FILESZ      32
#define P_MEMSZ	      40

static void check_facts(const struct image *image)
{
	assert_int_equal(image->kind, IMAGE_VMLINUX);
	assert_string_equal(image->type, "elf-x86_64");
	/* PT_NOTE is not loaded; sorted by physical address, p_vaddr ignored */
	assert_int_equal(image->nr_pieces, 3);
	assert_int_equal(image->piece[0].paddr, BUILT_ELF_LOWEST);
	assert_int_equal(image->piece[1].paddr, 0x1100000);
	assert_int_equal(image->piece[2].paddr, BUILT_ELF_PERCPU);
	assert_int_equal(image->piece[1].memsz, 0x100000);
	assert_int_equal(image->piece[2].data.size, 0x20);
	assert_int_equal(image->entry, BUILT_ELF_ENTRY);
	assert_int_equal(image->lowest, BUILT_ELF_LOWEST);
	assert_int_equal(image->room, BUILT_ELF_END - BUILT_ELF_LOWEST);
	assert_int_equal(image->pref_address, BUILT_ELF_LOWEST);
	assert_int_equal(image->alignment, SIZE_2M);
	assert_int_equal(image->cmdline_size, 2047);
	assert_int_equal(image->protocol, 0);
	assert_int_equal(image->setup_header.size, 0);
	assert_true(image->is_linux);
	assert_string_equal(image->release, BUILT_RELEASE);
	assert_int_equal(image->version, 0x060100);
}

static void facts(void **state)
{
	struct buffer file = elf_build(BUILT_BANNER);
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	assert_int_equal(image_probe(buffer_view(&file), &image, &diag), 0);
	assert_string_equal(diag.line, "");
	check_facts(&image);
	assert_ptr_equal(image.piece[0].data.data,
			 file.data + BUILT_ELF_PHDR(BUILT_ELF_PHDRS));
	assert_null(image.owned_file.data);
	image_free(&image);
	buffer_free(&file);
}

static void compressed(void **state)
{
	struct buffer plain = elf_build(BUILT_BANNER);

	(void)state;
	for (size_t f = 0; image_formats[f]; f++) {
		struct buffer file = image_pack(image_formats[f], buffer_view(&plain));
		struct image image;

		assert_int_equal(image_probe(buffer_view(&file), &image, NULL), 0);
		buffer_free(&file);
		check_facts(&image);
		assert_int_equal(image.owned_file.size, plain.size);
		image_free(&image);
	}
	buffer_free(&plain);
}

static void banners(void **state)
{
	static const struct {
		const char *banner;
		bool is_linux;
		const char *release;
	} rows[] = {
		{ BUILT_BANNER, true, BUILT_RELEASE },
		{ "", false, "" },
		{ "Linux version %s (%s)", false, "" },
		{ "Linux version %s Linux version 5.10.1 (x)", true, "5.10.1" },
		{ "linux version 6.1.0", false, "" },
		{ "Linux version ", false, "" },
		{ "FreeBSD 14.0", false, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct buffer file = elf_build(rows[i].banner);
		struct image image;

		assert_int_equal(image_probe(buffer_view(&file), &image, NULL), 0);
		assert_int_equal(image.is_linux, rows[i].is_linux);
		assert_string_equal(image.release, rows[i].release);
		assert_int_equal(image.version != 0, rows[i].is_linux);
		image_free(&image);
		buffer_free(&file);
	}
}

/* One field changed; @size cuts the file there (0: as it is). */
static const struct mistake {
	const char *name;
	size_t offset;
	unsigned int width;
	uint64_t value;
	size_t size;
	int err;
	const char *says;
} mistakes[] = {
	{ "arm64", 18, 2, 183, 0, -ENOTSUP, "another machine: e_machine is 183" },
	{ "i386", 18, 2, 3, 0, -ENOTSUP, "another machine: e_machine is 3" },
	{ "x32", 4, 1, 1, 0, -ENOTSUP, "e_machine is 62 (32-bit" },
	{ "class 0", 4, 1, 0, 0, -EINVAL, "ELF header is broken" },
	{ "big-endian", 5, 1, 2, 0, -ENOTSUP, "big-endian" },
	{ "data 3", 5, 1, 3, 0, -EINVAL, "ELF header is broken" },
	{ "version 0", 6, 1, 0, 0, -EINVAL, "ELF header is broken" },
	{ "object file", 16, 2, 1, 0, -EINVAL, "e_type is 1 (relocatable" },
	{ "shared", 16, 2, 3, 0, 0, "" },
	{ "core dump", 16, 2, 4, 0, -EINVAL, "a core dump" },
	{ "type 9", 16, 2, 9, 0, -EINVAL, "e_type is 9 (unknown)" },
	{ "no program headers", 56, 2, 0, 0, -EINVAL, "0 program headers" },
	{ "too many program headers", 56, 2, 1000, 0, -EINVAL,
	  "1000 program headers at 0x40" },
	{ "extended numbering", 56, 2, 0xffff, 0, -EINVAL, "65535 program headers" },
	{ "header size", 54, 2, 32, 0, -EINVAL, "of 32 bytes" },
	{ "headers far away", 32, 8, 0x10000, 0, -EINVAL, "program headers at 0x10000" },
	{ "headers wrap", 32, 8, UINT64_MAX - 7, 0, -EINVAL, "truncated" },
	{ "filesz > memsz", DATA(P_MEMSZ), 8, 0x20, 0, -EINVAL, "p_memsz 32" },
	{ "memsz wraps", PERCPU(P_MEMSZ), 8, UINT64_MAX, 0, -EINVAL, "address space" },
	{ "offset wraps", TEXT(P_OFFSET), 8, UINT64_MAX, 0, -EINVAL,
	  "no file is that long" },
	{ "offset outside", TEXT(P_OFFSET), 8, 0x10000, 0, -EINVAL,
	  "segment 3 ends at byte 65664" },
	{ "overlap by a byte", TEXT(P_MEMSZ), 8, 0x100001, 0, -EINVAL,
	  "segments 0x1000000-0x1100000 and 0x1100000-0x11fffff overlap" },
	{ "adjacent", TEXT(P_MEMSZ), 8, 0x100000, 0, 0, "" },
	{ "same place", PERCPU(P_PADDR), 8, 0x1100000, 0, -EINVAL, "overlap" },
	{ "entry behind the text", 24, 8, 0x1000080, 0, -EINVAL, "e_entry 0x1000080" },
	{ "entry at its last byte", 24, 8, 0x100007f, 0, 0, "" },
	{ "entry is virtual", 24, 8, 0xffffffff81000040, 0, -EINVAL, "physical address" },
	{ "entry in no text", TEXT(P_TYPE), 4, 4, 0, -EINVAL, "lies in no segment" },
	{ "cut in the header", 24, 8, BUILT_ELF_ENTRY, 63, -EINVAL, "file has 63" },
	{ "cut in the program headers", 24, 8, BUILT_ELF_ENTRY, 287, -EINVAL,
	  "take 224 bytes" },
	{ "cut in the data", 24, 8, BUILT_ELF_ENTRY, 490, -EINVAL, "are missing" },
	{ "magic only", 24, 8, BUILT_ELF_ENTRY, 4, -EINVAL, "ELF truncated" },
};

static void with_a_mistake(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		const struct mistake *row = &mistakes[i];
		struct buffer built = elf_build(BUILT_BANNER), file = { 0 };
		struct diag diag = { 0 };
		struct image image;
		int err;

		image_patch(&built, row->offset, row->width, row->value);
		/* a copy of just that size: ASan sees any read behind it */
		assert_int_equal(buffer_append(&file, built.data,
					       row->size ? row->size : built.size),
				 0);
		err = image_probe(buffer_view(&file), &image, &diag);
		if (err != row->err || !strstr(diag.line, row->says))
			fail_msg("%s: %d, \"%s\"", row->name, err, diag.line);
		image_free(&image);
		buffer_free(&file);
		buffer_free(&built);
	}
}

/* All else right, in the other byte order: e_machine alone must not decide. */
static void big_endian(void **state)
{
	struct buffer file = elf_build(BUILT_BANNER);
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	image_patch(&file, 5, 1, 2);
	image_patch(&file, 16, 2, 0x0200);
	image_patch(&file, 18, 2, 0x3e00);
	assert_int_equal(image_probe(buffer_view(&file), &image, &diag), -ENOTSUP);
	assert_non_null(strstr(diag.line, "e_machine is 62 (64-bit, big-endian)"));
	buffer_free(&file);
}

static void nothing_to_load(void **state)
{
	struct buffer file = elf_build(BUILT_BANNER);
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	image_patch(&file, DATA(P_TYPE), 4, 4);
	image_patch(&file, PERCPU(P_MEMSZ), 8, 0); /* empty: skipped, not an error */
	image_patch(&file, TEXT(P_TYPE), 4, 7);
	assert_int_equal(image_probe(buffer_view(&file), &image, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "no PT_LOAD among 4"));
	buffer_free(&file);
}

/* @count one-page segments in a row, the first one holds the entry. */
static int probe_many(unsigned int count, struct image *image, struct diag *diag)
{
	struct buffer head = elf_build(""), file = { 0 };
	int err;

	image_patch(&head, 56, 2, count);
	image_patch(&head, 24, 8, 0x1000000);
	assert_int_equal(buffer_append(&file, head.data, 64), 0);
	assert_int_equal(buffer_append(&file, NULL, 56 * count), 0);
	for (unsigned int i = 0; i < count; i++) {
		image_patch(&file, BUILT_ELF_PHDR(i) + P_TYPE, 4, 1);
		image_patch(&file, BUILT_ELF_PHDR(i) + P_PADDR, 8,
			    0x1000000 + i * 0x1000);
		image_patch(&file, BUILT_ELF_PHDR(i) + P_MEMSZ, 8, 0x1000);
	}
	err = image_probe(buffer_view(&file), image, diag);
	buffer_free(&head);
	buffer_free(&file);
	return err;
}

static void as_many_as_fit(void **state)
{
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	assert_int_equal(probe_many(IMAGE_MAX_PIECES, &image, &diag), 0);
	assert_int_equal(image.nr_pieces, IMAGE_MAX_PIECES);
	image_free(&image);
	assert_int_equal(probe_many(IMAGE_MAX_PIECES + 1, &image, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "more than 16 segments"));
}

static const uint8_t boot_sector[512] = { [510] = 0x55, 0xaa };
static const uint8_t arm64_image[64] = { [0x38] = 'A', 'R', 'M', 0x64 };
static const uint8_t zeros[4096];

#define TEXT_OF(string) (const uint8_t *)(string), sizeof(string) - 1

static const struct {
	const uint8_t *data;
	size_t size;
	const char *says;
} others[] = {
	{ NULL, 0, "an empty file" },
	{ zeros, sizeof(zeros), "zeros (4096 bytes)" },
	{ boot_sector, sizeof(boot_sector), "boot sector or disk image" },
	{ arm64_image, sizeof(arm64_image), "arm64" },
	{ TEXT_OF("MZ\0\0\0\0"), "PE without a Linux setup header" },
	{ TEXT_OF("070701000000"), "cpio" },
	{ TEXT_OF("#!/bin/sh\n"), "a script" },
	{ TEXT_OF("hello, world\n"), "text (13 bytes)" },
	{ TEXT_OF("\x01"), "1 bytes, too short" },
	{ TEXT_OF("\x93\x11\x22\xff\xee"), "5 bytes that start with 93 11 22 ff" },
	{ TEXT_OF("\177ELG......"), "unknown data" },
};

static void not_a_kernel(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		struct bytes view = { others[i].data, others[i].size };
		struct diag diag = { 0 };
		struct buffer packed;
		struct image image;
		int err = image_probe(view, &image, &diag);

		if (err != -ENOEXEC || !strstr(diag.line, others[i].says))
			fail_msg("row %zu: %d, \"%s\"", i, err, diag.line);
		/* and the same, compressed: says both */
		if (others[i].size == 0)
			continue;
		diag_clear(&diag);
		packed = image_pack("gzip", view);
		err = image_probe(buffer_view(&packed), &image, &diag);
		if (err != -ENOEXEC || !strstr(diag.line, others[i].says) ||
		    !strstr(diag.line, "gzip of "))
			fail_msg("gzip of row %zu: %d, \"%s\"", i, err, diag.line);
		buffer_free(&packed);
	}
}

static void compressed_and_broken(void **state)
{
	struct buffer plain = elf_build(BUILT_BANNER);
	struct buffer file = image_pack("xz", buffer_view(&plain));
	struct bytes part = { file.data, file.size / 2 };
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	assert_int_equal(image_probe(part, &image, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "xz: truncated"));
	buffer_free(&file);
	diag_clear(&diag);
	image_patch(&plain, 18, 2, 183);
	file = image_pack("xz", buffer_view(&plain));
	assert_int_equal(image_probe(buffer_view(&file), &image, &diag), -ENOTSUP);
	assert_non_null(strstr(diag.line, "inside xz: ELF of another machine"));
	buffer_free(&file);
	buffer_free(&plain);
	diag_clear(&diag);
	part = (struct bytes){ TEXT_OF("\x89LZO\0\r\n\x1a\n") };
	assert_int_equal(image_probe(part, &image, &diag), -ENOTSUP);
	assert_non_null(strstr(diag.line, "lzo"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts),
		cmocka_unit_test(compressed),
		cmocka_unit_test(banners),
		cmocka_unit_test(with_a_mistake),
		cmocka_unit_test(big_endian),
		cmocka_unit_test(nothing_to_load),
		cmocka_unit_test(as_many_as_fit),
		cmocka_unit_test(not_a_kernel),
		cmocka_unit_test(compressed_and_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
