/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_multiboot.c - kernels with multiboot headers, right ones and wrong ones
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
#include "image/multiboot.h"
#include "image/multiboot2.h"
#include "image/probe.h"
#include "tests/unit/image/image_builder.h"

#define V1     "multiboot-x86"
#define V2     "multiboot2-x86"
#define HEADER BUILT_ELF32_TEXT

static int probe(const struct buffer *file, const char *type, struct image *ret,
		 struct diag *diag)
{
	diag_clear(diag);
	return image_probe_as(buffer_view(file), type, ret, diag);
}

/* A multiboot2 header made of these 32-bit words, and the end tag. */
static struct buffer elf_with_tags(const uint32_t *words, size_t count)
{
	struct buffer file = elf32_build();
	uint8_t tags[256];

	assert_true(count * 4 + 8 <= sizeof(tags));
	for (size_t i = 0; i < count; i++)
		put_le32(tags + 4 * i, words[i]);
	put_le32(tags + 4 * count, 0);
	put_le32(tags + 4 * count + 4, 8);
	multiboot2_put(&file, HEADER, (struct bytes){ tags, 4 * count + 8 });
	return file;
}

static void elf_with_a_header(void **state)
{
	struct buffer file = elf32_build();
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	multiboot_put(&file, HEADER, 0x3);
	assert_int_equal(probe(&file, NULL, &image, &diag), 0);
	assert_int_equal(image.kind, IMAGE_MULTIBOOT);
	assert_string_equal(image.type, V1);
	assert_int_equal(image.entry, BUILT_ELF32_ENTRY);
	assert_int_equal(image.nr_pieces, 2);
	assert_int_equal(image.lowest, BUILT_ELF32_LOWEST);
	assert_int_equal(image.room, BUILT_ELF32_END - BUILT_ELF32_LOWEST);
	assert_ptr_equal(image.piece[0].data.data, file.data + BUILT_ELF32_TEXT);
	assert_int_equal(image.piece[1].memsz, BUILT_ELF32_END - 0x200000);
	assert_int_equal(image.alignment, 0x1000);
	assert_int_equal(image.cmdline_size, UINT32_MAX);
	assert_int_equal(image.multiboot.flags, 3);
	assert_true(image.multiboot.page_aligned_modules);
	assert_false(image.multiboot.wants_video);
	assert_false(image.multiboot.has_entry);
	assert_ptr_equal(image.multiboot.sections.data, file.data + BUILT_ELF32_TABLE);
	assert_int_equal(image.multiboot.sections.size, 3 * 40);
	assert_int_equal(image.multiboot.section_size, 40);
	assert_int_equal(image.multiboot.nr_sections, 3);
	assert_int_equal(image.multiboot.section_names, 2);
	assert_ptr_equal(image.file.data, file.data);
	image_free(&image);
	buffer_free(&file);
}

static const struct {
	const char *type;
	size_t at;
	size_t patch; /* from the header on; 0: nothing */
	uint32_t value;
	int err;
} where_headers_are_rows[] = {
	{ V1, 0x100, 0, 0, 0 },
	{ V1, 0x104, 0, 0, 0 },
	{ V1, 0x102, 0, 0, -ENOEXEC },
	{ V1, 8192 - 12, 0, 0, 0 },
	{ V1, 8192 - 8, 0, 0, -ENOEXEC },
	{ V1, 0x100, 8, 0, -ENOEXEC }, /* checksum */
	{ V1, 0x100, 4, 1, -ENOEXEC },
	{ V2, 0x100, 0, 0, 0 },
	{ V2, 0x104, 0, 0, -ENOEXEC },
	{ V2, 32768 - 24, 0, 0, 0 },
	{ V2, 32768 - 16, 0, 0, -EINVAL }, /* found, but its tag is outside */
	{ V2, 32768 - 8, 0, 0, -ENOEXEC },
	{ V2, 0x100, 12, 0, -ENOEXEC },
	{ V2, 0x100, 4, 4, -ENOEXEC }, /* MIPS */
};

