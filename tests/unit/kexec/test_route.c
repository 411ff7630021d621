/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_route.c - which system call a plain load takes, and when it takes the other
 *
 * In: options, images, errno of fakes. Out: the calls made.
 * Ref: docs/compat.md "Which system call": the fall-back rule of -a.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "kexec/route.h"
#include "load/kexec_file_load.h"
#include "request/plain.h"

enum option {
	NONE,
	MEM_MIN,
	MEM_MAX,
	ENTRY,
	REAL_MODE,
	ENTRY_32BIT,
	DTB,
	MODULE,
	PRESERVE,
	ARGS,
	RESET_VGA,
	CONSOLE_VGA,
	CONSOLE_SERIAL,
	NOEFI,
	MEMMAP,
	ELF32_CORE,
	NO_CHECKS,
	REUSE_VIDEO,
	SERIAL,
	HOTPLUG,
	PANIC,
	NO_CMA,
};

static void option_set(enum option option, struct request_plain *ret)
{
	request_plain_init(ret);
	ret->mem_min = option == MEM_MIN ? 0x1000 : 0;
	ret->has_mem_max = option == MEM_MAX;
	ret->has_entry = option == ENTRY;
	ret->real_mode = option == REAL_MODE;
	ret->entry_32bit = option == ENTRY_32BIT;
	ret->dtb = option == DTB ? "dtb" : NULL;
	ret->nr_modules = option == MODULE;
	ret->preserve_context = option == PRESERVE;
	ret->args = option == ARGS ? ARGS_LINUX : ARGS_DEFAULT;
	ret->reset_vga = option == RESET_VGA;
	ret->console_vga = option == CONSOLE_VGA;
	ret->console_serial = option == CONSOLE_SERIAL;
	ret->no_efi = option == NOEFI;
	ret->pass_memmap_cmdline = option == MEMMAP;
	ret->core_elf32 = option == ELF32_CORE;
	ret->no_checks = option == NO_CHECKS;
	ret->reuse_video_type = option == REUSE_VIDEO;
	ret->serial_baud = option == SERIAL ? 9600 : 0;
	ret->hotplug = option == HOTPLUG;
	ret->panic = option == PANIC || option == MEMMAP || option == ELF32_CORE ||
		     option == HOTPLUG;
	ret->no_cma = option == NO_CMA;
}

#define BOTH  ROUTE_FILE_THEN_LOAD
#define WARNS true

/* Of a bzImage64: the route of -a; under -s the errno, and whether a warning is given */
static const struct {
	enum option option;
	enum route automatic;
	int file_err;
	bool file_warns;
} choices[] = {
	{ NONE, BOTH, 0, false },
	{ MEM_MIN, ROUTE_LOAD, 0, WARNS },
	{ MEM_MAX, ROUTE_LOAD, 0, WARNS },
	{ ENTRY, ROUTE_LOAD, 0, WARNS },
	{ REAL_MODE, ROUTE_LOAD, -EOPNOTSUPP, false },
	{ ENTRY_32BIT, ROUTE_LOAD, -EOPNOTSUPP, false },
	{ DTB, ROUTE_LOAD, -EOPNOTSUPP, false },
	{ MODULE, ROUTE_LOAD, 0, WARNS },
	{ PRESERVE, ROUTE_LOAD, -EOPNOTSUPP, false },
	{ ARGS, ROUTE_LOAD, 0, WARNS },
	{ RESET_VGA, ROUTE_LOAD, 0, WARNS },
	{ CONSOLE_VGA, ROUTE_LOAD, 0, WARNS },
	{ CONSOLE_SERIAL, ROUTE_LOAD, 0, WARNS },
	{ NOEFI, ROUTE_LOAD, 0, WARNS },
	{ MEMMAP, ROUTE_LOAD, 0, WARNS },
	{ ELF32_CORE, ROUTE_LOAD, 0, WARNS },
	{ NO_CHECKS, BOTH, 0, false },
	{ REUSE_VIDEO, BOTH, 0, false },
	{ SERIAL, BOTH, 0, false },
	{ HOTPLUG, BOTH, 0, false },
	{ PANIC, BOTH, 0, false },
	{ NO_CMA, BOTH, 0, false },
};

static void test_options(void **state)
{
	static const struct image image = { .kind = IMAGE_BZIMAGE, .type = "bzImage64" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(choices); i++) {
		struct request request = { 0 };
		struct diag diag = { 0 };
		enum route route;
		int err;

		option_set(choices[i].option, &request.plain);
		assert_int_equal(route_choose(&request, &image, &route, &diag), 0);
		if (route != choices[i].automatic || diag.nr_warnings)
			fail_msg("option %d: -a takes route %d", choices[i].option,
				 route);

		request.plain.syscall = SYSCALL_LOAD;
		assert_int_equal(route_choose(&request, &image, &route, &diag), 0);
		assert_int_equal(route, ROUTE_LOAD);
		assert_int_equal(diag.nr_warnings, choices[i].option == NO_CMA);
		diag_clear(&diag);

		request.plain.syscall = SYSCALL_FILE;
		route = ROUTE_LOAD;
		err = route_choose(&request, &image, &route, &diag);
		if (err != choices[i].file_err ||
		    (diag.nr_warnings > 0) != choices[i].file_warns)
			fail_msg("option %d: -s: error %d, %zu warnings",
				 choices[i].option, err, diag.nr_warnings);
		assert_int_equal(route, err ? ROUTE_LOAD : ROUTE_FILE);
		diag_clear(&diag);
	}
}

