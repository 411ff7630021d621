/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_structured.c - logs of kernels before 5.10: structured, and plain
 * characters
 *
 * A model of their writers puts records into the memory of the fake kernel.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "printk/layouts.h"
#include "printk/reader.h"
#include "tests/unit/printk/printk_builder.h"
#include "tests/unit/printk/printk_writer.h"

#define LOG_SIZE 1024u

struct old_log {
	struct fake fake;
	uint32_t header; /* 16, or 24 with a caller */
	uint64_t pointer, length, first_idx, next_idx, buffer;
	uint32_t first, next;
	uint64_t written, dropped;
};

static void symbol_line(struct fake *fake, const char *name, uint64_t at)
{
	char line[128];

	snprintf(line, sizeof(line), "SYMBOL(%s)=%llx", name,
		 (unsigned long long)fake_text_va(at));
	fake_line(fake, line);
}

static void old_make(struct old_log *log, const char *const lines[], uint32_t header,
		     const char *first_name, const char *next_name)
{
	struct fake *fake = &log->fake;

	memset(log, 0, sizeof(*log));
	fake_make(fake, &ring_shapes[0], FAKE_TEXT, 4, 4, 10);
	log->header = header;
	log->pointer = fake_alloc(fake, 8, 8);
	log->length = fake_alloc(fake, 8, 8);
	log->first_idx = fake_alloc(fake, 8, 8);
	log->next_idx = fake_alloc(fake, 8, 8);
	log->buffer = fake_alloc(fake, LOG_SIZE, 8);
	fake_put(fake, log->pointer, fake_text_va(log->buffer));
	put_le32(fake->ram + log->length, LOG_SIZE);
	fake_line_remove(fake, "SYMBOL(prb)");
	symbol_line(fake, "log_buf", log->pointer);
	symbol_line(fake, "log_buf_len", log->length);
	symbol_line(fake, first_name, log->first_idx);
	symbol_line(fake, next_name, log->next_idx);
	for (; *lines; lines++)
		fake_line(fake, *lines);
}

static const char *const printk_log[] = { "SIZE(printk_log)=16",
					  "OFFSET(printk_log.ts_nsec)=0",
					  "OFFSET(printk_log.len)=8",
					  "OFFSET(printk_log.text_len)=10",
					  "OFFSET(printk_log.dict_len)=12",
					  NULL };
static const char *const printk_log_caller[] = { "SIZE(printk_log)=24",
						 "OFFSET(printk_log.ts_nsec)=0",
						 "OFFSET(printk_log.len)=8",
						 "OFFSET(printk_log.text_len)=10",
						 "OFFSET(printk_log.dict_len)=12",
						 "OFFSET(printk_log.caller_id)=16",
						 NULL };
static const char *const plain_log[] = { "SIZE(log)=16",
					 "OFFSET(log.ts_nsec)=0",
					 "OFFSET(log.len)=8",
					 "OFFSET(log.text_len)=10",
					 "OFFSET(log.dict_len)=12",
					 NULL };
static const char *const none[] = { NULL };

static void structured_make(struct old_log *log, const char *const lines[],
			    uint32_t header)
{
	old_make(log, lines, header, "log_first_idx", "log_next_idx");
}

static struct printk_reader *open_reader(struct old_log *log, int expect,
					 const char *says)
{
	struct printk_memory memory = fake_memory(&log->fake);
	struct printk_reader *reader = NULL;
	struct vmcoreinfo info = { 0 };
	struct diag diag = { 0 };

	assert_int_equal(vmcoreinfo_parse(buffer_view(&log->fake.text), &info, NULL), 0);
	assert_int_equal(printk_reader_open(&memory, &info, &reader, &diag), expect);
	if (says)
		assert_non_null(strstr(diag.line, says));
	vmcoreinfo_free(&info);
	return reader;
}

static uint8_t *log_at(struct old_log *log, uint32_t index)
{
	return log->fake.ram + log->buffer + index;
}

