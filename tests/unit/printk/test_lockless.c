/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_lockless.c - the lockless log, as it lies in memory
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "printk/layouts.h"
#include "printk/reader.h"
#include "tests/unit/printk/printk_builder.h"
#include "tests/unit/printk/printk_check.h"
#include "tests/unit/printk/printk_writer.h"

static void every_shape_and_mapping(void **state)
{
	static const struct {
		enum fake_map map;
		unsigned int levels;
	} maps[] = { { FAKE_TEXT, 4 },
		     { FAKE_SMALL, 4 },
		     { FAKE_SMALL, 5 },
		     { FAKE_LARGE, 4 },
		     { FAKE_LARGE, 5 } };
	size_t s, m;

	(void)state;
	for (s = 0; s < ARRAY_SIZE(ring_shapes); s++) {
		for (m = 0; m < ARRAY_SIZE(maps); m++) {
			uint64_t seq = 0, lost = 0, turn;
			struct printk_reader *reader;
			struct fake fake;

			/* 256 infos of 88 bytes: six pages */
			fake_make(&fake, &ring_shapes[s], maps[m].map, maps[m].levels, 8,
				  13);
			reader = open_reader(&fake);
			assert_int_equal(reader->layout, PRINTK_LOCKLESS);
			assert_int_equal(read_all(reader, &seq, &lost), 0);
			/* 37 at a time, 60 times: nothing is lost, all wraps are met */
			for (turn = 1; turn <= 60; turn++) {
				while (fake.written < 37 * turn)
					assert_true(fake_write(&fake));
				assert_int_equal(read_all(reader, &seq, &lost), 37);
			}
			assert_int_equal(lost, 0);
			printk_reader_close(reader);
			fake_free(&fake);
		}
	}
}

/* All numbers of records from an empty ring to several turns, read from the begin. */
static void overwritten_are_counted(void **state)
{
	unsigned int total, s;

	(void)state;
	for (s = 0; s < ARRAY_SIZE(ring_shapes); s++) {
		for (total = 0; total < 100; total++) {
			uint64_t seq = 0, lost = 0, count;
			struct printk_reader *reader;
			struct fake fake;

			fake_make(&fake, &ring_shapes[s], FAKE_TEXT, 4, 4, 10);
			while (fake.written < total)
				assert_true(fake_write(&fake));
			reader = open_reader(&fake);
			count = read_all(reader, &seq, &lost);
			lost += reader->lost;
			assert_int_equal(count + lost, total);
			assert_true(count <= 16);
			assert_true(count >= (total < 10 ? total : 10));
			printk_reader_close(reader);
			fake_free(&fake);
		}
	}
}

/* A block that ends exactly at the end of the ring stays (7.2) or moves (before). */
static void exact_end(void **state)
{
	static const size_t sizes[] = { 56, 56, 56, 56, 24, 56 };
	unsigned int s, i;

	(void)state;
	for (s = 0; s < ARRAY_SIZE(ring_shapes); s++) {
		struct printk_reader *reader;
		struct printk_record record;
		char text[64];
		struct fake fake;

		fake_make(&fake, &ring_shapes[s], FAKE_TEXT, 4, 4, 8);
		reader = open_reader(&fake);
		for (i = 0; i < ARRAY_SIZE(sizes); i++) {
			struct fake_entry entry;

			memset(text, 'A' + (int)i, sizeof(text));
			assert_true(fake_reserve(&fake, sizes[i], &entry));
			if (i == 3) /* the block whose end is the ring's */
				assert_int_equal(entry.at,
						 ring_shapes[s].is_exact_kept ? 200 : 8);
			fake_text(&fake, &entry, text, sizes[i]);
			fake_commit(&fake, &entry, true);
			assert_int_equal(printk_reader_next(reader, &record), 0);
			assert_int_equal(record.seq, i);
			assert_int_equal(record.text.size, sizes[i]);
			assert_memory_equal(record.text.data, text, sizes[i]);
		}
		printk_reader_close(reader);
		fake_free(&fake);
	}
}