static const struct {
	struct image image;
	enum route automatic;
	int file_err;
} images[] = {
	{ { .kind = IMAGE_BZIMAGE, .type = "bzImage64" }, BOTH, 0 },
	{ { .kind = IMAGE_BZIMAGE, .type = "uki-x86_64" }, BOTH, 0 },
	{ { .kind = IMAGE_BZIMAGE,
	    .type = "uki-x86_64",
	    .inner_dtb = { (const uint8_t *)"dtb", 3 } },
	  ROUTE_LOAD,
	  0 },
	{ { .kind = IMAGE_BZIMAGE32, .type = "bzImage" }, ROUTE_LOAD, -EINVAL },
	{ { .kind = IMAGE_VMLINUX, .type = "elf-x86_64" }, ROUTE_LOAD, -EINVAL },
	{ { .kind = IMAGE_ELF32, .type = "elf-x86" }, ROUTE_LOAD, -EINVAL },
	{ { .kind = IMAGE_MULTIBOOT, .type = "multiboot-x86" }, ROUTE_LOAD, -EINVAL },
	{ { .kind = IMAGE_MULTIBOOT2, .type = "multiboot2-x86" }, ROUTE_LOAD, -EINVAL },
};

static void test_images(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(images); i++) {
		struct request request = { 0 };
		struct diag diag = { 0 };
		enum route route;

		option_set(NONE, &request.plain);
		assert_int_equal(route_choose(&request, &images[i].image, &route, &diag),
				 0);
		assert_int_equal(route, images[i].automatic);
		request.plain.syscall = SYSCALL_FILE;
		assert_int_equal(route_choose(&request, &images[i].image, &route, &diag),
				 images[i].file_err);
		if (images[i].file_err)
			assert_non_null(strstr(diag.line, images[i].image.type));
		diag_clear(&diag);
	}
}

/* Options that belong to -p, or to another kind of image: warned of, and done without. */
static const struct {
	struct request_plain plain;
	enum image_kind kind;
	const char *warning; /* NULL: it is at home */
} unfit[] = {
	{ { .hotplug = true }, IMAGE_BZIMAGE, "--hotplug is ignored: it is for -p" },
	{ { .hotplug = true, .panic = true }, IMAGE_BZIMAGE, NULL },
	{ { .pass_memmap_cmdline = true }, IMAGE_BZIMAGE, "--pass-memmap-cmdline is" },
	{ { .core_elf32 = true }, IMAGE_ELF32, "--elf32-core-headers is" },
	{ { .real_mode = true },
	  IMAGE_VMLINUX,
	  "--real-mode is ignored: it is for a bzImage, this is X" },
	{ { .real_mode = true }, IMAGE_BZIMAGE, NULL },
	{ { .real_mode = true }, IMAGE_BZIMAGE32, NULL },
	{ { .entry_32bit = true }, IMAGE_MULTIBOOT, "--entry-32bit is ignored" },
	{ { .entry_32bit = true }, IMAGE_BZIMAGE, NULL },
	{ { .args = ARGS_ELF },
	  IMAGE_BZIMAGE,
	  "--args-elf is ignored: it is for an ELF" },
	{ { .args = ARGS_ELF }, IMAGE_VMLINUX, NULL },
	{ { .args = ARGS_NONE }, IMAGE_MULTIBOOT2, "--args-none is ignored" },
	{ { .args = ARGS_NONE }, IMAGE_ELF32, NULL },
	{ { .args = ARGS_LINUX }, IMAGE_BZIMAGE, NULL },
};

static void test_unfit(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(unfit); i++) {
		const struct image image = { .kind = unfit[i].kind, .type = "X" };
		struct request request = { .plain = unfit[i].plain };
		struct diag diag = { 0 };
		enum route route;

		assert_int_equal(route_choose(&request, &image, &route, &diag), 0);
		if (diag.nr_warnings != !!unfit[i].warning ||
		    (unfit[i].warning && !strstr(diag.warning[0], unfit[i].warning)))
			fail_msg("row %zu: %zu warnings, %s", i, diag.nr_warnings,
				 diag.nr_warnings ? diag.warning[0] : "none");
		diag_clear(&diag);
	}
}

/* What the two calls answer, and how often they were asked. */
struct calls {
	int file_err, load_err;
	unsigned int files, loads;
};

static int fake_file(void *context, struct diag *diag)
{
	struct calls *calls = context;

	calls->files++;
	diag_warn(diag, "of the first");
	return calls->file_err ? diag_fail(diag, calls->file_err, "file: %s",
					   strerror(-calls->file_err))
			       : 0;
}

