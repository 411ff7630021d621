/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * multiboot.c - the information structures of Multiboot 0.6.96 and Multiboot2 2.0
 *
 * In: struct multiboot_spec. Out: one blob to load at spec->at:
 *
 *   multiboot 1   info (INFO_SIZE) | memory map | modules | strings
 *   multiboot 2   total_size, 0 | tag | tag | … | end tag, each on a multiple of 8
 *
 * Every pointer has 32 bits. ELF sections are told by multiboot2 only: those that are
 * not loaded have address 0 there, which kernels of multiboot 1 take for a symbol table.
 * Ref: Multiboot Specification 0.6.96, section 3.3; Multiboot2 Specification 2.0,
 * section 3.6; Linux include/uapi/linux/screen_info.h; ACPI 6.4 section 5.2.5.3.
 */
#include <errno.h>
#include <string.h>

#include <linux/screen_info.h>

#include "base/cleanup.h"
#include "platform/multiboot.h"

#define LOADER_NAME "kexec"
#define LOW_END	    UINT64_C(0xa0000) /* mem_lower ends at 640 KiB */
#define KIB	    UINT64_C(1024)

/* Multiboot 1: offsets of the information structure. */
enum {
	INFO_FLAGS = 0,
	INFO_MEM_LOWER = 4,
	INFO_MEM_UPPER = 8,
	INFO_CMDLINE = 16,
	INFO_MODS_COUNT = 20,
	INFO_MODS_ADDR = 24,
	INFO_MMAP_LENGTH = 44,
	INFO_MMAP_ADDR = 48,
	INFO_LOADER_NAME = 64,
	INFO_FRAMEBUFFER = 88,
	INFO_SIZE = 120, /* a multiple of 8 */
};

#define INFO_HAS_MEMORY	     (1u << 0)
#define INFO_HAS_CMDLINE     (1u << 2)
#define INFO_HAS_MODULES     (1u << 3)
#define INFO_HAS_MMAP	     (1u << 6)
#define INFO_HAS_LOADER_NAME (1u << 9)
#define INFO_HAS_FRAMEBUFFER (1u << 12)
#define MMAP_ENTRY_SIZE	     24u /* its first field says 20: itself is not counted */
#define MODULE_SIZE	     16u

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

#define TAG_ALIGN	 UINT64_C(8)
#define TAG_HEADER_SIZE	 8u
#define MMAP2_ENTRY_SIZE 24u

enum { FRAMEBUFFER_RGB = 1, FRAMEBUFFER_TEXT = 2 };

#define TEXT_ADDRESS	 0xb8000u
#define TEXT_BITS	 16u /* a character and its attribute */
#define VGA_TEXT_AT_BOOT 1u  /* orig_video_isVGA, as Linux' setup code says it */
#define COLOUR_SIZE	 6u

#define RSDP_OLD_SIZE 20u
#define RSDP_NEW_SIZE 36u
#define RSDP_REVISION 15u
#define RSDP_RSDT     16u

/* What both versions tell of the screen. */
struct framebuffer {
	uint64_t address;
	uint32_t pitch, width, height;
	uint8_t bits, type;
	uint8_t colour[COLOUR_SIZE]; /* red, green, blue: position, size */
};

/* false: there is nothing that a kernel could draw on without a driver or a palette */
static bool framebuffer_make(const uint8_t *bytes, struct framebuffer *ret)
{
	struct screen_info screen;

	if (!bytes)
		return false;
	memcpy(&screen, bytes, sizeof(screen));
	if (screen.orig_video_isVGA == VIDEO_TYPE_VLFB ||
	    screen.orig_video_isVGA == VIDEO_TYPE_EFI) {
		*ret = (struct framebuffer){
			screen.lfb_base,
			screen.lfb_linelength,
			screen.lfb_width,
			screen.lfb_height,
			(uint8_t)screen.lfb_depth,
			FRAMEBUFFER_RGB,
			{ screen.red_pos, screen.red_size, screen.green_pos,
			  screen.green_size, screen.blue_pos, screen.blue_size },
		};
		if (screen.capabilities & VIDEO_CAPABILITY_64BIT_BASE)
			ret->address |= (uint64_t)screen.ext_lfb_base << 32;
		return ret->address && ret->width && ret->height && ret->pitch &&
		       screen.lfb_depth >= 15 && screen.lfb_depth <= 32;
	}
	if (screen.orig_video_isVGA != VGA_TEXT_AT_BOOT &&
	    screen.orig_video_isVGA != VIDEO_TYPE_VGAC)
		return false;
	*ret = (struct framebuffer){
		TEXT_ADDRESS,
		screen.orig_video_cols * 2u,
		screen.orig_video_cols,
		screen.orig_video_lines,
		TEXT_BITS,
		FRAMEBUFFER_TEXT,
		{ 0 },
	};
	return ret->width && ret->height;
}

