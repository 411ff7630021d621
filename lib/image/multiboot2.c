/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * multiboot2.c - a kernel with a multiboot2 header
 *
 *	header, 8-byte aligned, whole in the first 32 KiB of the file:
 *	 0 magic   4 architecture   8 header_length   12 checksum (they sum up to 0)
 *	16 tags:  type16 flags16 size32 …   each 8-byte aligned, the last has type 0
 *
 * In: the bytes of a file. Out: a struct image, its pieces from the address tag or,
 * without one, from the ELF that the file then must be.
 * Ref: Multiboot2 Specification 2.0, 3.1 "OS image format".
 */
#include "image/multiboot2.h"

#include <errno.h>
#include <inttypes.h>

#include "base/cleanup.h"
#include "image/elf.h"
#include "image/multiboot.h"
#include "image/uki.h"

#define SEARCHED	  32768
#define MAGIC		  0xe85250d6u
#define ARCHITECTURE_I386 0 /* protected mode, 32 bits */
#define HEADER_ALIGN	  8
#define HEADER_SIZE	  16
#define TAG_SIZE	  8
#define TAG_OPTIONAL	  (1 << 0)
#define PREFER_HIGHEST	  2

enum tag_type {
	TAG_END = 0,
	TAG_INFORMATION = 1,
	TAG_ADDRESS = 2,
	TAG_ENTRY = 3,
	TAG_CONSOLE = 4,
	TAG_FRAMEBUFFER = 5,
	TAG_MODULE_ALIGN = 6,
	TAG_EFI_BOOT_SERVICES = 7,
	TAG_EFI32_ENTRY = 8,
	TAG_EFI64_ENTRY = 9,
	TAG_RELOCATABLE = 10,
};

/* What the tags say, until all of them are known. */
struct header {
	uint64_t at;
	struct multiboot_addresses addresses;
	bool has_addresses;
	bool has_entry;
	struct image_multiboot multiboot;
};

/* The header's offset, or UINT64_MAX. */
static uint64_t header_find(struct bytes file)
{
	for (uint64_t at = 0; at + HEADER_SIZE <= SEARCHED; at += HEADER_ALIGN) {
		uint32_t magic, architecture, length, checksum;

		if (bytes_get_u32(file, at + 12, &checksum))
			break;
		bytes_get_u32(file, at, &magic);
		bytes_get_u32(file, at + 4, &architecture);
		bytes_get_u32(file, at + 8, &length);
		if (magic == MAGIC && architecture == ARCHITECTURE_I386 &&
		    magic + architecture + length + checksum == 0)
			return at;
	}
	return UINT64_MAX;
}

bool multiboot2_is(struct bytes file)
{
	return header_find(file) != UINT64_MAX;
}

/* Information that an OS can ask for; NULL: it is never given by kexec. */
static const char *const information[] = {
	[1] = "command line",
	[2] = "boot loader name",
	[3] = "modules",
	[4] = "basic memory information",
	[6] = "memory map",
	[8] = "framebuffer",
	[9] = "ELF sections",
	[12] = "EFI 64-bit system table",
	[14] = "ACPI 1.0 RSDP",
	[15] = "ACPI 2.0 RSDP",
	[21] = "load base address",
};

static int information_read(struct bytes tag, bool is_optional, struct header *header,
			    struct diag *diag)
{
	(void)header;
	for (uint64_t at = TAG_SIZE; !is_optional && at + 4 <= tag.size; at += 4) {
		uint32_t type = 0;

		bytes_get_u32(tag, at, &type);
		if (type >= ARRAY_SIZE(information) || !information[type])
			return diag_fail(diag, -ENOTSUP,
					 "multiboot2 kernel insists on information of "
					 "type %" PRIu32 ", which is not given here",
					 type);
	}
	return 0;
}

static int address_read(struct bytes tag, bool is_optional, struct header *header,
			struct diag *diag)
{
	struct multiboot_addresses *addresses = &header->addresses;

	(void)is_optional;
	(void)diag;
	bytes_get_u32(tag, 8, &addresses->header_addr);
	bytes_get_u32(tag, 12, &addresses->load_addr);
	bytes_get_u32(tag, 16, &addresses->load_end_addr);
	bytes_get_u32(tag, 20, &addresses->bss_end_addr);
	header->has_addresses = true;
	return 0;
}