static int fake_load(void *context, struct diag *diag)
{
	struct calls *calls = context;

	calls->loads++;
	return calls->load_err ? diag_fail(diag, calls->load_err, "load: %s",
					   strerror(-calls->load_err))
			       : 0;
}

static const struct {
	enum route route;
	int file_err, load_err, err;
	unsigned int files, loads;
	size_t warnings; /* beside the one of the first call */
} falls[] = {
	{ BOTH, 0, -EIO, 0, 1, 0, 0 },
	{ BOTH, -ENOSYS, 0, 0, 1, 1, 0 },
	{ BOTH, -EINVAL, 0, 0, 1, 1, 0 },
	{ BOTH, -ENOEXEC, 0, 0, 1, 1, 0 },
	{ BOTH, -ENOTSUP, 0, 0, 1, 1, 0 },
	{ BOTH, -EKEYREJECTED, 0, 0, 1, 1, 1 },
	{ BOTH, -ENODATA, 0, 0, 1, 1, 1 },
	{ BOTH, -ENOKEY, 0, 0, 1, 1, 1 },
	{ BOTH, -EBADMSG, 0, 0, 1, 1, 1 },
	{ BOTH, -EPERM, 0, -EPERM, 1, 0, 0 },
	{ BOTH, -EACCES, 0, -EACCES, 1, 0, 0 },
	{ BOTH, -EBUSY, 0, -EBUSY, 1, 0, 0 },
	{ BOTH, -ENOMEM, 0, -ENOMEM, 1, 0, 0 },
	{ BOTH, -ENOENT, 0, -ENOENT, 1, 0, 0 },
	{ BOTH, -ETXTBSY, 0, -ETXTBSY, 1, 0, 0 },
	{ BOTH, -ENOPKG, 0, 0, 1, 1, 1 },
	{ BOTH, -ELIBBAD, 0, 0, 1, 1, 1 },
	{ BOTH, -EKEYREVOKED, 0, 0, 1, 1, 1 },
	{ BOTH, -EKEYEXPIRED, 0, 0, 1, 1, 1 },
	{ BOTH, -EADDRNOTAVAIL, 0, 0, 1, 1, 0 },
	{ BOTH, -EFBIG, 0, 0, 1, 1, 0 },
	{ BOTH, -EADDRNOTAVAIL, -ENOSPC, -ENOSPC, 1, 1, 1 },
	{ ROUTE_FILE, -EFBIG, 0, -EFBIG, 1, 0, 0 },
	{ BOTH, -ENOSYS, -EPERM, -EPERM, 1, 1, 1 },
	{ BOTH, -ENOKEY, -EPERM, -EPERM, 1, 1, 1 },
	{ ROUTE_FILE, 0, -EIO, 0, 1, 0, 0 },
	{ ROUTE_FILE, -ENOSYS, 0, -ENOSYS, 1, 0, 0 },
	{ ROUTE_FILE, -ENOKEY, 0, -ENOKEY, 1, 0, 0 },
	{ ROUTE_LOAD, -EIO, 0, 0, 0, 1, 0 },
	{ ROUTE_LOAD, 0, -EPERM, -EPERM, 0, 1, 0 },
};

static void test_fall_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(falls); i++) {
		struct calls made = { falls[i].file_err, falls[i].load_err, 0, 0 };
		const struct route_calls calls = { &made, fake_file, fake_load,
						   kexec_file_may_fall_back };
		struct diag diag = { 0 };
		enum route last = BOTH;
		int err = route_take(falls[i].route, &calls, &last, &diag);

		if (err != falls[i].err || made.files != falls[i].files ||
		    made.loads != falls[i].loads ||
		    diag.nr_warnings != falls[i].warnings + made.files)
			fail_msg("row %zu: error %d, %u and %u calls, %zu warnings", i,
				 err, made.files, made.loads, diag.nr_warnings);
		assert_int_equal(last, made.loads ? ROUTE_LOAD : ROUTE_FILE);
		if (err)
			assert_non_null(strstr(diag.line, strerror(-err)));
		else
			assert_string_equal(diag.line, "");
		diag_clear(&diag);
	}
}

static void test_unavailable(void **state)
{
	static const struct {
		int err;
		bool is_unavailable;
	} errs[] = { { 0, false },	 { -ENOSYS, true },  { -EINVAL, true },
		     { -ENOEXEC, true }, { -ENOTSUP, true }, { -EPERM, false },
		     { -ENOKEY, false }, { -ENOMEM, false } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(errs); i++)
		assert_int_equal(kexec_file_is_unavailable(errs[i].err),
				 errs[i].is_unavailable);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_options),	    cmocka_unit_test(test_images),
		cmocka_unit_test(test_unfit),	    cmocka_unit_test(test_fall_back),
		cmocka_unit_test(test_unavailable),
	};

	return cmocka_run_group_tests_name("route", tests, NULL, NULL);
}