/* Where a header is one: aligned, in the first 8 or 32 KiB, sum 0, for i386. */
static void where_headers_are(void **state)
{

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(where_headers_are_rows); i++) {
		static const uint8_t end_tag[8] = { [4] = 8 };
		struct buffer file = elf32_build();
		struct diag diag = { 0 };
		struct image image;
		int err;

		assert_int_equal(buffer_append(&file, NULL, 40000), 0);
		if (!strcmp(where_headers_are_rows[i].type, V1))
			multiboot_put(&file, where_headers_are_rows[i].at, 0);
		else
			multiboot2_put(&file, where_headers_are_rows[i].at,
				       (struct bytes){ end_tag, sizeof(end_tag) });
		if (where_headers_are_rows[i].patch)
			image_patch(&file,
				    where_headers_are_rows[i].at +
					    where_headers_are_rows[i].patch,
				    4, where_headers_are_rows[i].value);
		err = probe(&file, where_headers_are_rows[i].type, &image, &diag);
		if (err != where_headers_are_rows[i].err)
			fail_msg("row %zu: %d, \"%s\"", i, err, diag.line);
		image_free(&image);
		buffer_free(&file);
	}
}

/* A header at the very end of the file is found, and one byte less is none. */
static void at_the_end(void **state)
{
	struct buffer file = elf32_build(), cut = { 0 };
	struct diag diag = { 0 };
	struct image image;
	size_t at;

	(void)state;
	at = (file.size + 3) & ~(size_t)3;
	assert_int_equal(buffer_append(&file, NULL, at + 12 - file.size), 0);
	multiboot_put(&file, at, 0);
	assert_int_equal(probe(&file, V1, &image, &diag), 0);
	image_free(&image);
	assert_int_equal(buffer_append(&cut, file.data, file.size - 1), 0);
	assert_int_equal(probe(&cut, V1, &image, &diag), -ENOEXEC);
	/* the fields that the flags announce are not there */
	multiboot_put(&file, at, 1 << 2);
	assert_int_equal(probe(&file, V1, &image, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "multiboot header truncated: 48 bytes"));
	multiboot_put(&file, at, 1 << 16);
	assert_int_equal(probe(&file, V1, &image, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "multiboot header truncated: 32 bytes"));
	buffer_free(&cut);
	buffer_free(&file);
}

static void unknown_flags(void **state)
{
	struct buffer file = elf32_build();
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	for (unsigned int bit = 3; bit < 32; bit++) {
		int err;

		if (bit == 16)
			continue;
		multiboot_put(&file, HEADER, 1u << bit);
		err = probe(&file, V1, &image, &diag);
		/* only the lower half is what a loader must know */
		assert_int_equal(err, bit < 16 ? -ENOTSUP : 0);
		if (err)
			assert_non_null(strstr(diag.line, "features that are not known"));
		image_free(&image);
	}
	buffer_free(&file);
}

static void video_fields(void **state)
{
	struct buffer file = elf32_build();
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	multiboot_put(&file, HEADER, 1 << 2);
	/* these two would be addresses, if bit 16 said so */
	image_patch(&file, HEADER + 12, 4, 0xffffffff);
	image_patch(&file, HEADER + 28, 4, 0xffffffff);
	image_patch(&file, HEADER + 32, 4, 1);
	image_patch(&file, HEADER + 36, 4, 80);
	image_patch(&file, HEADER + 40, 4, 25);
	image_patch(&file, HEADER + 44, 4, 16);
	assert_int_equal(probe(&file, NULL, &image, &diag), 0);
	assert_true(image.multiboot.wants_video);
	assert_int_equal(image.multiboot.video_mode, 1);
	assert_int_equal(image.multiboot.width, 80);
	assert_int_equal(image.multiboot.height, 25);
	assert_int_equal(image.multiboot.depth, 16);
	image_free(&image);
	buffer_free(&file);
}

/* A kernel linked to 3 GiB names a virtual entry; sections that are not whole are none.
 */
static void virtual_entry(void **state)
{
	struct buffer file = elf32_build();
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	multiboot_put(&file, HEADER, 0);
	image_patch(&file, 24, 4, BUILT_ELF32_VIRTUAL + BUILT_ELF32_ENTRY);
	assert_int_equal(probe(&file, V1, &image, &diag), 0);
	assert_int_equal(image.entry, BUILT_ELF32_ENTRY);
	image_free(&image);
	/* without multiboot, nobody can know */
	assert_int_equal(probe(&file, "elf-x86", &image, &diag), -EINVAL);
	image_patch(&file, 24, 4, 0x40000000);
	assert_int_equal(probe(&file, V1, &image, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "e_entry 0x40000000 lies in no segment"));
	image_patch(&file, 24, 4, BUILT_ELF32_ENTRY);
	image_patch(&file, 48, 2, 4); /* one section header more than there is */
	assert_int_equal(probe(&file, V1, &image, &diag), 0);
	assert_int_equal(image.multiboot.sections.size, 0);
	assert_int_equal(image.multiboot.nr_sections, 0);
	image_free(&image);
	buffer_free(&file);
}

