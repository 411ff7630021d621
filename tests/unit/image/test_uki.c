/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_uki.c - unified kernel images, right ones and wrong ones
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
#include "image/elf.h"
#include "image/probe.h"
#include "image/uki.h"
#include "image/vmlinux.h"
#include "tests/unit/image/image_builder.h"

#define TEXT(string)                                          \
	{                                                     \
		(const uint8_t *)(string), sizeof(string) - 1 \
	}
#define MAX_SECTIONS 10

static bool same(struct bytes view, const char *text)
{
	return view.size == strlen(text) &&
	       (!view.size || !memcmp(view.data, text, view.size));
}

/* @linux stands for the bzImage, wherever it is the data of a section. */
static struct buffer uki_with(const struct built_section *sections, size_t count,
			      struct bytes bzimage)
{
	struct built_section copy[MAX_SECTIONS];

	assert_true(count <= MAX_SECTIONS);
	for (size_t i = 0; i < count; i++) {
		copy[i] = sections[i];
		if (!strcmp(copy[i].name, ".linux") && !copy[i].data.data)
			copy[i].data = bzimage;
	}
	return uki_build(copy, count);
}

static struct buffer plain_bzimage(void)
{
	uint8_t payload[100];

	memset(payload, 0xa5, sizeof(payload));
	return bzimage_build((struct bytes){ payload, sizeof(payload) });
}

static void facts(void **state)
{
	static const struct built_section sections[] = {
		{ ".text", TEXT("stub") },
		{ ".osrel", TEXT("ID=debian\n") },
		{ ".cmdline", TEXT("root=LABEL=x quiet\n\0") },
		{ ".initrd", TEXT("070701 archive\0\0") },
		{ ".dtb", TEXT("\xd0\x0d\xfe\xed") },
		{ ".linux", { 0 } },
	};
	struct buffer bzimage = plain_bzimage();
	struct buffer file =
		uki_with(sections, ARRAY_SIZE(sections), buffer_view(&bzimage));
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	assert_int_equal(image_probe_as(buffer_view(&file), NULL, &image, &diag), 0);
	assert_string_equal(diag.line, "");
	assert_int_equal(diag.nr_warnings, 0);
	assert_string_equal(image.type, "uki-x86_64");
	assert_int_equal(image.kind, IMAGE_BZIMAGE);
	assert_string_equal(image.release, BUILT_RELEASE);
	assert_int_equal(image.entry, 0x200);
	/* padding of the file is not part of it, and nothing is copied */
	assert_int_equal(image.file.size, bzimage.size);
	assert_memory_equal(image.file.data, bzimage.data, bzimage.size);
	assert_true(image.file.data > file.data &&
		    image.file.data < file.data + file.size);
	assert_null(image.owned.data);
	/* only text is trimmed */
	assert_true(same(image.inner_cmdline, "root=LABEL=x quiet"));
	assert_int_equal(image.inner_initrd.size, 16);
	assert_true(same(image.inner_dtb, "\xd0\x0d\xfe\xed"));
	image_free(&image);
	buffer_free(&file);
	buffer_free(&bzimage);
}

/* Compressed as a whole, with a vmlinux inside to be unpacked, its sections stay. */
static void compressed_and_unpacked(void **state)
{
	static const struct built_section sections[] = {
		{ ".linux", { 0 } },
		{ ".initrd", TEXT("initrd") },
		{ ".cmdline", TEXT("quiet") },
	};
	struct buffer elf = elf_build(BUILT_BANNER);
	struct buffer payload = payload_pack("lz4-legacy", buffer_view(&elf));
	struct buffer bzimage = bzimage_build(buffer_view(&payload));
	struct buffer plain =
		uki_with(sections, ARRAY_SIZE(sections), buffer_view(&bzimage));
	struct buffer file = image_pack("zstd", buffer_view(&plain));
	struct image image;

	(void)state;
	assert_int_equal(image_probe_as(buffer_view(&file), NULL, &image, NULL), 0);
	assert_int_equal(image_unpack(&image, NULL), 0);
	assert_int_equal(image.kind, IMAGE_VMLINUX);
	assert_true(same(image.inner_initrd, "initrd"));
	assert_true(same(image.inner_cmdline, "quiet"));
	assert_int_equal(image.inner_dtb.size, 0);
	assert_memory_equal(image.file.data, bzimage.data, bzimage.size);
	assert_int_equal(image.setup.size, BUILT_CODE);
	image_free(&image);
	buffer_free(&file);
	buffer_free(&plain);
	buffer_free(&bzimage);
	buffer_free(&payload);
	buffer_free(&elf);
}

