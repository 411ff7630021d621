/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_multiboot.c - the structures read back by the offsets of both standards
 *
 * The reader follows the pointers of Multiboot 0.6.96 section 3.3, or walks the tags of
 * Multiboot2 2.0 section 3.6; it shares nothing with the builder. Map and modules are
 * those that Debian's kexec 2.0.25 was shown; what it wrote is noted where we differ.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "platform/multiboot.h"
#include "platform/multiboot2.h"

#define AT 0xd000u

static const struct memory_map map = {
	.at = {
		{ { 0x400, 0x9fc00 }, 1 },
		{ { 0x9fc00, 0xa0000 }, 2 },
		{ { 0xf0000, 0x100000 }, 2 },
		{ { 0x100000, 0xbffe0000 }, 1 },
		{ { 0xbffe0000, 0xbffff000 }, 3 },
		{ { 0xbffff000, 0xc0000000 }, 4 },
		{ { 0xfffc0000, 0x100000000 }, 12 },
		{ { 0x100000000, 0x140000000 }, 1 },
	},
	.count = 8,
};

static const struct multiboot_module module[] = {
	{ { 0xa000, 0xb388 }, "mod1 x y" },
	{ { 0xc000, 0xc064 }, "mod2" },
};

static const struct image plain_image = { .kind = IMAGE_MULTIBOOT2 };

static struct multiboot_spec spec_make(void)
{
	return (struct multiboot_spec){
		.at = AT,
		.cmdline = "mb a b",
		.module = module,
		.nr_modules = 2,
		.map = &map,
		.image = &plain_image,
	};
}

static uint64_t get(const uint8_t *data, size_t offset, unsigned int bytes)
{
	uint64_t value = 0;

	while (bytes--)
		value = value << 8 | data[offset + bytes];
	return value;
}

/* What a pointer of the structure leads to. */
static const uint8_t *follow(const struct buffer *info, uint64_t address, size_t size)
{
	assert_in_range(address, AT, AT + info->size - size);
	return info->data + (address - AT);
}

static void expect_text(const struct buffer *info, uint64_t address, const char *want)
{
	assert_string_equal((const char *)follow(info, address, strlen(want) + 1), want);
}

/* 1 to 5 stay; 12 (PRAM) is reserved to a kernel of multiboot. */
static void expect_map_entry(const uint8_t *at, unsigned int index)
{
	uint32_t type = map.at[index].type;

	assert_int_equal(get(at, 0, 8), map.at[index].range.start);
	assert_int_equal(get(at, 8, 8), prange_size(map.at[index].range));
	assert_int_equal(get(at, 16, 4), type == 12 ? 2 : type);
}

static void test_one(void **state)
{
	struct multiboot_spec spec = spec_make();
	struct buffer info = { 0 };
	const uint8_t *at;

	(void)state;
	assert_int_equal(multiboot_info_build(&spec, &info, NULL), 0);
	assert_int_equal(get(info.data, 0, 4), 0x24d);
	/* theirs: 638 and 3144575, as they round the last byte down */
	assert_int_equal(get(info.data, 4, 4), 639);
	assert_int_equal(get(info.data, 8, 4), 3144576);
	expect_text(&info, get(info.data, 16, 4), "mb a b");
	assert_int_equal(get(info.data, 20, 4), 2);
	at = follow(&info, get(info.data, 24, 4), 32);
	assert_int_equal(get(at, 0, 4), 0xa000);
	assert_int_equal(get(at, 4, 4), 0xb388);
	expect_text(&info, get(at, 8, 4), "mod1 x y");
	assert_int_equal(get(at, 12, 4), 0);
	assert_int_equal(get(at, 16, 4), 0xc000);
	assert_int_equal(get(at, 20, 4), 0xc064);
	expect_text(&info, get(at, 24, 4), "mod2");
	assert_int_equal(get(info.data, 44, 4), 192);
	at = follow(&info, get(info.data, 48, 4), 192);
	for (unsigned int i = 0; i < 8; i++, at += 24) {
		assert_int_equal(get(at, 0, 4), 20);
		expect_map_entry(at + 4, i);
	}
	expect_text(&info, get(info.data, 64, 4), "kexec");
	/* boot device, symbols, drives, APM, VBE, framebuffer: nothing */
	assert_int_equal(get(info.data, 12, 4), 0);
	for (size_t i = 28; i < 44; i++)
		assert_int_equal(info.data[i], 0);
	for (size_t i = 52; i < 64; i++)
		assert_int_equal(info.data[i], 0);
	for (size_t i = 68; i < 116; i++)
		assert_int_equal(info.data[i], 0);
	buffer_free(&info);
}

