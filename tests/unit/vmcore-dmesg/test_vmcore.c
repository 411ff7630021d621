/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_vmcore.c - vmcore-dmesg's view of a core file, and how it shows a log
 *
 * With a directory as argument one core of each shape is written there (for the tests of
 * the program, and for fuzz_vmcore_dmesg to start from).
 */
#include <elf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "vmcore-dmesg/dmesg.h"
#include "vmcore-dmesg/file.h"
#include "tests/unit/printk/printk_writer.h"
#include "tests/unit/vmcore-dmesg/vmcore_builder.h"

static int bytes_read(void *context, uint64_t from, void *to, size_t size)
{
	const struct bytes *file = context;

	if (!bytes_has(*file, from, size))
		return -ENODATA;
	if (size)
		memcpy(to, file->data + from, size);
	return 0;
}

/* All of a log as it is printed; the code of what ended it. */
static enum dmesg_exit log_read(struct bytes file, bool is_raw, struct buffer *log,
				struct diag *diag)
{
	const struct core_file source = { bytes_read, &file };
	struct printk_reader *reader = NULL;
	struct printk_record record;
	struct core core = { 0 };
	enum dmesg_exit code;
	int err;

	err = core_open(&source, &core, diag);
	if (err)
		return err == -ENOEXEC ? DMESG_NO_CORE : DMESG_BROKEN;
	code = dmesg_open(&core, &reader, diag);
	if (code == DMESG_DONE) {
		printk_reader_set_stopped(reader, true);
		while (!(err = printk_reader_next(reader, &record)))
			assert_int_equal(dmesg_format(&record, is_raw, log), 0);
		if (err != -EAGAIN)
			code = DMESG_UNREAD;
	}
	printk_reader_close(reader);
	core_close(&core);
	return code;
}

/* @records of them, the last ones of which are in the ring. */
static void sample_make(const struct vmcore_shape *shape, unsigned int ring,
			enum fake_map map, unsigned int records, struct buffer *ret)
{
	struct fake fake;

	fake_make(&fake, &ring_shapes[ring], map, 4, 3, 9);
	while (fake.written < records)
		assert_true(fake_write(&fake));
	vmcore_make(&fake, shape, ret);
	fake_free(&fake);
}

static void line_expect(uint64_t seq, struct buffer *to)
{
	struct printk_record record = { .ts_nsec = seq * 1000, .has_time = true };
	char text[256];

	record.text.size = record_text(seq, text);
	record.text.data = (const uint8_t *)text;
	assert_int_equal(dmesg_format(&record, false, to), 0);
}

static void shapes_are_read(void **state)
{
	static const unsigned int records[] = { 1, 3, 5 };
	size_t i, n, ring;

	(void)state;
	for (i = 0; i < nr_vmcore_shapes; i++)
		for (ring = 0; ring < ARRAY_SIZE(ring_shapes); ring++)
			for (n = 0; n < ARRAY_SIZE(records); n++) {
				struct buffer core = { 0 }, log = { 0 }, want = { 0 };
				struct diag diag = { 0 };
				uint64_t seq;

				sample_make(&vmcore_shapes[i], (unsigned int)ring,
					    FAKE_TEXT, records[n], &core);
				if (log_read(buffer_view(&core), false, &log, &diag))
					fail_msg("%s: %s", vmcore_shapes[i].name,
						 diag.line);
				for (seq = 0; seq < records[n]; seq++)
					line_expect(seq, &want);
				assert_int_equal(log.size, want.size);
				assert_memory_equal(log.data, want.data, want.size);
				buffer_free(&core);
				buffer_free(&log);
				buffer_free(&want);
			}
}

/* The log in the direct map: looked up in the page tables that are in the core. */
static void page_tables_are_walked(void **state)
{
	struct buffer core = { 0 }, log = { 0 }, want = { 0 };
	uint64_t seq;

	(void)state;
	sample_make(&vmcore_shapes[0], 1, FAKE_LARGE, 4, &core);
	assert_int_equal(log_read(buffer_view(&core), false, &log, NULL), DMESG_DONE);
	for (seq = 0; seq < 4; seq++)
		line_expect(seq, &want);
	assert_int_equal(log.size, want.size);
	assert_memory_equal(log.data, want.data, want.size);
	buffer_free(&core);
	buffer_free(&log);
	buffer_free(&want);
}