/* The part that lies alike in both: 22 bytes. */
static void framebuffer_put(uint8_t *at, const struct framebuffer *framebuffer)
{
	put_le64(at, framebuffer->address);
	put_le32(at + 8, framebuffer->pitch);
	put_le32(at + 12, framebuffer->width);
	put_le32(at + 16, framebuffer->height);
	at[20] = framebuffer->bits;
	at[21] = framebuffer->type;
}

static uint32_t kib_clamp(uint64_t size)
{
	return size / KIB > UINT32_MAX ? UINT32_MAX : (uint32_t)(size / KIB);
}

/* RAM up to the first hole, from 0 (the pages of the BIOS apart) and from 1 MiB on. */
static void memory_sizes(const struct memory_map *map, uint32_t *lower, uint32_t *upper)
{
	*lower = 0;
	*upper = 0;
	for (unsigned int i = 0; i < map->count; i++) {
		struct prange range = map->at[i].range;

		if (map->at[i].type != E820_RAM)
			continue;
		if (range.start <= PAGE_SIZE_4K)
			*lower = kib_clamp(range.end < LOW_END ? range.end : LOW_END);
		if (prange_has(range, SIZE_1M))
			*upper = kib_clamp(range.end - SIZE_1M);
	}
}

/* Types 1 to 5 are e820's; anything else is reserved to a kernel of multiboot. */
static uint32_t memory_type(uint32_t e820)
{
	return e820 >= E820_RAM && e820 <= MEMORY_UNUSABLE ? e820 : E820_RESERVED;
}

/* Modules and what points to them lie below 4 GiB; all strings are there. */
static int spec_check(const struct multiboot_spec *spec, struct diag *diag)
{
	if (spec->at >= SIZE_4G || !is_aligned(spec->at, TAG_ALIGN))
		return diag_fail(diag, -ERANGE,
				 "multiboot: information at 0x%llx, it must lie on a "
				 "multiple of 8 below 4 GiB",
				 (unsigned long long)spec->at);
	for (size_t i = 0; i < spec->nr_modules; i++) {
		struct prange range = spec->module[i].range;

		/* The end is told too, and has 32 bits. */
		if (range.end < range.start || range.end > UINT32_MAX)
			return diag_fail(diag, -ERANGE,
					 "multiboot: module %zu at 0x%llx-0x%llx, it "
					 "must end below 4 GiB",
					 i + 1, (unsigned long long)range.start,
					 (unsigned long long)range.end);
	}
	return 0;
}

static int size_check(const struct multiboot_spec *spec, uint64_t size, struct diag *diag)
{
	if (size <= SIZE_4G - spec->at)
		return 0;
	return diag_fail(diag, -E2BIG,
			 "multiboot: %llu bytes of information at 0x%llx reach %llu "
			 "bytes beyond 4 GiB",
			 (unsigned long long)size, (unsigned long long)spec->at,
			 (unsigned long long)(size - (SIZE_4G - spec->at)));
}

static const char *string_or_empty(const char *text)
{
	return text ? text : "";
}

static uint64_t string_size(const char *text)
{
	return strlen(string_or_empty(text)) + 1;
}

static uint64_t info1_size(const struct multiboot_spec *spec)
{
	uint64_t size = INFO_SIZE + MMAP_ENTRY_SIZE * (uint64_t)spec->map->count +
			MODULE_SIZE * spec->nr_modules + string_size(spec->cmdline) +
			sizeof(LOADER_NAME);

	for (size_t i = 0; i < spec->nr_modules; i++)
		size += string_size(spec->module[i].cmdline);
	return size;
}

/* Filling a blob of known size from its front. */
struct info1 {
	uint8_t *data;
	phys_t at;
	uint64_t used;
};

static uint32_t info1_address(const struct info1 *info)
{
	return (uint32_t)(info->at + info->used);
}

static uint32_t info1_string(struct info1 *info, const char *text)
{
	uint32_t address = info1_address(info);
	uint64_t size = string_size(text);

	memcpy(info->data + info->used, string_or_empty(text), size);
	info->used += size;
	return address;
}

static void info1_mmap(struct info1 *info, const struct memory_map *map)
{
	put_le32(info->data + INFO_MMAP_LENGTH, MMAP_ENTRY_SIZE * map->count);
	put_le32(info->data + INFO_MMAP_ADDR, info1_address(info));
	for (unsigned int i = 0; i < map->count; i++) {
		uint8_t *entry = info->data + info->used;

		put_le32(entry, MMAP_ENTRY_SIZE - 4);
		put_le64(entry + 4, map->at[i].range.start);
		put_le64(entry + 12, prange_size(map->at[i].range));
		put_le32(entry + 20, memory_type(map->at[i].type));
		info->used += MMAP_ENTRY_SIZE;
	}
}