static void first_drop(struct old_log *log)
{
	uint32_t len = (uint32_t)log_at(log, log->first)[8] |
		       (uint32_t)log_at(log, log->first)[9] << 8;

	log->first = len ? log->first + len : 0;
	log->dropped += len ? 1 : 0;
	put_le32(log->fake.ram + log->first_idx, log->first);
}

/* Room for @size bytes and the header that says "go on at 0", as log_store() has it. */
static bool has_room(const struct old_log *log, uint32_t size)
{
	uint32_t room;

	if (log->next > log->first || log->written == log->dropped)
		room = LOG_SIZE - log->next > log->first ? LOG_SIZE - log->next
							 : log->first;
	else
		room = log->first - log->next;
	return room >= size + log->header;
}

static void old_write(struct old_log *log)
{
	const uint64_t seq = log->written;
	char text[256];
	size_t size = record_text(seq, text);
	uint32_t dict = seq % 3 == 0 ? 9 : 0;
	uint32_t len = (uint32_t)align_up(log->header + size + dict, 8);
	uint8_t *at;

	while (!has_room(log, len))
		first_drop(log);
	if (log->next + len + log->header > LOG_SIZE) {
		memset(log_at(log, log->next), 0, log->header);
		log->next = 0;
	}
	at = log_at(log, log->next);
	memset(at, 0xee, len);
	put_le64(at, seq * 1000);
	put_le16(at + 8, (uint16_t)len);
	put_le16(at + 10, (uint16_t)size);
	put_le16(at + 12, (uint16_t)dict);
	at[14] = (uint8_t)(seq % 24);
	at[15] = (uint8_t)(seq % 8 << 5 | 6);
	if (log->header == 24)
		put_le32(at + 16, (uint32_t)seq);
	memcpy(at + log->header, text, size);
	log->next += len;
	put_le32(log->fake.ram + log->next_idx, log->next);
	log->written++;
}

static void check_record(const struct printk_record *record, uint64_t seq,
			 bool has_caller)
{
	char text[256];
	size_t size = record_text(seq, text);

	assert_int_equal(record->text.size, size);
	assert_memory_equal(record->text.data, text, size);
	assert_int_equal(record->ts_nsec, seq * 1000);
	assert_true(record->has_level);
	assert_int_equal(record->level, seq % 8);
	assert_int_equal(record->facility, seq % 24);
	assert_int_equal(record->has_caller, has_caller);
	assert_int_equal(record->caller_id, has_caller ? (uint32_t)seq : 0);
}

static void structured_all(void **state)
{
	static const struct {
		const char *const *lines;
		uint32_t header;
	} rows[] = { { printk_log, 16 }, { printk_log_caller, 24 }, { plain_log, 16 } };
	uint64_t total, seq;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		for (total = 0; total < 120; total++) {
			struct printk_reader *reader;
			struct printk_record record;
			struct old_log log;

			structured_make(&log, rows[i].lines, rows[i].header);
			while (log.written < total)
				old_write(&log);
			reader = open_reader(&log, 0, NULL);
			assert_int_equal(reader->layout, PRINTK_STRUCTURED);
			for (seq = log.dropped; seq < total; seq++) {
				assert_int_equal(printk_reader_next(reader, &record), 0);
				check_record(&record, seq, rows[i].header == 24);
				assert_int_equal(record.seq, seq - log.dropped);
			}
			assert_int_equal(printk_reader_next(reader, &record), -EAGAIN);
			old_write(&log);
			assert_int_equal(printk_reader_next(reader, &record), 0);
			check_record(&record, total, rows[i].header == 24);
			assert_int_equal(record.lost, 0);
			printk_reader_close(reader);
			fake_free(&log.fake);
		}
	}
}