static int entry_read(struct bytes tag, bool is_optional, struct header *header,
		      struct diag *diag)
{
	(void)is_optional;
	(void)diag;
	bytes_get_u32(tag, 8, &header->addresses.entry_addr);
	header->has_entry = true;
	return 0;
}

static int framebuffer_read(struct bytes tag, bool is_optional, struct header *header,
			    struct diag *diag)
{
	(void)is_optional;
	(void)diag;
	bytes_get_u32(tag, 8, &header->multiboot.width);
	bytes_get_u32(tag, 12, &header->multiboot.height);
	bytes_get_u32(tag, 16, &header->multiboot.depth);
	header->multiboot.wants_video = true;
	return 0;
}

static int flag_read(struct bytes tag, bool is_optional, struct header *header,
		     struct diag *diag)
{
	uint16_t type = 0;

	(void)is_optional;
	(void)diag;
	bytes_get_u16(tag, 0, &type);
	if (type == TAG_MODULE_ALIGN)
		header->multiboot.page_aligned_modules = true;
	if (type == TAG_EFI_BOOT_SERVICES)
		header->multiboot.keeps_efi_boot_services = true;
	return 0;
}

static int efi64_entry_read(struct bytes tag, bool is_optional, struct header *header,
			    struct diag *diag)
{
	uint32_t entry = 0;

	(void)is_optional;
	(void)diag;
	bytes_get_u32(tag, 8, &entry);
	header->multiboot.has_efi64_entry = true;
	header->multiboot.efi64_entry = entry;
	return 0;
}

static int relocatable_read(struct bytes tag, bool is_optional, struct header *header,
			    struct diag *diag)
{
	uint32_t min_addr = 0, max_addr = 0, align = 0, preference = 0;

	(void)is_optional;
	bytes_get_u32(tag, 8, &min_addr);
	bytes_get_u32(tag, 12, &max_addr);
	bytes_get_u32(tag, 16, &align);
	bytes_get_u32(tag, 20, &preference);
	if (min_addr > max_addr || (align && !is_aligned(align, align)))
		return diag_fail(diag, -EINVAL,
				 "multiboot2: relocatable in 0x%" PRIx32 "-0x%" PRIx32
				 ", aligned to 0x%" PRIx32 ": that cannot be",
				 min_addr, max_addr, align);
	header->multiboot.is_relocatable = true;
	header->multiboot.min_addr = min_addr;
	header->multiboot.max_addr = max_addr;
	header->multiboot.align = align > PAGE_SIZE_4K ? align : PAGE_SIZE_4K;
	header->multiboot.preference = preference <= PREFER_HIGHEST ? preference : 0;
	return 0;
}

static const struct tag {
	enum tag_type type;
	const char *name;
	uint32_t size;
	int (*read)(struct bytes tag, bool is_optional, struct header *header,
		    struct diag *diag);
} tags[] = {
	{ TAG_INFORMATION, "information request", 8, information_read },
	{ TAG_ADDRESS, "address", 24, address_read },
	{ TAG_ENTRY, "entry address", 12, entry_read },
	{ TAG_CONSOLE, "console flags", 12, flag_read },
	{ TAG_FRAMEBUFFER, "framebuffer", 20, framebuffer_read },
	{ TAG_MODULE_ALIGN, "module alignment", 8, flag_read },
	/* the two EFI entries are for loaders that have not left EFI: kexec has */
	{ TAG_EFI_BOOT_SERVICES, "EFI boot services", 8, flag_read },
	{ TAG_EFI32_ENTRY, "EFI i386 entry", 12, flag_read },
	{ TAG_EFI64_ENTRY, "EFI amd64 entry", 12, efi64_entry_read },
	{ TAG_RELOCATABLE, "relocatable", 24, relocatable_read },
};

static int tag_read(struct bytes view, struct header *header, struct diag *diag)
{
	uint16_t type = 0, flags = 0;

	bytes_get_u16(view, 0, &type);
	bytes_get_u16(view, 2, &flags);
	for (size_t i = 0; i < ARRAY_SIZE(tags); i++) {
		if (tags[i].type != type)
			continue;
		if (view.size < tags[i].size)
			return diag_fail(diag, -EINVAL,
					 "multiboot2: %s tag has %zu bytes, it takes "
					 "%" PRIu32,
					 tags[i].name, view.size, tags[i].size);
		return tags[i].read(view, flags & TAG_OPTIONAL, header, diag);
	}
	if (flags & TAG_OPTIONAL)
		return 0;
	return diag_fail(diag, -ENOTSUP,
			 "multiboot2 kernel insists on a header tag that is not known "
			 "here: type %u (known are 0 to 10)",
			 type);
}

