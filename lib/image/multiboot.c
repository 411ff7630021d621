/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * multiboot.c - a kernel with a multiboot 1 header
 *
 *	header, 4-byte aligned, whole in the first 8 KiB of the file:
 *	 0 magic   4 flags   8 checksum (the three sum up to 0)
 *	12 header_addr, load_addr, load_end_addr, bss_end_addr, entry_addr (bit 16)
 *	32 mode_type, width, height, depth                                 (bit 2 of
 *flags)
 *
 * In: the bytes of a file. Out: a struct image, its pieces from the address fields or,
 * without those, from the ELF that the file then must be.
 * Ref: Multiboot Specification 0.6.96, 3.1 "OS image format".
 */
#include "image/multiboot.h"

#include <errno.h>
#include <inttypes.h>

#include "image/elf.h"

#define SEARCHED     8192
#define MAGIC	     0x1badb002u
#define HEADER_ALIGN 4

enum header_field {
	HEADER_MAGIC = 0,
	HEADER_FLAGS = 4,
	HEADER_CHECKSUM = 8,
	HEADER_ADDRESSES = 12,
	HEADER_VIDEO = 32,
	HEADER_END = 12, /* of what every header has */
	HEADER_ADDRESSES_END = 32,
	HEADER_VIDEO_END = 48,
};

#define FLAG_PAGE_ALIGN (1u << 0)
#define FLAG_MEMORY	(1u << 1)
#define FLAG_VIDEO	(1u << 2)
#define FLAG_ADDRESSES	(1u << 16)
#define FLAGS_KNOWN	(FLAG_PAGE_ALIGN | FLAG_MEMORY | FLAG_VIDEO)
#define FLAGS_MANDATORY 0xffffu /* what is not known of these must be refused */

/* The header's offset, or UINT64_MAX. */
static uint64_t header_find(struct bytes file)
{
	for (uint64_t at = 0; at + HEADER_END <= SEARCHED; at += HEADER_ALIGN) {
		uint32_t magic, flags, checksum;

		if (bytes_get_u32(file, at + HEADER_CHECKSUM, &checksum))
			break;
		bytes_get_u32(file, at + HEADER_MAGIC, &magic);
		bytes_get_u32(file, at + HEADER_FLAGS, &flags);
		if (magic == MAGIC && magic + flags + checksum == 0)
			return at;
	}
	return UINT64_MAX;
}

bool multiboot_is(struct bytes file)
{
	return header_find(file) != UINT64_MAX;
}

/* The file bytes from the load address on, as many as there are to be. */
static int addresses_find(struct bytes file, const struct multiboot_addresses *at,
			  uint32_t load_addr, struct bytes *ret, struct diag *diag)
{
	uint64_t before = at->header_addr - load_addr;
	uint64_t start, size;

	if (at->header_addr < load_addr || before > at->header_at)
		return diag_fail(diag, -EINVAL,
				 "multiboot header at 0x%" PRIx64
				 " of the file: its address "
				 "0x%" PRIx32 " does not fit load_addr 0x%" PRIx32,
				 at->header_at, at->header_addr, load_addr);
	start = at->header_at - before;
	size = file.size - start;
	if (at->load_end_addr && at->load_end_addr < load_addr)
		return diag_fail(diag, -EINVAL,
				 "multiboot: load_end_addr 0x%" PRIx32
				 " is below load_addr 0x%" PRIx32,
				 at->load_end_addr, load_addr);
	if (at->load_end_addr)
		size = at->load_end_addr - load_addr;
	if (bytes_sub(file, start, size, ret))
		return diag_fail(
			diag, -EINVAL,
			"multiboot kernel truncated: it loads up to byte %" PRIu64
			", file has %zu, %" PRIu64 " are missing",
			start + size, file.size, start + size - file.size);
	return 0;
}

int multiboot_place(struct bytes file, const struct multiboot_addresses *at,
		    struct image *image, struct diag *diag)
{
	uint32_t load_addr = at->load_addr;
	struct bytes data = { 0 };
	uint64_t memsz;
	int err;

