/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_bzimage.c - bzImages with one mistake each, and the vmlinux inside a right one
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
#include "image/bzimage.h"
#include "image/bzimage32.h"
#include "image/probe.h"
#include "image/setup.h"
#include "image/vmlinux.h"
#include "tests/unit/image/image_builder.h"

#define PAYLOAD_SIZE 100 /* makes syssize*16 end 12 bytes behind the payload */
#define CODE_SIZE    688 /* 0x240 + 100, rounded up to 16 */

static struct buffer plain_bzimage(void)
{
	uint8_t payload[PAYLOAD_SIZE];

	memset(payload, 0xa5, sizeof(payload));
	return bzimage_build((struct bytes){ payload, sizeof(payload) });
}

static void facts(void **state)
{
	struct buffer file = plain_bzimage();
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	assert_int_equal(image_probe(buffer_view(&file), &image, &diag), 0);
	assert_string_equal(diag.line, "");
	assert_int_equal(image.kind, IMAGE_BZIMAGE);
	assert_string_equal(image.type, "bzImage64");
	assert_int_equal(image.nr_pieces, 1);
	assert_int_equal(image.piece[0].paddr, 0);
	/* the bytes are not copied */
	assert_ptr_equal(image.piece[0].data.data, file.data + BUILT_CODE);
	assert_int_equal(image.piece[0].data.size, CODE_SIZE);
	assert_int_equal(image.piece[0].memsz, CODE_SIZE);
	assert_null(image.owned.data);
	assert_null(image.owned_file.data);
	assert_int_equal(image.entry, 0x200);
	assert_int_equal(image.lowest, 0);
	assert_int_equal(image.room, BUILT_INIT_SIZE);
	assert_int_equal(image.alignment, 0x200000);
	assert_int_equal(image.pref_address, 0x1000000);
	assert_int_equal(image.cmdline_size, 2047);
	assert_int_equal(image.protocol, 0x020f);
	assert_ptr_equal(image.setup_header.data, file.data + 0x1f1);
	assert_int_equal(image.setup_header.size, 0x26c - 0x1f1);
	assert_true(image.is_linux);
	assert_string_equal(image.release, BUILT_RELEASE);
	assert_int_equal(image.version, 0x060100);
	image_free(&image);
	buffer_free(&file);
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
	{ "boot flag", 0x1fe, 2, 0x55aa, 0, -EINVAL, "boot_flag at 0x1fe is 0x55aa" },
	{ "magic", 0x202, 4, 0x53726449, 0, -ENOEXEC, "boot sector" },
	{ "old protocol", 0x206, 2, 0x020a, 0, -ENOTSUP,
	  "without the 64-bit entry (XLF_KERNEL_64): boot protocol is 2.10" },
	{ "protocol 2.11", 0x206, 2, 0x020b, 0, -ENOTSUP, "2.12 is needed" },
	{ "protocol 2.12", 0x206, 2, 0x020c, 0, 0, "" },
	{ "a future protocol", 0x206, 2, 0x0300, 0, 0, "" },
	{ "32-bit kernel", 0x236, 2, 0x7e, 0, -ENOTSUP,
	  "without the 64-bit entry (XLF_KERNEL_64): xloadflags is 0x007e" },
	{ "not relocatable", 0x234, 1, 0, 0, -ENOTSUP, "not relocatable" },
	{ "loaded low", 0x211, 1, 0x80, 0, -ENOTSUP, "zImage" },
	{ "header too short", 0x201, 1, 0x61, 0, -EINVAL,
	  "setup header ends at 0x263, boot protocol 2.15 needs 0x264" },
	{ "header just long enough", 0x201, 1, 0x62, 0, 0, "" },
	{ "alignment 0", 0x230, 4, 0, 0, -EINVAL, "kernel_alignment 0x0 is not" },
	{ "alignment 3 MiB", 0x230, 4, 0x300000, 0, -EINVAL,
	  "kernel_alignment 0x300000" },
	{ "syssize 0", 0x1f4, 4, 0, 0, -EINVAL, "syssize says 0 bytes" },
	{ "syssize up to the entry", 0x1f4, 4, 32, 0, -EINVAL,
	  "64-bit entry is at byte 512" },
	{ "syssize one more", 0x1f4, 4, 44, 0, -EINVAL,
	  "header says 2240 bytes (setup 1536 + syssize*16 704), file has 2224, 16 are" },
	{ "syssize huge", 0x1f4, 4, 0xffffffff, 0, -EINVAL, "68719476032 are missing" },
	{ "more setup", 0x1f1, 1, 255, 0, -EINVAL, "129536 are missing" },
	{ "setup 0 means 4", 0x1f1, 1, 0, 0, -EINVAL, "setup 2560" },
	{ "init_size 0", 0x260, 4, 0, 0, -EINVAL, "init_size is 0 bytes" },
	{ "init_size one less", 0x260, 4, CODE_SIZE - 1, 0, -EINVAL, "1 too few" },
	{ "init_size exact", 0x260, 4, CODE_SIZE, 0, 0, "" },
	{ "payload outside", 0x248, 4, CODE_SIZE - 99, 0, -EINVAL,
	  "ends 1 bytes behind" },
	{ "payload at the end", 0x248, 4, CODE_SIZE - 100, 0, 0, "" },
	{ "payload wraps", 0x24c, 4, 0xffffffff, 0, -EINVAL, "payload at 0x240" },
	{ "cut by a paragraph", 0x1fe, 2, 0xaa55, 2224 - 16, -EINVAL, "16 are missing" },
	{ "padding cut off", 0x1fe, 2, 0xaa55, 2224 - 12, 0, "" },
	{ "cut into the payload", 0x1fe, 2, 0xaa55, 2224 - 13, -EINVAL,
	  "ends 1 bytes behind" },
	{ "cut in the setup", 0x1fe, 2, 0xaa55, 0x400, -EINVAL, "1200 are missing" },
	{ "cut in the header", 0x1fe, 2, 0xaa55, 0x26b, -EINVAL,
	  "header says 620 bytes, file has 619, 1 are missing" },
	{ "cut behind the magic", 0x1fe, 2, 0xaa55, 0x207, -EINVAL,
	  "truncated inside its setup header" },
	{ "cut in the magic", 0x1fe, 2, 0xaa55, 0x205, -ENOEXEC,
	  "(517 bytes: a truncated bzImage?)" },
	{ "cut in the boot sector", 0, 2, 0x5a4d, 100, -ENOEXEC, "a truncated bzImage?" },
};

