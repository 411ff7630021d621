/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_initrd.c - any bytes as an initrd
 *
 * In: bytes. Checked: what is refused says why; the walk stays inside and ends.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "image/initrd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag diag = { 0 };
	int err = initrd_check((struct bytes){ data, size }, &diag);

	if ((err && err != -EINVAL) || !err != !*diag.line)
		abort();
	diag_clear(&diag);
	return 0;
}
