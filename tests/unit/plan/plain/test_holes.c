/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_holes.c - where a segment of a plain load may lie
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "plan/plain/holes.h"

struct holes {
	struct plain plain;
	struct plan plan;
	struct diag diag;
	struct request_plain wish;
};

static struct holes *holes_new(const struct prange *ram, size_t count)
{
	struct holes *h = calloc(1, sizeof(*h));

	assert_non_null(h);
	h->plain.plan = &h->plan;
	h->plain.diag = &h->diag;
	h->plain.wish = &h->wish;
	h->plain.limit = (struct prange){ 0, UINT64_MAX };
	for (size_t i = 0; i < count; i++)
		assert_int_equal(prange_list_add(&h->plain.free, ram[i]), 0);
	return h;
}

static void holes_free(struct holes *h)
{
	prange_list_free(&h->plain.free);
	diag_clear(&h->diag);
	free(h);
}

#define ANY                   \
	{                     \
		0, UINT64_MAX \
	}

static const struct prange some_ram[] = {
	{ 0x1000, 0x9f000 },
	{ 0x100000, 0x800000 },
	{ 0x1000000, 0x5000000 },
	{ 0x100000000, 0x100010000 },
};
/* name, size, align, window, high, expected error, expected start */
static const struct place {
	const char *name;
	uint64_t size, align;
	struct prange window;
	bool high;
	int err;
	phys_t at;
} place_row[] = {
	{ "highest", 0x1000, 0x1000, ANY, true, 0, 0x10000f000 },
	{ "lowest, low memory spared", 0x1000, 0x1000, ANY, false, 0, 0x100000 },
	{ "low memory asked for", 0x1000, 0x1000, { 0, 0x100000 }, false, 0, 0x1000 },
	{ "low memory, high", 0x1000, 0x1000, { 0, 0x90000 }, true, 0, 0x8f000 },
	{ "size in pages", 0x1001, 0x1000, ANY, true, 0, 0x10000e000 },
	{ "exact fit", 0x10000, 0x1000, ANY, true, 0, 0x100000000 },
	{ "next range below", 0x11000, 0x1000, ANY, true, 0, 0x4fef000 },
	{ "aligned", 0x3000000, 0x1000000, ANY, true, 0, 0x2000000 },
	{ "aligned, exact fit", 0x4000000, 0x1000000, ANY, true, 0, 0x1000000 },
	{ "aligning passes the end", 0x4000000, 0x2000000, ANY, true, -ENOSPC, 0 },
	{ "window cuts the end", 0x1000, 0x1000, { 0, 0x4000800 }, true, 0, 0x3fff000 },
	{ "window cuts the start",
	  0x1000,
	  0x1000,
	  { 0x2000800, 0x5000000 },
	  false,
	  0,
	  0x2001000 },
	{ "window too small",
	  0x2000,
	  0x1000,
	  { 0x2000800, 0x2002fff },
	  true,
	  -ENOSPC,
	  0 },
	{ "window outside", 0x1000, 0x1000, { 0x6000000, 0x7000000 }, true, -ENOSPC, 0 },
	{ "larger than anything", UINT64_MAX - 0xfff, 0x1000, ANY, true, -ENOSPC, 0 },
	{ "wraps", UINT64_MAX, 0x1000, ANY, true, -EINVAL, 0 },
	{ "nothing", 0, 0x1000, ANY, true, -EINVAL, 0 },
	{ "huge alignment", 0x1000, UINT64_C(1) << 63, ANY, true, -ENOSPC, 0 },
};

static void place_check(const struct place *row, struct holes *h)
{
	phys_t at = 0;
	bool can = plain_can_hole(&h->plain, row->size, row->align, row->window);
	int err = plain_hole(&h->plain, "thing", row->size, row->align, row->window,
			     row->high, &at);

	if (err != row->err || at != row->at || can != !err)
		fail_msg("%s: %d, 0x%llx, %d", row->name, err, (unsigned long long)at,
			 can);
	if (err)
		return;
	if (prange_list_overlaps(&h->plain.free, (struct prange){ at, at + row->size }))
		fail_msg("%s: still free", row->name);
}

static void test_places(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(place_row); i++) {
		struct holes *h = holes_new(some_ram, ARRAY_SIZE(some_ram));

		place_check(&place_row[i], h);
		holes_free(h);
	}
}