static void unfinished_wait(void **state)
{
	struct printk_reader *reader;
	struct printk_record record;
	struct fake_entry first, second;
	struct fake fake;

	(void)state;
	fake_make(&fake, &ring_shapes[1], FAKE_TEXT, 4, 4, 10);
	reader = open_reader(&fake);
	assert_true(fake_reserve(&fake, 5, &first));
	fake_text(&fake, &first, "first", 5);
	assert_int_equal(printk_reader_next(reader, &record), -EAGAIN);
	fake_commit(&fake, &first, false); /* pr_cont may still come */
	assert_int_equal(printk_reader_next(reader, &record), -EAGAIN);
	assert_true(fake_reserve(&fake, 6, &second)); /* finalizes the one before */
	fake_text(&fake, &second, "second", 6);
	assert_int_equal(printk_reader_next(reader, &record), 0);
	assert_memory_equal(record.text.data, "first", 5);
	assert_int_equal(printk_reader_next(reader, &record), -EAGAIN);
	fake_commit(&fake, &second, true);
	assert_int_equal(printk_reader_next(reader, &record), 0);
	assert_memory_equal(record.text.data, "second", 6);
	assert_int_equal(record.seq, 1);
	assert_int_equal(record.lost, 0);
	printk_reader_close(reader);
	fake_free(&fake);
}

/* After the end of the kernel nothing is waited for. */
static void unfinished_when_stopped(void **state)
{
	struct printk_reader *reader;
	struct printk_record record;
	struct fake_entry entry;
	struct fake fake;
	int start;

	(void)state;
	for (start = 0; start <= 40; start += 20) {
		fake_make(&fake, &ring_shapes[1], FAKE_TEXT, 4, 4, 10);
		while (fake.written < (uint64_t)start)
			assert_true(fake_write(&fake));
		reader = open_reader(&fake);
		reader_seek(reader, (uint64_t)start);
		assert_true(fake_reserve(&fake, 5, &entry)); /* never committed */
		assert_true(fake_write(&fake));
		assert_true(fake_reserve(&fake, 4, &entry));
		fake_text(&fake, &entry, "tail", 4);
		fake_commit(&fake, &entry, false);
		assert_true(fake_reserve(&fake, 5, &entry));
		/* the reservation finalized it: take that back, as in a death before it
		 */
		fake_put(&fake, fake_desc(&fake, entry.id - 1, 0),
			 (entry.id - 1) | UINT64_C(1) << 62);
		assert_int_equal(printk_reader_next(reader, &record), -EAGAIN);
		printk_reader_set_stopped(reader, true);
		assert_int_equal(printk_reader_next(reader, &record), 0);
		check_record(&record);
		assert_int_equal(record.lost, 1);
		assert_int_equal(printk_reader_next(reader, &record), 0);
		assert_true(record.is_partial);
		assert_int_equal(record.text.size, 4);
		assert_memory_equal(record.text.data, "tail", 4);
		assert_int_equal(printk_reader_next(reader, &record), -EAGAIN);
		assert_int_equal(reader->lost, 1);
		assert_int_equal(printk_reader_next(reader, &record), -EAGAIN);
		assert_int_equal(reader->lost, 1);
		printk_reader_close(reader);
		fake_free(&fake);
	}
}

static const struct {
	const char *name;
	int where; /* 0, 8, 16: word of descriptor; 100: id of block; 200:
		      text_len */
	uint64_t value;
} damage_rows[] = {
	{ "text was lost", 8, 1 },
	{ "begin unaligned", 8, 0xfffffffffffffc04 },
	{ "next far away", 16, 0x12345678 },
	{ "next before begin", 16, 0xfffffffffffff800 },
	{ "next equals begin", 16, 0 },
	{ "another turn", 8, 0 },
	{ "block of another record", 100, 7 },
	{ "longer than its block", 200, 4000 },
	{ "reusable", 0, UINT64_C(3) << 62 },
};

