/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_plain.c - a normal load: where things lie, what purgatory is told, options
 */
#include <errno.h>
#include <stdlib.h>

#include "tests/unit/plan/plain/plain_assert.h"
#include "purgatory/sha256.h"

#define FLAGS_X86_64 0x3e0000u

static void test_bzimage(void **state)
{
	struct plain_fixture *f = *state;
	struct boot_params bp;
	struct handoff h;
	const struct plan_segment *kernel;

	plan_ok(f);
	assert_int_equal(f->plan->nr_segments, 4);
	assert_int_equal(f->plan->load_flags, FLAGS_X86_64);
	assert_int_equal(f->plan->mode, PLAN_PLAIN);
	kernel = segment(f, "kernel");
	assert_int_equal(kernel->memsz, PLAIN_ROOM);
	assert_true(is_aligned(kernel->start, SIZE_2M));
	bp = boot_params(f);
	h = handoff(f);
	assert_int_equal(h.entry, kernel->start + 0x200);
	assert_int_equal(h.entry_mode, HANDOFF_ENTRY_64);
	assert_int_equal(h.boot_params, segment(f, "boot_params")->start);
	assert_int_equal(h.flags, HANDOFF_KEEP_MAP | HANDOFF_VERIFY);
	assert_int_equal(f->plan->kernel_entry, h.entry);
	assert_int_equal(bp.hdr.header, 0x53726448);
	assert_int_equal(bp.hdr.type_of_loader, 0xff);
	assert_int_equal(bp.hdr.ramdisk_image | (phys_t)bp.ext_ramdisk_image << 32,
			 segment(f, "initrd")->start);
	assert_int_equal(bp.hdr.ramdisk_size, 5000);
	assert_int_equal(bp.acpi_rsdp_addr, 0xf5000);
	assert_string_equal(cmdline(f), "root=/dev/vda1 quiet");
	assert_string_equal((const char *)f->plan->cmdline.data, "root=/dev/vda1 quiet");
}

static void test_digests(void **state)
{
	struct plain_fixture *f = *state;
	struct handoff h;
	uint8_t digest[32];

	plan_ok(f);
	h = handoff(f);
	assert_int_equal(h.nr_segments, 3);
	for (unsigned int i = 0; i < h.nr_segments; i++) {
		sha256_digest(loaded(f, h.segments[i].start),
			      (size_t)h.segments[i].data_size, digest);
		assert_memory_equal(digest, h.segments[i].sha256, sizeof(digest));
	}
	/* What was loaded is hashed, the zeros behind it are not. */
	for (unsigned int i = 0; i < h.nr_segments; i++)
		if (h.segments[i].start == segment(f, "kernel")->start)
			assert_int_equal(h.segments[i].data_size, FIXTURE_KERNEL_BYTES);
	f->wish->no_checks = true;
	plan_ok(f);
	h = handoff(f);
	assert_int_equal(h.nr_segments, 0);
	assert_false(h.flags & HANDOFF_VERIFY);
}

static void test_handoff_options(void **state)
{
	static const struct {
		const char *name;
		size_t wish;
		uint32_t flag;
	} row[] = {
		{ "console-vga", offsetof(struct request_plain, console_vga),
		  HANDOFF_CONSOLE_VGA },
		{ "console-serial", offsetof(struct request_plain, console_serial),
		  HANDOFF_CONSOLE_SERIAL },
		{ "reset-vga", offsetof(struct request_plain, reset_vga),
		  HANDOFF_RESET_VGA },
	};
	struct plain_fixture *f = *state;
	struct handoff h;

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		bool *wish = (bool *)((uint8_t *)f->wish + row[i].wish);

		*wish = true;
		plan_ok(f);
		h = handoff(f);
		*wish = false;
		if (h.flags != (HANDOFF_KEEP_MAP | HANDOFF_VERIFY | row[i].flag))
			fail_msg("%s: flags 0x%x", row[i].name, h.flags);
	}
	f->wish->serial_port = 0x2f8;
	f->wish->serial_baud = 9600;
	f->wish->has_entry = true;
	f->wish->entry = 0x12345678;
	plan_ok(f);
	h = handoff(f);
	assert_int_equal(h.serial_port, 0x2f8);
	assert_int_equal(h.serial_baud, 9600);
	assert_int_equal(h.entry, 0x12345678);
}