static void test_one_without(void **state)
{
	struct multiboot_spec spec = spec_make();
	struct buffer info = { 0 };

	(void)state;
	spec.nr_modules = 0;
	spec.cmdline = NULL;
	assert_int_equal(multiboot_info_build(&spec, &info, NULL), 0);
	assert_int_equal(get(info.data, 0, 4), 0x245);
	expect_text(&info, get(info.data, 16, 4), "");
	assert_int_equal(get(info.data, 20, 8), 0);
	buffer_free(&info);
}

struct tag {
	const uint8_t *data; /* type, size, then its own */
	uint32_t type, size;
};

/* Every tag until the end tag, which must be where total_size says. */
static size_t tags_read(const struct buffer *info, struct tag *tag, size_t room)
{
	size_t at = 8, count = 0;

	assert_int_equal(get(info->data, 0, 4), info->size);
	assert_int_equal(get(info->data, 4, 4), 0);
	for (;;) {
		assert_in_range(at, 8, info->size - 8);
		assert_true(count < room);
		tag[count] = (struct tag){ info->data + at,
					   (uint32_t)get(info->data, at, 4),
					   (uint32_t)get(info->data, at + 4, 4) };
		assert_in_range(tag[count].size, 8, info->size - at);
		if (!tag[count].type)
			break;
		for (size_t pad = at + tag[count].size; pad % 8; pad++)
			assert_int_equal(info->data[pad], 0);
		at = (at + tag[count].size + 7) / 8 * 8;
		count++;
	}
	assert_int_equal(tag[count].size, 8);
	assert_int_equal(at + 8, info->size);
	return count;
}

static const struct tag *tag_find(const struct tag *tag, size_t count, uint32_t type,
				  unsigned int which)
{
	for (size_t i = 0; i < count; i++) {
		if (tag[i].type == type && !which--)
			return &tag[i];
	}
	return NULL;
}

static void expect_module(const struct tag *tag, const struct multiboot_module *want)
{
	assert_non_null(tag);
	assert_int_equal(tag->size, 16 + strlen(want->cmdline) + 1);
	assert_int_equal(get(tag->data, 8, 4), want->range.start);
	assert_int_equal(get(tag->data, 12, 4), want->range.end);
	assert_string_equal((const char *)tag->data + 16, want->cmdline);
}

static void test_two(void **state)
{
	struct multiboot_spec spec = spec_make();
	struct buffer info = { 0 };
	struct tag all[32];
	const struct tag *tag;
	size_t count;

	(void)state;
	assert_int_equal(multiboot2_info_build(&spec, &info, NULL), 0);
	count = tags_read(&info, all, 32);
	assert_int_equal(count, 6);
	tag = tag_find(all, count, 4, 0);
	assert_int_equal(tag->size, 16);
	assert_int_equal(get(tag->data, 8, 4), 639);
	assert_int_equal(get(tag->data, 12, 4), 3144576);
	tag = tag_find(all, count, 6, 0);
	assert_int_equal(tag->size, 0xd0);
	assert_int_equal(get(tag->data, 8, 4), 24);
	assert_int_equal(get(tag->data, 12, 4), 0);
	for (unsigned int i = 0; i < 8; i++) {
		expect_map_entry(tag->data + 16 + 24 * i, i);
		assert_int_equal(get(tag->data, 16 + 24 * i + 20, 4), 0);
	}
	tag = tag_find(all, count, 1, 0);
	assert_int_equal(tag->size, 8 + 7);
	assert_string_equal((const char *)tag->data + 8, "mb a b");
	tag = tag_find(all, count, 2, 0);
	assert_string_equal((const char *)tag->data + 8, "kexec");
	expect_module(tag_find(all, count, 3, 0), &module[0]);
	expect_module(tag_find(all, count, 3, 1), &module[1]);
	buffer_free(&info);
}