static void kernel_of_32_bits(void **state)
{
	static const struct built_section sections[] = { { ".linux", { 0 } } };
	struct buffer bzimage = plain_bzimage(), file;
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	image_patch(&bzimage, 0x236, 2, 0);
	file = uki_with(sections, 1, buffer_view(&bzimage));
	assert_int_equal(image_probe_as(buffer_view(&file), NULL, &image, NULL), 0);
	assert_int_equal(image.kind, IMAGE_BZIMAGE32);
	assert_string_equal(image.type, "uki-x86_64");
	image_free(&image);
	/* a successor is entered in long mode */
	assert_int_equal(image_probe(buffer_view(&file), &image, &diag), -ENOTSUP);
	assert_non_null(strstr(diag.line, "section .linux: bzImage without the 64-bit"));
	assert_int_equal(image.kind, IMAGE_NONE);
	buffer_free(&file);
	buffer_free(&bzimage);
}

/* The base, then what the first profile overrides; the second one does not count. */
static const struct profile_row {
	const char *name;
	struct built_section sections[MAX_SECTIONS];
	size_t count;
	const char *cmdline, *initrd, *dtb;
	const char *warns; /* NULL: not at all */
} profile_rows[] = {
	{ "none",
	  { { ".linux", { 0 } }, { ".cmdline", TEXT("base") } },
	  2,
	  "base",
	  "",
	  "",
	  NULL },
	{ "one profile",
	  { { ".linux", { 0 } },
	    { ".cmdline", TEXT("base") },
	    { ".initrd", TEXT("I") },
	    { ".profile", TEXT("ID=one") },
	    { ".cmdline", TEXT("one") } },
	  5,
	  "one",
	  "I",
	  "",
	  NULL },
	{ "two profiles",
	  { { ".linux", { 0 } },
	    { ".cmdline", TEXT("base") },
	    { ".profile", TEXT("ID=one") },
	    { ".initrd", TEXT("I1") },
	    { ".profile", TEXT("ID=two") },
	    { ".cmdline", TEXT("two") },
	    { ".initrd", TEXT("I2") } },
	  7,
	  "base",
	  "I1",
	  "",
	  "with 2 profiles: the first is used (--profile=N" },
	{ "twice the same",
	  { { ".linux", { 0 } }, { ".dtb", TEXT("first") }, { ".dtb", TEXT("second") } },
	  3,
	  "",
	  "",
	  "first",
	  NULL },
	{ "dtbauto",
	  { { ".linux", { 0 } }, { ".dtbauto", TEXT("A") }, { ".dtb", TEXT("D") } },
	  3,
	  "",
	  "",
	  "D",
	  ".dtbauto is not used" },
	{ "ucode",
	  { { ".ucode", TEXT("U") }, { ".linux", { 0 } } },
	  2,
	  "",
	  "",
	  "",
	  ".ucode is not used" },
	{ "names that start the same",
	  { { ".linux", { 0 } }, { ".dtbx", TEXT("X") }, { ".cmdlin", TEXT("X") } },
	  3,
	  "",
	  "",
	  "",
	  NULL },
	{ "empty cmdline",
	  { { ".linux", { 0 } }, { ".cmdline", TEXT("\n\n\0") } },
	  2,
	  "",
	  "",
	  "",
	  NULL },
};

static void profiles(void **state)
{
	struct buffer bzimage = plain_bzimage();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(profile_rows); i++) {
		const struct profile_row *row = &profile_rows[i];
		struct buffer file =
			uki_with(row->sections, row->count, buffer_view(&bzimage));
		struct diag diag = { 0 };
		struct image image;
		int err = image_probe_as(buffer_view(&file), NULL, &image, &diag);

		if (err || !same(image.inner_cmdline, row->cmdline) ||
		    !same(image.inner_initrd, row->initrd) ||
		    !same(image.inner_dtb, row->dtb))
			fail_msg("%s: %d, \"%s\"", row->name, err, diag.line);
		assert_int_equal(diag.nr_warnings, row->warns != NULL);
		if (row->warns)
			assert_non_null(strstr(diag.warning[0], row->warns));
		diag_clear(&diag);
		image_free(&image);
		buffer_free(&file);
	}
	buffer_free(&bzimage);
}