/* Not an ELF: 1024 bytes, the header at 0x100, loaded as the fields say. */
static const struct place {
	const char *name;
	uint32_t header_addr, load_addr, load_end_addr, bss_end_addr, entry_addr;
	int err;
	const char *says;	    /* of the error */
	size_t offset, size, memsz; /* of the piece */
} places[] = {
	{ "whole", 0x100100, 0x100000, 0x100400, 0x102000, 0x100200, 0, "", 0, 0x400,
	  0x2000 },
	{ "to the end", 0x100100, 0x100000, 0, 0, 0x1003ff, 0, "", 0, 0x400, 0x400 },
	{ "from the header on", 0x100000, 0x100000, 0, 0, 0x100000, 0, "", 0x100, 0x300,
	  0x300 },
	{ "a part", 0x100100, 0x100080, 0x100180, 0, 0x100080, 0, "", 0x80, 0x100,
	  0x100 },
	{ "bss below the end", 0x100100, 0x100000, 0x100400, 0x100200, 0x100000, 0, "", 0,
	  0x400, 0x400 },
	{ "header before load", 0x0fffff, 0x100000, 0, 0, 0x100000, -EINVAL,
	  "does not fit load_addr", 0, 0, 0 },
	{ "load before the file", 0x100101, 0x100000, 0, 0, 0x100000, -EINVAL,
	  "does not fit load_addr", 0, 0, 0 },
	{ "end before load", 0x100100, 0x100000, 0xfffff, 0, 0x100000, -EINVAL,
	  "load_end_addr 0xfffff is below", 0, 0, 0 },
	{ "truncated", 0x100100, 0x100000, 0x100401, 0, 0x100000, -EINVAL,
	  "has 1024, 1 are missing", 0, 0, 0 },
	{ "nothing", 0x100100, 0x100000, 0x100000, 0, 0x100000, -EINVAL,
	  "0 bytes at load_addr", 0, 0, 0 },
	{ "entry behind", 0x100100, 0x100000, 0, 0x101000, 0x101000, -EINVAL,
	  "entry_addr 0x101000 is outside", 0, 0, 0 },
	{ "entry before", 0x100100, 0x100000, 0, 0, 0xfffff, -EINVAL, "outside", 0, 0,
	  0 },
	{ "up to 4 GiB", 0xfffffd00, 0xfffffc00, 0, 0, 0xfffffc00, 0, "", 0, 0x400,
	  0x400 },
	{ "beyond 4 GiB", 0xfffffe00, 0xfffffd00, 0, 0, 0xfffffe00, -EINVAL,
	  "below 4 GiB", 0, 0, 0 },
};

static void check_place(const struct place *row, const struct buffer *file,
			const char *type)
{
	struct diag diag = { 0 };
	struct image image;
	int err = probe(file, type, &image, &diag);

	if (err != row->err || !strstr(diag.line, row->says))
		fail_msg("%s as %s: %d, \"%s\"", row->name, type, err, diag.line);
	if (err)
		return;
	assert_true(image.multiboot.has_entry);
	assert_int_equal(image.nr_pieces, 1);
	assert_int_equal(image.entry, row->entry_addr);
	assert_int_equal(image.lowest, row->load_addr);
	assert_int_equal(image.piece[0].paddr, row->load_addr);
	assert_ptr_equal(image.piece[0].data.data, file->data + row->offset);
	assert_int_equal(image.piece[0].data.size, row->size);
	assert_int_equal(image.piece[0].memsz, row->memsz);
	assert_int_equal(image.room, row->memsz);
	image_free(&image);
}

static void address_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		const struct place *row = &places[i];
		const uint32_t fields[] = { row->header_addr, row->load_addr,
					    row->load_end_addr, row->bss_end_addr,
					    row->entry_addr };
		struct buffer file = { 0 };
		uint8_t tags[48] = { 2, 0, 0, 0, 24, [24] = 3, [28] = 12, [44] = 8 };

		assert_int_equal(buffer_append(&file, NULL, 1024), 0);
		multiboot_put(&file, 0x100, 1 << 16);
		for (size_t k = 0; k < ARRAY_SIZE(fields); k++)
			image_patch(&file, 0x10c + 4 * k, 4, fields[k]);
		check_place(row, &file, V1);
		/* the same fields in two tags */
		memset(file.data + 0x100, 0, 32);
		for (size_t k = 0; k < 4; k++)
			put_le32(tags + 8 + 4 * k, fields[k]);
		put_le32(tags + 32, fields[4]);
		multiboot2_put(&file, 0x100, (struct bytes){ tags, sizeof(tags) });
		check_place(row, &file, V2);
		buffer_free(&file);
	}
}

