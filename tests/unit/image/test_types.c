/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_types.c - the loader table of kexec, and bzImages for the 32-bit entry
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
#include "image/probe.h"
#include "tests/unit/image/image_builder.h"

#define CODE_SIZE 688 /* 0x240 + 100, rounded up to 16 */

static struct buffer plain_bzimage(void)
{
	uint8_t payload[100];

	memset(payload, 0xa5, sizeof(payload));
	return bzimage_build((struct bytes){ payload, sizeof(payload) });
}

/* One file of each kind, by the type that it must be found to be. */
static struct buffer file_of_type(const char *type)
{
	static const uint8_t end_tag[8] = { [4] = 8 };
	struct buffer inner, file = { 0 };

	if (!strcmp(type, "elf-x86_64"))
		return elf_build(BUILT_BANNER);
	if (!strcmp(type, "bzImage64"))
		return plain_bzimage();
	if (!strcmp(type, "bzImage")) {
		file = plain_bzimage();
		image_patch(&file, 0x236, 2, 0);
		return file;
	}
	if (!strcmp(type, "uki-x86_64")) {
		inner = plain_bzimage();
		file = uki_build(&(struct built_section){ ".linux", buffer_view(&inner) },
				 1);
		buffer_free(&inner);
		return file;
	}
	file = elf32_build();
	if (!strcmp(type, "multiboot-x86"))
		multiboot_put(&file, BUILT_ELF32_TEXT, 0);
	if (!strcmp(type, "multiboot2-x86"))
		multiboot2_put(&file, BUILT_ELF32_TEXT,
			       (struct bytes){ end_tag, sizeof(end_tag) });
	return file;
}

static const struct {
	const char *type;
	enum image_kind kind;
	const char *also; /* another type that the same file can be loaded as */
} types[] = {
	{ "multiboot2-x86", IMAGE_MULTIBOOT2, "elf-x86" },
	{ "elf-x86_64", IMAGE_VMLINUX, NULL },
	{ "multiboot-x86", IMAGE_MULTIBOOT, "elf-x86" },
	{ "elf-x86", IMAGE_ELF32, NULL },
	{ "bzImage64", IMAGE_BZIMAGE, "bzImage" },
	{ "bzImage", IMAGE_BZIMAGE32, NULL },
	{ "uki-x86_64", IMAGE_BZIMAGE, NULL },
};

/* "multiboot2-x86, elf-x86_64, …" */
static void types_join(char *ret, size_t size)
{
	size_t used = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(types); i++)
		used += (size_t)snprintf(ret + used, size - used, "%s%s", i ? ", " : "",
					 types[i].type);
	assert_true(used < size);
}

/* The order is kexec-tools'; `kexec --help` prints it. */
static void table(void **state)
{
	struct buffer file = plain_bzimage();
	char list[256], line[300];
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	types_join(list, sizeof(list));
	snprintf(line, sizeof(line), "type ? is not known (known: %s)", list);
	assert_int_equal(image_probe_as(buffer_view(&file), "?", &image, &diag), -ENOENT);
	assert_string_equal(diag.line, line);
	buffer_free(&file);
}

static void one_file_one_type(const char *of, const char *as, int err,
			      enum image_kind kind)
{
	struct buffer file = file_of_type(of);
	struct diag diag = { 0 };
	struct image image;
	int got = image_probe_as(buffer_view(&file), as, &image, &diag);

	if (got != err || (err == 0 && image.kind != kind) || (err != 0) == !diag.line[0])
		fail_msg("%s as %s: %d, kind %d, \"%s\"", of, as ? as : "any", got,
			 (int)image.kind, diag.line);
	if (err == 0)
		assert_string_equal(image.type, as ? as : of);
	image_free(&image);
	buffer_free(&file);
}

/* Found without a type, with its own, and with no other one. */
static void every_file_every_type(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		one_file_one_type(types[i].type, NULL, 0, types[i].kind);
		for (size_t k = 0; k < ARRAY_SIZE(types); k++) {
			bool is_elf = strstr(types[i].type, "elf") ||
				      strstr(types[i].type, "multiboot");
			int err = -ENOEXEC;

			if (i == k ||
			    (types[i].also && !strcmp(types[i].also, types[k].type)))
				err = 0;
			/* broken or foreign ELFs and bzImages are told from other files
			 */
			else if ((is_elf && strstr(types[k].type, "elf")) ||
				 (!strcmp(types[i].type, "bzImage") &&
				  !strcmp(types[k].type, "bzImage64")))
				err = -ENOTSUP;
			one_file_one_type(types[i].type, types[k].type, err,
					  types[k].kind);
		}
	}
}

