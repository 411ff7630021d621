/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_uki.c - any bytes as a unified kernel image
 *
 * In: a file; MZ, the PE signature, machine and magic are put right where there is room,
 * so that no input is wasted on them. Checked: every section that is accepted lies
 * inside the file, and so does all of the kernel in it.
 */
// extra: tests/fuzz/image_check.c
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/decompress.h"
#include "image/probe.h"
#include "image/uki.h"
#include "tests/fuzz/image_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What else is asked of such a file: another profile, one section, an addon. */
static void others_check(struct bytes file)
{
	struct diag diag = { 0 };
	struct image image;
	struct bytes section;

	if (!image_probe_profile(file, "uki-x86_64", 1, &image, &diag))
		image_free(&image);
	diag_clear(&diag);
	if (!uki_section(file, ".cmdline", &section)) {
		struct bytes text = uki_text(section);

		if (section.data < file.data ||
		    section.data + section.size > file.data + file.size ||
		    text.size > section.size)
			abort();
	}
	if (uki_is_addon(file) && uki_is(file))
		abort();
}

static void headers_fix(uint8_t *file, size_t size)
{
	struct bytes view = { file, size };
	uint32_t at;

	if (bytes_get_u32(view, 0x3c, &at))
		return;
	memcpy(file, "MZ", 2);
	if (!bytes_has(view, at, 26))
		return;
	memcpy(file + at, "PE\0", 4);
	put_le16(file + at + 4, 0x8664);
	put_le16(file + at + 24, 0x20b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* a copy of just that size: ASan sees any read behind it */
	uint8_t *file = malloc(size ? size : 1);

	if (!file)
		return 0;
	if (size)
		memcpy(file, data, size);
	headers_fix(file, size);
	if (!compression_name((struct bytes){ file, size })) {
		image_check_as((struct bytes){ file, size }, NULL);
		image_check_as((struct bytes){ file, size }, "uki-x86_64");
		others_check((struct bytes){ file, size });
	}
	free(file);
	return 0;
}
