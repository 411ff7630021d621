/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * setup.c - the real-mode kernel header, as both bzImage loaders read it
 *
 * In: the bytes of a file. Out: struct setup, and what of struct image it says alone.
 * Ref: Linux Documentation/arch/x86/boot.rst.
 */
#include "image/setup.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "image/version.h"

#define BOOT_FLAG	      0xaa55
#define SYSSIZE_UNIT	      16
#define SETUP_SECTS_UNSET     4	  /* boot.rst: what a zero setup_sects stands for */
#define CMDLINE_SIZE_UNSET    255 /* the same for cmdline_size, and before 2.06 */
#define LINUX_OLDEST	      0x020000
#define INITRD_ADDR_MAX_UNSET 0x37ffffff /* before 2.03 */

bool bzimage_is(struct bytes file)
{
	return bytes_has(file, SETUP_HEADER, 4) &&
	       !memcmp(file.data + SETUP_HEADER, "HdrS", 4);
}

/* Behind the last field that a protocol is sure to have (boot.rst, the table). */
static uint32_t setup_needed_end(uint16_t version)
{
	static const struct {
		uint16_t version;
		uint32_t end;
	} rows[] = {
		{ PROTOCOL_2_10, SETUP_NEEDED_END },
		{ PROTOCOL_2_09, 0x258 }, /* setup_data */
		{ PROTOCOL_2_08, 0x250 }, /* payload_length */
		{ PROTOCOL_2_07, 0x248 }, /* hardware_subarch_data */
		{ PROTOCOL_2_06, 0x23c }, /* cmdline_size */
		{ PROTOCOL_2_05, 0x235 }, /* relocatable_kernel */
		{ PROTOCOL_2_03, 0x230 }, /* initrd_addr_max */
		{ PROTOCOL_2_02, 0x22c }, /* cmd_line_ptr */
		{ PROTOCOL_2_01, 0x226 }, /* heap_end_ptr */
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (version >= rows[i].version)
			return rows[i].end;
	}
	return 0x224; /* bootsect_kludge */
}

/* Where the header ends, and the flags that must be known before all else. */
static int setup_begin(struct bytes file, struct setup *ret, struct diag *diag)
{
	uint8_t jump = 0;
	uint32_t needed;

	if (bytes_get_u8(file, SETUP_JUMP + 1, &jump) ||
	    bytes_get_u16(file, SETUP_VERSION, &ret->version))
		return diag_fail(diag, -EINVAL,
				 "bzImage truncated inside its setup header: file has "
				 "%zu bytes",
				 file.size);
	if (ret->version < PROTOCOL_2_00)
		return diag_fail(diag, -ENOTSUP,
				 "kernel of boot protocol %u.%02u, 2.00 is needed (Linux "
				 "1.3.73 or newer)",
				 ret->version >> 8, ret->version & 0xff);
	/* boot.rst: the header ends at 0x202 plus the short jump's displacement */
	ret->end = SETUP_HEADER + (uint64_t)jump;
	needed = setup_needed_end(ret->version);
	if (ret->end < needed)
		return diag_fail(diag, -EINVAL,
				 "bzImage: setup header ends at 0x%" PRIx64
				 ", boot protocol %u.%02u needs 0x%" PRIx32,
				 ret->end, ret->version >> 8, ret->version & 0xff,
				 needed);
	if (ret->end > file.size)
		return diag_fail(diag, -EINVAL,
				 "bzImage truncated inside its setup header: "
				 "header says %" PRIu64 " bytes, file has %zu, %" PRIu64
				 " are missing",
				 ret->end, file.size, ret->end - file.size);
	return 0;
}

/* What came with 2.03 to 2.12; behind the header of an older one lies its code. */
static void setup_read_later(struct bytes file, struct setup *ret)
{
	ret->initrd_addr_max = INITRD_ADDR_MAX_UNSET;
	if (ret->version >= PROTOCOL_2_03)
		bytes_get_u32(file, SETUP_INITRD_ADDR_MAX, &ret->initrd_addr_max);
	if (ret->version >= PROTOCOL_2_04)
		bytes_get_u32(file, SETUP_SYSSIZE, &ret->syssize);
	if (ret->version >= PROTOCOL_2_05) {
		bytes_get_u32(file, SETUP_KERNEL_ALIGNMENT, &ret->kernel_alignment);
		bytes_get_u8(file, SETUP_RELOCATABLE, &ret->relocatable_kernel);
	}
	if (ret->version >= PROTOCOL_2_06)
		bytes_get_u32(file, SETUP_CMDLINE_SIZE, &ret->cmdline_size);
	if (ret->version >= PROTOCOL_2_08) {
		bytes_get_u32(file, SETUP_PAYLOAD_OFFSET, &ret->payload_offset);
		bytes_get_u32(file, SETUP_PAYLOAD_LENGTH, &ret->payload_length);
	}
	if (ret->version >= PROTOCOL_2_10) {
		bytes_get_u64(file, SETUP_PREF_ADDRESS, &ret->pref_address);
		bytes_get_u32(file, SETUP_INIT_SIZE, &ret->init_size);
	}
	if (ret->version >= PROTOCOL_2_12)
		bytes_get_u16(file, SETUP_XLOADFLAGS, &ret->xloadflags);
}

