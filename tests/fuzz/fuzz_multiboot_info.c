/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_multiboot_info.c - any screen, RSDP, sections, map and words for a multiboot OS
 *
 * In: choices (1 byte), screen_info (64), RSDP (0 to 63: its size 1), sections (0 to
 * 255: its size 1), memory map entries (1: how many, then 8, 4, 1 each), then command
 * line and modules' words, each up to a NUL. Checked: every pointer and every tag stays
 * inside the structure, every string ends there, what was given is found again.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "platform/multiboot.h"
#include "platform/multiboot2.h"

#define AT	    0x100000u
#define MODULES_MAX 8
#define MAP_MAX	    32

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	struct bytes left;
	char *words[MODULES_MAX + 1];
	size_t nr_words;
	struct memory_map map;
	struct image image;
	struct multiboot_module module[MODULES_MAX];
};

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static struct bytes take(struct input *input, size_t size)
{
	struct bytes part = input->left;

	if (part.size > size)
		part.size = size;
	input->left.data += part.size;
	input->left.size -= part.size;
	return part;
}

static uint64_t take_number(struct input *input, size_t size)
{
	struct bytes part = take(input, size);
	uint64_t value = 0;

	for (size_t i = 0; i < part.size; i++)
		value |= (uint64_t)part.data[i] << (8 * i);
	return value;
}

static void words_read(struct input *input)
{
	while (input->left.size && input->nr_words < MODULES_MAX + 1) {
		size_t size = strnlen((const char *)input->left.data, input->left.size);
		char *word = strndup((const char *)take(input, size).data, size);

		if (!word)
			return;
		input->words[input->nr_words++] = word;
		take(input, 1);
	}
}

static void spec_read(struct input *input, struct multiboot_spec *spec)
{
	uint64_t choice = take_number(input, 1);
	struct bytes screen = take(input, 64);

	if (choice & 1 && screen.size == 64)
		spec->screen_info = screen.data;
	spec->rsdp = take(input, take_number(input, 1) & 63);
	spec->efi_systab = choice & 2 ? 0x17f9ee018 : 0;
	input->image.multiboot.is_relocatable = choice & 4;
	input->image.multiboot.sections = take(input, take_number(input, 1));
	input->map.count = (unsigned int)(take_number(input, 1) % (MAP_MAX + 1));
	for (unsigned int i = 0; i < input->map.count; i++) {
		struct memory_map_entry *entry = &input->map.at[i];

		entry->range.start = take_number(input, 8) >> 1;
		entry->range.end = entry->range.start + take_number(input, 4);
		entry->type = (uint32_t)take_number(input, 1);
	}
	words_read(input);
	spec->cmdline = input->words[0];
	for (size_t i = 1; i < input->nr_words; i++) {
		input->module[i - 1] =
			(struct multiboot_module){ { 0x200000 * i, 0x200000 * i + i },
						   input->words[i] };
		spec->nr_modules = i;
	}
}

static uint32_t number(struct bytes info, uint64_t offset)
{
	uint32_t value = 0;

	check(!bytes_get_u32(info, offset, &value));
	return value;
}

static void text_check(struct bytes info, uint32_t address, const char *want)
{
	check(address >= AT && address - AT < info.size);
	check(bytes_has(info, address - AT, strlen(want) + 1));
	check(!strcmp((const char *)info.data + (address - AT), want));
}

static void one_check(const struct multiboot_spec *spec, struct bytes info)
{
	uint32_t flags = number(info, 0), mods = number(info, 24) - AT;
	uint32_t map = number(info, 48) - AT;

	check((flags & ~0x1008u) == 0x245);
	text_check(info, number(info, 16), spec->cmdline ? spec->cmdline : "");
	check(number(info, 44) == 24 * spec->map->count);
	check(bytes_has(info, map, number(info, 44)));
	for (unsigned int i = 0; i < spec->map->count; i++) {
		check(number(info, map + 24 * i) == 20);
		check(number(info, map + 24 * i + 20) - 1 < 5);
	}
	check(number(info, 20) == spec->nr_modules);
	check(!(flags & 8) == !spec->nr_modules);
	for (size_t i = 0; i < spec->nr_modules; i++) {
		check(number(info, mods + 16 * i) == spec->module[i].range.start);
		check(number(info, mods + 16 * i + 4) == spec->module[i].range.end);
		text_check(info, number(info, mods + 16 * i + 8),
			   spec->module[i].cmdline);
	}
	if (flags & 0x1000)
		check(spec->screen_info && number(info, 88 + 12) &&
		      number(info, 88 + 16));
}

static void tag_check(const struct multiboot_spec *spec, struct bytes tag, size_t *mods)
{
	switch (number(tag, 0)) {
	case 1:
		check(!strcmp((const char *)tag.data + 8,
			      spec->cmdline ? spec->cmdline : ""));
		break;
	case 3:
		check(*mods < spec->nr_modules);
		check(number(tag, 8) == spec->module[*mods].range.start);
		check(!strcmp((const char *)tag.data + 16, spec->module[*mods].cmdline));
		++*mods;
		break;
	case 6:
		check(tag.size == 16 + 24 * spec->map->count);
		break;
	case 8:
		check(spec->screen_info && (tag.size == 38 || tag.size == 32));
		break;
	case 9:
		check(tag.size == 20 + spec->image->multiboot.sections.size);
		break;
	case 12:
		check(spec->efi_systab && tag.size == 16);
		break;
	case 14:
		check(spec->rsdp.size >= 20 && tag.size == 28 &&
		      !memcmp(tag.data + 8, spec->rsdp.data, 20));
		break;
	case 15:
		check(spec->rsdp.size >= 36 && tag.size == 8 + spec->rsdp.size);
		break;
	case 21:
		check(spec->image->multiboot.is_relocatable && tag.size == 12);
		break;
	default:
		check(number(tag, 0) == 2 || number(tag, 0) == 4);
	}
}

static void two_check(const struct multiboot_spec *spec, struct bytes info)
{
	uint64_t at = 8;
	size_t mods = 0;

	check(number(info, 0) == info.size && info.size % 8 == 0);
	while (number(info, at)) {
		struct bytes tag;

		check(!bytes_sub(info, at, number(info, at + 4), &tag) && tag.size > 8);
		tag_check(spec, tag, &mods);
		at = align_up(at + tag.size, 8);
	}
	check(number(info, at + 4) == 8 && at + 8 == info.size);
	check(mods == spec->nr_modules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input *input = calloc(1, sizeof(*input));
	struct multiboot_spec spec = { .at = AT };
	struct buffer one = { 0 }, two = { 0 };

	if (!input)
		return 0;
	input->left = (struct bytes){ data, size };
	spec.module = input->module;
	spec.map = &input->map;
	spec.image = &input->image;
	spec_read(input, &spec);
	if (!multiboot_info_build(&spec, &one, NULL))
		one_check(&spec, buffer_view(&one));
	if (!multiboot2_info_build(&spec, &two, NULL))
		two_check(&spec, buffer_view(&two));
	check(one.data && two.data);
	buffer_free(&one);
	buffer_free(&two);
	for (size_t i = 0; i < input->nr_words; i++)
		free(input->words[i]);
	free(input);
	return 0;
}
