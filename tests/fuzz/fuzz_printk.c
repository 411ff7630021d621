/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_printk.c - any bytes as a kernel's memory, still or changing while it is read
 *
 * Input: flags (bit 0: the kernel is stopped, bit 1: find the note in the memory), how
 * many reads pass between two changes (0: none), size of vmcoreinfo (16 bits),
 * vmcoreinfo, then the memory from FUZZ_START on. Bytes of the memory say where and what
 * changes.
 *
 * Checked: each call ends within a bounded number of reads, whatever the ring's size is;
 * numbers grow by exactly what is counted as lost; texts have the size that fits; errors
 * leave the record untouched.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "printk/find.h"
#include "printk/layouts.h"
#include "printk/reader.h"

#define FUZZ_START  UINT64_C(0x41000000) /* as in tests/unit/printk/printk_builder.h */
#define MEMORY_MAX  65536
#define RECORDS_MAX 300
#define ERRORS_MAX  20 /* of a memory that changes; otherwise the first one stays */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct memory {
	uint8_t at[MEMORY_MAX];
	size_t size;
	uint64_t reads;
	uint64_t bytes; /* that may still be read: ends what is bounded, but long */
	unsigned int period;
};

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static int memory_read(void *context, phys_t from, void *to, size_t size)
{
	struct memory *m = context;
	uint64_t where;

	m->reads++;
	if (m->period && m->size > 8 && m->reads % m->period == 0) {
		where = m->reads * UINT64_C(0x9e3779b97f4a7c15) >> 32;
		m->at[where % m->size] ^= m->at[(where >> 8) % m->size] | 1;
	}
	if (from < FUZZ_START || from - FUZZ_START > m->size ||
	    size > m->size - (from - FUZZ_START) || size > m->bytes)
		return -EIO;
	m->bytes -= size;
	memcpy(to, m->at + (from - FUZZ_START), size);
	return 0;
}

/* 2^26 records are the most there can be; memory of 64 KiB ends all walks long before. */
static void read_all(struct printk_reader *reader, struct memory *m)
{
	struct printk_record record = { 0 };
	uint64_t want = 0, reads;
	int i, err, errors = 0;

	for (i = 0; i < RECORDS_MAX && errors < ERRORS_MAX; i++) {
		reads = m->reads;
		err = printk_reader_next(reader, &record);
		check(m->reads - reads < UINT64_C(1) << 20);
		if (err == -EINPROGRESS)
			continue;
		if (err) {
			check(err < 0);
			errors += m->period ? 1 : ERRORS_MAX;
			continue;
		}
		if (reader->layout == PRINTK_LOCKLESS)
			check(record.seq == want + record.lost);
		else
			check(record.seq == want);
		want = record.seq + 1;
		check(record.text.size <= UINT16_MAX);
		check(!record.text.size || record.text.data);
		check(record.level < 8 && strlen(record.device) < PRINTK_DEVICE_MAX &&
		      strlen(record.subsystem) < PRINTK_SUBSYSTEM_MAX);
		if (record.text.size) /* all of it can be read */
			check(record.text.data[0] +
				      record.text.data[record.text.size - 1] >=
			      0);
	}
}

static void find(const struct printk_memory *view, const struct memory *m)
{
	const struct prange range = { FUZZ_START, FUZZ_START + m->size };
	struct prange_list owned = { 0 };
	struct vmcoreinfo info = { 0 };

	check(!prange_list_add(&owned, range));
	if (!vmcoreinfo_find_image(view, range, &owned, &info, NULL))
		check(vmcoreinfo_get(&info, "OSRELEASE"));
	vmcoreinfo_free(&info);
	prange_list_free(&owned);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory m;
	const struct printk_memory view = { .read = memory_read, .context = &m };
	struct printk_reader *reader = NULL;
	struct vmcoreinfo info = { 0 };
	struct diag diag = { 0 };
	size_t text;

	if (size < 4)
		return 0;
	text = data[2] | (size_t)data[3] << 8;
	if (text > size - 4)
		return 0;
	m.size = size - 4 - text < MEMORY_MAX ? size - 4 - text : MEMORY_MAX;
	memcpy(m.at, data + 4 + text, m.size);
	m.reads = 0;
	m.bytes = 1 << 22;
	m.period = data[1];
	if (data[0] & 2)
		find(&view, &m);
	if (!vmcoreinfo_parse((struct bytes){ data + 4, text }, &info, NULL)) {
		if (printk_reader_open(&view, &info, &reader, &diag)) {
			check(diag.line[0] && !reader);
		} else {
			printk_reader_set_stopped(reader, data[0] & 1);
			read_all(reader, &m);
		}
	}
	printk_reader_close(reader);
	vmcoreinfo_free(&info);
	diag_clear(&diag);
	return 0;
}