static void no_addresses_and_no_elf(void **state)
{
	static const uint8_t end_tag[8] = { [4] = 8 };
	struct buffer file = { 0 };
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	assert_int_equal(buffer_append(&file, NULL, 1024), 0);
	multiboot_put(&file, 0x100, 0);
	assert_int_equal(probe(&file, NULL, &image, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "in a file that is no ELF"));
	multiboot2_put(&file, 0x100, (struct bytes){ end_tag, sizeof(end_tag) });
	assert_int_equal(probe(&file, NULL, &image, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "is plain, no ELF"));
	buffer_free(&file);
}

/* From the first byte of the file on: load_addr -1 of multiboot2 only. */
static void from_the_first_byte(void **state)
{
	uint8_t tags[48] = { 2, 0, 0, 0, 24, [24] = 3, [28] = 12, [44] = 8 };
	struct buffer file = { 0 };
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	assert_int_equal(buffer_append(&file, NULL, 1024), 0);
	put_le32(tags + 8, 0x100100);
	put_le32(tags + 12, UINT32_MAX);
	put_le32(tags + 32, 0x100004);
	multiboot2_put(&file, 0x100, (struct bytes){ tags, sizeof(tags) });
	assert_int_equal(probe(&file, V2, &image, &diag), 0);
	assert_int_equal(image.lowest, 0x100000);
	assert_int_equal(image.piece[0].data.size, 1024);
	image_free(&image);
	buffer_free(&file);
}

static const uint32_t all_tags_words[] = {
	1,	  16,	      4,
	6, /* information: memory, map */
	0x10001,  12,	      5,
	0, /* optional: a BIOS device */
	3,	  12,	      BUILT_ELF32_LOWEST + 0x20,
	0, /* entry */
	0x10004,  12,	      3,
	0, /* console */
	0x10005,  20,	      1024,
	768,	  32,	      0, /* framebuffer */
	6,	  8,		 /* modules */
	0x10007,  8,		 /* EFI boot services */
	0x10008,  12,	      0x100040,
	0, /* EFI entries */
	0x10009,  12,	      0x100080,
	0,	  0x1000a,    24,
	0x200000, 0xffffffff, 0x200000,
	2, /* relocatable */
	0x1004d,  16,	      1,
	2, /* optional and unknown */
};

static void all_tags(void **state)
{
	struct buffer file = elf_with_tags(all_tags_words, ARRAY_SIZE(all_tags_words));
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	if (probe(&file, NULL, &image, &diag) != 0)
		fail_msg("\"%s\"", diag.line);
	assert_int_equal(image.kind, IMAGE_MULTIBOOT2);
	assert_int_equal(image.entry, BUILT_ELF32_LOWEST + 0x20);
	assert_false(image.multiboot.has_entry);
	assert_true(image.multiboot.wants_video);
	assert_int_equal(image.multiboot.width, 1024);
	assert_int_equal(image.multiboot.height, 768);
	assert_int_equal(image.multiboot.depth, 32);
	assert_true(image.multiboot.page_aligned_modules);
	assert_true(image.multiboot.keeps_efi_boot_services);
	assert_true(image.multiboot.has_efi64_entry);
	assert_int_equal(image.multiboot.efi64_entry, 0x100080);
	assert_true(image.multiboot.is_relocatable);
	assert_true(image.is_relocatable);
	assert_int_equal(image.multiboot.min_addr, 0x200000);
	assert_int_equal(image.multiboot.max_addr, 0xffffffff);
	assert_int_equal(image.alignment, 0x200000);
	assert_int_equal(image.multiboot.preference, 2);
	assert_int_equal(image.multiboot.nr_sections, 3);
	image_free(&image);
	buffer_free(&file);
}