static void unknown_types(void **state)
{
	static const struct {
		const char *type;
		int err;
		const char *says;
	} rows[] = {
		{ "nbi-x86", -EOPNOTSUPP, "type nbi-x86 is not supported" },
		{ "beoboot-x86", -EOPNOTSUPP, "type beoboot-x86 is not supported" },
		{ "vmlinux", -ENOENT,
		  "type vmlinux is not known (known: multiboot2-x86," },
		{ "", -ENOENT, "not known" },
		{ "bzimage", -ENOENT, "not known" }, /* case counts, as in kexec-tools */
	};
	struct buffer file = plain_bzimage();
	char list[256];

	(void)state;
	types_join(list, sizeof(list));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct diag diag = { 0 };
		struct image image;
		int err = image_probe_as(buffer_view(&file), rows[i].type, &image, &diag);

		if (err != rows[i].err || !strstr(diag.line, rows[i].says))
			fail_msg("%s: %d, \"%s\"", rows[i].type, err, diag.line);
		/* every type that there is, is listed */
		assert_non_null(strstr(diag.line, list));
		assert_int_equal(image.kind, IMAGE_NONE);
	}
	buffer_free(&file);
}

/* An x86-64 ELF with a multiboot 1 header counts as an ELF, unless asked. */
static void elf_before_multiboot(void **state)
{
	struct buffer file = elf_build(BUILT_BANNER);
	struct image image;

	(void)state;
	assert_int_equal(buffer_append(&file, NULL, 64), 0);
	multiboot_put(&file, (file.size - 64) & ~3ul, 0);
	assert_int_equal(image_probe_as(buffer_view(&file), NULL, &image, NULL), 0);
	assert_int_equal(image.kind, IMAGE_VMLINUX);
	image_free(&image);
	assert_int_equal(
		image_probe_as(buffer_view(&file), "multiboot-x86", &image, NULL), 0);
	assert_int_equal(image.kind, IMAGE_MULTIBOOT);
	assert_int_equal(image.entry, BUILT_ELF_ENTRY);
	image_free(&image);
	buffer_free(&file);
}