static void test_message(void **state)
{
	static const struct prange ram = { 0x1001000, 0x1800000 };
	struct holes *h = holes_new(&ram, 1);
	phys_t at;
	(void)state;

	assert_int_equal(plain_hole(&h->plain, "initrd", 0x900001, SIZE_2M,
				    (struct prange){ 0, SIZE_4G }, true, &at),
			 -ENOSPC);
	assert_string_equal(h->diag.line,
			    "locate_hole failed: initrd: 9220 KiB aligned to 2048 KiB "
			    "wanted between 0x0 and 0xffffffff, the largest is "
			    "0x1200000-0x17fffff, 3076 KiB are missing (this kind of "
			    "kernel takes it below 0x100000000 only)");
	diag_clear(&h->diag);
	h->wish.panic = true;
	assert_int_equal(plain_hole(&h->plain, "kernel", 0x2000000, SIZE_2M,
				    (struct prange){ 0x2000000, UINT64_MAX }, true, &at),
			 -ENOSPC);
	assert_non_null(strstr(h->diag.line, "none is free, 32768 KiB are missing"));
	assert_non_null(strstr(h->diag.line, "crashkernel="));
	holes_free(h);
}

static void test_take(void **state)
{
	static const struct prange ram = { 0x1000000, 0x2000000 };
	struct holes *h = holes_new(&ram, 1);
	(void)state;

	/* widened to whole pages */
	assert_int_equal(
		plain_take(&h->plain, "kernel", (struct prange){ 0x1800800, 0x1801001 }),
		0);
	assert_false(plain_is_free(&h->plain, (struct prange){ 0x1801000, 0x1802000 }));
	assert_true(plain_is_free(&h->plain, (struct prange){ 0x1802000, 0x1803000 }));
	assert_int_equal(plain_segment(&h->plain, "kernel", 0x1800000,
				       (struct bytes){ NULL, 0 }, 0x2000),
			 0);
	assert_int_equal(
		plain_take(&h->plain, "module", (struct prange){ 0x1801000, 0x1802000 }),
		-ENOSPC);
	assert_non_null(strstr(h->diag.line, "kernel lies there"));
	holes_free(h);
}

static void test_take_refused(void **state)
{
	static const struct prange ram = { 0x1000000, 0x2000000 };
	static struct memory_entry map[] = {
		{ { 0x1000000, 0x2000000 }, MEMORY_RAM },
		{ { 0x2000000, 0x2100000 }, MEMORY_NVS },
	};
	struct holes *h = holes_new(&ram, 1);
	(void)state;

	h->plain.memory = map;
	h->plain.nr_memory = ARRAY_SIZE(map);
	assert_int_equal(
		plain_take(&h->plain, "module", (struct prange){ 0x1fff000, 0x2001000 }),
		-ENOSPC);
	assert_string_equal(h->diag.line,
			    "locate_hole failed: module must lie at 0x1fff000-0x2000fff "
			    "and can lie nowhere else: 0x2000000-0x20fffff is ACPI "
			    "non-volatile storage");
	diag_clear(&h->diag);
	h->plain.limit.end = 0x1400000;
	assert_int_equal(prange_list_remove(&h->plain.free,
					    (struct prange){ 0x1400000, 0x2000000 }),
			 0);
	assert_int_equal(
		plain_take(&h->plain, "module", (struct prange){ 0x13ff000, 0x1401000 }),
		-ENOSPC);
	assert_non_null(strstr(h->diag.line, "--mem-max leave 0x0-0x13fffff"));
	/* Ends that wrap are never free. */
	assert_false(plain_is_free(&h->plain, (struct prange){ 0x1100000, UINT64_MAX }));
	h->plain.memory = NULL;
	holes_free(h);
}

static void test_segments(void **state)
{
	static const uint8_t data[0x1001];
	struct holes *h = holes_new(NULL, 0);
	struct bytes view = { data, sizeof(data) };
	(void)state;

	assert_int_equal(plain_segment(&h->plain, "odd", 0x1800, view, 0x2000), -EINVAL);
	assert_int_equal(plain_segment(&h->plain, "small", 0x1000, view, 0x1000),
			 -EINVAL);
	assert_int_equal(h->plan.nr_segments, 0);
	for (unsigned int i = 0; i < 16; i++)
		assert_int_equal(
			plain_segment(&h->plain, "s", 0x10000 * i, view, sizeof(data)),
			0);
	assert_int_equal(h->plan.segment[0].memsz, 0x2000);
	diag_clear(&h->diag);
	assert_int_equal(plain_segment(&h->plain, "last", 0x200000, view, 0x2000),
			 -E2BIG);
	assert_non_null(strstr(h->diag.line, "last would be segment 17"));
	assert_int_equal(h->plan.nr_segments, 16);
	holes_free(h);
}

static void test_blobs(void **state)
{
	struct holes *h = holes_new(NULL, 0);
	(void)state;

	for (int i = 0; i < PLAIN_MAX_BLOBS; i++)
		assert_ptr_equal(plain_blob(&h->plain), &h->plan.blob[i]);
	assert_null(plain_blob(&h->plain));
	holes_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),	 cmocka_unit_test(test_message),
		cmocka_unit_test(test_take),	 cmocka_unit_test(test_take_refused),
		cmocka_unit_test(test_segments), cmocka_unit_test(test_blobs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
