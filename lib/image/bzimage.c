/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bzimage.c - a Linux bzImage that has the 64-bit entry, at byte 0x200 of its code
 *
 * In: the bytes of a file. Out: a struct image; the bytes stay where they are.
 * Ref: Linux Documentation/arch/x86/boot.rst; the layout is drawn in setup.h.
 */
#include "image/bzimage.h"

#include <errno.h>
#include <inttypes.h>

#include "image/setup.h"

#define ENTRY_64 0x200 /* from the start of the protected-mode code */

/* xloadflags for kexec: it loads high, where only such a kernel survives. */
#define XLF_ANYWHERE (XLF_KERNEL_64 | XLF_CAN_BE_LOADED_ABOVE_4G)

bool bzimage64_is(struct bytes file)
{
	struct setup setup;

	return bzimage_is(file) && !setup_read(file, &setup, NULL) &&
	       setup.version >= PROTOCOL_2_12 && (setup.loadflags & LOADED_HIGH) &&
	       (setup.xloadflags & XLF_ANYWHERE) == XLF_ANYWHERE;
}

static int setup_check_protocol(struct bytes file, struct diag *diag)
{
	uint16_t version;

	if (bytes_get_u16(file, SETUP_VERSION, &version) || version >= PROTOCOL_2_12)
		return 0; /* setup_read() knows what to say when there is none */
	return diag_fail(diag, -ENOTSUP,
			 "bzImage without the 64-bit entry (XLF_KERNEL_64): boot "
			 "protocol is %u.%02u, 2.12 is needed",
			 version >> 8, version & 0xff);
}

/* Is it a kernel that can be entered in long mode? */
static int setup_check_entry(const struct setup *setup, uint16_t xloadflags,
			     struct diag *diag)
{
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
	if ((setup->xloadflags & xloadflags) != xloadflags)
		return diag_fail(diag, -ENOTSUP,
				 "bzImage without XLF_CAN_BE_LOADED_ABOVE_4G: xloadflags "
				 "is 0x%04x (--type=bzImage uses its 32-bit entry)",
				 setup->xloadflags);
	if (setup->kernel_alignment == 0 ||
	    !is_aligned(setup->kernel_alignment, setup->kernel_alignment))
		return diag_fail(diag, -EINVAL,
				 "bzImage: kernel_alignment 0x%" PRIx32
				 " is not a power of two",
				 setup->kernel_alignment);
	return 0;
}

static int setup_check_code(const struct setup *setup, struct bytes code,
			    struct diag *diag)
{
	uint64_t payload_end = (uint64_t)setup->payload_offset + setup->payload_length;

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

static int bzimage_parse_with(struct bytes file, uint16_t xloadflags, struct image *ret,
			      struct diag *diag)
{
	struct image image = { .kind = IMAGE_BZIMAGE, .type = "bzImage64" };
	struct setup setup = { 0 };
	struct bytes code = { 0 };
	int err;

	err = setup_check_protocol(file, diag);
	if (err)
		return err;
	err = setup_read(file, &setup, diag);
	if (err)
		return err;
	err = setup_check_entry(&setup, xloadflags, diag);
	if (err)
		return err;
	err = setup_find_code(file, &setup, ENTRY_64, &code, diag);
	if (err)
		return err;
	err = setup_check_code(&setup, code, diag);
	if (err)
		return err;
	err = setup_check_fixed(&setup, diag);
	if (err)
		return err;
	setup_describe(file, &setup, code, &image);
	image.entry = ENTRY_64;
	image.room = setup.init_size;
	image.alignment = setup.kernel_alignment;
	image.pref_address = setup.pref_address;
	*ret = image;
	return 0;
}

int bzimage64_parse(struct bytes file, struct image *ret, struct diag *diag)
{
	return bzimage_parse_with(file, XLF_ANYWHERE, ret, diag);
}

int bzimage_parse(struct bytes file, struct image *ret, struct diag *diag)
{
	struct image image;
	int err = bzimage_parse_with(file, XLF_KERNEL_64, &image, diag);

	if (err)
		return err;
	if (!image.is_relocatable)
		return diag_fail(diag, -ENOTSUP,
				 "bzImage is not relocatable (relocatable_kernel is 0): "
				 "it runs at 0x%" PRIx64 " only; build it with "
				 "CONFIG_RELOCATABLE=y",
				 image.pref_address);
	*ret = image;
	return 0;
}
