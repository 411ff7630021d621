/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_region.c - any text as a region
 *
 * In: bytes up to the first NUL. Checked: what parses is a non-empty range that ends
 * on a page and survives being written out in each way; what does not says why.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/prange.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static void again(const char *format, uint64_t a, uint64_t b, struct prange want)
{
	struct prange range;
	char text[64];

	snprintf(text, sizeof(text), format, a, b);
	check(prange_parse(text, &range, NULL) == 0);
	check(range.start == want.start && range.end == want.end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag diag = { 0 };
	struct prange range;
	uint64_t number;
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	if (prange_parse(text, &range, &diag)) {
		check(diag.line[0]);
	} else {
		check(!diag.line[0] && range.start < range.end);
		check(is_aligned(range.end, PAGE_SIZE_4K));
		again("0x%" PRIx64 "-0x%" PRIx64, range.start, range.end, range);
		again("%" PRIu64 "-0x%" PRIx64, range.start, range.end - 1, range);
		again("0x%" PRIx64 "+%" PRIu64, range.start, prange_size(range), range);
	}
	diag_clear(&diag);
	check(!size_parse(text, &number, &diag) || diag.line[0]);
	diag_clear(&diag);
	free(text);
	return 0;
}