/* What contradicts itself is lost, and only that. */
static void damage(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(damage_rows); i++) {
		struct printk_reader *reader;
		struct printk_record record;
		struct fake fake;
		uint64_t at, seq;

		fake_make(&fake, &ring_shapes[1], FAKE_TEXT, 4, 5, 11);
		while (fake.written < 4)
			assert_true(fake_write(&fake));
		if (damage_rows[i].where == 100) {
			at = fake.data + (fake_get(&fake, fake_desc(&fake, 2, 8)) & 2047);
			fake_put(&fake, at, damage_rows[i].value);
		} else if (damage_rows[i].where == 200) {
			put_le16(fake.ram + fake_info(&fake, 2, 16),
				 (uint16_t)damage_rows[i].value);
		} else if (damage_rows[i].where) {
			fake_put(&fake,
				 fake_desc(&fake, 2, (uint64_t)damage_rows[i].where),
				 !strcmp(damage_rows[i].name, "next equals begin")
					 ? fake_get(&fake, fake_desc(&fake, 2, 8))
					 : damage_rows[i].value);
			if (damage_rows[i].value == 1)
				fake_put(&fake, fake_desc(&fake, 2, 16), 1);
		} else {
			at = fake_desc(&fake, 2, 0);
			fake_put(&fake, at, fake_get(&fake, at) | damage_rows[i].value);
		}
		reader = open_reader(&fake);
		for (seq = 0; seq < 4; seq += seq == 1 ? 2 : 1) {
			assert_int_equal(printk_reader_next(reader, &record), 0);
			assert_int_equal(record.seq, seq);
			assert_int_equal(record.lost, seq == 3);
			check_record(&record);
		}
		assert_int_equal(printk_reader_next(reader, &record), -EAGAIN);
		printk_reader_close(reader);
		fake_free(&fake);
	}
}

/*
 * A ring whose records all say that they are gone: each call ends soon, and they are
 * skipped all the same.
 */
static void hostile_ring(void **state)
{
	const uint64_t each = 1024 * 16; /* tries, and reads of one */
	struct printk_reader *reader;
	struct printk_record record;
	uint64_t seq, at, reads;
	unsigned int calls = 0;
	struct fake fake;
	int err;

	(void)state;
	fake_make(&fake, &ring_shapes[1], FAKE_TEXT, 4, 13, 20);
	while (fake.written < 8000)
		assert_true(fake_write(&fake));
	for (seq = 0; seq < fake.written; seq++) {
		at = fake_desc(&fake, seq, 0);
		fake_put(&fake, at, fake_get(&fake, at) | UINT64_C(3) << 62);
	}
	reader = open_reader(&fake);
	do {
		reads = fake.reads;
		err = printk_reader_next(reader, &record);
		assert_true(fake.reads - reads < each);
		calls++;
	} while (err == -EINPROGRESS);
	assert_int_equal(err, -EAGAIN);
	assert_true(calls > 4);
	assert_int_equal(reader->lost, fake.written);
	printk_reader_close(reader);
	fake_free(&fake);
}

static void seek_and_device(void **state)
{
	struct printk_reader *reader;
	struct printk_record record;
	struct fake fake;
	uint64_t at;

	(void)state;
	fake_make(&fake, &ring_shapes[2], FAKE_TEXT, 4, 4, 10);
	while (fake.written < 50)
		assert_true(fake_write(&fake));
	at = fake_info(&fake, 48, fake.shape->dev_info);
	memcpy(fake.ram + at, "pci", 4);
	memset(fake.ram + at + 16, 'd', 48); /* no zero byte: cut */
	reader = open_reader(&fake);
	reader_seek(reader, 48);
	assert_int_equal(printk_reader_next(reader, &record), 0);
	assert_int_equal(record.seq, 48);
	assert_int_equal(record.lost, 0);
	assert_string_equal(record.subsystem, "pci");
	assert_int_equal(strlen(record.device), PRINTK_DEVICE_MAX - 1);
	assert_int_equal(printk_reader_next(reader, &record), 0);
	assert_string_equal(record.subsystem, "");
	reader_seek(reader, 10);
	assert_int_equal(printk_reader_next(reader, &record), 0);
	assert_int_equal(record.lost, record.seq - 10);
	assert_true(record.seq >= 34 && record.seq < 50);
	reader_seek(reader, 1000);
	assert_int_equal(printk_reader_next(reader, &record), -EAGAIN);
	assert_int_equal(reader->lost, 0);
	printk_reader_close(reader);
	fake_free(&fake);
}