	if (load_addr == UINT32_MAX) /* multiboot2: from the file's first byte */
		load_addr = (uint32_t)(at->header_addr - at->header_at);
	err = addresses_find(file, at, load_addr, &data, diag);
	if (err)
		return err;
	memsz = data.size;
	if (at->bss_end_addr > load_addr && at->bss_end_addr - load_addr > memsz)
		memsz = at->bss_end_addr - load_addr;
	if (memsz == 0 || load_addr + memsz > SIZE_4G)
		return diag_fail(diag, -EINVAL,
				 "multiboot: %" PRIu64 " bytes at load_addr 0x%" PRIx32
				 ", it must be some, below 4 GiB",
				 memsz, load_addr);
	if (at->entry_addr < load_addr || at->entry_addr - load_addr >= memsz)
		return diag_fail(diag, -EINVAL,
				 "multiboot: entry_addr 0x%" PRIx32
				 " is outside of what is loaded (0x%" PRIx32 "-0x%" PRIx64
				 ")",
				 at->entry_addr, load_addr, load_addr + memsz - 1);
	image->piece[0] = (struct image_piece){ load_addr, data, memsz };
	image->nr_pieces = 1;
	image->entry = at->entry_addr;
	image->lowest = load_addr;
	image->pref_address = load_addr;
	image->room = memsz;
	image->multiboot.has_entry = true;
	return 0;
}

void multiboot_describe(const struct image_multiboot *header, struct image *image)
{
	const struct image_multiboot placed = image->multiboot;

	image->multiboot = *header;
	image->multiboot.has_entry = placed.has_entry;
	image->multiboot.sections = placed.sections;
	image->multiboot.section_size = placed.section_size;
	image->multiboot.nr_sections = placed.nr_sections;
	image->multiboot.section_names = placed.section_names;
	image->cmdline_size = UINT32_MAX;
}

/* Fields behind the first three; -EINVAL when the file ends before. */
static int header_read(struct bytes file, uint64_t at, uint32_t flags,
		       struct multiboot_addresses *addresses, struct image_multiboot *ret,
		       struct diag *diag)
{
	uint32_t field[9] = { 0 };
	uint64_t size = HEADER_END;

	if (flags & FLAG_ADDRESSES)
		size = HEADER_ADDRESSES_END;
	if (flags & FLAG_VIDEO)
		size = HEADER_VIDEO_END;
	if (!bytes_has(file, at, size))
		return diag_fail(diag, -EINVAL,
				 "multiboot header truncated: %" PRIu64
				 " bytes at 0x%" PRIx64 ", file has %zu",
				 size, at, file.size);
	for (unsigned int i = 0; i < 9 && HEADER_ADDRESSES + 4 * (i + 1) <= size; i++)
		bytes_get_u32(file, at + HEADER_ADDRESSES + 4 * i, &field[i]);
	*addresses = (struct multiboot_addresses){ at,	     field[0], field[1],
						   field[2], field[3], field[4] };
	ret->flags = flags;
	ret->page_aligned_modules = flags & FLAG_PAGE_ALIGN;
	ret->wants_video = flags & FLAG_VIDEO;
	ret->video_mode = field[5];
	ret->width = field[6];
	ret->height = field[7];
	ret->depth = field[8];
	return 0;
}

static int header_place(struct bytes file, uint32_t flags,
			const struct multiboot_addresses *addresses, struct image *image,
			struct diag *diag)
{
	if (flags & FLAG_ADDRESSES)
		return multiboot_place(file, addresses, image, diag);
	if (elf_is(file))
		return elf_parse_multiboot(file, false, image, diag);
	return diag_fail(diag, -EINVAL,
			 "multiboot header without addresses (flags 0x%08" PRIx32
			 ") in a file that is no ELF",
			 flags);
}

int multiboot_parse(struct bytes file, struct image *ret, struct diag *diag)
{
	uint64_t at = header_find(file);
	struct multiboot_addresses addresses;
	struct image_multiboot multiboot = { 0 };
	struct image image = { 0 };
	uint32_t flags = 0;
	int err;

	bytes_get_u32(file, at + HEADER_FLAGS, &flags);
	if (flags & FLAGS_MANDATORY & ~FLAGS_KNOWN)
		return diag_fail(diag, -ENOTSUP,
				 "multiboot header asks for features that are not known "
				 "here: flags 0x%08" PRIx32 ", known are 0x%x",
				 flags, FLAGS_KNOWN);
	err = header_read(file, at, flags, &addresses, &multiboot, diag);
	if (err)
		return err;
	err = header_place(file, flags, &addresses, &image, diag);
	if (err)
		return err;
	multiboot_describe(&multiboot, &image);
	image.kind = IMAGE_MULTIBOOT;
	image.type = "multiboot-x86";
	image.alignment = PAGE_SIZE_4K;
	image.is_relocatable = false; /* whatever the ELF is: the header has the say */
	*ret = image;
	return 0;
}
