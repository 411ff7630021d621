/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_multiboot.c - any bytes with a multiboot header somewhere among them
 *
 * In: the version (one byte), the header's place (one byte, in units of eight), and a
 * file; magic and checksum are put right, so that no input is wasted on them.
 * Checked: what is accepted lies inside the file and below what its header allows.
 */
// extra: tests/fuzz/image_check.c
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/decompress.h"
#include "tests/fuzz/image_check.h"

#define HEADER_UNIT 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t word(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[3] << 24;
}

static void header_fix(uint8_t *at, bool is_v2)
{
	if (!is_v2) {
		put_le32(at, 0x1badb002);
		put_le32(at + 8, 0u - 0x1badb002u - word(at + 4));
		return;
	}
	put_le32(at, 0xe85250d6);
	put_le32(at + 4, 0);
	put_le32(at + 12, 0u - 0xe85250d6u - word(at + 8));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes view;
	uint8_t *file;
	size_t at;

	if (size < 2)
		return 0;
	at = (size_t)data[1] * HEADER_UNIT;
	/* a copy of just that size: ASan sees any read behind it */
	file = malloc(size - 2 ? size - 2 : 1);
	if (!file)
		return 0;
	memcpy(file, data + 2, size - 2);
	view = (struct bytes){ file, size - 2 };
	if (bytes_has(view, at, 16))
		header_fix(file + at, data[0] & 1);
	if (!compression_name(view)) {
		image_check_as(view, NULL);
		image_check_as(view, "multiboot-x86");
		image_check_as(view, "multiboot2-x86");
	}
	free(file);
	return 0;
}