/* What a successor can be entered as. */
static void successors_kinds(void **state)
{
	static const struct {
		const char *type;
		int err;
	} rows[] = {
		{ "multiboot2-x86", -ENOTSUP },
		{ "elf-x86_64", 0 },
		{ "multiboot-x86", -ENOTSUP },
		{ "elf-x86", -ENOTSUP },
		{ "bzImage64", 0 },
		{ "bzImage", -ENOTSUP },
		{ "uki-x86_64", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct buffer file = file_of_type(rows[i].type);
		struct image image;

		assert_int_equal(image_probe(buffer_view(&file), &image, NULL),
				 rows[i].err);
		image_free(&image);
		buffer_free(&file);
	}
}

/* kexec_file_load(2) gets the file as it was before it was compressed. */
static void file_of_compressed(void **state)
{
	struct buffer plain = plain_bzimage();

	(void)state;
	for (size_t f = 0; image_formats[f]; f++) {
		struct buffer file = image_pack(image_formats[f], buffer_view(&plain));
		struct image image;

		assert_int_equal(image_probe_as(buffer_view(&file), NULL, &image, NULL),
				 0);
		buffer_free(&file);
		assert_int_equal(image.file.size, plain.size);
		assert_memory_equal(image.file.data, plain.data, plain.size);
		image_free(&image);
	}
	buffer_free(&plain);
}

/* What became of an ELF that no loader takes is still said. */
static void foreign_elf(void **state)
{
	struct buffer file = elf_build(BUILT_BANNER);
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	image_patch(&file, 18, 2, 183);
	assert_int_equal(image_probe_as(buffer_view(&file), NULL, &image, &diag),
			 -ENOTSUP);
	assert_non_null(strstr(diag.line, "e_machine is 183"));
	buffer_free(&file);
}

static void bzimage32_facts(void **state)
{
	struct buffer file = plain_bzimage();
	struct image image;

	(void)state;
	assert_int_equal(image_probe_as(buffer_view(&file), "bzImage", &image, NULL), 0);
	assert_int_equal(image.kind, IMAGE_BZIMAGE32);
	assert_int_equal(image.entry, 0);
	assert_int_equal(image.nr_pieces, 1);
	assert_ptr_equal(image.piece[0].data.data, file.data + BUILT_CODE);
	assert_int_equal(image.piece[0].data.size, CODE_SIZE);
	assert_ptr_equal(image.setup.data, file.data);
	assert_int_equal(image.setup.size, BUILT_CODE);
	assert_ptr_equal(image.file.data, file.data);
	assert_int_equal(image.file.size, file.size);
	assert_int_equal(image.loadflags, 1);
	assert_int_equal(image.xloadflags, 0x7f);
	assert_true(image.is_relocatable);
	assert_true(image.is_linux);
	assert_int_equal(image.room, BUILT_INIT_SIZE);
	assert_int_equal(image.alignment, 0x200000);
	assert_int_equal(image.pref_address, 0x1000000);
	assert_int_equal(image.cmdline_size, 2047);
	assert_int_equal(image.protocol, 0x20f);
	assert_int_equal(image.setup_header.size, 0x26c - 0x1f1);
	image_free(&image);
	buffer_free(&file);
}

/* What old protocols do not have: the bytes there are code, and not looked at. */
static const struct old_row {
	uint16_t version;
	uint32_t initrd_addr_max;
	uint64_t room, alignment, pref_address, cmdline_size;
	bool is_relocatable;
	uint16_t xloadflags;
} old_rows[] = {
	{ 0x200, 0x37ffffff, 4 * CODE_SIZE, 0x1000, 0x100000, 255, false, 0 },
	{ 0x202, 0x37ffffff, 4 * CODE_SIZE, 0x1000, 0x100000, 255, false, 0 },
	{ 0x203, 0x7fffffff, 4 * CODE_SIZE, 0x1000, 0x100000, 255, false, 0 },
	{ 0x205, 0x7fffffff, 4 * CODE_SIZE, 0x200000, 0x100000, 255, true, 0 },
	{ 0x206, 0x7fffffff, 4 * CODE_SIZE, 0x200000, 0x100000, 2047, true, 0 },
	{ 0x209, 0x7fffffff, 4 * CODE_SIZE, 0x200000, 0x100000, 2047, true, 0 },
	{ 0x20a, 0x7fffffff, BUILT_INIT_SIZE, 0x200000, 0x1000000, 2047, true, 0 },
	{ 0x20c, 0x7fffffff, BUILT_INIT_SIZE, 0x200000, 0x1000000, 2047, true, 0x7c },
};

static void old_protocols(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(old_rows); i++) {
		const struct old_row *row = &old_rows[i];
		struct buffer file = plain_bzimage();
		struct diag diag = { 0 };
		struct image image;

		image_patch(&file, 0x206, 2, row->version);
		image_patch(&file, 0x22c, 4, 0x7fffffff);
		image_patch(&file, 0x236, 2, 0x7c);
		if (image_probe_as(buffer_view(&file), NULL, &image, &diag) != 0)
			fail_msg("%x: \"%s\"", row->version, diag.line);
		assert_int_equal(image.kind, IMAGE_BZIMAGE32);
		assert_int_equal(image.protocol, row->version);
		assert_int_equal(image.initrd_addr_max, row->initrd_addr_max);
		assert_int_equal(image.room, row->room);
		assert_int_equal(image.alignment, row->alignment);
		assert_int_equal(image.pref_address, row->pref_address);
		assert_int_equal(image.cmdline_size, row->cmdline_size);
		assert_int_equal(image.is_relocatable, row->is_relocatable);
		assert_int_equal(image.xloadflags, row->xloadflags);
		image_free(&image);
		buffer_free(&file);
	}
}

/* One field changed, of an image whose xloadflags are 0; @size cuts the file there. */
static const struct mistake {
	const char *name;
	size_t offset;
	unsigned int width;
	uint64_t value;
	size_t size;
	int err;
	const char *says;
} mistakes[] = {
	{ "before 2.00", 0x206, 2, 0x105, 0, -ENOTSUP, "boot protocol 1.05, 2.00" },
	{ "short header", 0x201, 1, 0x55, 0, -EINVAL,
	  "setup header ends at 0x257, boot protocol 2.15 needs 0x264" },
	{ "boot flag", 0x1fe, 2, 0x55aa, 0, -EINVAL, "boot_flag at 0x1fe is 0x55aa" },
	{ "cut", 0x1f4, 4, 44, 0, -EINVAL, "16 are missing" },
	{ "no code", 0x1f4, 4, 0, 0, -EINVAL, "the 32-bit entry is at byte 0" },
	{ "setup only", 0x1f1, 1, 2, BUILT_CODE, -EINVAL, "688 are missing" },
	{ "alignment 0", 0x230, 4, 0, 0, -EINVAL, "kernel_alignment 0x0 is not" },
	{ "alignment 16 bytes", 0x230, 4, 16, 0, 0, "" },
	{ "not relocatable", 0x234, 1, 0, 0, 0, "" },
	{ "prefers no page", 0x258, 8, 0x1000100, 0, 0, "" },
	/* these describe Linux; memtest86+ and iPXE fill them with something else */
	{ "init_size 0", 0x260, 4, 0, 0, 0, "" },
	{ "payload outside", 0x248, 4, 0xfffffff0, 0, 0, "" },
};

