/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_iomem.c - any bytes as /proc/iomem
 *
 * Checked: what parses is written out again and parses to the same; what does not
 * says which line. What is free RAM is sorted, disjoint and RAM.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "machine/free_ram.h"
#include "machine/iomem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static void again(const struct iomem_entry *entry, size_t count)
{
	struct iomem_entry *copy = NULL;
	struct buffer text = { 0 };
	size_t copies = 0, i;

	for (i = 0; i < count; i++) {
		uint64_t last = entry[i].range.end - 1;

		check(entry[i].range.start <= entry[i].range.end);
		/* 64 bits' last byte has been cut off: nothing to write out for it */
		if (entry[i].range.start == entry[i].range.end)
			last = entry[i].range.end;
		check(!buffer_printf(&text, "%*s%08" PRIx64 "-%08" PRIx64 " : %s\n",
				     (int)(2 * entry[i].depth), "", entry[i].range.start,
				     last, entry[i].name));
	}
	check(!iomem_parse((const char *)text.data, text.size, &copy, &copies, NULL));
	check(copies == count);
	for (i = 0; i < count; i++) {
		check(copy[i].range.start == entry[i].range.start);
		check(copy[i].range.end == entry[i].range.end);
		check(copy[i].depth == entry[i].depth);
		check(!strcmp(copy[i].name, entry[i].name));
	}
	iomem_free(copy, copies);
	buffer_free(&text);
}

/* What is free is RAM, sorted and disjoint, and nothing else below RAM claims it. */
static void free_ram(struct iomem_entry *entry, size_t count)
{
	struct machine machine = { .memory.iomem = entry,
				   .memory.nr_iomem = count,
				   .memory.iomem_known = FACT_YES };
	struct prange_list list = { 0 };

	check(!machine_free_ram(&machine, &list));
	for (size_t i = 0; i < list.count; i++) {
		bool is_ram = false;

		check(!i || list.at[i - 1].end < list.at[i].start);
		for (size_t j = 0; j < count; j++)
			is_ram |= !strcmp(entry[j].name, "System RAM") &&
				  prange_overlaps(entry[j].range, list.at[i]);
		check(is_ram);
	}
	prange_list_free(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct iomem_entry *entry = NULL;
	struct diag diag = { 0 };
	size_t count = 0;

	if (iomem_parse((const char *)data, size, &entry, &count, &diag)) {
		check(!strncmp(diag.line, "line ", 5) && !entry);
	} else {
		check(!diag.line[0]);
		again(entry, count);
		free_ram(entry, count);
		iomem_free(entry, count);
	}
	diag_clear(&diag);
	return 0;
}