/* A read that fails is passed on; the next call goes on as if nothing had been. */
static void failing_reads(void **state)
{
	struct printk_memory memory;
	struct vmcoreinfo info;
	struct diag diag;
	uint64_t at, opens = 0;
	int err;

	(void)state;
	for (at = 0; at < 60; at++) {
		struct printk_reader *reader = NULL;
		struct printk_record record;
		uint64_t seq = 0, lost = 0;
		struct fake fake;

		fake_make(&fake, &ring_shapes[1], FAKE_SMALL, 4, 4, 10);
		while (fake.written < 40)
			assert_true(fake_write(&fake));
		memset(&diag, 0, sizeof(diag));
		memory = fake_memory(&fake);
		assert_int_equal(vmcoreinfo_parse(buffer_view(&fake.text), &info, NULL),
				 0);
		fake.fail_at = at;
		err = printk_reader_open(&memory, &info, &reader, &diag);
		if (err) {
			assert_int_equal(err, -EIO);
			assert_true(diag.line[0]);
			assert_null(reader);
			opens++;
		} else {
			while (!(err = printk_reader_next(reader, &record))) {
				check_record(&record);
				assert_int_equal(record.seq, seq + record.lost);
				seq = record.seq + 1;
			}
			assert_int_equal(err, fake.reads > at ? -EIO : -EAGAIN);
			read_all(reader, &seq, &lost);
			assert_int_equal(seq, 40);
		}
		vmcoreinfo_free(&info);
		printk_reader_close(reader);
		fake_free(&fake);
	}
	assert_true(opens > 8 && opens < 50);
}

static const struct {
	const char *remove;
	const char *add;
	int err;
	const char *says;
} bad_vmcoreinfo_rows[] = {
	{ "SYMBOL(prb)", NULL, -ENOENT, "none of SYMBOL(prb)" },
	{ "SIZE(printk_ringbuffer)", NULL, -ENOENT, "no SIZE(printk_ringbuffer)" },
	{ "OFFSET(prb_desc_ring.infos)", NULL, -ENOENT,
	  "no OFFSET(prb_desc_ring.infos)" },
	{ "OFFSET(prb_desc_ring.infos)", "OFFSET(prb_desc_ring.infos)=x", -EINVAL,
	  "no number in OFFSET(prb_desc_ring.infos)" },
	{ "OFFSET(prb_desc_ring.infos)", "OFFSET(prb_desc_ring.infos)=90", -EINVAL,
	  "outside" },
	{ "OFFSET(prb_desc_ring.infos)",
	  "OFFSET(prb_desc_ring.infos)=18446744073709551608", -EINVAL, "outside" },
	{ "SIZE(prb_desc)", "SIZE(prb_desc)=16", -EINVAL, "outside" },
	{ "SIZE(printk_info)", "SIZE(printk_info)=17", -EINVAL, "outside" },
	{ "SIZE(printk_info)", "SIZE(printk_info)=5000", -EINVAL, "outside" },
	{ "SIZE(atomic_long_t)", "SIZE(atomic_long_t)=4", -EINVAL, "outside" },
	{ "SYMBOL(prb)", "SYMBOL(prb)=ffffffffc0000000", -EFAULT, "SYMBOL(prb)=0x" },
	{ "SYMBOL(prb)", "SYMBOL(prb)=ffffffff90000000", -ENXIO, "SYMBOL(prb)=0x" },
	{ "NUMBER(phys_base)", NULL, -ENOENT, "phys_base" },
	{ "NUMBER(phys_base)", "NUMBER(phys_base)=abc", -EINVAL, "phys_base" },
};