static void info1_modules(struct info1 *info, const struct multiboot_spec *spec)
{
	uint8_t *entry = info->data + info->used;

	put_le32(info->data + INFO_MODS_COUNT, (uint32_t)spec->nr_modules);
	put_le32(info->data + INFO_MODS_ADDR, info1_address(info));
	info->used += MODULE_SIZE * spec->nr_modules;
	for (size_t i = 0; i < spec->nr_modules; i++, entry += MODULE_SIZE) {
		put_le32(entry, (uint32_t)spec->module[i].range.start);
		put_le32(entry + 4, (uint32_t)spec->module[i].range.end);
		put_le32(entry + 8, info1_string(info, spec->module[i].cmdline));
	}
}

static void info1_fill(struct info1 *info, const struct multiboot_spec *spec)
{
	uint32_t flags = INFO_HAS_MEMORY | INFO_HAS_CMDLINE | INFO_HAS_MMAP |
			 INFO_HAS_LOADER_NAME;
	uint32_t lower, upper;
	struct framebuffer framebuffer;

	memory_sizes(spec->map, &lower, &upper);
	put_le32(info->data + INFO_MEM_LOWER, lower);
	put_le32(info->data + INFO_MEM_UPPER, upper);
	info1_mmap(info, spec->map);
	if (spec->nr_modules) {
		flags |= INFO_HAS_MODULES;
		info1_modules(info, spec);
	}
	put_le32(info->data + INFO_CMDLINE, info1_string(info, spec->cmdline));
	put_le32(info->data + INFO_LOADER_NAME, info1_string(info, LOADER_NAME));
	if (framebuffer_make(spec->screen_info, &framebuffer)) {
		uint8_t *at = info->data + INFO_FRAMEBUFFER;

		flags |= INFO_HAS_FRAMEBUFFER;
		framebuffer_put(at, &framebuffer);
		memcpy(at + 22, framebuffer.colour, COLOUR_SIZE);
	}
	put_le32(info->data + INFO_FLAGS, flags);
}

int multiboot_info_build(const struct multiboot_spec *spec, struct buffer *ret,
			 struct diag *diag)
{
	struct buffer blob = { 0 };
	struct info1 info = { .at = spec->at, .used = INFO_SIZE };
	uint64_t size;
	int err = spec_check(spec, diag);

	if (err)
		return err;
	size = info1_size(spec);
	err = size_check(spec, size, diag);
	if (err)
		return err;
	err = buffer_append(&blob, NULL, size);
	if (err)
		return diag_fail(diag, err, "multiboot information: out of memory");
	info.data = blob.data;
	info1_fill(&info, spec);
	*ret = blob;
	return 0;
}

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
	if (!err && fields.size)
		err = buffer_append(info, fields.data, fields.size);
	if (!err && tail.size)
		err = buffer_append(info, tail.data, tail.size);
	if (!err && !is_aligned(info->size, TAG_ALIGN))
		err = buffer_append(info, NULL,
				    align_up(info->size, TAG_ALIGN) - info->size);
	return err;
}

static struct bytes string_bytes(const char *text)
{
	return (struct bytes){ (const uint8_t *)string_or_empty(text),
			       string_size(text) };
}

static int tags_memory(const struct multiboot_spec *spec, struct buffer *info)
{
	const struct memory_map *map = spec->map;
	struct buffer entries = { 0 };
	uint8_t sizes[8], fields[8], entry[MMAP2_ENTRY_SIZE] = { 0 };
	uint32_t lower, upper;
	int err;

	memory_sizes(map, &lower, &upper);
	put_le32(sizes, lower);
	put_le32(sizes + 4, upper);
	err = tag_append(info, TAG_MEMORY, (struct bytes){ sizes, sizeof(sizes) },
			 (struct bytes){ 0 });
	for (unsigned int i = 0; !err && i < map->count; i++) {
		put_le64(entry, map->at[i].range.start);
		put_le64(entry + 8, prange_size(map->at[i].range));
		put_le32(entry + 16, memory_type(map->at[i].type));
		err = buffer_append(&entries, entry, sizeof(entry));
	}
	put_le32(fields, MMAP2_ENTRY_SIZE);
	put_le32(fields + 4, 0); /* version */
	if (!err)
		err = tag_append(info, TAG_MMAP, (struct bytes){ fields, sizeof(fields) },
				 buffer_view(&entries));
	buffer_free(&entries);
	return err;
}