/* The kernel's last 2 MiB page is RAM: early code maps all of it. */
static void test_kernel_far_from_reserved(void **state)
{
	struct plain_fixture *f = *state;
	const struct plan_segment *kernel;

	/* RAM ends 128 KiB below a 2 MiB boundary, the kernel 416 KiB below one */
	f->wish->has_mem_max = true;
	f->wish->mem_max = 0x7fffffff;
	f->inputs.initrd.size = 0;
	plan_ok(f);
	kernel = segment(f, "kernel");
	assert_true(align_up(segment_end(kernel), SIZE_2M) <= 0x7ffe0000);
}

/* Where there is no room for that, the kernel is loaded all the same. */
static void test_kernel_tight(void **state)
{
	struct plain_fixture *f = *state;

	f->base->firmware[2].range = (struct prange){ 0x100000, 0x4fa0000 };
	f->machine->firmware.nr_map = 3;
	f->inputs.initrd.size = 0;
	plan_ok(f);
	assert_int_equal(segment(f, "kernel")->start, SIZE_16M);
	f->base->firmware[2].range.end = 0x4f97000;
	plan_fails(f, -ENOSPC, "locate_hole failed: kernel: 65120 KiB");
	assert_non_null(strstr(f->base->diag.line, "4 KiB are missing"));
}

/* A kernel below pref_address would move itself there, over the initrd. */
static void test_kernel_not_below_pref(void **state)
{
	struct plain_fixture *f = *state;

	f->image->pref_address = 0x50000000;
	f->wish->has_mem_max = true;
	f->wish->mem_max = 0x53ffffff;
	plan_ok(f);
	assert_int_equal(segment(f, "kernel")->start, 0x50000000);
	f->wish->mem_max = 0x53ffffff - SIZE_2M;
	plan_fails(f, -ENOSPC, "locate_hole failed: kernel");
}

static void test_kernel_fixed(void **state)
{
	struct plain_fixture *f = *state;

	f->image->is_relocatable = false;
	plan_ok(f);
	assert_int_equal(segment(f, "kernel")->start, SIZE_16M);
	f->base->firmware[2].range.start = 0x2000000;
	plan_fails(f, -ENOSPC, "can lie nowhere else");
}

static void test_kernel_below_4g(void **state)
{
	struct plain_fixture *f = *state;

	plan_ok(f);
	assert_true(segment(f, "kernel")->start >= SIZE_4G);
	f->image->xloadflags = XLF_KERNEL_64;
	f->image->initrd_addr_max = 0x3fffffff;
	plan_ok(f);
	assert_true(segment_end(segment(f, "kernel")) <= SIZE_4G);
	assert_true(segment(f, "initrd")->start + 5000 <= 0x40000000);
}

static void test_initrd_above_4g(void **state)
{
	struct plain_fixture *f = *state;
	struct boot_params bp;
	phys_t start;

	f->wish->mem_min = SIZE_4G;
	plan_ok(f);
	bp = boot_params(f);
	start = bp.hdr.ramdisk_image | (phys_t)bp.ext_ramdisk_image << 32;
	assert_true(start >= SIZE_4G);
	assert_memory_equal(loaded(f, start), f->base->initrd, 5000);
}