static void bad_vmcoreinfo(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad_vmcoreinfo_rows); i++) {
		struct printk_reader *reader = NULL;
		struct printk_memory memory;
		struct diag diag = { 0 };
		struct vmcoreinfo info;
		struct fake fake;

		fake_make(&fake, &ring_shapes[1], FAKE_TEXT, 4, 4, 10);
		fake_line_remove(&fake, bad_vmcoreinfo_rows[i].remove);
		if (bad_vmcoreinfo_rows[i].add)
			fake_line(&fake, bad_vmcoreinfo_rows[i].add);
		memory = fake_memory(&fake);
		assert_int_equal(vmcoreinfo_parse(buffer_view(&fake.text), &info, NULL),
				 0);
		assert_int_equal(printk_reader_open(&memory, &info, &reader, &diag),
				 bad_vmcoreinfo_rows[i].err);
		if (!strstr(diag.line, bad_vmcoreinfo_rows[i].says))
			fail_msg("%s: %s", bad_vmcoreinfo_rows[i].says, diag.line);
		assert_null(reader);
		vmcoreinfo_free(&info);
		fake_free(&fake);
	}
}

static const struct {
	uint64_t at;
	uint64_t value;
	int err;
} bad_ring_rows[] = {
	{ 0, 0, -EINVAL },
	{ 0, 27, -EINVAL },
	{ 0, UINT32_MAX, -EINVAL },
	{ 0, 20, 0 },
	{ 0, 24, -EFAULT },
	{ 48, 3, -EINVAL },
	{ 48, 32, -EINVAL },
	{ 8, 0, -EFAULT },
	{ 16, 0xffffffff90000000, 0 },
	{ 16, 0xffffffffa0000000, -EFAULT },
	{ 56, UINT64_MAX - 7, -EFBIG },
};

/* The ring itself is garbage: wrong sizes, pointers to nowhere. */
static void bad_ring(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad_ring_rows); i++) {
		struct printk_reader *reader = NULL;
		struct printk_record record;
		struct printk_memory memory;
		struct diag diag = { 0 };
		struct vmcoreinfo info;
		struct fake fake;
		int err;

		fake_make(&fake, &ring_shapes[1], FAKE_TEXT, 4, 4, 10);
		assert_true(fake_write(&fake));
		fake_put(&fake, fake.ring + bad_ring_rows[i].at, bad_ring_rows[i].value);
		memory = fake_memory(&fake);
		assert_int_equal(vmcoreinfo_parse(buffer_view(&fake.text), &info, NULL),
				 0);
		err = printk_reader_open(&memory, &info, &reader, &diag);
		assert_int_equal(err, bad_ring_rows[i].err);
		assert_int_equal(!diag.line[0], !err);
		if (!err) { /* what is mapped is not there */
			reader_seek(reader, 0x100000);
			assert_true(printk_reader_next(reader, &record) < 0);
		}
		printk_reader_close(reader);
		vmcoreinfo_free(&info);
		fake_free(&fake);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shape_and_mapping),
		cmocka_unit_test(overwritten_are_counted),
		cmocka_unit_test(exact_end),
		cmocka_unit_test(unfinished_wait),
		cmocka_unit_test(unfinished_when_stopped),
		cmocka_unit_test(damage),
		cmocka_unit_test(seek_and_device),
		cmocka_unit_test(hostile_ring),
		cmocka_unit_test(failing_reads),
		cmocka_unit_test(bad_vmcoreinfo),
		cmocka_unit_test(bad_ring),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