static void one_mistake(const struct mistake *row)
{
	struct buffer file = plain_bzimage();
	struct diag diag = { 0 };
	struct image image;
	int err;

	image_patch(&file, row->offset, row->width, row->value);
	if (row->size) {
		/* a copy of just that size: ASan sees any read behind it */
		struct buffer cut = { 0 };

		assert_int_equal(buffer_append(&cut, file.data, row->size), 0);
		buffer_free(&file);
		file = cut;
	}
	err = image_probe(buffer_view(&file), &image, &diag);
	if (err != row->err || !strstr(diag.line, row->says))
		fail_msg("%s: %d, \"%s\"", row->name, err, diag.line);
	if (err)
		assert_int_equal(image.kind, IMAGE_NONE);
	else
		image_free(&image);
	buffer_free(&file);
}

static void with_a_mistake(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++)
		one_mistake(&mistakes[i]);
}

/* setup_sects 0 is 4: the code lies two sectors further on than in the others. */
static void four_sectors_by_default(void **state)
{
	struct buffer file = plain_bzimage();
	struct buffer longer = { 0 };
	struct image image;

	(void)state;
	assert_int_equal(buffer_append(&longer, file.data, BUILT_CODE), 0);
	assert_int_equal(buffer_append(&longer, NULL, 2 * 512), 0);
	assert_int_equal(
		buffer_append(&longer, file.data + BUILT_CODE, file.size - BUILT_CODE),
		0);
	image_patch(&longer, 0x1f1, 1, 0);
	assert_int_equal(image_probe(buffer_view(&longer), &image, NULL), 0);
	assert_ptr_equal(image.piece[0].data.data, longer.data + 5 * 512);
	assert_int_equal(image.piece[0].data.size, CODE_SIZE);
	image_free(&image);
	buffer_free(&longer);
	buffer_free(&file);
}

/* A signature (as Debian's kernels carry) lies behind syssize and is not loaded. */
static void signature_behind(void **state)
{
	struct buffer file = plain_bzimage();
	struct image image;

	(void)state;
	assert_int_equal(buffer_append(&file, NULL, 1500), 0);
	assert_int_equal(image_probe(buffer_view(&file), &image, NULL), 0);
	assert_int_equal(image.piece[0].data.size, CODE_SIZE);
	image_free(&image);
	buffer_free(&file);
}