/* Relocatable, with ELF sections, on EFI with a new RSDP: Xen's case. */
static void test_two_all(void **state)
{
	static const uint8_t sections[80] = { [40] = 7, [79] = 9 };
	static const uint8_t rsdp[36] = { 'R',	'S',  'D',  ' ',       'P',
					  'T',	'R',  ' ',  [15] = 2,  [16] = 0x10,
					  0x20, 0x30, 0x40, [20] = 36, [35] = 0x77 };
	struct image image = {
		.multiboot = {
			.is_relocatable = true,
			.sections = { sections, sizeof(sections) },
			.section_size = 40,
			.nr_sections = 2,
			.section_names = 1,
		},
	};
	struct multiboot_spec spec = spec_make();
	struct buffer info = { 0 };
	struct tag all[32];
	const struct tag *tag;
	size_t count;

	(void)state;
	spec.image = &image;
	spec.load_base = 0x3fe00000;
	spec.rsdp = (struct bytes){ rsdp, sizeof(rsdp) };
	spec.efi_systab = 0x17f9ee018;
	assert_int_equal(multiboot2_info_build(&spec, &info, NULL), 0);
	count = tags_read(&info, all, 32);
	assert_int_equal(count, 11);
	tag = tag_find(all, count, 21, 0);
	assert_int_equal(tag->size, 12);
	assert_int_equal(get(tag->data, 8, 4), 0x3fe00000);
	tag = tag_find(all, count, 9, 0);
	assert_int_equal(tag->size, 20 + 80);
	assert_int_equal(get(tag->data, 8, 4), 2);
	assert_int_equal(get(tag->data, 12, 4), 40);
	assert_int_equal(get(tag->data, 16, 4), 1);
	assert_memory_equal(tag->data + 20, sections, sizeof(sections));
	tag = tag_find(all, count, 12, 0);
	assert_int_equal(tag->size, 16);
	assert_int_equal(get(tag->data, 8, 8), 0x17f9ee018);
	tag = tag_find(all, count, 14, 0);
	assert_int_equal(tag->size, 28);
	assert_memory_equal(tag->data + 8, rsdp, 20);
	tag = tag_find(all, count, 15, 0);
	assert_int_equal(tag->size, 44);
	assert_memory_equal(tag->data + 8, rsdp, 36);
	buffer_free(&info);
}