static int tags_strings(const struct multiboot_spec *spec, struct buffer *info)
{
	int err = tag_append(info, TAG_CMDLINE, (struct bytes){ 0 },
			     string_bytes(spec->cmdline));

	if (!err)
		err = tag_append(info, TAG_LOADER_NAME, (struct bytes){ 0 },
				 string_bytes(LOADER_NAME));
	for (size_t i = 0; !err && i < spec->nr_modules; i++) {
		uint8_t fields[8];

		put_le32(fields, (uint32_t)spec->module[i].range.start);
		put_le32(fields + 4, (uint32_t)spec->module[i].range.end);
		err = tag_append(info, TAG_MODULE,
				 (struct bytes){ fields, sizeof(fields) },
				 string_bytes(spec->module[i].cmdline));
	}
	return err;
}

static int tags_image(const struct multiboot_spec *spec, struct buffer *info)
{
	const struct image_multiboot *wish = &spec->image->multiboot;
	uint8_t base[4], fields[12];
	int err = 0;

	if (wish->is_relocatable) {
		put_le32(base, (uint32_t)spec->load_base);
		err = tag_append(info, TAG_LOAD_BASE,
				 (struct bytes){ base, sizeof(base) },
				 (struct bytes){ 0 });
	}
	if (err || !wish->sections.size)
		return err;
	put_le32(fields, wish->nr_sections);
	put_le32(fields + 4, wish->section_size);
	put_le32(fields + 8, wish->section_names);
	return tag_append(info, TAG_SECTIONS, (struct bytes){ fields, sizeof(fields) },
			  wish->sections);
}

static int tag_framebuffer(const struct multiboot_spec *spec, struct buffer *info)
{
	struct framebuffer framebuffer;
	uint8_t fields[24 + COLOUR_SIZE] = { 0 }; /* two are reserved */
	struct bytes view = { fields, sizeof(fields) };

	if (!framebuffer_make(spec->screen_info, &framebuffer))
		return 0;
	framebuffer_put(fields, &framebuffer);
	memcpy(fields + 24, framebuffer.colour, COLOUR_SIZE);
	if (framebuffer.type == FRAMEBUFFER_TEXT)
		view.size -= COLOUR_SIZE;
	return tag_append(info, TAG_FRAMEBUFFER, view, (struct bytes){ 0 });
}

static int tags_firmware(const struct multiboot_spec *spec, struct buffer *info)
{
	struct bytes old = { spec->rsdp.data, RSDP_OLD_SIZE };
	uint32_t rsdt = 0;
	uint8_t systab[8];
	int err = 0;

	if (spec->efi_systab) {
		put_le64(systab, spec->efi_systab);
		err = tag_append(info, TAG_EFI64_SYSTAB,
				 (struct bytes){ systab, sizeof(systab) },
				 (struct bytes){ 0 });
	}
	if (err || spec->rsdp.size < RSDP_OLD_SIZE)
		return err;
	/* A kernel may know the old form only: it is the front of the new one. */
	bytes_get_u32(spec->rsdp, RSDP_RSDT, &rsdt);
	if (rsdt)
		err = tag_append(info, TAG_RSDP_OLD, old, (struct bytes){ 0 });
	if (!err && spec->rsdp.size >= RSDP_NEW_SIZE &&
	    spec->rsdp.data[RSDP_REVISION] >= 2)
		err = tag_append(info, TAG_RSDP_NEW, spec->rsdp, (struct bytes){ 0 });
	return err;
}

static int info2_append(const struct multiboot_spec *spec, struct buffer *info)
{
	int err = buffer_append(info, NULL, TAG_HEADER_SIZE);

	if (!err)
		err = tags_memory(spec, info);
	if (!err)
		err = tags_strings(spec, info);
	if (!err)
		err = tags_image(spec, info);
	if (!err)
		err = tag_framebuffer(spec, info);
	if (!err)
		err = tags_firmware(spec, info);
	if (!err)
		err = tag_append(info, TAG_END, (struct bytes){ 0 }, (struct bytes){ 0 });
	return err;
}

int multiboot2_info_build(const struct multiboot_spec *spec, struct buffer *ret,
			  struct diag *diag)
{
	struct buffer info = { 0 };
	int err = spec_check(spec, diag);

	if (err)
		return err;
	if (spec->image->multiboot.is_relocatable && spec->load_base >= SIZE_4G)
		return diag_fail(diag, -ERANGE,
				 "multiboot2: image at 0x%llx, it must lie below 4 GiB",
				 (unsigned long long)spec->load_base);
	err = info2_append(spec, &info);
	if (!err)
		err = size_check(spec, info.size, diag);
	if (err) {
		buffer_free(&info);
		return diag_fail(diag, err, "multiboot2 information: %s",
				 err == -E2BIG ? "a tag of 4 GiB or more"
					       : "out of memory");
	}
	put_le32(info.data, (uint32_t)info.size);
	*ret = info;
	return 0;
}
