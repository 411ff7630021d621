/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bzimage.c - a Linux bzImage that has the 64-bit entry
 *
 *	0        0x1f1 … 0x202+[0x201]   (setup_sects+1)*512        +syssize*16
 *	+--------+-----------------+-----+--------------------------+-----------+
 *	| boot   | setup header    | 16- | protected-mode code:     | signature |
 *	| sector |                 | bit | one piece, entry +0x200  | (ignored) |
 *	+--------+-----------------+-----+--------------------------+-----------+
 *
 * In: the bytes of a file. Out: a struct image; the bytes stay where they are.
 * Ref: Linux Documentation/arch/x86/boot.rst.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "image/kinds.h"

#define SECTOR		   512
#define BOOT_FLAG	   0xaa55
#define PROTOCOL_2_12	   0x020c /* the first one with xloadflags */
#define LOADED_HIGH	   (1 << 0)
#define XLF_KERNEL_64	   (1 << 0)
#define ENTRY_64	   0x200 /* from the start of the protected-mode code */
#define SYSSIZE_UNIT	   16
#define CMDLINE_SIZE_UNSET 255 /* boot.rst: what a zero cmdline_size stands for */

/* The fields that are read, widened; their names are boot.rst's. */
struct setup {
	uint64_t end; /* offset behind the header */
	uint8_t setup_sects;
	uint32_t syssize;
	uint16_t boot_flag;
	uint16_t version;
	uint16_t kernel_version;
	uint8_t loadflags;
	uint32_t kernel_alignment;
	uint8_t relocatable_kernel;
	uint16_t xloadflags;
	uint32_t cmdline_size;
	uint32_t payload_offset;
	uint32_t payload_length;
	uint64_t pref_address;
	uint32_t init_size;
};

bool bzimage_is(struct bytes file)
{
	return bytes_has(file, SETUP_HEADER, 4) &&
	       !memcmp(file.data + SETUP_HEADER, "HdrS", 4);
}

/* Where the header ends, and the flags that must be known before all else. */
static int setup_begin(struct bytes file, struct setup *ret, struct diag *diag)
{
	uint8_t jump = 0;

	if (bytes_get_u8(file, SETUP_JUMP + 1, &jump) ||
	    bytes_get_u16(file, SETUP_VERSION, &ret->version))
		return diag_fail(diag, -EINVAL,
				 "bzImage truncated inside its setup header: file has "
				 "%zu bytes",
				 file.size);
	if (ret->version < PROTOCOL_2_12)
		return diag_fail(diag, -ENOTSUP,
				 "bzImage without the 64-bit entry (XLF_KERNEL_64): boot "
				 "protocol is %u.%02u, 2.12 is needed",
				 ret->version >> 8, ret->version & 0xff);
	/* boot.rst: the header ends at 0x202 plus the short jump's displacement */
	ret->end = SETUP_HEADER + (uint64_t)jump;
	if (ret->end < SETUP_NEEDED_END)
		return diag_fail(diag, -EINVAL,
				 "bzImage: setup header ends at 0x%" PRIx64
				 ", boot protocol %u.%02u needs 0x%x",
				 ret->end, ret->version >> 8, ret->version & 0xff,
				 SETUP_NEEDED_END);
	if (ret->end > file.size)
		return diag_fail(diag, -EINVAL,
				 "bzImage truncated inside its setup header: "
				 "header says %" PRIu64 " bytes, file has %zu, %" PRIu64
				 " are missing",
				 ret->end, file.size, ret->end - file.size);
	return 0;
}

/* Every field lies below ret->end, so none of these can fail. */
static int setup_read(struct bytes file, struct setup *ret, struct diag *diag)
{
	int err = setup_begin(file, ret, diag);

	if (err)
		return err;
	bytes_get_u8(file, SETUP_SECTS, &ret->setup_sects);
	bytes_get_u32(file, SETUP_SYSSIZE, &ret->syssize);
	bytes_get_u16(file, SETUP_BOOT_FLAG, &ret->boot_flag);
	bytes_get_u16(file, SETUP_KERNEL_VERSION, &ret->kernel_version);
	bytes_get_u8(file, SETUP_LOADFLAGS, &ret->loadflags);
	bytes_get_u32(file, SETUP_KERNEL_ALIGNMENT, &ret->kernel_alignment);
	bytes_get_u8(file, SETUP_RELOCATABLE, &ret->relocatable_kernel);
	bytes_get_u16(file, SETUP_XLOADFLAGS, &ret->xloadflags);
	bytes_get_u32(file, SETUP_CMDLINE_SIZE, &ret->cmdline_size);
	bytes_get_u32(file, SETUP_PAYLOAD_OFFSET, &ret->payload_offset);
	bytes_get_u32(file, SETUP_PAYLOAD_LENGTH, &ret->payload_length);
	bytes_get_u64(file, SETUP_PREF_ADDRESS, &ret->pref_address);
	bytes_get_u32(file, SETUP_INIT_SIZE, &ret->init_size);
	/* boot.rst: "for backwards compatibility, 0 means 4" */
	if (ret->setup_sects == 0)
		ret->setup_sects = 4;
	if (ret->cmdline_size == 0)
		ret->cmdline_size = CMDLINE_SIZE_UNSET;
	return 0;
}