/* By any number of records, from a little to several turns: whole records, in order. */
static void structured_overtaken(void **state)
{
	uint64_t more, seq, overtaken = 0;

	(void)state;
	for (more = 1; more < 100; more++) {
		struct printk_reader *reader;
		struct printk_record record;
		struct old_log log;

		structured_make(&log, printk_log, 16);
		while (log.written < 30)
			old_write(&log);
		reader = open_reader(&log, 0, NULL);
		assert_int_equal(printk_reader_next(reader, &record), 0);
		seq = log.dropped + 1;
		while (log.written < 30 + more)
			old_write(&log);
		if (seq < log.dropped) {
			overtaken++;
			assert_int_equal(printk_reader_next(reader, &record), 0);
			seq = record.ts_nsec / 1000;
			/* the oldest, or the cursor happened to meet a record's begin */
			assert_true(seq >= log.dropped);
			assert_true(record.lost == 1 || seq > log.dropped);
			check_record(&record, seq++, false);
		}
		for (; seq < log.written; seq++) {
			assert_int_equal(printk_reader_next(reader, &record), 0);
			check_record(&record, seq, false);
		}
		assert_int_equal(printk_reader_next(reader, &record), -EAGAIN);
		printk_reader_close(reader);
		fake_free(&log.fake);
	}
	assert_true(overtaken > 80);
}

static struct old_log *racing;

/* The writer comes in before one of the reader's reads. */
static void old_race(struct fake *fake)
{
	uint64_t i;

	if (fake->reads != fake->race_at)
		return;
	for (i = 0; i < fake->race_records; i++)
		old_write(racing);
}

static void structured_race(void **state)
{
	uint64_t at, more, seq, raced = 0;

	(void)state;
	for (more = 1; more < 40; more += 3) {
		for (at = 0; at < 90; at++) {
			struct printk_reader *reader;
			struct printk_record record;
			struct old_log log;
			int err;

			structured_make(&log, printk_log, 16);
			while (log.written < 30)
				old_write(&log);
			reader = open_reader(&log, 0, NULL);
			racing = &log;
			log.fake.reads = 0;
			log.fake.race_at = at;
			log.fake.race_records = more;
			log.fake.before_read = old_race;
			for (seq = 0; !(err = printk_reader_next(reader, &record));
			     seq++) {
				/* none twice, none out of order */
				assert_true(record.ts_nsec / 1000 >= seq);
				seq = record.ts_nsec / 1000;
				check_record(&record, seq, false);
			}
			assert_int_equal(err, -EAGAIN);
			assert_int_equal(seq, log.written);
			raced += log.written > 30;
			printk_reader_close(reader);
			fake_free(&log.fake);
		}
	}
	assert_true(raced > 900);
}