static int header_read(struct bytes file, struct header *header, struct diag *diag)
{
	struct bytes view, tag;
	uint32_t length = 0;

	bytes_get_u32(file, header->at + 8, &length);
	if (length < HEADER_SIZE || header->at + length > SEARCHED ||
	    bytes_sub(file, header->at, length, &view))
		return diag_fail(diag, -EINVAL,
				 "multiboot2 header of %" PRIu32 " bytes at 0x%" PRIx64
				 ": it must end in the first %d bytes, file has %zu",
				 length, header->at, SEARCHED, file.size);
	for (uint64_t at = HEADER_SIZE;;) {
		uint16_t type = 0;
		uint32_t size = 0;
		int err;

		if (bytes_get_u32(view, at + 4, &size) || size < TAG_SIZE ||
		    bytes_sub(view, at, size, &tag))
			return diag_fail(diag, -EINVAL,
					 "multiboot2 header of %" PRIu32
					 " bytes: its tag at byte %" PRIu64
					 " has %" PRIu32 ", or the last tag is missing",
					 length, at, size);
		bytes_get_u16(view, at, &type);
		if (type == TAG_END)
			return 0;
		err = tag_read(tag, header, diag);
		if (err)
			return err;
		at += align_up(size, TAG_SIZE);
	}
}

/* The pieces: the address tag's, else the ELF's; the entry tag may overrule e_entry. */
static int header_place(struct bytes file, struct header *header, struct image *image,
			struct diag *diag)
{
	int err;

	header->addresses.header_at = header->at;
	if (header->has_addresses) {
		if (!header->has_entry)
			return diag_fail(diag, -EINVAL,
					 "multiboot2 header with an address tag, but "
					 "without an entry address tag");
		return multiboot_place(file, &header->addresses, image, diag);
	}
	if (!elf_is(file))
		return diag_fail(
			diag, -EINVAL,
			"multiboot2 header without an address tag in a file that "
			"is %s, no ELF",
			pe_is(file) ? "an EFI program" : "plain");
	err = elf_parse_multiboot(file, header->has_entry, image, diag);
	if (err || !header->has_entry)
		return err;
	image->entry = header->addresses.entry_addr;
	for (unsigned int i = 0; i < image->nr_pieces; i++) {
		const struct image_piece *piece = &image->piece[i];

		if (image->entry >= piece->paddr &&
		    image->entry - piece->paddr < piece->memsz)
			return 0;
	}
	return diag_fail(diag, -EINVAL,
			 "multiboot2: entry address 0x%" PRIx64 " lies in no segment",
			 image->entry);
}

/* The bounds of a relocatable kernel must leave room for it. */
static int header_check_room(const struct image *image, const struct image_multiboot *at,
			     struct diag *diag)
{
	uint64_t room = at->max_addr - at->min_addr + 1;

	if (!at->is_relocatable || image->room <= room)
		return 0;
	return diag_fail(diag, -EINVAL,
			 "multiboot2: kernel of %" PRIu64
			 " bytes is relocatable in 0x%" PRIx64 "-0x%" PRIx64 ", %" PRIu64
			 " bytes too few",
			 image->room, at->min_addr, at->max_addr, image->room - room);
}

int multiboot2_parse(struct bytes file, struct image *ret, struct diag *diag)
{
	struct header header = { .at = header_find(file) };
	struct image_multiboot *multiboot = &header.multiboot;
	struct image image = { 0 };
	int err;

	err = header_read(file, &header, diag);
	if (err)
		return err;
	err = header_place(file, &header, &image, diag);
	if (err)
		return err;
	err = header_check_room(&image, multiboot, diag);
	if (err)
		return err;
	multiboot_describe(multiboot, &image);
	image.kind = IMAGE_MULTIBOOT2;
	image.type = "multiboot2-x86";
	image.alignment = multiboot->is_relocatable ? multiboot->align : PAGE_SIZE_4K;
	image.is_relocatable = multiboot->is_relocatable;
	*ret = image;
	return 0;
}