static void test_rsdp(void **state)
{
	static const struct {
		const char *name;
		uint8_t revision, rsdt;
		size_t size;
		bool has_old, has_new;
	} row[] = {
		{ "none", 0, 0, 0, false, false },
		{ "old", 0, 0x40, 20, true, false },
		{ "new without RSDT", 2, 0, 36, false, true },
		{ "both", 2, 0x40, 36, true, true },
		{ "new, cut off", 2, 0x40, 35, true, false },
		{ "cut off", 0, 0x40, 19, false, false },
		{ "old, more behind it", 0, 0x40, 36, true, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		uint8_t *rsdp = calloc(1, row[i].size + 1);
		struct multiboot_spec spec = spec_make();
		struct buffer info = { 0 };
		struct tag all[32];
		size_t count;

		print_message("%s\n", row[i].name);
		assert_non_null(rsdp);
		if (row[i].size > 16) {
			rsdp[15] = row[i].revision;
			rsdp[16] = row[i].rsdt;
		}
		spec.rsdp = (struct bytes){ rsdp, row[i].size };
		assert_int_equal(multiboot2_info_build(&spec, &info, NULL), 0);
		count = tags_read(&info, all, 32);
		assert_int_equal(tag_find(all, count, 14, 0) != NULL, row[i].has_old);
		assert_int_equal(tag_find(all, count, 15, 0) != NULL, row[i].has_new);
		buffer_free(&info);
		free(rsdp);
	}
}

/* 1024 × 768, 32 bits, at 5 GiB + 0xe0000000: by the offsets of screen_info.h */
static const uint8_t linear[64] = {
	[0x0f] = 0x70,
	[0x12] = 0x00,
	0x04,
	0x00,
	0x03,
	32,
	0,
	[0x18] = 0,
	0,
	0,
	0xe0,
	[0x24] = 0x00,
	0x10,
	8,
	16,
	8,
	8,
	8,
	0,
	8,
	24,
	[0x36] = 2,
	[0x3a] = 1,
};
static const uint8_t text[64] = { [0x07] = 80, [0x0e] = 25, [0x0f] = 1, [0x10] = 16 };

static const uint8_t linear_want[] = {
	0, 0, 0, 0xe0, 1, 0, 0, 0, 0, 0x10, 0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 32, 1,
};
static const uint8_t linear_colour[] = { 16, 8, 8, 8, 0, 8 };
static const uint8_t text_want[] = {
	0, 0x80, 0x0b, 0, 0, 0, 0, 0, 160, 0, 0, 0, 80, 0, 0, 0, 25, 0, 0, 0, 16, 2,
};

static void expect_screen(const uint8_t *screen, const uint8_t *want,
			  const uint8_t *colour)
{
	struct multiboot_spec spec = spec_make();
	struct buffer one = { 0 }, two = { 0 };
	struct tag all[32];
	const struct tag *tag;
	size_t count;

	spec.screen_info = screen;
	assert_int_equal(multiboot_info_build(&spec, &one, NULL), 0);
	assert_int_equal(multiboot2_info_build(&spec, &two, NULL), 0);
	count = tags_read(&two, all, 32);
	tag = tag_find(all, count, 8, 0);
	if (want) {
		assert_int_equal(get(one.data, 0, 4), 0x124d);
		assert_memory_equal(one.data + 88, want, 22);
		assert_non_null(tag);
		assert_memory_equal(tag->data + 8, want, 22);
		assert_int_equal(get(tag->data, 30, 2), 0);
		assert_int_equal(tag->size, colour ? 38 : 32);
	} else {
		assert_int_equal(get(one.data, 0, 4), 0x24d);
		assert_int_equal(get(one.data, 88, 8), 0);
		assert_null(tag);
	}
	if (colour) {
		assert_memory_equal(one.data + 110, colour, 6);
		assert_memory_equal(tag->data + 32, colour, 6);
	}
	buffer_free(&one);
	buffer_free(&two);
}

static void test_screen(void **state)
{
	uint8_t screen[64];

	(void)state;
	expect_screen(linear, linear_want, linear_colour);
	expect_screen(text, text_want, NULL);
	expect_screen(NULL, NULL, NULL);
	/* 8 bits need a palette that nobody knows */
	memcpy(screen, linear, sizeof(screen));
	screen[0x16] = 8;
	expect_screen(screen, NULL, NULL);
	/* an address beyond 4 GiB counts only where it is said to */
	memcpy(screen, linear, sizeof(screen));
	screen[0x36] = 0;
	screen[0x1b] = 0;
	expect_screen(screen, NULL, NULL);
	/* monochrome lies elsewhere */
	memcpy(screen, text, sizeof(screen));
	screen[0x0f] = 0x20;
	expect_screen(screen, NULL, NULL);
	screen[0x0f] = 0x22;
	expect_screen(screen, text_want, NULL);
	screen[0x0e] = 0;
	expect_screen(screen, NULL, NULL);
}

static void test_memory(void **state)
{
	static const struct {
		struct memory_map_entry entry[3];
		unsigned int count;
		uint32_t lower, upper;
	} row[] = {
		{ { { { 0x1000, 0xb0000 }, 1 } }, 1, 640, 0 },
		{ { { { 0x2000, 0x9f000 }, 1 } }, 1, 0, 0 },
		{ { { { 0, 0x800000 }, 1 } }, 1, 640, 7 * 1024 },
		{ { { { 0, 0x80000 }, 2 }, { { 0x100000, 0x200000 }, 3 } }, 2, 0, 0 },
		{ { { { 0x100000, 0x80000000000 }, 1 } }, 1, 0, UINT32_MAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct memory_map few = { .count = row[i].count };
		struct multiboot_spec spec = spec_make();
		struct buffer info = { 0 };

		memcpy(few.at, row[i].entry, sizeof(row[i].entry));
		spec.map = &few;
		assert_int_equal(multiboot_info_build(&spec, &info, NULL), 0);
		assert_int_equal(get(info.data, 4, 4), row[i].lower);
		assert_int_equal(get(info.data, 8, 4), row[i].upper);
		buffer_free(&info);
	}
}

static void test_refused(void **state)
{
	struct image image = { .multiboot = { .is_relocatable = true } };
	struct multiboot_module high = { { 0xfffff000, 0x100000000 }, "x" };
	struct multiboot_spec spec = spec_make();
	struct buffer info = { 0 };
	struct diag diag = { 0 };

	(void)state;
	spec.at = 0xd004;
	assert_int_equal(multiboot_info_build(&spec, &info, &diag), -ERANGE);
	assert_non_null(strstr(diag.line, "0xd004"));
	spec.at = 0x100000000;
	assert_int_equal(multiboot2_info_build(&spec, &info, NULL), -ERANGE);
	/* nearly: all of it would have to be below */
	diag_clear(&diag);
	spec.at = 0xffffff00;
	assert_int_equal(multiboot_info_build(&spec, &info, &diag), -E2BIG);
	assert_non_null(strstr(diag.line, "0xffffff00"));
	assert_int_equal(multiboot2_info_build(&spec, &info, NULL), -E2BIG);
	spec = spec_make();
	spec.module = &high;
	spec.nr_modules = 1;
	diag_clear(&diag);
	assert_int_equal(multiboot_info_build(&spec, &info, &diag), -ERANGE);
	assert_non_null(strstr(diag.line, "module 1 at 0xfffff000-0x100000000"));
	assert_int_equal(multiboot2_info_build(&spec, &info, NULL), -ERANGE);
	high.range.end--;
	assert_int_equal(multiboot_info_build(&spec, &info, NULL), 0);
	buffer_free(&info);
	spec.image = &image;
	spec.load_base = 0x100000000;
	assert_int_equal(multiboot2_info_build(&spec, &info, NULL), -ERANGE);
	assert_null(info.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one),    cmocka_unit_test(test_one_without),
		cmocka_unit_test(test_two),    cmocka_unit_test(test_two_all),
		cmocka_unit_test(test_rsdp),   cmocka_unit_test(test_screen),
		cmocka_unit_test(test_memory), cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
