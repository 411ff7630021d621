/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_elf.c - any bytes behind the ELF magic
 *
 * In: bytes; the four of the magic are put in front, so that none are wasted on them.
 * Checked: what is accepted lies inside the file and does not overlap.
 */
// extra: tests/fuzz/image_check.c
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/probe.h"
#include "tests/fuzz/image_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag diag = { 0 };
	struct image image;
	uint8_t *file = malloc(size + 4);
	int err;

	if (!file)
		return 0;
	memcpy(file, "\177ELF", 4);
	if (size)
		memcpy(file + 4, data, size);
	err = image_probe((struct bytes){ file, size + 4 }, &image, &diag);
	image_check(&image, err, &diag);
	image_free(&image);
	diag_clear(&diag);
	image_check_as((struct bytes){ file, size + 4 }, NULL);
	image_check_as((struct bytes){ file, size + 4 }, "elf-x86_64");
	image_check_as((struct bytes){ file, size + 4 }, "elf-x86");
	free(file);
	return 0;
}
