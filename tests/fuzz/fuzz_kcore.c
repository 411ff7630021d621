/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_kcore.c - any bytes as the headers of /proc/kcore, and as /proc/kallsyms
 *
 * Checked: page_offset is a multiple of 1 GiB; a kernel's address keeps its offset in the
 * segment; a symbol's address stands in the text; half a header says nothing.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/read/crash.h"
#include "machine/read/kcore.h"

#define KERNEL 0x4000000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static void check_kcore(struct bytes head)
{
	uint64_t text = 0, offset = 0;
	size_t size = kcore_size(head);

	check(!size || (size >= 64 && (size - 64) % 56 == 0 && size <= 64 + 65535 * 56));
	kcore_parse(head, KERNEL, &text, &offset);
	check(is_aligned(offset, SIZE_1G));
	check((!text && !offset) || (size && size <= head.size));
	text = offset = 0;
	kcore_parse(head, 0, &text, &offset);
	check(!text);
	if (size && size <= head.size) {
		text = offset = 0;
		kcore_parse((struct bytes){ head.data, size - 1 }, KERNEL, &text,
			    &offset);
		check(!text && !offset);
	}
}

/* Half-open, none backwards; written out, the text parses to the same. */
static void check_cma(const char *text)
{
	struct prange *range = NULL, *again = NULL;
	size_t count = 7, copies = 0;
	struct buffer copy = { 0 };

	if (crash_cma_parse(text, &range, &count)) {
		check(!range && count == 7);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		check(range[i].start < range[i].end);
		check(!buffer_printf(&copy, "%08llx-%08llx\n",
				     (unsigned long long)range[i].start,
				     (unsigned long long)range[i].end - 1));
	}
	check(!buffer_append(&copy, "", 1));
	check(!crash_cma_parse((const char *)copy.data, &again, &copies));
	check(copies == count);
	for (size_t i = 0; i < count; i++)
		check(range[i].start == again[i].start && range[i].end == again[i].end);
	free(range);
	free(again);
	buffer_free(&copy);
}

static void check_text(const char *text)
{
	uint64_t address = kallsyms_find_text(text);
	struct machine_note note = { 1, 2 };
	char number[20];

	if (address) {
		snprintf(number, sizeof(number), "%llx", (unsigned long long)address);
		/* letter case, leading zeros: only the usual form is looked for */
		if (strlen(number) == 16 && !strpbrk(text, "ABCDEF"))
			check(strstr(text, number) != NULL);
	}
	if (vmcoreinfo_note(text, &note))
		check(note.address == 1 && note.size == 2);
	else
		check(strtoull(text, NULL, 16) == note.address);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);

	check(text != NULL);
	check_kcore((struct bytes){ data, size });
	check_text(text);
	check_cma(text);
	free(text);
	return 0;
}
