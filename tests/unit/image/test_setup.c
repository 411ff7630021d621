/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_setup.c - what follows from the fields of a setup header
 *
 * In: struct image. Out: where its initrd may lie.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "image/setup.h"

static void initrd_limit_follows_the_header(void **state)
{
	struct image image = { .kind = IMAGE_BZIMAGE, .initrd_addr_max = 0x7fffffff };

	(void)state;
	assert_int_equal(image_initrd_limit(&image), 0x80000000);
	image.xloadflags = XLF_CAN_BE_LOADED_ABOVE_4G;
	assert_true(image_initrd_limit(&image) == UINT64_MAX);
	image.xloadflags = XLF_KERNEL_64 | XLF_5LEVEL_ENABLED;
	assert_int_equal(image_initrd_limit(&image), 0x80000000);
	image.kind = IMAGE_VMLINUX;
	assert_true(image_initrd_limit(&image) == UINT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(initrd_limit_follows_the_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
