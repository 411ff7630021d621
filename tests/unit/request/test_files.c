/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_files.c - files in memory: one, several page behind page, and as memory files
 *
 * In: files of a temporary directory. Out: the bytes seen.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/prange.h"
#include "request/files.h"
#include "request/request.h"
#include "load/kexec_file_load.h"

#define MAX_FILES 4

static const struct {
	const char *name;
	size_t size[MAX_FILES]; /* up to the first 0 */
} rows[] = {
	{ "one byte", { 1 } },
	{ "one page", { 4096 } },
	{ "two that end in a page", { 100, 5000 } },
	{ "two whole pages", { 4096, 8192 } },
	{ "the last one byte", { 4097, 1 } },
	{ "four", { 1, 4095, 4096, 12289 } },
};

static uint8_t byte_of(size_t file, size_t at)
{
	return (uint8_t)(1 + (file * 31 + at) % 251);
}

static void file_make(const char *path, size_t file, size_t size)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	for (size_t i = 0; i < size; i++)
		putc(byte_of(file, i), out);
	assert_int_equal(fclose(out), 0);
}

static size_t files_make(const size_t *size, const char *directory,
			 char path[MAX_FILES][64])
{
	size_t count = 0;

	for (; count < MAX_FILES && size[count]; count++) {
		snprintf(path[count], 64, "%s/%zu", directory, count);
		file_make(path[count], count, size[count]);
	}
	return count;
}

/* Every byte of the view is one of a file's, or a zero up to the next page. */
static void view_check(const struct file *joined, const size_t *size, size_t count)
{
	size_t at = 0;

	for (size_t i = 0; i < count; i++) {
		at = (size_t)align_up(at, PAGE_SIZE_4K);
		for (size_t k = 0; k < size[i]; k++, at++)
			assert_int_equal(joined->view.data[at], byte_of(i, k));
		for (size_t k = at; i + 1 < count && k % PAGE_SIZE_4K; k++)
			assert_int_equal(joined->view.data[k], 0);
	}
	assert_int_equal(joined->view.size, at);
}

static void test_map(void **state)
{
	char directory[] = "/tmp/test_files.XXXXXX", path[MAX_FILES][64];

	(void)state;
	assert_non_null(mkdtemp(directory));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t count = files_make(rows[i].size, directory, path);
		const char *list[MAX_FILES] = { path[0], path[1], path[2], path[3] };
		struct file joined = { 0 };
		struct diag diag = { 0 };

		print_message("%s\n", rows[i].name);
		assert_int_equal(files_map(list, count, &joined, &diag), 0);
		view_check(&joined, rows[i].size, count);
		assert_null(joined.joined.data); /* nothing was copied */
		file_free(&joined);

		list[count - 1] = "/nonexistent";
		assert_int_equal(files_map(list, count, &joined, &diag), -ENOENT);
		assert_non_null(strstr(diag.line, "Cannot load /nonexistent"));
		assert_null(joined.view.data);
		while (count--)
			unlink(path[count]);
	}
	rmdir(directory);
}

static void test_memory_file(void **state)
{
	static const uint8_t text[] = "a kernel";
	struct bytes data = { text, sizeof(text) };
	struct diag diag = { 0 };
	uint8_t back[32];
	struct stat info;
	int fd = bytes_memfd("kernel", data, &diag);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &info), 0);
	assert_int_equal(info.st_size, sizeof(text));
	assert_int_equal(pread(fd, back, sizeof(back), 0), sizeof(text));
	assert_memory_equal(back, text, sizeof(text));
	assert_int_equal(pwrite(fd, text, 1, 0), -1); /* sealed */
	assert_int_equal(ftruncate(fd, 0), -1);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_map),
		cmocka_unit_test(test_memory_file),
	};

	return cmocka_run_group_tests_name("files", tests, NULL, NULL);
}
