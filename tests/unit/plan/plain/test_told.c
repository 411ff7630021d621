/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_told.c - a normal load: what the new kernel is told of machine and wishes
 */
#include <errno.h>
#include <stdlib.h>

#include "tests/unit/plan/plain/plain_assert.h"

/* All of the machine's map, and the interrupt table as the firmware has it. */
static void test_e820(void **state)
{
	struct plain_fixture *f = *state;
	struct boot_params bp;

	plan_ok(f);
	bp = boot_params(f);
	assert_int_equal(bp.e820_entries, 6);
	assert_int_equal(bp.e820_table[0].addr, 0);
	assert_int_equal(bp.e820_table[0].size, 0x9fc00);
	assert_int_equal(bp.e820_table[0].type, 1);
	assert_int_equal(bp.e820_table[1].type, 2);
	assert_int_equal(bp.e820_table[5].addr, SIZE_4G);
	assert_int_equal(bp.e820_table[5].size, SIZE_4G);
}

static void test_cmdline(void **state)
{
	static char uki[] = "uki=1";
	struct plain_fixture *f = *state;

	f->image->inner_cmdline = (struct bytes){ (uint8_t *)uki, 5 };
	plan_ok(f);
	assert_string_equal(cmdline(f), "root=/dev/vda1 quiet");
	f->request->append = NULL;
	plan_ok(f);
	assert_string_equal(cmdline(f), "uki=1");
	f->image->inner_cmdline.size = 0;
	plan_ok(f);
	assert_string_equal(cmdline(f), "");
	f->request->reuse_cmdline = true;
	f->request->append = "single";
	plan_ok(f);
	assert_string_equal(cmdline(f), "root=/dev/vda1 no_ipi_broadcast=1 single");
	f->image->cmdline_size = 39;
	plan_fails(f, -E2BIG, "1 too many");
	f->image->cmdline_size = 40;
	plan_ok(f);
	f->machine->cmdline = NULL;
	plan_fails(f, -ENODATA, "--reuse-cmdline");
}

static void test_uki_initrd(void **state)
{
	struct plain_fixture *f = *state;

	f->image->inner_initrd = (struct bytes){ f->base->kernel, 100 };
	plan_ok(f);
	assert_int_equal(segment(f, "initrd")->data.size, 5000);
	f->inputs.initrd.size = 0;
	plan_ok(f);
	assert_ptr_equal(segment(f, "initrd")->data.data, f->base->kernel);
	f->image->inner_initrd.size = 0;
	plan_ok(f);
	assert_null(plain_fixture_segment(f, "initrd"));
	assert_int_equal(boot_params(f).hdr.ramdisk_size, 0);
}

struct setup_item {
	uint64_t next;
	uint32_t type, size;
};

/* The chain of setup_data, as the kernel walks it: the item of a type, or NULL. */
static const uint8_t *setup_data(struct plain_fixture *f, uint32_t type, uint32_t *size)
{
	phys_t at = boot_params(f).hdr.setup_data;

	while (at) {
		struct setup_item item;

		memcpy(&item, loaded(f, at), sizeof(item));
		if (item.type == type) {
			*size = item.size;
			return loaded(f, at + sizeof(item));
		}
		at = item.next;
	}
	return NULL;
}

static void test_setup_data(void **state)
{
	static const uint8_t dtb[] = { 0xd0, 0x0d, 0xfe, 0xed, 1 };
	struct plain_fixture *f = *state;
	uint32_t size = 0;

	plan_ok(f);
	assert_memory_equal(setup_data(f, 9, &size), f->seed, 32);
	assert_int_equal(size, 32);
	assert_null(setup_data(f, 2, &size));
	assert_null(setup_data(f, 4, &size));
	f->inputs.dtb = (struct bytes){ dtb, sizeof(dtb) };
	plan_ok(f);
	assert_memory_equal(setup_data(f, 2, &size), dtb, sizeof(dtb));
	assert_int_equal(size, sizeof(dtb));
	f->inputs.dtb.size = 0;
	f->inputs.seed.size = 0;
	plan_ok(f);
	assert_int_equal(boot_params(f).hdr.setup_data, 0);
}

