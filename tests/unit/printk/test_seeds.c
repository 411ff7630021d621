/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_seeds.c - what fuzz_printk and fuzz_vmcoreinfo start from
 *
 * Each seed is readable as it is meant. With a directory as argument (tests/fuzz/corpus)
 * they are written there: DIRECTORY/printk/NAME, DIRECTORY/vmcoreinfo/NAME.
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
#include "tests/unit/printk/printk_check.h"
#include "tests/unit/printk/printk_writer.h"

#define IS_STOPPED 1
#define FIND_NOTE  2

static const struct seed {
	const char *name;
	unsigned int shape;
	enum fake_map map;
	unsigned int levels;
	unsigned int records;
	uint8_t flags;
	uint8_t period; /* reads between two changes of the memory */
} seeds[] = {
	{ "5.10", 0, FAKE_TEXT, 4, 5, 0, 0 },
	{ "6.12-wrapped", 1, FAKE_TEXT, 4, 40, IS_STOPPED, 0 },
	{ "7.2-wrapped", 2, FAKE_TEXT, 4, 40, IS_STOPPED, 0 },
	{ "6.12-changing", 1, FAKE_TEXT, 4, 40, 0, 37 },
	{ "6.12-direct-map", 1, FAKE_LARGE, 4, 9, 0, 0 },
	{ "7.2-five-levels", 2, FAKE_LARGE, 5, 9, 0, 0 },
	{ "note", 1, FAKE_TEXT, 4, 3, FIND_NOTE, 0 },
};

static void seed_make(const struct seed *seed, struct fake *fake)
{
	fake_make(fake, &ring_shapes[seed->shape], seed->map, seed->levels, 3, 9);
	while (fake->written < seed->records)
		if (!fake_write(fake))
			break;
}

static void as_meant(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(seeds); i++) {
		uint64_t seq = 0, lost = 0;
		struct printk_reader *reader;
		struct fake fake;

		seed_make(&seeds[i], &fake);
		reader = open_reader(&fake);
		assert_true(read_all(reader, &seq, &lost) >= 3);
		assert_int_equal(seq, seeds[i].records);
		printk_reader_close(reader);
		fake_free(&fake);
	}
}

static int file_write(const char *directory, const char *corpus, const char *name,
		      struct bytes content)
{
	char path[4096];
	size_t done;
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s/%s", directory, corpus, name);
	out = fopen(path, "wb");
	if (!out) {
		perror(path);
		return 1;
	}
	done = fwrite(content.data, 1, content.size, out);
	if (fclose(out) || done != content.size) {
		perror(path);
		return 1;
	}
	return 0;
}

/* The form of fuzz_printk's input, see there. */
static int seed_write(const char *directory, const struct seed *seed)
{
	struct buffer file = { 0 };
	struct fake fake;
	uint8_t head[4];
	int err;

	seed_make(seed, &fake);
	head[0] = seed->flags;
	head[1] = seed->period;
	put_le16(head + 2, (uint16_t)fake.text.size);
	err = buffer_append(&file, head, sizeof(head)) ||
	      buffer_append(&file, fake.text.data, fake.text.size) ||
	      buffer_append(&file, fake.ram,
			    seed->flags & FIND_NOTE ? fake.used : fake.note) ||
	      file_write(directory, "printk", seed->name, buffer_view(&file)) ||
	      file_write(directory, "vmcoreinfo", seed->name, buffer_view(&fake.text));
	buffer_free(&file);
	fake_free(&fake);
	return err;
}

static int seeds_write(const char *directory)
{
	int err = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(seeds) && !err; i++)
		err = seed_write(directory, &seeds[i]);
	return err;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_meant),
	};

	if (argc > 1)
		return seeds_write(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
