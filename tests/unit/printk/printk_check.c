/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * printk_check.c - assertions on what is read out of a fake kernel's log
 *
 * In, Out: see printk_check.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "printk/layouts.h"
#include "tests/unit/printk/printk_check.h"
#include "tests/unit/printk/printk_writer.h"

struct printk_reader *open_reader(struct fake *fake)
{
	struct printk_memory memory = fake_memory(fake);
	struct printk_reader *reader = NULL;
	struct vmcoreinfo info = { 0 };
	struct diag diag = { 0 };
	int err;

	assert_int_equal(vmcoreinfo_parse(buffer_view(&fake->text), &info, &diag), 0);
	err = printk_reader_open(&memory, &info, &reader, &diag);
	if (err)
		print_error("%s\n", diag.line);
	assert_int_equal(err, 0);
	vmcoreinfo_free(&info);
	return reader;
}

void reader_seek(struct printk_reader *reader, uint64_t seq)
{
	assert_int_equal(reader->layout, PRINTK_LOCKLESS);
	reader->seq = seq;
	reader->lost = 0;
}

void check_record(const struct printk_record *record)
{
	char text[256];
	size_t size = record_text(record->seq, text);

	assert_int_equal(record->text.size, size);
	assert_memory_equal(record->text.data, text, size);
	assert_int_equal(record->ts_nsec, record->seq * 1000);
	assert_true(record->has_level && record->has_caller);
	assert_int_equal(record->level, record->seq % 8);
	assert_int_equal(record->facility, record->seq % 24);
	assert_int_equal(record->caller_id, (uint32_t)record->seq);
	assert_false(record->is_partial);
}

uint64_t read_all(struct printk_reader *reader, uint64_t *seq, uint64_t *lost)
{
	struct printk_record record;
	uint64_t count = 0;

	while (!printk_reader_next(reader, &record)) {
		check_record(&record);
		assert_int_equal(record.seq, *seq + record.lost);
		*lost += record.lost;
		*seq = record.seq + 1;
		count++;
	}
	return count;
}