static void test_many_ranges(void **state)
{
	struct plain_fixture *f = *state;
	struct memory_entry *map = calloc(300, sizeof(*map));
	const uint8_t *rest;
	uint32_t size = 0;
	uint64_t first;

	assert_non_null(map);
	memcpy(map, f->base->firmware, sizeof(f->base->firmware));
	for (size_t i = 6; i < 300; i++)
		map[i] = (struct memory_entry){ { 0x200000000 + i * 0x2000,
						  0x200001000 + i * 0x2000 },
						MEMORY_RESERVED };
	f->machine->firmware.map = map;
	f->machine->firmware.nr_map = 300;
	plan_ok(f);
	assert_int_equal(boot_params(f).e820_entries, 128);
	rest = setup_data(f, 1, &size);
	assert_int_equal(size, (300 - 128) * 20);
	memcpy(&first, rest, sizeof(first));
	assert_int_equal(first, 0x200000000 + 128 * 0x2000);
	f->machine->firmware.map = f->base->firmware;
	f->machine->firmware.nr_map = 6;
	free(map);
}

static void test_efi(void **state)
{
	struct plain_fixture *f = *state;
	struct boot_params bp;
	uint32_t size = 0;
	uint64_t word;

	plain_fixture_efi(f);
	plan_ok(f);
	bp = boot_params(f);
	assert_int_equal(bp.efi_info.efi_systab, 0x7e100018);
	assert_int_equal(bp.efi_info.efi_memmap_size, 80);
	assert_int_equal(bp.efi_info.efi_memdesc_size, 40);
	assert_int_equal(bp.efi_info.efi_memdesc_version, 1);
	memcpy(&word,
	       loaded(f,
		      bp.efi_info.efi_memmap | (phys_t)bp.efi_info.efi_memmap_hi << 32) +
		       48,
	       sizeof(word));
	assert_int_equal(word, 0x7e100000);
	memcpy(&word, setup_data(f, 4, &size), sizeof(word));
	assert_int_equal(word, 0x7e100100);
	f->wish->no_efi = true;
	plan_ok(f);
	assert_int_equal(boot_params(f).efi_info.efi_systab, 0);
	assert_null(setup_data(f, 4, &size));
	/* --noefi takes nothing else away */
	assert_string_equal(cmdline(f), "root=/dev/vda1 quiet");
}

/* A mode that is no longer set is not handed over: a black screen. */
static void test_screen(void **state)
{
	struct plain_fixture *f = *state;
	struct boot_params page;

	memset(&page, 0, sizeof(page));
	page.screen_info.orig_video_isVGA = 0x70;
	page.secure_boot = 3;
	f->machine->firmware.boot_params = (uint8_t *)&page;
	f->machine->firmware.boot_params_size = sizeof(page);
	f->machine->firmware.screen_info[15] = 0x23; /* orig_video_isVGA */
	plan_ok(f);
	assert_int_equal(boot_params(f).screen_info.orig_video_isVGA, 0);
	assert_int_equal(boot_params(f).secure_boot, 3);
	f->machine->firmware.has_screen = true;
	plan_ok(f);
	assert_int_equal(boot_params(f).screen_info.orig_video_isVGA, 0x23);
	f->machine->firmware.has_screen = false;
	f->wish->reuse_video_type = true;
	plan_ok(f);
	assert_int_equal(boot_params(f).screen_info.orig_video_isVGA, 0x23);
	f->machine->firmware.boot_params = NULL;
	f->machine->firmware.boot_params_size = 0;
}

/* Nothing known: a PC has a VGA, and a kernel told of none has no console on it. */
static void test_screen_unknown(void **state)
{
	struct plain_fixture *f = *state;
	struct screen_info screen;

	plan_ok(f);
	screen = boot_params(f).screen_info;
	assert_int_equal(screen.orig_video_isVGA, 1);
	assert_int_equal(screen.orig_video_cols, 80);
	assert_int_equal(screen.orig_video_lines, 25);
	assert_int_equal(screen.orig_video_points, 16);
	f->machine->firmware.efi_bits = 64;
	plan_ok(f);
	assert_int_equal(boot_params(f).screen_info.orig_video_isVGA, 0);
}

static void test_edd(void **state)
{
	struct plain_fixture *f = *state;

	f->machine->firmware.edd.nr_mbr = 1;
	f->machine->firmware.edd.mbr_signature[0] = 0xcafe;
	plan_ok(f);
	assert_int_equal(boot_params(f).edd_mbr_sig_buf_entries, 1);
	assert_int_equal(boot_params(f).edd_mbr_sig_buffer[0], 0xcafe);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAIN_CASE(test_e820),		 PLAIN_CASE(test_cmdline),
		PLAIN_CASE(test_uki_initrd),	 PLAIN_CASE(test_setup_data),
		PLAIN_CASE(test_many_ranges),	 PLAIN_CASE(test_efi),
		PLAIN_CASE(test_screen),	 PLAIN_CASE(test_edd),
		PLAIN_CASE(test_screen_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