static void bzimage32_mistakes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		const struct mistake *row = &mistakes[i];
		struct buffer built = plain_bzimage(), file = { 0 };
		struct diag diag = { 0 };
		struct image image;
		int err;

		image_patch(&built, 0x236, 2, 0);
		image_patch(&built, row->offset, row->width, row->value);
		/* a copy of just that size: ASan sees any read behind it */
		assert_int_equal(buffer_append(&file, built.data,
					       row->size ? row->size : built.size),
				 0);
		err = image_probe_as(buffer_view(&file), NULL, &image, &diag);
		if (err != row->err || !strstr(diag.line, row->says))
			fail_msg("%s: %d, \"%s\"", row->name, err, diag.line);
		if (err == 0)
			assert_true(image.room >= image.piece[0].memsz &&
				    image.alignment >= PAGE_SIZE_4K);
		image_free(&image);
		buffer_free(&file);
		buffer_free(&built);
	}
}

/* Not relocatable is a matter for a successor; kexec can place it. */
static void fixed_bzimage64(void **state)
{
	struct buffer file = plain_bzimage();
	struct image image;

	(void)state;
	image_patch(&file, 0x234, 1, 0);
	assert_int_equal(image_probe(buffer_view(&file), &image, NULL), -ENOTSUP);
	assert_int_equal(image_probe_as(buffer_view(&file), NULL, &image, NULL), 0);
	assert_int_equal(image.kind, IMAGE_BZIMAGE);
	assert_false(image.is_relocatable);
	image_free(&image);
	/* whichever entry it has, it could be placed nowhere: said before it is tried */
	for (uint64_t xloadflags = 0; xloadflags < 2; xloadflags++) {
		struct diag diag = { 0 };

		image_patch(&file, 0x258, 8, 0x1000100);
		image_patch(&file, 0x236, 2, xloadflags ? 0x7f : 0);
		assert_int_equal(image_probe_as(buffer_view(&file), NULL, &image, &diag),
				 -EINVAL);
		assert_non_null(
			strstr(diag.line, "pref_address 0x1000100 is no multiple"));
	}
	buffer_free(&file);
}

/* Before 2.04 syssize cannot be trusted: all of the file is code. */
static void zimage(void **state)
{
	struct buffer file = plain_bzimage();
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	image_patch(&file, 0x206, 2, 0x203);
	image_patch(&file, 0x211, 1, 0);
	image_patch(&file, 0x1f4, 4, 0xdead0000);
	assert_int_equal(image_probe_as(buffer_view(&file), NULL, &image, &diag), 0);
	assert_int_equal(image.pref_address, 0x10000);
	assert_int_equal(image.piece[0].data.size, CODE_SIZE);
	image_free(&image);
	assert_int_equal(buffer_append(&file, NULL, 0x80000), 0);
	assert_int_equal(image_probe_as(buffer_view(&file), NULL, &image, &diag),
			 -EINVAL);
	assert_non_null(strstr(diag.line, "524976 bytes of code, 524288 have room"));
	buffer_free(&file);
	/* what a zImage prefers counts for nothing: its setup code moves it */
	file = plain_bzimage();
	image_patch(&file, 0x211, 1, 0);
	image_patch(&file, 0x258, 8, 0x1000100);
	assert_int_equal(image_probe_as(buffer_view(&file), "bzImage", &image, NULL), 0);
	assert_int_equal(image.pref_address, 0x10000);
	image_free(&image);
	buffer_free(&file);
}

/* iPXE: protocol 2.07, a version that is not Linux', code where newer fields would be. */
static void ipxe(void **state)
{
	struct buffer file = plain_bzimage();
	struct image image;

	(void)state;
	image_patch(&file, 0x206, 2, 0x207);
	image_patch(&file, 0x201, 1, 0x65);
	image_patch(&file, 0x230, 4, 0);
	image_patch(&file, 0x234, 1, 0);
	memset(file.data + 0x248, 0xff, 0x264 - 0x248);
	memcpy(file.data + 0x300, "1.21.1+git", 11);
	assert_int_equal(image_probe_as(buffer_view(&file), NULL, &image, NULL), 0);
	assert_int_equal(image.kind, IMAGE_BZIMAGE32);
	assert_false(image.is_linux);
	assert_string_equal(image.release, "");
	assert_int_equal(image.version, 0);
	assert_int_equal(image.pref_address, 0x100000);
	image_free(&image);
	buffer_free(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(every_file_every_type),
		cmocka_unit_test(unknown_types),
		cmocka_unit_test(elf_before_multiboot),
		cmocka_unit_test(successors_kinds),
		cmocka_unit_test(file_of_compressed),
		cmocka_unit_test(foreign_elf),
		cmocka_unit_test(bzimage32_facts),
		cmocka_unit_test(old_protocols),
		cmocka_unit_test(bzimage32_mistakes),
		cmocka_unit_test(fixed_bzimage64),
		cmocka_unit_test(zimage),
		cmocka_unit_test(ipxe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
