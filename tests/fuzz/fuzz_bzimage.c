/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_bzimage.c - any bytes as a kernel file, and the vmlinux inside it
 *
 * In: bytes. Checked: what is accepted lies inside the file, may be copied as
 * described, and still does after unpacking; what is refused says why.
 */
// extra: tests/fuzz/image_check.c
#include <stdint.h>

#include "image/decompress.h"
#include "image/probe.h"
#include "image/vmlinux.h"
#include "tests/fuzz/image_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes file = { data, size };
	struct diag diag = { 0 };
	struct image image;
	int err;

	/* packed files are fuzz_decompress's: here they would only cost time */
	if (compression_name(file))
		return 0;
	err = image_probe(file, &image, &diag);
	image_check(&image, err, &diag);
	if (err == 0 && image.kind == IMAGE_BZIMAGE) {
		struct image before = image;

		err = image_unpack(&image, &diag);
		if (err) {
			image_check_refusal(err, &diag);
			image_check_same(&image, &before);
		} else {
			image_check(&image, err, &diag);
			image_check_adopted(&image, &before);
		}
	}
	image_free(&image);
	diag_clear(&diag);
	image_check_as(file, NULL);
	image_check_as(file, "bzImage64");
	image_check_as(file, "bzImage");
	return 0;
}