/* Wherever the file ends: the whole log, or an error; never a part without one. */
static void cut_files_are_noticed(void **state)
{
	struct buffer core = { 0 }, whole = { 0 };
	unsigned int seen[DMESG_NO_LINE + 1] = { 0 };
	size_t size;

	(void)state;
	sample_make(&vmcore_shapes[1], 1, FAKE_TEXT, 5, &core);
	assert_int_equal(log_read(buffer_view(&core), false, &whole, NULL), DMESG_DONE);
	for (size = 0; size < core.size; size++) {
		struct buffer log = { 0 };
		struct diag diag = { 0 };
		enum dmesg_exit code =
			log_read((struct bytes){ core.data, size }, false, &log, &diag);

		seen[code]++;
		if (code == DMESG_DONE) {
			assert_int_equal(log.size, whole.size);
			assert_memory_equal(log.data, whole.data, whole.size);
		} else if (code != DMESG_UNREAD) {
			assert_int_not_equal(diag.line[0], 0);
		}
		buffer_free(&log);
	}
	assert_int_equal(seen[DMESG_NO_CORE], EI_NIDENT);
	assert_true(seen[DMESG_BROKEN] && seen[DMESG_NO_LOG] && seen[DMESG_UNREAD]);
	buffer_free(&core);
	buffer_free(&whole);
}

static const struct refused {
	const char *name;
	size_t at; /* in the core named "qemu" */
	const char *bytes;
	size_t size;
	enum dmesg_exit code;
	const char *says;
} refused[] = {
#define EHDR(member) offsetof(Elf64_Ehdr, member)
#define PHDR(i, member)                                                       \
	(sizeof(Elf64_Ehdr) + sizeof(Elf64_Shdr) + (i) * sizeof(Elf64_Phdr) + \
	 offsetof(Elf64_Phdr, member))
	{ "kdump", 0, "KDUMP   ", 8, DMESG_NO_CORE, "--dump-dmesg" },
	{ "diskdump", 0, "DISKDUMP", 8, DMESG_NO_CORE, "--dump-dmesg" },
	{ "flattened", 0, "makedumpfile\0\0\0\0", 16, DMESG_NO_CORE, "makedumpfile -R" },
	{ "gzip", 0, "\x1f\x8b\x08\0", 4, DMESG_NO_CORE, "gzip: unpack it" },
	{ "xz", 0, "\xfd\x37zXZ\0", 6, DMESG_NO_CORE, "xz: unpack it" },
	{ "zstd", 0, "\x28\xb5\x2f\xfd", 4, DMESG_NO_CORE, "zstd: unpack it" },
	{ "bzip2", 0, "BZh9", 4, DMESG_NO_CORE, "bzip2: unpack it" },
	{ "text", 0, "foo\n", 4, DMESG_NO_CORE, "begins with 66 6f 6f 0a" },
	{ "class", EI_CLASS, "\x09", 1, DMESG_NO_CORE, "ELF class 9" },
	{ "big-endian", EI_DATA, "\x02", 1, DMESG_NO_CORE, "not little-endian" },
	{ "program", EHDR(e_type), "\x02", 1, DMESG_NO_CORE, "type 2, not a core" },
	{ "entry size", EHDR(e_phentsize), "\x28", 1, DMESG_BROKEN,
	  "of 40 bytes, not 56" },
	{ "headers outside", EHDR(e_phoff), "\0\0\0\0\0\0\0\x80", 8, DMESG_BROKEN,
	  "cut off within its 4 program headers" },
	{ "headers past the last address", EHDR(e_phoff),
	  "\xff\xff\xff\xff\xff\xff\xff\xff", 8, DMESG_BROKEN, "cut off" },
	{ "many headers", EHDR(e_phnum), "\xfe\xff", 2, DMESG_BROKEN, "65534" },
	{ "no headers", EHDR(e_phnum), "\0", 2, DMESG_BROKEN, "none of its 0" },
	{ "memory that wraps", PHDR(2, p_paddr), "\xff\xff\xff\xff\xff\xff\xff\xff", 8,
	  DMESG_BROKEN, "past the last address" },
	{ "file that wraps", PHDR(2, p_offset), "\xff\xff\xff\xff\xff\xff\xff\xff", 8,
	  DMESG_BROKEN, "past the last address" },
	{ "no note", PHDR(1, p_type), "\x07", 1, DMESG_NO_LOG, "no VMCOREINFO" },
	{ "note outside", PHDR(1, p_offset), "\0\0\0\0\0\0\0\x70", 8, DMESG_NO_LOG,
	  "no VMCOREINFO" },
	{ "note that wraps", PHDR(1, p_offset), "\xff\xff\xff\xff\xff\xff\xff\xff", 8,
	  DMESG_NO_LOG, "no VMCOREINFO" },
	{ "memory elsewhere", PHDR(2, p_paddr), "\0\0\0\x10", 4, DMESG_UNMAPPED,
	  "leads to no log buffer" },
	{ "memory outside of the file", PHDR(2, p_offset), "\0\0\0\x10", 4, DMESG_UNREAD,
	  "leads to no log buffer" },
};