static const struct {
	int profile;
	const char *cmdline, *initrd;
	int err;
	const char *says;
} chosen_rows[] = {
	{ UKI_PROFILE_FIRST, "base", "I0", 0, "" },
	{ 0, "base", "I0", 0, "" },
	{ 1, "one", "base initrd", 0, "" },
	{ 2, "two", "I2", 0, "" },
	{ 3, "", "", -ERANGE,
	  "--profile=3: the unified kernel image has 3 profiles, from 0 on" },
};

/* A chosen profile overrides the base, and nothing of the others counts. */
static void chosen_profile(void **state)
{
	static const struct built_section sections[] = {
		{ ".linux", { 0 } },
		{ ".cmdline", TEXT("base") },
		{ ".initrd", TEXT("base initrd") },
		{ ".profile", TEXT("ID=zero") },
		{ ".initrd", TEXT("I0") },
		{ ".profile", TEXT("ID=one") },
		{ ".cmdline", TEXT("one\n") },
		{ ".profile", TEXT("ID=two") },
		{ ".cmdline", TEXT("two") },
		{ ".initrd", TEXT("I2") },
	};
	struct buffer bzimage = plain_bzimage();
	struct buffer file =
		uki_with(sections, ARRAY_SIZE(sections), buffer_view(&bzimage));

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(chosen_rows); i++) {
		int profile = chosen_rows[i].profile;
		struct diag diag = { 0 };
		struct image image;
		int err = image_probe_profile(buffer_view(&file), NULL, profile, &image,
					      &diag);

		assert_int_equal(err, chosen_rows[i].err);
		assert_string_equal(diag.line, chosen_rows[i].says);
		assert_int_equal(diag.nr_warnings, profile == UKI_PROFILE_FIRST);
		assert_true(err || same(image.inner_cmdline, chosen_rows[i].cmdline));
		assert_true(err || same(image.inner_initrd, chosen_rows[i].initrd));
		diag_clear(&diag);
		image_free(&image);
	}
	buffer_free(&file);
	buffer_free(&bzimage);
}

static void profile_of_what_has_none(void **state)
{
	static const struct built_section sections[] = { { ".linux", { 0 } } };
	struct buffer bzimage = plain_bzimage();
	struct buffer file = uki_with(sections, 1, buffer_view(&bzimage));
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	assert_int_equal(image_probe_profile(buffer_view(&file), NULL, 0, &image, NULL),
			 0);
	image_free(&image);
	assert_int_equal(image_probe_profile(buffer_view(&file), NULL, 1, &image, NULL),
			 -ERANGE);
	assert_int_equal(
		image_probe_profile(buffer_view(&bzimage), NULL, 0, &image, &diag),
		-EINVAL);
	assert_non_null(strstr(diag.line, "only unified kernel images have profiles"));
	buffer_free(&file);
	buffer_free(&bzimage);
}

static void sections_and_addons(void **state)
{
	static const struct built_section parts[] = {
		{ ".osrel", TEXT("ID=x\n") },
		{ ".cmdline", TEXT("quiet\n") },
		{ ".profile", TEXT("") },
		{ ".initrd", TEXT("I") },
	};
	static const struct built_section kernel[] = { { ".linux", TEXT("x") } };
	struct buffer addon = uki_with(parts, ARRAY_SIZE(parts), (struct bytes){ 0 });
	struct buffer image = uki_build(kernel, 1);
	struct bytes section;

	(void)state;
	assert_int_equal(uki_section(buffer_view(&addon), ".osrel", &section), 0);
	assert_true(same(section, "ID=x\n"));
	assert_int_equal(uki_section(buffer_view(&addon), ".cmdline", &section), 0);
	assert_true(same(uki_text(section), "quiet"));
	/* of a profile, and none at all */
	assert_int_equal(uki_section(buffer_view(&addon), ".initrd", &section), -ENOENT);
	assert_int_equal(uki_section((struct bytes){ 0 }, ".osrel", &section), -ENOENT);
	assert_true(uki_is_addon(buffer_view(&addon)));
	assert_false(uki_is_addon(buffer_view(&image)));
	image_patch(&addon, BUILT_PE + 4, 2, 0xaa64);
	assert_false(uki_is_addon(buffer_view(&addon)));
	buffer_free(&addon);
	buffer_free(&image);
}