static void header_fields(void **state)
{
	static const struct {
		uint64_t kernel_version;
		const char *text; /* put at 0x300; NULL: as built */
		bool is_linux;
		const char *release;
	} rows[] = {
		{ 0x100, NULL, true, BUILT_RELEASE },
		{ 0, NULL, false, "" },
		{ 0x100, "memtest86+ v6.10", false, "" },
		{ 0x3ff, "x", false, "" },  /* the setup's last byte */
		{ 0x400, NULL, false, "" }, /* outside the setup */
		{ 0xffff, NULL, false, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct buffer file = plain_bzimage();
		struct image image;

		image_patch(&file, 0x20e, 2, rows[i].kernel_version);
		image_patch(&file, 0x238, 4, 0); /* cmdline_size unset */
		image_patch(&file, 0x201, 1, 0xff);
		if (rows[i].text)
			memcpy(file.data + 0x300, rows[i].text, strlen(rows[i].text) + 1);
		assert_int_equal(image_probe(buffer_view(&file), &image, NULL), 0);
		assert_int_equal(image.is_linux, rows[i].is_linux);
		assert_string_equal(image.release, rows[i].release);
		assert_int_equal(image.cmdline_size, 255);
		/* never more than boot_params has room for */
		assert_int_equal(image.setup_header.size, 0x290 - 0x1f1);
		image_free(&image);
		buffer_free(&file);
	}
}

static void check_unpacked(const struct image *image, const struct buffer *elf)
{
	assert_int_equal(image->kind, IMAGE_VMLINUX);
	assert_string_equal(image->type, "elf-x86_64");
	assert_int_equal(image->nr_pieces, 3);
	assert_int_equal(image->entry, BUILT_ELF_ENTRY);
	assert_int_equal(image->lowest, BUILT_ELF_LOWEST);
	assert_memory_equal(image->piece[0].data.data,
			    elf->data + BUILT_ELF_PHDR(BUILT_ELF_PHDRS), 0x80);
	/* kept from the bzImage */
	assert_int_equal(image->protocol, 0x020f);
	assert_int_equal(image->cmdline_size, 1000);
	assert_int_equal(image->setup_header.size, 0x26c - 0x1f1);
	assert_string_equal(image->release, BUILT_RELEASE);
	assert_true(image->is_linux);
}

static void unpack_every_format(void **state)
{
	struct buffer elf = elf_build("Linux version 9.9.9-not-this-one");

	(void)state;
	for (size_t f = 0; image_formats[f]; f++) {
		struct buffer payload = payload_pack(image_formats[f], buffer_view(&elf));
		struct buffer file = bzimage_build(buffer_view(&payload));
		struct diag diag = { 0 };
		struct image image;

		image_patch(&file, 0x238, 4, 1000);
		assert_int_equal(image_probe(buffer_view(&file), &image, &diag), 0);
		assert_int_equal(image_unpack(&image, &diag), 0);
		assert_string_equal(diag.line, "");
		check_unpacked(&image, &elf);
		/* the ELF needs more than init_size says: the larger one counts */
		assert_int_equal(image.room, BUILT_ELF_END - BUILT_ELF_LOWEST);
		assert_int_equal(image.owned.size, elf.size);
		image_free(&image);

		image_patch(&file, 0x260, 4, 0x7000000);
		image_patch(&file, 0x230, 4, 0x1000000);
		image_patch(&file, 0x20e, 2, 0);
		assert_int_equal(image_probe(buffer_view(&file), &image, &diag), 0);
		assert_int_equal(image_unpack(&image, &diag), 0);
		assert_int_equal(image.room, 0x7000000);
		assert_int_equal(image.alignment, 0x1000000);
		/* without a string in the header the banner tells */
		assert_string_equal(image.release, "9.9.9-not-this-one");
		image_free(&image);
		buffer_free(&file);
		buffer_free(&payload);
	}
	buffer_free(&elf);
}

/* A compressed bzImage: two buffers are owned, views go into both. */
static void unpack_from_compressed_file(void **state)
{
	struct buffer elf = elf_build(BUILT_BANNER);
	struct buffer payload = payload_pack("zstd", buffer_view(&elf));
	struct buffer inner = bzimage_build(buffer_view(&payload));
	struct buffer file = { 0 };
	struct image image;

	(void)state;
	image_patch(&inner, 0x238, 4, 1000);
	file = image_pack("gzip", buffer_view(&inner));
	buffer_free(&inner);
	assert_int_equal(image_probe(buffer_view(&file), &image, NULL), 0);
	assert_non_null(image.owned_file.data);
	buffer_free(&file);
	assert_int_equal(image_unpack(&image, NULL), 0);
	assert_non_null(image.owned_file.data);
	assert_non_null(image.owned.data);
	check_unpacked(&image, &elf);
	image_free(&image);
	assert_null(image.owned_file.data);
	assert_null(image.owned.data);
	buffer_free(&payload);
	buffer_free(&elf);
}

static void unpack_plain_elf(void **state)
{
	struct buffer elf = elf_build(BUILT_BANNER);
	struct buffer file = bzimage_build(buffer_view(&elf));
	struct image image;

	(void)state;
	image_patch(&file, 0x238, 4, 1000);
	assert_int_equal(image_probe(buffer_view(&file), &image, NULL), 0);
	assert_int_equal(image_unpack(&image, NULL), 0);
	check_unpacked(&image, &elf);
	assert_null(image.owned.data);
	image_free(&image);
	buffer_free(&file);
	buffer_free(&elf);
}

/* The payload replaced by other bytes, or packed from something else. */
static const struct bad_payload {
	const char *name;
	const char *bytes;
	size_t size;
	const char *packed_with; /* NULL: as it is */
	int err;
	const char *says;
} bad_payloads[] = {
	{ "none", "", 0, NULL, -ENOTSUP, "no payload" },
	{ "size word only", "1234", 4, NULL, -ENOTSUP, "no payload" },
	{ "unknown", "\xde\xad\xbe\xef....", 8, NULL, -ENOTSUP, "starts with de ad" },
	{ "lzo", "\x89LZO\0\r\n\x1a\n....", 13, NULL, -ENOTSUP, "lzo" },
	{ "broken lz4", "\x02\x21\x4c\x18\0\0\0\0....", 12, NULL, -EINVAL, "lz4" },
	{ "broken bzip2", "BZh91AY&SY....", 14, NULL, -EINVAL, "bzImage payload: bzip2" },
	/* a .lzma header that is whole only together with the size word */
	{ "short lzma", "\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff", 13, NULL,
	  -ENOTSUP, "starts with 5d 00" },
	{ "broken xz", "\3757zXZ\0........", 14, NULL, -EINVAL, "bzImage payload: xz" },
	{ "not an ELF", "what is this", 12, "xz", -EINVAL, "not an ELF inside" },
	{ "a short ELF", "\177ELF", 4, "zstd", -EINVAL,
	  "bzImage payload: ELF truncated" },
};

static void unpack_bad_payloads(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad_payloads); i++) {
		const struct bad_payload *row = &bad_payloads[i];
		struct bytes view = { (const uint8_t *)row->bytes, row->size };
		struct buffer packed = { 0 }, file;
		struct diag diag = { 0 };
		struct image image, before;
		int err;

		if (row->packed_with) {
			packed = payload_pack(row->packed_with, view);
			view = buffer_view(&packed);
		}
		file = bzimage_build(view);
		assert_int_equal(image_probe(buffer_view(&file), &image, NULL), 0);
		before = image;
		err = image_unpack(&image, &diag);
		if (err != row->err || !strstr(diag.line, row->says))
			fail_msg("%s: %d, \"%s\"", row->name, err, diag.line);
		/* still good to be entered as it is */
		assert_memory_equal(&image, &before, sizeof(image));
		image_free(&image);
		buffer_free(&file);
		buffer_free(&packed);
	}
}

