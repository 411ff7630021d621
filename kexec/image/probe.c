/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * probe.c - which kind of kernel file is this
 *
 * In: the bytes of a file, plain or compressed. Out: a struct image, or one line that
 * says what the file looks like instead.
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "image/kinds.h"

struct image_loader {
	bool (*is)(struct bytes file);
	int (*parse)(struct bytes file, struct image *ret, struct diag *diag);
};

/* In this order: a bzImage may also be a PE, and is never an ELF. */
static const struct image_loader loaders[] = {
	{ bzimage_is, bzimage_parse },
	{ elf_is, elf_parse },
};

/* Other files that people hand to kexec by mistake. */
struct look {
	size_t offset;
	const char *magic;
	size_t size;
	const char *text;
	size_t cut_below; /* a file shorter than this may be a bzImage cut short */
};

static const struct look looks[] = {
	{ 0x38, "ARM\x64", 4, "an arm64 kernel (Image)", 0 },
	{ 0x30, "RISCV", 5, "a RISC-V kernel (Image)", 0 },
	{ 0, "MZ", 2,
	  "a PE without a Linux setup header (EFI program, unified kernel image?)",
	  SETUP_NEEDED_END },
	{ 0x1fe, "\x55\xaa", 2,
	  "a boot sector or disk image without a Linux setup header", SETUP_NEEDED_END },
	{ 0, "070701", 6, "a cpio archive (an initrd?)", 0 },
	{ 0, "070702", 6, "a cpio archive (an initrd?)", 0 },
	{ 0, "\x27\x05\x19\x56", 4, "a U-Boot image", 0 },
	{ 0, "\xd0\x0d\xfe\xed", 4, "a device tree or FIT image", 0 },
	{ 0, "#!", 2, "a script", 0 },
	{ 0, "!<arch>\n", 8, "an ar archive or Debian package", 0 },
	{ 0x101, "ustar", 5, "a tar archive", 0 },
	{ 0x8001, "CD001", 5, "an ISO 9660 image", 0 },
};

#define LOOK_BYTES 256

static bool looks_like_text(struct bytes file)
{
	for (size_t i = 0; i < file.size && i < LOOK_BYTES; i++) {
		if (!isprint(file.data[i]) && !isspace(file.data[i]))
			return false;
	}
	return true;
}

static bool looks_like_zeros(struct bytes file)
{
	for (size_t i = 0; i < file.size && i < LOOK_BYTES; i++) {
		if (file.data[i] != 0)
			return false;
	}
	return true;
}

/* -ENOEXEC, with what a person would see in it; @packed_with is NULL or "gzip" … */
static int image_refuse(struct bytes file, const char *packed_with, struct diag *diag)
{
	const char *packed = packed_with ? packed_with : "";
	const char *of = packed_with ? " of " : "";
	const uint8_t *at = file.data;

	if (file.size == 0)
		return diag_fail(diag, -ENOEXEC, "%s%san empty file", packed, of);
	for (size_t i = 0; i < ARRAY_SIZE(looks); i++) {
		const struct look *look = &looks[i];

		if (bytes_has(file, look->offset, look->size) &&
		    !memcmp(at + look->offset, look->magic, look->size))
			return diag_fail(
				diag, -ENOEXEC, "%s%s%s (%zu bytes%s), not a kernel",
				packed, of, look->text, file.size,
				file.size < look->cut_below ? ": a truncated bzImage?"
							    : "");
	}
	if (looks_like_zeros(file))
		return diag_fail(diag, -ENOEXEC, "%s%szeros (%zu bytes), not a kernel",
				 packed, of, file.size);
	if (looks_like_text(file))
		return diag_fail(diag, -ENOEXEC, "%s%stext (%zu bytes), not a kernel",
				 packed, of, file.size);
	if (file.size < 4)
		return diag_fail(diag, -ENOEXEC, "%s%s%zu bytes, too short for a kernel",
				 packed, of, file.size);
	return diag_fail(diag, -ENOEXEC,
			 "%s%sunknown data: %zu bytes that start with "
			 "%02x %02x %02x %02x; neither a bzImage nor an ELF",
			 packed, of, file.size, at[0], at[1], at[2], at[3]);
}

static int image_recognise(struct bytes file, const char *packed_with, struct image *ret,
			   struct diag *diag)
{
	for (size_t i = 0; i < ARRAY_SIZE(loaders); i++) {
		int err;

		if (!loaders[i].is(file))
			continue;
		err = loaders[i].parse(file, ret, diag);
		if (err && packed_with)
			diag_context(diag, "inside %s", packed_with);
		if (err == 0 && ret->kind == IMAGE_VMLINUX)
			elf_find_banner(ret);
		return err;
	}
	return image_refuse(file, packed_with, diag);
}

int image_probe(struct bytes file, struct image *ret, struct diag *diag)
{
	const char *packed_with = compression_name(file);
	struct buffer unpacked = { 0 };
	struct image image = { 0 };
	int err = 0;

	if (packed_with) {
		err = decompress(file, IMAGE_UNPACKED_MAX, &unpacked, diag);
		if (err == -E2BIG)
			err = -EINVAL; /* no kernel is that large: broken or a bomb */
		file = buffer_view(&unpacked);
	}
	if (err == 0)
		err = image_recognise(file, packed_with, &image, diag);
	if (err) {
		buffer_free(&unpacked);
		image = (struct image){ 0 };
	}
	*ret = image;
	ret->owned_file = unpacked;
	return err;
}

void image_free(struct image *image)
{
	buffer_free(&image->owned);
	buffer_free(&image->owned_file);
	*image = (struct image){ 0 };
}