static void structured_damage(void **state)
{
	static const struct {
		uint32_t at; /* in the third record's header */
		uint16_t value;
		uint64_t good;
	} rows[] = {
		{ 8, 8, 2 },	 { 8, 4000, 2 }, { 8, UINT16_MAX, 2 }, { 10, 4000, 2 },
		{ 12, 4000, 2 }, { 8, 0, 2 },	 { 8, 200, 2 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct printk_reader *reader;
		struct printk_record record;
		struct old_log log;
		uint64_t seq;
		uint32_t third;

		structured_make(&log, printk_log, 16);
		old_write(&log);
		old_write(&log);
		third = log.next;
		old_write(&log);
		old_write(&log);
		put_le16(log_at(&log, third) + rows[i].at, rows[i].value);
		reader = open_reader(&log, 0, NULL);
		for (seq = 0; seq < rows[i].good; seq++) {
			assert_int_equal(printk_reader_next(reader, &record), 0);
			check_record(&record, seq, false);
		}
		assert_int_equal(printk_reader_next(reader, &record), -EILSEQ);
		printk_reader_close(reader);
		fake_free(&log.fake);
	}
}

static void structured_refused(void **state)
{
	struct old_log log;

	(void)state;
	structured_make(&log, printk_log, 16);
	put_le32(log.fake.ram + log.length, 8);
	open_reader(&log, -EINVAL, "log buffer of 8 bytes");
	put_le32(log.fake.ram + log.length, UINT32_MAX);
	open_reader(&log, -EINVAL, "log buffer of 4294967295 bytes");
	put_le32(log.fake.ram + log.length, LOG_SIZE);
	fake_put(&log.fake, log.pointer, 0x1000);
	open_reader(&log, -EFAULT, "not all of it is mapped");
	fake_line_remove(&log.fake, "SIZE(printk_log)");
	open_reader(&log, -ENOENT, "no SIZE(log)");
	fake_line(&log.fake, "SIZE(printk_log)=13");
	open_reader(&log, -EINVAL, "lies outside of its 13 bytes");
	fake_free(&log.fake);
}

static void legacy_make(struct old_log *log, const char *text, uint32_t chars)
{
	const uint32_t size = (uint32_t)strlen(text), end = 5000 + size;
	uint32_t i;

	/* log_end and logged_chars in the places of the two indices */
	old_make(log, none, 0, "log_end", "logged_chars");
	for (i = 0; i < size; i++)
		*log_at(log, (5000 + i) % LOG_SIZE) = (uint8_t)text[i];
	put_le32(log->fake.ram + log->first_idx, end);
	put_le32(log->fake.ram + log->next_idx, chars);
}

static void legacy_lines(void **state)
{
	static const char text[] = "xxx<6>[    1.000002] first\n<30>[12345.678901] "
				   "second\nplain\n\n<7>no time\n"
				   "<9999>[ 1.0000] odd\n<3>[    9.000000] half";
	static const struct {
		const char *text;
		uint64_t ts_nsec;
		int level, facility;
		bool is_partial;
	} rows[] = {
		{ "first", 1000002000, 6, 0, false },
		{ "second", 12345678901000, 6, 3, false },
		{ "plain", 0, -1, 0, false },
		{ "", 0, -1, 0, false },
		{ "no time", 0, 7, 0, false },
		{ "<9999>[ 1.0000] odd", 0, -1, 0, false },
		{ "half", 9000000000, 3, 0, true },
	};
	struct printk_reader *reader;
	struct printk_record record;
	struct old_log log;
	size_t i;

	(void)state;
	legacy_make(&log, text, (uint32_t)strlen(text) - 3);
	reader = open_reader(&log, 0, NULL);
	assert_int_equal(reader->layout, PRINTK_LEGACY);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(printk_reader_next(reader, &record), 0);
		assert_int_equal(record.seq, i);
		assert_int_equal(record.text.size, strlen(rows[i].text));
		assert_memory_equal(record.text.data, rows[i].text, record.text.size);
		assert_int_equal(record.ts_nsec, rows[i].ts_nsec);
		assert_int_equal(record.has_level, rows[i].level >= 0);
		if (record.has_level) {
			assert_int_equal(record.level, rows[i].level);
			assert_int_equal(record.facility, rows[i].facility);
		}
		assert_int_equal(record.is_partial, rows[i].is_partial);
	}
	assert_int_equal(printk_reader_next(reader, &record), -EAGAIN);
	printk_reader_close(reader);
	fake_free(&log.fake);
}

/* More characters logged than the ring holds: the last LOG_SIZE of them are there. */
static void legacy_full(void **state)
{
	struct printk_reader *reader;
	struct printk_record record;
	struct old_log log;
	char text[1500];
	size_t i, size = 0;
	uint64_t lines = 0;

	(void)state;
	for (i = 0; i < sizeof(text) - 1; i++)
		text[i] = i % 600 == 599 ? '\n' : (char)('a' + i % 26);
	text[i] = '\0';
	legacy_make(&log, text, 100000);
	reader = open_reader(&log, 0, NULL);
	while (!printk_reader_next(reader, &record)) {
		size += record.text.size + !record.is_partial;
		lines++;
	}
	assert_int_equal(size, LOG_SIZE);
	assert_int_equal(lines, 3);
	printk_reader_close(reader);
	put_le32(log.fake.ram + log.length, LOG_SIZE - 1);
	open_reader(&log, -EINVAL, "a power of two");
	fake_free(&log.fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(structured_all),
		cmocka_unit_test(structured_overtaken),
		cmocka_unit_test(structured_race),
		cmocka_unit_test(structured_damage),
		cmocka_unit_test(structured_refused),
		cmocka_unit_test(legacy_lines),
		cmocka_unit_test(legacy_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