static void unpack_wrong_insides(void **state)
{
	struct buffer elf = elf_build(BUILT_BANNER);
	struct buffer payload, file;
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	/* the size word does not fit what comes out */
	payload = payload_pack("xz", buffer_view(&elf));
	image_patch(&payload, payload.size - 4, 4, elf.size + 1);
	file = bzimage_build(buffer_view(&payload));
	assert_int_equal(image_probe(buffer_view(&file), &image, NULL), 0);
	assert_int_equal(image_unpack(&image, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "its size word says"));
	assert_int_equal(image_unpack(&image, NULL), -EINVAL);
	buffer_free(&file);
	buffer_free(&payload);
	/* another machine inside an x86-64 bzImage is broken, not unsupported */
	diag_clear(&diag);
	image_patch(&elf, 18, 2, 183);
	payload = payload_pack("xz", buffer_view(&elf));
	file = bzimage_build(buffer_view(&payload));
	assert_int_equal(image_probe(buffer_view(&file), &image, NULL), 0);
	assert_int_equal(image_unpack(&image, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "another machine"));
	image_free(&image);
	buffer_free(&file);
	buffer_free(&payload);
	buffer_free(&elf);
}

static void unpack_needs_a_bzimage(void **state)
{
	struct buffer elf = elf_build(BUILT_BANNER);
	struct image image;

	(void)state;
	assert_int_equal(image_probe(buffer_view(&elf), &image, NULL), 0);
	assert_int_equal(image_unpack(&image, NULL), -ENOTSUP);
	assert_int_equal(image.kind, IMAGE_VMLINUX);
	image_free(&image);
	buffer_free(&elf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts),
		cmocka_unit_test(with_a_mistake),
		cmocka_unit_test(four_sectors_by_default),
		cmocka_unit_test(signature_behind),
		cmocka_unit_test(header_fields),
		cmocka_unit_test(unpack_every_format),
		cmocka_unit_test(unpack_from_compressed_file),
		cmocka_unit_test(unpack_plain_elf),
		cmocka_unit_test(unpack_bad_payloads),
		cmocka_unit_test(unpack_wrong_insides),
		cmocka_unit_test(unpack_needs_a_bzimage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
