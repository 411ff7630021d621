/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_race.c - the lockless log, read while it is written
 */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "printk/layouts.h"
#include "printk/reader.h"
#include "tests/unit/printk/printk_builder.h"
#include "tests/unit/printk/printk_check.h"
#include "tests/unit/printk/printk_writer.h"

/* Writes @race_records records between two of the reader's reads. */
static void race(struct fake *fake)
{
	uint64_t i;

	if (fake->reads != fake->race_at)
		return;
	for (i = 0; i < fake->race_records; i++)
		assert_true(fake_write(fake));
}

/* Every place at which a writer can come in between, by every number of records. */
static void writer_between_any_two_reads(void **state)
{
	uint64_t at, more, runs = 0;

	(void)state;
	for (more = 1; more <= 70; more += more < 18 ? 1 : 13) {
		for (at = 0; at < 60; at++) {
			uint64_t next, lost = 0, count = 0;
			struct printk_reader *reader;
			struct printk_record record;
			bool is_read[128] = { false };
			struct fake fake;

			fake_make(&fake, &ring_shapes[at % 3], FAKE_TEXT, 4, 3, 9);
			while (fake.written < 30)
				assert_true(fake_write(&fake));
			reader = open_reader(&fake);
			fake.reads = 0;
			fake.race_at = at;
			fake.race_records = more;
			fake.before_read = race;
			for (; !printk_reader_next(reader, &record); count++) {
				check_record(&record);
				lost += record.lost;
				assert_int_equal(record.seq, count + lost);
				is_read[record.seq] = true;
			}
			lost += reader->lost;
			assert_int_equal(count + lost, fake.written);
			/* what is still whole in the end was not skipped */
			for (next = fake.written - 8; next < fake.written; next++)
				if (fake_get(&fake, fake_desc(&fake, next, 0)) >> 62 == 2)
					assert_true(is_read[next]);
			runs += fake.written == 30 + more;
			printk_reader_close(reader);
			fake_free(&fake);
		}
	}
	assert_true(runs > 500); /* the writer did come in */
}

/* A record before each read: the reader gives up or gets on, but comes back. */
static void always_race(struct fake *fake)
{
	assert_true(fake_write(fake));
}

static void writer_before_every_read(void **state)
{
	struct printk_reader *reader;
	struct printk_record record;
	uint64_t seq = 0, lost = 0, reads;
	struct fake fake;
	int i, err;

	(void)state;
	fake_make(&fake, &ring_shapes[1], FAKE_TEXT, 4, 3, 9);
	while (fake.written < 30)
		assert_true(fake_write(&fake));
	reader = open_reader(&fake);
	fake.before_read = always_race;
	for (i = 0; i < 200; i++) {
		reads = fake.reads;
		err = printk_reader_next(reader, &record);
		assert_true(!err || err == -EAGAIN);
		if (!err) {
			check_record(&record);
			assert_int_equal(record.seq, seq + record.lost);
			seq = record.seq + 1;
		}
		assert_true(fake.reads - reads < 64 * (64 + 2 * 8) * 6);
	}
	fake.before_read = NULL;
	assert_true(read_all(reader, &seq, &lost) >= 3);
	assert_int_equal(seq, fake.written);
	printk_reader_close(reader);
	fake_free(&fake);
}

struct storm {
	struct fake fake;
	bool is_over; /* told to the writer */
	bool is_done;
};

static void *storm_write(void *context)
{
	struct storm *storm = context;

	while (!__atomic_load_n(&storm->is_over, __ATOMIC_RELAXED))
		if (!fake_write(&storm->fake))
			break;
	__atomic_store_n(&storm->is_done, true, __ATOMIC_RELEASE);
	return NULL;
}

/* A writer on another CPU at full speed; whatever is delivered is whole. */
static void writer_in_a_thread(void **state)
{
	struct storm storm = { 0 };
	struct printk_reader *reader;
	struct printk_record record;
	uint64_t seq = 0, count = 0, lost = 0;
	pthread_t thread;
	int err;

	(void)state;
	fake_make(&storm.fake, &ring_shapes[2], FAKE_SMALL, 5, 7, 12);
	reader = open_reader(&storm.fake);
	assert_int_equal(pthread_create(&thread, NULL, storm_write, &storm), 0);
	while (count < 30000) {
		err = printk_reader_next(reader, &record);
		if (err) {
			assert_int_equal(err, -EAGAIN);
			assert_false(__atomic_load_n(&storm.is_done, __ATOMIC_ACQUIRE));
			continue;
		}
		check_record(&record);
		assert_int_equal(record.seq, seq + record.lost);
		seq = record.seq + 1;
		lost += record.lost;
		count++;
	}
	__atomic_store_n(&storm.is_over, true, __ATOMIC_RELAXED);
	assert_int_equal(pthread_join(thread, NULL), 0);
	count += read_all(reader, &seq, &lost);
	assert_int_equal(count + lost + reader->lost, storm.fake.written);
	print_message("%llu records, %llu lost\n", (unsigned long long)count,
		      (unsigned long long)lost);
	printk_reader_close(reader);
	fake_free(&storm.fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writer_between_any_two_reads),
		cmocka_unit_test(writer_before_every_read),
		cmocka_unit_test(writer_in_a_thread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