/* Every field lies below ret->end, so none of these reads can fail. */
int setup_read(struct bytes file, struct setup *ret, struct diag *diag)
{
	struct setup setup = { 0 };
	int err = setup_begin(file, &setup, diag);

	if (err)
		return err;
	bytes_get_u8(file, SETUP_SECTS, &setup.setup_sects);
	bytes_get_u16(file, SETUP_BOOT_FLAG, &setup.boot_flag);
	bytes_get_u16(file, SETUP_KERNEL_VERSION, &setup.kernel_version);
	bytes_get_u8(file, SETUP_LOADFLAGS, &setup.loadflags);
	setup_read_later(file, &setup);
	if (setup.setup_sects == 0)
		setup.setup_sects = SETUP_SECTS_UNSET;
	if (setup.cmdline_size == 0)
		setup.cmdline_size = CMDLINE_SIZE_UNSET;
	if (setup.boot_flag != BOOT_FLAG)
		return diag_fail(diag, -EINVAL,
				 "bzImage: boot_flag at 0x1fe is 0x%04x, must be 0x%04x",
				 setup.boot_flag, BOOT_FLAG);
	*ret = setup;
	return 0;
}

static uint64_t setup_size(const struct setup *setup)
{
	return ((uint64_t)setup->setup_sects + 1) * SETUP_SECTOR;
}

int setup_find_code(struct bytes file, const struct setup *setup, uint64_t entry,
		    struct bytes *ret, struct diag *diag)
{
	uint64_t start = setup_size(setup);
	uint64_t size = (uint64_t)setup->syssize * SYSSIZE_UNIT;
	uint64_t want = start + size;

	if (setup->version < PROTOCOL_2_04 && file.size > start) {
		want = file.size;
		size = want - start;
	}
	if (size <= entry)
		return diag_fail(diag, -EINVAL,
				 "bzImage: syssize says %" PRIu64
				 " bytes, the %s entry is at byte %" PRIu64,
				 size, entry ? "64-bit" : "32-bit", entry);
	/* syssize counts units of 16: the last one may not be full */
	if (want >= file.size + SYSSIZE_UNIT)
		return diag_fail(diag, -EINVAL,
				 "bzImage truncated: header says %" PRIu64
				 " bytes (setup %" PRIu64 " + syssize*16 %" PRIu64
				 "), file has %zu, %" PRIu64 " are missing",
				 want, start, size, file.size, want - file.size);
	if (want > file.size)
		size = file.size > start ? file.size - start : 0;
	if (size <= entry)
		return diag_fail(diag, -EINVAL,
				 "bzImage truncated: %" PRIu64
				 " bytes of protected-mode code, the %s entry is at byte "
				 "%" PRIu64,
				 size, entry ? "64-bit" : "32-bit", entry);
	return bytes_sub(file, start, size, ret);
}

/* kernel_version points to the release string, less 0x200; 0 means there is none. */
static void setup_find_release(struct bytes file, const struct setup *setup,
			       struct image *image)
{
	uint64_t at = (uint64_t)setup->kernel_version + 0x200;
	uint64_t end = setup_size(setup);
	struct bytes text;

	if (setup->kernel_version == 0 || at >= end ||
	    bytes_sub(file, at, end - at, &text))
		return;
	/* iPXE has a number there too: Linux with this header is 2.0 or newer,
	 * but for a few of 1.3 that nobody looks at */
	if (!version_parse(text, image->release, &image->version) &&
	    image->version >= LINUX_OLDEST) {
		image->is_linux = true;
		return;
	}
	memset(image->release, 0, sizeof(image->release));
	image->version = 0;
}

void setup_describe(struct bytes file, const struct setup *setup, struct bytes code,
		    struct image *image)
{
	uint64_t header_end = setup->end < SETUP_VIEW_MAX ? setup->end : SETUP_VIEW_MAX;

	/* both lie before the code or the header's end, which are inside */
	bytes_sub(file, SETUP_SECTS, header_end - SETUP_SECTS, &image->setup_header);
	bytes_sub(file, 0, setup_size(setup), &image->setup);
	image->piece[0] = (struct image_piece){ 0, code, code.size };
	image->nr_pieces = 1;
	image->cmdline_size = setup->cmdline_size;
	image->protocol = setup->version;
	image->loadflags = setup->loadflags;
	image->xloadflags = setup->xloadflags;
	image->is_relocatable = setup->relocatable_kernel != 0;
	image->initrd_addr_max = setup->initrd_addr_max;
	setup_find_release(file, setup, image);
}

phys_t image_initrd_limit(const struct image *image)
{
	if (image->kind != IMAGE_BZIMAGE ||
	    (image->xloadflags & XLF_CAN_BE_LOADED_ABOVE_4G))
		return UINT64_MAX;
	return (phys_t)image->initrd_addr_max + 1;
}

int setup_check_fixed(const struct setup *setup, struct diag *diag)
{
	if (setup->relocatable_kernel || is_aligned(setup->pref_address, PAGE_SIZE_4K))
		return 0;
	return diag_fail(diag, -EINVAL,
			 "bzImage: not relocatable, and its pref_address 0x%" PRIx64
			 " is no multiple of 4096: it cannot be placed",
			 setup->pref_address);
}