static void test_vmlinux(void **state)
{
	struct plain_fixture *f = *state;
	struct handoff h;

	plain_fixture_vmlinux(f);
	plan_ok(f);
	/* where it was linked */
	assert_int_equal(segment(f, "kernel")->start, 0x1000000);
	assert_int_equal(segment(f, "kernel.1")->start, 0x1200000);
	assert_int_equal(segment(f, "kernel.1")->memsz, 0x100000);
	h = handoff(f);
	assert_int_equal(h.entry, 0x1000100);
	/* … or anywhere, in steps of 2 MiB, when something is in the way */
	f->wish->mem_min = 0x10000000;
	plan_ok(f);
	assert_true(segment(f, "kernel")->start >= 0x10000000);
	assert_true(is_aligned(segment(f, "kernel")->start, SIZE_2M));
	assert_int_equal(segment(f, "kernel.1")->start - segment(f, "kernel")->start,
			 0x200000);
	h = handoff(f);
	assert_int_equal(h.entry, segment(f, "kernel")->start + 0x100);
}

/* Nothing else lies between a kernel's pieces: it takes all of it for its own. */
static void test_vmlinux_gap(void **state)
{
	struct plain_fixture *f = *state;
	struct prange kernel = { 0x1000000, 0x1000000 + 32 * SIZE_1M };

	plain_fixture_vmlinux(f);
	f->wish->has_mem_max = true;
	f->wish->mem_max = kernel.end + 0x20000 - 1;
	plan_ok(f);
	assert_int_equal(segment(f, "kernel")->start, kernel.start);
	assert_false(prange_has(kernel, segment(f, "initrd")->start));
	assert_false(prange_has(kernel, segment(f, "boot_params")->start));
	assert_false(prange_has(kernel, segment(f, "purgatory")->start));
}

/* RAM that the new kernel is told is all saved, and no other. */
static void assert_saved(struct plain_fixture *f)
{
	struct prange_list saved = { 0 };
	struct boot_params bp = boot_params(f);

	for (unsigned int i = 0; i < f->plan->nr_segments; i++) {
		const struct plan_segment *s = &f->plan->segment[i];
		struct prange range = { s->start, segment_end(s) };

		assert_int_equal(prange_list_add(&saved, range), 0);
	}
	for (unsigned int i = 0; i < bp.e820_entries; i++) {
		struct prange range = { bp.e820_table[i].addr,
					bp.e820_table[i].addr + bp.e820_table[i].size };

		if (bp.e820_table[i].type == 1)
			assert_true(prange_list_covers(&saved, range));
	}
	assert_int_equal(saved.count, 2);
	assert_int_equal(saved.at[1].end, 0x20000000);
	prange_list_free(&saved);
}

static void test_preserve(void **state)
{
	struct plain_fixture *f = *state;
	struct handoff h;

	f->wish->preserve_context = true;
	plan_fails(f, -EINVAL, "--mem-max");
	f->wish->has_mem_max = true;
	f->wish->mem_max = 0x1fffffff;
	plan_ok(f);
	assert_int_equal(f->plan->load_flags, FLAGS_X86_64 | 2);
	h = handoff(f);
	assert_true(h.flags & HANDOFF_PRESERVE);
	assert_memory_equal(loaded(f, h.jump_back_text), "0000000000000000", 16);
	assert_string_equal(cmdline(f), "root=/dev/vda1 quiet kexec_jump_back_entry="
					"0x0000000000000000");
	assert_saved(f);
	f->wish->panic = true;
	plan_fails(f, -EINVAL, "--load-preserve-context is for -l");
}

static void test_entry_32bit(void **state)
{
	struct plain_fixture *f = *state;

	f->wish->entry_32bit = true;
	plan_ok(f);
	assert_int_equal(handoff(f).entry_mode, HANDOFF_ENTRY_32);
	assert_true(segment_end(segment(f, "purgatory")) <= SIZE_4G);
	f->wish->has_entry = true;
	f->wish->entry = SIZE_4G;
	plan_fails(f, -EINVAL, "entry 0x100000000");
	f->wish->has_entry = false;
	f->wish->preserve_context = true;
	f->wish->has_mem_max = true;
	f->wish->mem_max = 0x1fffffff;
	plan_fails(f, -ENOTSUP, "--load-preserve-context");
}