/* Is it a kernel that can be entered in long mode, at an address of our choosing? */
static int setup_check_entry(const struct setup *setup, struct diag *diag)
{
	if (setup->boot_flag != BOOT_FLAG)
		return diag_fail(diag, -EINVAL,
				 "bzImage: boot_flag at 0x1fe is 0x%04x, must be 0x%04x",
				 setup->boot_flag, BOOT_FLAG);
	if (!(setup->loadflags & LOADED_HIGH))
		return diag_fail(diag, -ENOTSUP,
				 "zImage, loaded low (loadflags 0x%02x): only a bzImage "
				 "can be started",
				 setup->loadflags);
	if (!(setup->xloadflags & XLF_KERNEL_64))
		return diag_fail(diag, -ENOTSUP,
				 "bzImage without the 64-bit entry (XLF_KERNEL_64): "
				 "xloadflags is 0x%04x, a 32-bit kernel",
				 setup->xloadflags);
	if (!setup->relocatable_kernel)
		return diag_fail(diag, -ENOTSUP,
				 "bzImage is not relocatable (relocatable_kernel is 0): "
				 "it runs at 0x%" PRIx64 " only; build it with "
				 "CONFIG_RELOCATABLE=y",
				 setup->pref_address);
	if (setup->kernel_alignment == 0 ||
	    !is_aligned(setup->kernel_alignment, setup->kernel_alignment))
		return diag_fail(diag, -EINVAL,
				 "bzImage: kernel_alignment 0x%" PRIx32
				 " is not a power of two",
				 setup->kernel_alignment);
	return 0;
}

/* The protected-mode code: what syssize says, as far as the file has it. */
static int setup_find_code(struct bytes file, const struct setup *setup,
			   struct bytes *ret, struct diag *diag)
{
	uint64_t start = ((uint64_t)setup->setup_sects + 1) * SECTOR;
	uint64_t size = (uint64_t)setup->syssize * SYSSIZE_UNIT;
	uint64_t want = start + size;

	if (size <= ENTRY_64)
		return diag_fail(diag, -EINVAL,
				 "bzImage: syssize says %" PRIu64 " bytes, the 64-bit "
				 "entry is at byte %d",
				 size, ENTRY_64);
	/* syssize counts units of 16: the last one may not be full */
	if (want >= file.size + SYSSIZE_UNIT)
		return diag_fail(diag, -EINVAL,
				 "bzImage truncated: header says %" PRIu64
				 " bytes (setup %" PRIu64 " + syssize*16 %" PRIu64
				 "), file has %zu, %" PRIu64 " are missing",
				 want, start, size, file.size, want - file.size);
	if (want > file.size)
		size = file.size - start;
	return bytes_sub(file, start, size, ret);
}

static int setup_check_code(const struct setup *setup, struct bytes code,
			    struct diag *diag)
{
	uint64_t payload_end = (uint64_t)setup->payload_offset + setup->payload_length;

	if (code.size <= ENTRY_64)
		return diag_fail(diag, -EINVAL,
				 "bzImage truncated: %zu bytes of "
				 "protected-mode code, the 64-bit entry is at byte %d",
				 code.size, ENTRY_64);
	if (setup->init_size < code.size)
		return diag_fail(diag, -EINVAL,
				 "bzImage: init_size is %" PRIu32 " bytes, the "
				 "protected-mode code alone has %zu, %zu too few",
				 setup->init_size, code.size,
				 code.size - setup->init_size);
	if (payload_end > code.size)
		return diag_fail(diag, -EINVAL,
				 "bzImage: payload at 0x%" PRIx32 " + %" PRIu32
				 " bytes ends %" PRIu64
				 " bytes behind the protected-mode "
				 "code (%zu bytes)",
				 setup->payload_offset, setup->payload_length,
				 payload_end - code.size, code.size);
	return 0;
}

/* kernel_version points to the release string, less 0x200; 0 means there is none. */
static void setup_find_release(struct bytes file, const struct setup *setup,
			       struct image *image)
{
	uint64_t at = (uint64_t)setup->kernel_version + 0x200;
	uint64_t end = ((uint64_t)setup->setup_sects + 1) * SECTOR;
	struct bytes text;

	if (setup->kernel_version == 0 || at >= end ||
	    bytes_sub(file, at, end - at, &text))
		return;
	image->is_linux = version_parse(text, image->release, &image->version) == 0;
}

int bzimage_parse(struct bytes file, struct image *ret, struct diag *diag)
{
	struct image image = { .kind = IMAGE_BZIMAGE, .type = "bzImage64" };
	struct setup setup;
	struct bytes code;
	uint64_t header_end;
	int err;

	err = setup_read(file, &setup, diag);
	if (err == 0)
		err = setup_check_entry(&setup, diag);
	if (err == 0)
		err = setup_find_code(file, &setup, &code, diag);
	if (err == 0)
		err = setup_check_code(&setup, code, diag);
	if (err)
		return err;
	header_end = setup.end < SETUP_VIEW_MAX ? setup.end : SETUP_VIEW_MAX;
	err = bytes_sub(file, SETUP_SECTS, header_end - SETUP_SECTS, &image.setup_header);
	if (err)
		return err;
	image.piece[0] = (struct image_piece){ 0, code, code.size };
	image.nr_pieces = 1;
	image.entry = ENTRY_64;
	image.room = setup.init_size;
	image.alignment = setup.kernel_alignment;
	image.pref_address = setup.pref_address;
	image.cmdline_size = setup.cmdline_size;
	image.protocol = setup.version;
	setup_find_release(file, &setup, &image);
	*ret = image;
	return 0;
}
