/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_initrd.c - which bytes pass as an initrd
 *
 * In: archives made here. Out: verdicts; every shorter one is refused.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>
#include <zstd.h>

#include "image/initrd.h"

static void add(struct buffer *to, const void *data, size_t size)
{
	assert_int_equal(buffer_append(to, data, size), 0);
}

/* One member of a "newc" archive. */
static void cpio_member(struct buffer *to, const char *name, const char *content)
{
	char header[111];
	size_t name_size = strlen(name) + 1, size = strlen(content);

	snprintf(header, sizeof(header),
		 "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", 1U,
		 0100644U, 0U, 0U, 1U, 0U, (unsigned int)size, 0U, 0U, 0U, 0U,
		 (unsigned int)name_size, 0U);
	add(to, header, 110);
	add(to, name, name_size);
	add(to, NULL, -to->size % 4);
	add(to, content, size);
	add(to, NULL, -to->size % 4);
}

static struct buffer cpio(void)
{
	struct buffer archive = { 0 };

	cpio_member(&archive, "init", "#!/bin/sh\n");
	cpio_member(&archive, "TRAILER!!!", "");
	return archive;
}

static struct buffer gzipped(struct bytes plain)
{
	struct buffer packed = { 0 };
	uint8_t out[4096];
	z_stream stream = { .next_in = (uint8_t *)(uintptr_t)plain.data,
			    .avail_in = (unsigned int)plain.size,
			    .next_out = out,
			    .avail_out = sizeof(out) };

	assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, 0), Z_OK);
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	add(&packed, out, stream.total_out);
	deflateEnd(&stream);
	return packed;
}

static struct buffer zstd_packed(struct bytes plain)
{
	struct buffer packed = { 0 };
	uint8_t out[4096];
	size_t size = ZSTD_compress(out, sizeof(out), plain.data, plain.size, 3);

	assert_false(ZSTD_isError(size));
	add(&packed, out, size);
	return packed;
}

static int check(struct bytes view, const char *needle)
{
	struct diag diag = { 0 };
	int err = initrd_check(view, &diag);

	if (err && needle && !strstr(diag.line, needle))
		fail_msg("\"%s\" is not in \"%s\"", needle, diag.line);
	diag_clear(&diag);
	return err;
}

static void archives_are_walked(void **state)
{
	struct buffer plain = cpio(), gzip = gzipped(buffer_view(&plain)),
		      zstd = zstd_packed(buffer_view(&plain)), all = { 0 };

	(void)state;
	assert_int_equal(check(buffer_view(&plain), NULL), 0);
	assert_int_equal(check(buffer_view(&gzip), NULL), 0);
	assert_int_equal(check(buffer_view(&zstd), NULL), 0);
	/* one behind the other, as microcode and initramfs are */
	add(&all, plain.data, plain.size);
	add(&all, NULL, 512);
	add(&all, zstd.data, zstd.size);
	add(&all, NULL, -all.size % 4);
	add(&all, gzip.data, gzip.size);
	assert_int_equal(check(buffer_view(&all), NULL), 0);
	assert_int_equal(
		check((struct bytes){ all.data, all.size - 1 }, "truncated: the gzip"),
		-EINVAL);
	buffer_free(&all);
	buffer_free(&zstd);
	buffer_free(&gzip);
	buffer_free(&plain);
}

static void every_cut_is_noticed(void **state)
{
	struct buffer plain = cpio();
	struct buffer forms[] = { cpio(), gzipped(buffer_view(&plain)),
				  zstd_packed(buffer_view(&plain)) };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		size_t end = forms[i].size;

		/* padding behind the name of the trailer is no loss */
		while (i == 0 && !forms[i].data[end - 1])
			end--;
		for (size_t size = 6; size < end; size++)
			if (!check((struct bytes){ forms[i].data, size }, "truncated"))
				fail_msg("form %zu passes with %zu of %zu bytes", i, size,
					 end);
		buffer_free(&forms[i]);
	}
	buffer_free(&plain);
}

static void broken_ones_are_refused(void **state)
{
	struct buffer plain = cpio(), gzip = gzipped(buffer_view(&plain));

	(void)state;
	gzip.data[14] ^= 0x55;
	assert_int_equal(check(buffer_view(&gzip), NULL), -EINVAL);
	plain.data[54] = 'x';
	assert_int_equal(check(buffer_view(&plain), "no cpio header at byte 0"), -EINVAL);
	assert_int_equal(
		check((struct bytes){ (const uint8_t *)"hello", 5 }, "no initrd"),
		-EINVAL);
	assert_int_equal(check((struct bytes){ (const uint8_t *)"\xfd"
								"7zXZ\0abcdefgh",
					       14 },
			       "truncated: the xz"),
			 -EINVAL);
	buffer_free(&gzip);
	buffer_free(&plain);
}

static void trailers_are_the_kernels_business(void **state)
{
	struct buffer archive = cpio();

	(void)state;
	add(&archive, "#BOOTCONFIG\n", 12);
	assert_int_equal(check(buffer_view(&archive), NULL), 0);
	buffer_free(&archive);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(archives_are_walked),
		cmocka_unit_test(every_cut_is_noticed),
		cmocka_unit_test(broken_ones_are_refused),
		cmocka_unit_test(trailers_are_the_kernels_business),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