/* The leader may have five levels of page tables on, and the kernel not know them. */
static void test_four_levels(void **state)
{
	struct plain_fixture *f = *state;

	plan_ok(f);
	assert_false(handoff(f).flags & HANDOFF_FOUR_LEVELS);
	assert_true(segment(f, "purgatory")->start >= SIZE_4G);
	f->image->xloadflags = 0x23; /* XLF_5LEVEL without XLF_5LEVEL_ENABLED */
	plan_ok(f);
	assert_true(handoff(f).flags & HANDOFF_FOUR_LEVELS);
	assert_true(segment_end(segment(f, "purgatory")) <= SIZE_4G);
	assert_true(segment(f, "initrd")->start >= SIZE_4G);
	/* Paging cannot be switched off up there, even for a moment. */
	assert_int_equal(f->base->diag.nr_warnings, 0);
	f->wish->mem_min = SIZE_4G;
	plan_ok(f);
	assert_false(handoff(f).flags & HANDOFF_FOUR_LEVELS);
	assert_int_equal(f->base->diag.nr_warnings, 1);
	assert_non_null(strstr(f->base->diag.warning[0], "nothing is free below 4 GiB"));
	f->wish->mem_min = 0;
	plain_fixture_vmlinux(f);
	plan_ok(f);
	assert_true(handoff(f).flags & HANDOFF_FOUR_LEVELS);
	f->wish->preserve_context = true;
	f->wish->has_mem_max = true;
	f->wish->mem_max = 0x1fffffff;
	plan_ok(f);
	assert_false(handoff(f).flags & HANDOFF_FOUR_LEVELS);
}

static void test_module_is_for_multiboot(void **state)
{
	struct plain_fixture *f = *state;

	f->inputs.nr_modules = 1;
	plan_fails(f, -EINVAL, "--module is for multiboot kernels, this is a bzImage64");
}

static void test_crash_memory_is_spared(void **state)
{
	struct plain_fixture *f = *state;

	plain_fixture_crash(f);
	f->wish->panic = false;
	f->wish->has_mem_max = true;
	f->wish->mem_min = PLAIN_CRASH_LOW.start - SIZE_16M;
	f->wish->mem_max = PLAIN_CRASH_LOW.end + 0x6000000;
	plan_ok(f);
	f->wish->mem_min = PLAIN_CRASH_LOW.start;
	f->wish->mem_max = PLAIN_CRASH_LOW.end - 1;
	plan_fails(f, -ENOSPC, "locate_hole failed: ");
}

static void test_no_map(void **state)
{
	struct plain_fixture *f = *state;

	f->machine->firmware.nr_map = 0;
	f->machine->firmware.has_memmap = false;
	f->machine->memory.iomem_known = FACT_NO;
	plan_fails(f, -ENODATA, "no memory map");
}

static void test_limits_crossed(void **state)
{
	struct plain_fixture *f = *state;

	f->wish->mem_min = 0x2000000;
	f->wish->has_mem_max = true;
	f->wish->mem_max = 0x1000000;
	plan_fails(f, -EINVAL, "--mem-min=0x2000000 is above --mem-max=0x1000000");
	f->wish->mem_max = 0x4ffffff;
	plan_fails(f, -ENOSPC, "--mem-min and --mem-max leave 0x2000000-0x4ffffff");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAIN_CASE(test_bzimage),
		PLAIN_CASE(test_digests),
		PLAIN_CASE(test_handoff_options),
		PLAIN_CASE(test_kernel_far_from_reserved),
		PLAIN_CASE(test_kernel_tight),
		PLAIN_CASE(test_kernel_not_below_pref),
		PLAIN_CASE(test_kernel_fixed),
		PLAIN_CASE(test_kernel_below_4g),
		PLAIN_CASE(test_initrd_above_4g),
		PLAIN_CASE(test_vmlinux),
		PLAIN_CASE(test_vmlinux_gap),
		PLAIN_CASE(test_preserve),
		PLAIN_CASE(test_entry_32bit),
		PLAIN_CASE(test_four_levels),
		PLAIN_CASE(test_module_is_for_multiboot),
		PLAIN_CASE(test_crash_memory_is_spared),
		PLAIN_CASE(test_no_map),
		PLAIN_CASE(test_limits_crossed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