static void refusals_say_why(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		struct buffer core = { 0 }, log = { 0 };
		struct diag diag = { 0 };
		enum dmesg_exit code;

		sample_make(&vmcore_shapes[0], 1, FAKE_TEXT, 3, &core);
		memcpy(core.data + refused[i].at, refused[i].bytes, refused[i].size);
		code = log_read(buffer_view(&core), false, &log, &diag);
		if (code != refused[i].code || !strstr(diag.line, refused[i].says))
			fail_msg("%s: %d, %s", refused[i].name, code, diag.line);
		buffer_free(&core);
		buffer_free(&log);
	}
}

/* What vmcoreinfo leaves out decides the exit code. */
static void missing_lines(void **state)
{
	static const struct {
		const char *key;
		enum dmesg_exit code;
		const char *says;
	} rows[] = {
		{ "SYMBOL(prb)", DMESG_NO_LOG, "has no log buffer" },
		{ "OFFSET(printk_info.ts_nsec)", DMESG_NO_LINE, "printk_info.ts_nsec" },
		{ "OSRELEASE", DMESG_NO_LOG, "OSRELEASE" },
		{ "NUMBER(phys_base)", DMESG_UNMAPPED, "leads to no log buffer" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct buffer core = { 0 }, log = { 0 };
		struct diag diag = { 0 };
		struct fake fake;
		enum dmesg_exit code;

		fake_make(&fake, &ring_shapes[1], FAKE_TEXT, 4, 3, 9);
		fake_line_remove(&fake, rows[i].key);
		vmcore_make(&fake, &vmcore_shapes[0], &core);
		code = log_read(buffer_view(&core), false, &log, &diag);
		if (code != rows[i].code || !strstr(diag.line, rows[i].says))
			fail_msg("%s: %d, %s", rows[i].key, code, diag.line);
		fake_free(&fake);
		buffer_free(&core);
		buffer_free(&log);
	}
}

static void kernel_of_32_bits(void **state)
{
	struct buffer core = { 0 }, log = { 0 };
	struct diag diag = { 0 };
	struct fake fake;

	(void)state;
	fake_make(&fake, &ring_shapes[1], FAKE_TEXT, 4, 3, 9);
	fake_line_remove(&fake, "SYMBOL(prb)");
	fake_line(&fake, "SYMBOL(prb)=c1a2b3c4");
	vmcore_make(&fake, &vmcore_shapes[0], &core);
	assert_int_equal(log_read(buffer_view(&core), false, &log, &diag), DMESG_NO_CORE);
	assert_non_null(
		strstr(diag.line, "SYMBOL(prb)=c1a2b3c4 is an address of a 32-bit"));
	fake_free(&fake);
	buffer_free(&core);
	buffer_free(&log);
}

#define TEXT(string) .text = { (const uint8_t *)(string), sizeof(string) - 1 }

static const struct shown {
	struct printk_record record;
	const char *plain;
	const char *raw;
} shown[] = {
	{ { .has_time = true, .has_level = true, .level = 6, TEXT("one") },
	  "[    0.000000] one\n",
	  "<6>[    0.000000] one\n" },
	{ { .has_time = true, .ts_nsec = 1234567899, TEXT("") },
	  "[    1.234567] \n",
	  "[    1.234567] \n" },
	{ { .has_time = true, .ts_nsec = UINT64_MAX, TEXT("end") },
	  "[18446744073.709551] end\n",
	  "[18446744073.709551] end\n" },
	{ { .has_time = true,
	    .has_level = true,
	    .level = 4,
	    .facility = 3,
	    TEXT("a\n[    0.000000] b\n") },
	  "[    0.000000] a\n[    0.000000] b\n\n",
	  "<28>[    0.000000] a\n<28>[    0.000000] [    0.000000] b\n"
	  "<28>[    0.000000] \n" },
	{ { .has_time = true, TEXT("\t\x1b[31m\r\v\f\x01\x7f\xc3\xa9\\x41\0z") },
	  "[    0.000000] \t\\x1b[31m\\x0d\\x0b\\x0c\\x01\\x7f\\xc3\\xa9\\x41\\x00z\n",
	  "[    0.000000] \t\\x1b[31m\\x0d\\x0b\\x0c\\x01\\x7f\\xc3\\xa9\\x41\\x00z\n" },
	{ { .has_level = true, .level = 1, TEXT("no time") },
	  "no time\n",
	  "<1>no time\n" },
};

static void records_are_shown(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(shown); i++) {
		struct buffer plain = { 0 }, raw = { 0 };

		assert_int_equal(dmesg_format(&shown[i].record, false, &plain), 0);
		assert_int_equal(dmesg_format(&shown[i].record, true, &raw), 0);
		assert_int_equal(buffer_append(&plain, "", 1), 0);
		assert_int_equal(buffer_append(&raw, "", 1), 0);
		assert_string_equal((char *)plain.data, shown[i].plain);
		assert_string_equal((char *)raw.data, shown[i].raw);
		buffer_free(&plain);
		buffer_free(&raw);
	}
}

