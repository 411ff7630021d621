/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * multiboot2.c - the information structure of Multiboot2 2.0
 *
 * In: struct multiboot_spec. Out: one blob to load at spec->at:
 *
 *   total_size, 0 | tag | tag | … | end tag, each on a multiple of 8
 *
 * Ref: Multiboot2 Specification 2.0, section 3.6; ACPI 6.4 section 5.2.5.3 (RSDP).
 */
#include "platform/multiboot2.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"

enum multiboot2_tag {
	TAG_END = 0,
	TAG_CMDLINE = 1,
	TAG_LOADER_NAME = 2,
	TAG_MODULE = 3,
	TAG_MEMORY = 4,
	TAG_MMAP = 6,
	TAG_FRAMEBUFFER = 8,
	TAG_SECTIONS = 9,
	TAG_EFI64_SYSTAB = 12,
	TAG_RSDP_OLD = 14,
	TAG_RSDP_NEW = 15,
	TAG_LOAD_BASE = 21,
};

#define TAG_HEADER_SIZE	 8u
#define MMAP2_ENTRY_SIZE 24u

#define RSDP_OLD_SIZE 20u
#define RSDP_NEW_SIZE 36u
#define RSDP_REVISION 15u
#define RSDP_RSDT     16u

static const struct bytes none;

/* A tag of fixed fields, then @tail. */
static int tag_append(struct buffer *info, enum multiboot2_tag type, struct bytes fields,
		      struct bytes tail)
{
	uint8_t header[TAG_HEADER_SIZE];
	uint64_t size = sizeof(header) + fields.size + tail.size;
	int err;

	if (size > UINT32_MAX)
		return -E2BIG;
	put_le32(header, type);
	put_le32(header + 4, (uint32_t)size);
	err = buffer_append(info, header, sizeof(header));
	if (err)
		return err;
	err = buffer_append(info, fields.data, fields.size);
	if (err)
		return err;
	err = buffer_append(info, tail.data, tail.size);
	if (err)
		return err;
	return buffer_append(info, NULL,
			     align_up(info->size, MULTIBOOT_ALIGN) - info->size);
}

static int tag_memory(const struct multiboot_spec *spec, struct buffer *info)
{
	uint32_t lower, upper;
	uint8_t sizes[8];

	multiboot_memory_sizes(spec->map, &lower, &upper);
	put_le32(sizes, lower);
	put_le32(sizes + 4, upper);
	return tag_append(info, TAG_MEMORY, (struct bytes){ sizes, sizeof(sizes) }, none);
}

static int tag_map(const struct multiboot_spec *spec, struct buffer *info)
{
	CLEANUP(buffer_free) struct buffer entries = { 0 };
	uint8_t fields[8], entry[MMAP2_ENTRY_SIZE] = { 0 };
	const struct memory_map *map = spec->map;
	int err;

	for (unsigned int i = 0; i < map->count; i++) {
		put_le64(entry, map->at[i].range.start);
		put_le64(entry + 8, prange_size(map->at[i].range));
		put_le32(entry + 16, multiboot_memory_type(map->at[i].type));
		err = buffer_append(&entries, entry, sizeof(entry));
		if (err)
			return err;
	}
	put_le32(fields, MMAP2_ENTRY_SIZE);
	put_le32(fields + 4, 0); /* version */
	return tag_append(info, TAG_MMAP, (struct bytes){ fields, sizeof(fields) },
			  buffer_view(&entries));
}

static int tag_cmdline(const struct multiboot_spec *spec, struct buffer *info)
{
	return tag_append(info, TAG_CMDLINE, none, multiboot_string(spec->cmdline));
}

static int tag_loader_name(const struct multiboot_spec *spec, struct buffer *info)
{
	(void)spec;
	return tag_append(info, TAG_LOADER_NAME, none,
			  multiboot_string(MULTIBOOT_LOADER_NAME));
}

static int tags_modules(const struct multiboot_spec *spec, struct buffer *info)
{
	uint8_t fields[8];
	int err;

	for (size_t i = 0; i < spec->nr_modules; i++) {
		put_le32(fields, (uint32_t)spec->module[i].range.start);
		put_le32(fields + 4, (uint32_t)spec->module[i].range.end);
		err = tag_append(info, TAG_MODULE,
				 (struct bytes){ fields, sizeof(fields) },
				 multiboot_string(spec->module[i].cmdline));
		if (err)
			return err;
	}
	return 0;
}