/* One field changed of .text, .linux, .cmdline; @size cuts the file there. */
#define LINUX(field) (BUILT_PE_SECTION(1) + (field))
static const struct mistake {
	const char *name;
	size_t offset;
	unsigned int width;
	uint64_t value;
	size_t size;
	int err;
	const char *says;
} mistakes[] = {
	{ "right", 0, 2, 0x5a4d, 0, 0, "" },
	{ "no MZ", 0, 2, 0x4d5a, 0, -ENOEXEC, "unknown data" },
	{ "PE offset outside", 0x3c, 4, 0xfffffff8, 0, -ENOEXEC, "a PE without" },
	{ "no PE signature", BUILT_PE, 4, 0x4550454e, 0, -ENOEXEC, "a PE without" },
	{ "arm64", BUILT_PE + 4, 2, 0xaa64, 0, -ENOTSUP,
	  "PE of another machine: 0xaa64, x86-64 is 0x8664" },
	{ "PE32", BUILT_PE_OPTIONAL, 2, 0x10b, 0, -EINVAL, "magic is 0x10b" },
	{ "no sections", BUILT_PE + 6, 2, 0, 0, -ENOEXEC, "a PE without" },
	{ "one section", BUILT_PE + 6, 2, 1, 0, -ENOEXEC, "a PE without" },
	{ "sections outside", BUILT_PE + 6, 2, 0xffff, 0, -ENOEXEC, "a PE without" },
	{ "optional header outside", BUILT_PE + 20, 2, 0xffff, 0, -ENOEXEC, "a PE" },
	{ ".linux outside", LINUX(20), 4, 0xfffff000, 0, -EINVAL,
	  "section .linux ends at byte" },
	{ ".linux wraps", LINUX(16), 4, 0xffffffff, 0, 0, "" }, /* memory size counts */
	{ ".linux larger in memory", LINUX(8), 4, 0x10000000, 0, 0, "" },
	{ ".linux without memory size", LINUX(8), 4, 0, 0, 0, "" },
	{ ".linux empty", LINUX(16), 4, 0, 0, -ENOEXEC, "without a section .linux" },
	{ ".linux is something else", LINUX(20), 4, 0, 0, -EINVAL,
	  "section .linux: 2224 bytes that are no bzImage" },
	{ ".linux cut", LINUX(8), 4, 2000, 0, -EINVAL,
	  "section .linux: bzImage truncated" },
	{ "file cut", 0, 2, 0x5a4d, 1200, -EINVAL,
	  "section .linux ends at byte 3248, file has 1200, 2048 are missing" },
};

static void with_a_mistake(void **state)
{
	static const struct built_section sections[] = {
		{ ".text", TEXT("stub") },
		{ ".linux", { 0 } },
		{ ".cmdline", TEXT("quiet") },
	};
	struct buffer bzimage = plain_bzimage();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		const struct mistake *row = &mistakes[i];
		struct buffer built =
			uki_with(sections, ARRAY_SIZE(sections), buffer_view(&bzimage));
		struct buffer file = { 0 };
		struct diag diag = { 0 };
		struct image image;
		int err;

		image_patch(&built, row->offset, row->width, row->value);
		/* a copy of just that size: ASan sees any read behind it */
		assert_int_equal(buffer_append(&file, built.data,
					       row->size ? row->size : built.size),
				 0);
		err = image_probe_as(buffer_view(&file), NULL, &image, &diag);
		if (err != row->err || !strstr(diag.line, row->says))
			fail_msg("%s: %d, \"%s\"", row->name, err, diag.line);
		if (err == 0)
			assert_true(same(image.inner_cmdline, "quiet"));
		image_free(&image);
		buffer_free(&file);
		buffer_free(&built);
	}
	buffer_free(&bzimage);
}

/* Asked for by its type, the parser says what is wrong itself. */
static void asked_for(void **state)
{
	struct buffer file = uki_build(&(struct built_section){ ".text", TEXT("x") }, 1);
	struct diag diag = { 0 };
	struct image image;

	(void)state;
	assert_int_equal(image_probe_as(buffer_view(&file), "uki-x86_64", &image, &diag),
			 -ENOEXEC);
	assert_non_null(strstr(diag.line, "a PE without a section .linux"));
	diag_clear(&diag);
	image_patch(&file, BUILT_PE + 6, 2, 0xffff);
	assert_int_equal(image_probe_as(buffer_view(&file), "uki-x86_64", &image, &diag),
			 -EINVAL);
	assert_non_null(strstr(diag.line, "65535 section headers"));
	buffer_free(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts),
		cmocka_unit_test(compressed_and_unpacked),
		cmocka_unit_test(kernel_of_32_bits),
		cmocka_unit_test(profiles),
		cmocka_unit_test(chosen_profile),
		cmocka_unit_test(profile_of_what_has_none),
		cmocka_unit_test(sections_and_addons),
		cmocka_unit_test(with_a_mistake),
		cmocka_unit_test(asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
