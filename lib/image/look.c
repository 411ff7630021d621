/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * look.c - what a file looks like that is no kernel
 *
 * In: the bytes of a file that no loader takes. Out: one line for its owner.
 */
#include "image/look.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "image/setup.h"

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
	  "a boot sector or disk image without a Linux setup header (Linux before "
	  "1.3.73?)",
	  SETUP_NEEDED_END },
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

int image_refuse(struct bytes file, const char *packed_with, struct diag *diag)
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
			 "%02x %02x %02x %02x; no kernel of any kind",
			 packed, of, file.size, at[0], at[1], at[2], at[3]);
}
