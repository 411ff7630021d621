/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * multiboot.c - the information structure of Multiboot 0.6.96
 *
 * In: struct multiboot_spec. Out: one blob to load at spec->at:
 *
 *   info (INFO_SIZE) | memory map | modules | strings
 *
 * Every pointer has 32 bits. ELF sections are told by multiboot2 only: those that are
 * not loaded have address 0 there, which kernels of multiboot 1 take for a symbol table.
 * Ref: Multiboot Specification 0.6.96, section 3.3.
 */
#include "platform/multiboot.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"

/* Offsets of the information structure. */
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

static uint64_t info1_size(const struct multiboot_spec *spec)
{
	uint64_t size = INFO_SIZE + MMAP_ENTRY_SIZE * (uint64_t)spec->map->count +
			MODULE_SIZE * spec->nr_modules +
			multiboot_string(spec->cmdline).size +
			sizeof(MULTIBOOT_LOADER_NAME);

	for (size_t i = 0; i < spec->nr_modules; i++)
		size += multiboot_string(spec->module[i].cmdline).size;
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
	struct bytes string = multiboot_string(text);
	uint32_t address = info1_address(info);

	memcpy(info->data + info->used, string.data, string.size);
	info->used += string.size;
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
		put_le32(entry + 20, multiboot_memory_type(map->at[i].type));
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

static bool info1_framebuffer(struct info1 *info, const uint8_t *screen_info)
{
	uint8_t *at = info->data + INFO_FRAMEBUFFER;
	struct framebuffer framebuffer;

	if (!multiboot_framebuffer_make(screen_info, &framebuffer))
		return false;
	multiboot_framebuffer_put(at, &framebuffer);
	memcpy(at + FRAMEBUFFER_PART_SIZE, framebuffer.colour, COLOUR_SIZE);
	return true;
}

static void info1_fill(struct info1 *info, const struct multiboot_spec *spec)
{
	uint32_t flags = INFO_HAS_MEMORY | INFO_HAS_CMDLINE | INFO_HAS_MMAP |
			 INFO_HAS_LOADER_NAME;
	uint32_t lower, upper;

	multiboot_memory_sizes(spec->map, &lower, &upper);
	put_le32(info->data + INFO_MEM_LOWER, lower);
	put_le32(info->data + INFO_MEM_UPPER, upper);
	info1_mmap(info, spec->map);
	if (spec->nr_modules) {
		flags |= INFO_HAS_MODULES;
		info1_modules(info, spec);
	}
	put_le32(info->data + INFO_CMDLINE, info1_string(info, spec->cmdline));
	put_le32(info->data + INFO_LOADER_NAME,
		 info1_string(info, MULTIBOOT_LOADER_NAME));
	if (info1_framebuffer(info, spec->screen_info))
		flags |= INFO_HAS_FRAMEBUFFER;
	put_le32(info->data + INFO_FLAGS, flags);
}

int multiboot_info_build(const struct multiboot_spec *spec, struct buffer *ret,
			 struct diag *diag)
{
	struct buffer blob = { 0 };
	struct info1 info = { .at = spec->at, .used = INFO_SIZE };
	uint64_t size;
	int err = multiboot_spec_check(spec, diag);

	if (err)
		return err;
	size = info1_size(spec);
	err = multiboot_size_check(spec, size, diag);
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