static int tag_load_base(const struct multiboot_spec *spec, struct buffer *info)
{
	uint8_t base[4];

	if (!spec->image->multiboot.is_relocatable)
		return 0;
	put_le32(base, (uint32_t)spec->load_base);
	return tag_append(info, TAG_LOAD_BASE, (struct bytes){ base, sizeof(base) },
			  none);
}

static int tag_sections(const struct multiboot_spec *spec, struct buffer *info)
{
	const struct image_multiboot *wish = &spec->image->multiboot;
	uint8_t fields[12];

	if (!wish->sections.size)
		return 0;
	put_le32(fields, wish->nr_sections);
	put_le32(fields + 4, wish->section_size);
	put_le32(fields + 8, wish->section_names);
	return tag_append(info, TAG_SECTIONS, (struct bytes){ fields, sizeof(fields) },
			  wish->sections);
}

static int tag_framebuffer(const struct multiboot_spec *spec, struct buffer *info)
{
	struct framebuffer framebuffer;
	/* two are reserved */
	uint8_t fields[FRAMEBUFFER_PART_SIZE + 2 + COLOUR_SIZE] = { 0 };
	struct bytes view = { fields, sizeof(fields) };

	if (!multiboot_framebuffer_make(spec->screen_info, &framebuffer))
		return 0;
	multiboot_framebuffer_put(fields, &framebuffer);
	memcpy(fields + FRAMEBUFFER_PART_SIZE + 2, framebuffer.colour, COLOUR_SIZE);
	if (framebuffer.type == FRAMEBUFFER_TEXT)
		view.size -= COLOUR_SIZE;
	return tag_append(info, TAG_FRAMEBUFFER, view, none);
}

static int tag_efi(const struct multiboot_spec *spec, struct buffer *info)
{
	uint8_t systab[8];

	if (!spec->efi_systab)
		return 0;
	put_le64(systab, spec->efi_systab);
	return tag_append(info, TAG_EFI64_SYSTAB,
			  (struct bytes){ systab, sizeof(systab) }, none);
}

/* A kernel may know the old form only: it is the front of the new one. */
static int tag_rsdp_old(const struct multiboot_spec *spec, struct buffer *info)
{
	struct bytes old = { spec->rsdp.data, RSDP_OLD_SIZE };
	uint32_t rsdt = 0;

	if (spec->rsdp.size < RSDP_OLD_SIZE)
		return 0;
	bytes_get_u32(spec->rsdp, RSDP_RSDT, &rsdt);
	return rsdt ? tag_append(info, TAG_RSDP_OLD, old, none) : 0;
}

static int tag_rsdp_new(const struct multiboot_spec *spec, struct buffer *info)
{
	if (spec->rsdp.size < RSDP_NEW_SIZE || spec->rsdp.data[RSDP_REVISION] < 2)
		return 0;
	return tag_append(info, TAG_RSDP_NEW, spec->rsdp, none);
}

static int tag_end(const struct multiboot_spec *spec, struct buffer *info)
{
	(void)spec;
	return tag_append(info, TAG_END, none, none);
}

/* In the order in which they lie; each appends nothing when there is nothing to tell. */
static int (*const steps[])(const struct multiboot_spec *spec, struct buffer *info) = {
	tag_memory,   tag_map,	     tag_cmdline,  tag_loader_name,
	tags_modules, tag_load_base, tag_sections, tag_framebuffer,
	tag_efi,      tag_rsdp_old,  tag_rsdp_new, tag_end,
};

static int info2_append(const struct multiboot_spec *spec, struct buffer *info)
{
	int err = buffer_append(info, NULL, TAG_HEADER_SIZE);

	if (err)
		return err;
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		err = steps[i](spec, info);
		if (err)
			return err;
	}
	return 0;
}

int multiboot2_info_build(const struct multiboot_spec *spec, struct buffer *ret,
			  struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer info = { 0 };
	int err = multiboot_spec_check(spec, diag);

	if (err)
		return err;
	if (spec->image->multiboot.is_relocatable && spec->load_base >= SIZE_4G)
		return diag_fail(diag, -ERANGE,
				 "multiboot2: image at 0x%llx, it must lie below 4 GiB",
				 (unsigned long long)spec->load_base);
	err = info2_append(spec, &info);
	if (!err)
		err = multiboot_size_check(spec, info.size, diag);
	if (err)
		return diag_fail(diag, err, "multiboot2 information: %s",
				 err == -E2BIG ? "a tag of 4 GiB or more"
					       : "out of memory");
	put_le32(info.data, (uint32_t)info.size);
	*ret = info;
	info = (struct buffer){ 0 };
	return 0;
}
