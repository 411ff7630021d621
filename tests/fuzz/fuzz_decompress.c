/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_decompress.c - any bytes as a compressed file
 *
 * In: bytes. Checked: the output stays below the limit and starts behind what was
 * there; a failure leaves the buffer's contents alone and says why.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/decompress.h"

#define LIMIT (1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes packed = { data, size };
	struct diag diag = { 0 };
	struct buffer out = { 0 };
	int err;

	if (buffer_append(&out, "head", 4))
		return 0;
	err = decompress(packed, LIMIT, &out, &diag);
	check(out.size >= 4 && !memcmp(out.data, "head", 4));
	if (err) {
		check(err == -ENOENT || err == -EINVAL || err == -ENOTSUP ||
		      err == -E2BIG || err == -ENOMEM);
		check(out.size == 4);
		check((err == -ENOENT) == !diag.line[0]);
		check((err == -ENOENT) == !compression_name(packed));
	} else {
		check(out.size <= 4 + LIMIT);
		check(!diag.line[0]);
	}
	diag_clear(&diag);
	buffer_free(&out);
	return 0;
}