#define FILE_SIZE (20 * FILE_WINDOW_SIZE + 1234)

static uint8_t file_byte(uint64_t at)
{
	return (uint8_t)(at * UINT64_C(0x9e3779b97f4a7c15) >> 56);
}

static int file_make(void)
{
	char path[] = "/tmp/mint-vmcore.XXXXXX";
	uint8_t *data = malloc(FILE_SIZE);
	int fd = mkstemp(path);
	uint64_t i;

	assert_true(data && fd >= 0);
	unlink(path);
	for (i = 0; i < FILE_SIZE; i++)
		data[i] = file_byte(i);
	assert_int_equal(write(fd, data, FILE_SIZE), FILE_SIZE);
	free(data);
	return fd;
}

static void windows_move(void **state)
{
	struct dump_file dump = { .fd = file_make() };
	struct core_file file = dump_file_open(&dump);
	static uint8_t got[3 * FILE_WINDOW_SIZE];
	uint64_t n, i, at = 1, size;

	(void)state;
	for (n = 0; n < 400; n++) {
		at = at * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		size = n % 8 ? (at >> 20) % 200 + 1 : (at >> 20) % sizeof(got) + 1;
		memset(got, 0, (size_t)size);
		i = (at >> 24) % FILE_SIZE;
		if (i + size > FILE_SIZE) {
			assert_int_equal(file.read(file.context, i, got, (size_t)size),
					 -ENODATA);
			continue;
		}
		assert_int_equal(file.read(file.context, i, got, (size_t)size), 0);
		while (size--)
			assert_int_equal(got[size], file_byte(i + size));
	}
	assert_int_equal(file.read(file.context, FILE_SIZE - 1, got, 1), 0);
	assert_int_equal(file.read(file.context, FILE_SIZE, got, 1), -ENODATA);
	assert_int_equal(file.read(file.context, UINT64_MAX, got, 1), -ENODATA);
	assert_int_equal(file.read(file.context, INT64_MAX, got, 1), -ENODATA);
	dump_file_free(&dump);
	close(dump.fd);
}

static int core_write(const char *directory, const struct vmcore_shape *shape)
{
	struct buffer core = { 0 };
	char path[4096];
	FILE *out;
	size_t done = 0;

	sample_make(shape, 1, FAKE_TEXT, 5, &core);
	snprintf(path, sizeof(path), "%s/%s", directory, shape->name);
	out = fopen(path, "wb");
	if (out)
		done = fwrite(core.data, 1, core.size, out);
	if (!out || fclose(out) || done != core.size) {
		perror(path);
		return 1;
	}
	buffer_free(&core);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shapes_are_read),
		cmocka_unit_test(page_tables_are_walked),
		cmocka_unit_test(cut_files_are_noticed),
		cmocka_unit_test(refusals_say_why),
		cmocka_unit_test(missing_lines),
		cmocka_unit_test(kernel_of_32_bits),
		cmocka_unit_test(records_are_shown),
		cmocka_unit_test(windows_move),
	};
	size_t i;

	if (argc < 2)
		return cmocka_run_group_tests(tests, NULL, NULL);
	for (i = 0; i < nr_vmcore_shapes; i++)
		if (core_write(argv[1], &vmcore_shapes[i]))
			return 1;
	return 0;
}