static const struct bad_tags {
	const char *name;
	uint32_t words[6];
	size_t count;
	int err;
	const char *says;
} bad_tags[] = {
	{ "unknown",
	  { 77, 8 },
	  2,
	  -ENOTSUP,
	  "header tag that is not known here: type 77" },
	{ "a BIOS device", { 1, 12, 5, 0 }, 4, -ENOTSUP, "information of type 5" },
	{ "APM", { 1, 16, 4, 10 }, 4, -ENOTSUP, "information of type 10" },
	{ "unknown information",
	  { 1, 12, 99, 0 },
	  4,
	  -ENOTSUP,
	  "information of type 99" },
	{ "information 0", { 1, 12, 0, 0 }, 4, -ENOTSUP, "information of type 0" },
	{ "short relocatable",
	  { 10, 20, 0, 0, 0, 0 },
	  6,
	  -EINVAL,
	  "relocatable tag has 20 bytes, it takes 24" },
	{ "short entry", { 3, 8 }, 2, -EINVAL, "entry address tag has 8 bytes" },
	{ "size 0", { 6, 0 }, 2, -EINVAL, "its tag at byte 16 has 0" },
	{ "size 7", { 6, 7 }, 2, -EINVAL, "its tag at byte 16 has 7" },
	{ "size outside", { 6, 1000 }, 2, -EINVAL, "its tag at byte 16 has 1000" },
	{ "size 4 GiB", { 6, 0xffffffff }, 2, -EINVAL, "has 4294967295" },
	{ "last tag missing", { 6, 24 }, 2, -EINVAL, "or the last tag is missing" },
	{ "min above max", { 10, 24, 2, 1, 0, 0 }, 6, -EINVAL, "that cannot be" },
	{ "alignment", { 10, 24, 0, 0xffffffff, 0x3000, 0 }, 6, -EINVAL, "0x3000" },
	{ "no room",
	  { 10, 24, 0x100000, 0x202ffe, 0, 0 },
	  6,
	  -EINVAL,
	  "1 bytes too few" },
	{ "just room", { 10, 24, 0x100000, 0x202fff, 0, 0 }, 6, 0, "" },
	{ "entry outside",
	  { 3, 12, 0x100400, 0 },
	  4,
	  -EINVAL,
	  "entry address 0x100400 lies in no segment" },
	{ "address without entry",
	  { 2, 24, 0x100100, 0x100000, 0, 0 },
	  6,
	  -EINVAL,
	  "without an entry address tag" },
};

static void wrong_tags(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad_tags); i++) {
		const struct bad_tags *row = &bad_tags[i];
		struct buffer file = elf_with_tags(row->words, row->count);
		struct diag diag = { 0 };
		struct image image;
		int err = probe(&file, NULL, &image, &diag);

		if (err != row->err || !strstr(diag.line, row->says))
			fail_msg("%s: %d, \"%s\"", row->name, err, diag.line);
		image_free(&image);
		buffer_free(&file);
	}
}

/* With the entry tag e_entry does not count, even if it is nonsense. */
static void entry_tag_overrules(void **state)
{
	static const uint32_t words[] = { 3, 12, 0x100040, 0 };
	struct buffer file = elf_with_tags(words, ARRAY_SIZE(words));
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	image_patch(&file, 24, 4, 0);
	assert_int_equal(probe(&file, V2, &image, &diag), 0);
	assert_int_equal(image.entry, 0x100040);
	image_free(&image);
	buffer_free(&file);
}

/* Header bytes that claim to be longer than the file. */
static void header_length(void **state)
{
	static const uint32_t lengths[] = { 0, 15, 16, 0x8000, 0xfffffff0 };
	struct buffer file = elf_with_tags(NULL, 0);
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		image_patch(&file, HEADER + 8, 4, lengths[i]);
		image_patch(&file, HEADER + 12, 4, 0u - 0xe85250d6u - lengths[i]);
		assert_int_equal(probe(&file, NULL, &image, &diag), -EINVAL);
		assert_non_null(strstr(diag.line, "multiboot2 header of"));
	}
	buffer_free(&file);
}

/* xen.efi carries the header too, but is loaded by the firmware. */
static void in_an_efi_program(void **state)
{
	static const uint8_t end_tag[8] = { [4] = 8 };
	struct buffer file = uki_build(NULL, 0);
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	assert_int_equal(buffer_append(&file, NULL, 64), 0);
	multiboot2_put(&file, file.size - 64, (struct bytes){ end_tag, sizeof(end_tag) });
	assert_int_equal(probe(&file, NULL, &image, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "is an EFI program, no ELF"));
	buffer_free(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elf_with_a_header),
		cmocka_unit_test(where_headers_are),
		cmocka_unit_test(at_the_end),
		cmocka_unit_test(unknown_flags),
		cmocka_unit_test(video_fields),
		cmocka_unit_test(virtual_entry),
		cmocka_unit_test(address_fields),
		cmocka_unit_test(no_addresses_and_no_elf),
		cmocka_unit_test(from_the_first_byte),
		cmocka_unit_test(all_tags),
		cmocka_unit_test(wrong_tags),
		cmocka_unit_test(entry_tag_overrules),
		cmocka_unit_test(header_length),
		cmocka_unit_test(in_an_efi_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
