/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmlinux.c - the vmlinux inside a bzImage, unpacked by us instead of by itself
 *
 *	protected-mode code:  | head | payload_length bytes at payload_offset  | tail |
 *	payload:                     | compressed ELF (+ relocations) | size32 |
 *
 * In: a bzImage from image_probe(). Out: the same image as an ELF. Unpacking in the
 * leader takes a fraction of the time that the decompressor needs on a cold core.
 * Ref: boot.rst "payload_offset"; Linux scripts/Makefile.lib (size_append: every format
 * but gzip, which has the word itself, is followed by the unpacked size in 32 bits).
 */
#include "image/vmlinux.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "image/decompress.h"
#include "image/elf.h"
#include "image/setup.h"

#define SIZE_WORD 4

static int payload_find(const struct image *image, struct bytes *ret, struct diag *diag)
{
	uint32_t offset, length;

	if (image->kind != IMAGE_BZIMAGE ||
	    bytes_get_u32(image->setup_header, SETUP_PAYLOAD_OFFSET - SETUP_SECTS,
			  &offset) ||
	    bytes_get_u32(image->setup_header, SETUP_PAYLOAD_LENGTH - SETUP_SECTS,
			  &length) ||
	    length <= SIZE_WORD)
		return diag_fail(diag, -ENOTSUP, "no payload to unpack in this image");
	if (bytes_sub(image->piece[0].data, offset, length, ret))
		return diag_fail(diag, -EINVAL,
				 "bzImage: payload at 0x%" PRIx32 " + %" PRIu32
				 " bytes is not inside",
				 offset, length);
	return 0;
}

static int payload_unpack(struct bytes payload, struct buffer *ret, struct diag *diag)
{
	/* judged without the size word, as it will be unpacked */
	struct bytes packed = { payload.data, payload.size - SIZE_WORD };
	const char *name = compression_name(packed);
	uint32_t size = 0;
	int err;

	if (!name)
		return diag_fail(diag, -ENOTSUP,
				 "bzImage: payload is compressed in a way that is not "
				 "known here (it starts with %02x %02x)",
				 payload.data[0], payload.data[1]);
	bytes_get_u32(payload, packed.size, &size);
	if (!strcmp(name, "gzip"))
		packed = payload;
	err = decompress_expecting(packed, size, IMAGE_UNPACKED_MAX, ret, diag);
	if (err) {
		diag_context(diag, "bzImage payload");
		return err == -E2BIG ? -EINVAL : err;
	}
	if (ret->size != size)
		return diag_fail(diag, -EINVAL,
				 "bzImage payload: %s unpacks to %zu bytes, its size "
				 "word says %" PRIu32,
				 name, ret->size, size);
	return 0;
}

/* What the outer header knows better than the ELF: it is what the kernel will read. */
static void image_adopt(struct image *elf, const struct image *bzimage)
{
	elf->setup_header = bzimage->setup_header;
	elf->protocol = bzimage->protocol;
	elf->cmdline_size = bzimage->cmdline_size;
	elf->owned_file = bzimage->owned_file;
	elf->file = bzimage->file;
	elf->setup = bzimage->setup;
	elf->loadflags = bzimage->loadflags;
	elf->xloadflags = bzimage->xloadflags;
	elf->initrd_addr_max = bzimage->initrd_addr_max;
	elf->inner_initrd = bzimage->inner_initrd;
	elf->inner_cmdline = bzimage->inner_cmdline;
	elf->inner_dtb = bzimage->inner_dtb;
	if (bzimage->room > elf->room)
		elf->room = bzimage->room;
	if (bzimage->alignment > elf->alignment)
		elf->alignment = bzimage->alignment;
	if (bzimage->is_linux) {
		elf->is_linux = true;
		memcpy(elf->release, bzimage->release, sizeof(elf->release));
		elf->version = bzimage->version;
	} else {
		elf_find_banner(elf);
	}
}

/* The ELF in @payload; @unpacked: what it had to be unpacked to, the caller's to free. */
static int payload_parse(struct bytes payload, struct buffer *unpacked, struct image *ret,
			 struct diag *diag)
{
	struct bytes file = payload;
	int err;

	/* boot.rst: the payload may also be the ELF itself */
	if (!elf_is(payload)) {
		err = payload_unpack(payload, unpacked, diag);
		if (err)
			return err;
		file = buffer_view(unpacked);
	}
	if (!elf_is(file))
		return diag_fail(diag, -EINVAL, "bzImage payload: not an ELF inside");
	err = elf_parse(file, ret, diag);
	if (err)
		diag_context(diag, "bzImage payload");
	/* a 64-bit bzImage around another machine's ELF is broken */
	return err == -ENOTSUP ? -EINVAL : err;
}

int image_unpack(struct image *image, struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer unpacked = { 0 };
	struct bytes payload = { 0 };
	struct image elf;
	int err;

	err = payload_find(image, &payload, diag);
	if (err)
		return err;
	err = payload_parse(payload, &unpacked, &elf, diag);
	if (err)
		return err;
	elf.owned = unpacked;
	unpacked = (struct buffer){ 0 };
	image_adopt(&elf, image);
	*image = elf;
	return 0;
}
