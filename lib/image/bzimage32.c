/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bzimage32.c - a bzImage or zImage for the 32-bit or the real-mode entry
 *
 * Kernels of 32 bits, old ones, and what only borrows the format: memtest86+, iPXE.
 * Those fill in what boot loaders look at, so fields that merely describe Linux
 * (payload, init_size) are not held against them.
 *
 * In: the bytes of a file. Out: a struct image; the 32-bit entry is its first byte of
 * code. Ref: Linux Documentation/arch/x86/boot.rst; the layout is drawn in setup.h.
 */
#include "image/bzimage32.h"

#include <errno.h>
#include <inttypes.h>

#include "image/setup.h"

#define LOAD_HIGH    UINT64_C(0x100000) /* boot.rst "Loading The Rest of The Kernel" */
#define LOAD_LOW     UINT64_C(0x10000)
#define LOW_SIZE_MAX UINT64_C(0x80000) /* up to 0x90000, where the real-mode part is */
/*
 * Without init_size nobody says what unpacking takes. Kernels of before 2.10 were
 * gzipped to some 40 %, and unpack in place with .bss behind: four times is ample.
 */
#define UNPACKED_RATIO 4

static int setup_check_place(const struct setup *setup, struct bytes code,
			     struct diag *diag)
{
	bool is_high = setup->loadflags & LOADED_HIGH;

	if (!is_high && code.size > LOW_SIZE_MAX)
		return diag_fail(diag, -EINVAL,
				 "zImage, loaded low (loadflags 0x%02x): %zu bytes of "
				 "code, %" PRIu64 " have room there",
				 setup->loadflags, code.size, LOW_SIZE_MAX);
	if (setup->relocatable_kernel &&
	    (setup->kernel_alignment == 0 ||
	     !is_aligned(setup->kernel_alignment, setup->kernel_alignment)))
		return diag_fail(diag, -EINVAL,
				 "bzImage: kernel_alignment 0x%" PRIx32
				 " is not a power of two",
				 setup->kernel_alignment);
	return is_high ? setup_check_fixed(setup, diag) : 0;
}

static uint64_t setup_room(const struct setup *setup, struct bytes code)
{
	if (setup->version < PROTOCOL_2_10)
		return (uint64_t)code.size * UNPACKED_RATIO;
	return setup->init_size > code.size ? setup->init_size : code.size;
}

int bzimage32_parse(struct bytes file, struct image *ret, struct diag *diag)
{
	struct image image = { .kind = IMAGE_BZIMAGE32, .type = "bzImage" };
	struct setup setup = { 0 };
	struct bytes code = { 0 };
	int err;

	err = setup_read(file, &setup, diag);
	if (err)
		return err;
	err = setup_find_code(file, &setup, 0, &code, diag);
	if (err)
		return err;
	err = setup_check_place(&setup, code, diag);
	if (err)
		return err;
	setup_describe(file, &setup, code, &image);
	image.room = setup_room(&setup, code);
	image.alignment = PAGE_SIZE_4K;
	if (image.is_relocatable && setup.kernel_alignment > PAGE_SIZE_4K)
		image.alignment = setup.kernel_alignment;
	/* The setup code of a zImage moves it from there, whatever it prefers (boot.rst).
	 */
	image.pref_address = LOAD_LOW;
	if (setup.loadflags & LOADED_HIGH)
		image.pref_address = setup.pref_address ? setup.pref_address : LOAD_HIGH;
	*ret = image;
	return 0;
}
