/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_bzimage32.c - files of the boot protocol through their 32-bit and their
 * real-mode entry; what is loaded is read back by boot.rst's offsets
 */
#include <errno.h>
#include <stdlib.h>

#include "image/probe.h"
#include "tests/unit/plan/plain/loader_view.h"

#define SECTOR	   512
#define SETUP_SIZE (5 * SECTOR)
#define CODE_SIZE  0x4000
#define REAL_AT	   0x10000 /* where real-mode parts go when they can choose */

struct state {
	struct plain_fixture *f;
	uint8_t file[SETUP_SIZE + CODE_SIZE];
};

/* What differs between kernels. */
struct header {
	uint16_t version;
	uint8_t loadflags;
	uint32_t code32_start, alignment, init_size;
	uint64_t pref_address;
	bool is_relocatable;
	uint16_t xloadflags;
};

static const struct header debian_i386 = { 0x20f,     1,	 0x100000, 0x1000000,
					   0x2000000, 0x1000000, true,	   0 };
static const struct header debian_amd64 = { 0x20f,     1,	  0x100000, 0x200000,
					    0x3000000, 0x1000000, true,	    3 };
static const struct header memtest = {
	0x20c, 1, 0x100000, 0, 0x50000, 0x100000, false, 9
};
static const struct header ipxe = { 0x207, 1, 0, 0, 0, 0, false, 0 };
static const struct header old = { 0x201, 1, 0x100000, 0, 0, 0, false, 0 };
static const struct header zimage = { 0x203, 0, 0x1000, 0, 0, 0, false, 0 };

static void image_set(struct state *s, const struct header *h)
{
	uint8_t *file = s->file;
	struct diag *diag = &s->f->base->diag;

	memset(file, 0, sizeof(s->file));
	for (size_t i = 0; i < CODE_SIZE; i++)
		file[SETUP_SIZE + i] = (uint8_t)(i * 7 + 1);
	memset(file + 0x280, 0x90, SETUP_SIZE - 0x280);
	file[0x1f1] = SETUP_SIZE / SECTOR - 1;
	put_le32(file + 0x1f4, CODE_SIZE / 16);
	put_le16(file + 0x1fe, 0xaa55);
	file[0x200] = 0xeb;
	file[0x201] = 0x66;
	memcpy(file + 0x202, "HdrS", 4);
	put_le16(file + 0x206, h->version);
	file[0x211] = h->loadflags;
	put_le32(file + 0x214, h->code32_start);
	put_le32(file + 0x22c, 0x37ffffff);
	put_le32(file + 0x230, h->alignment);
	file[0x234] = h->is_relocatable;
	put_le16(file + 0x236, h->xloadflags);
	put_le32(file + 0x238, 2047);
	put_le64(file + 0x258, h->pref_address);
	put_le32(file + 0x260, h->init_size);
	image_free(s->f->image);
	if (image_probe_as((struct bytes){ file, sizeof(s->file) }, NULL, s->f->image,
			   diag))
		fail_msg("%s", diag->line);
}

static int setup(void **state)
{
	struct state *s = calloc(1, sizeof(*s));

	if (!s)
		return -1;
	s->f = plain_fixture_new();
	image_set(s, &debian_i386);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct state *s = *state;

	image_free(s->f->image);
	memset(s->f->image, 0, sizeof(*s->f->image));
	plain_fixture_free(s->f);
	free(s);
	return 0;
}

static void assert_code_at(struct state *s, phys_t at)
{
	const struct plan_segment *kernel = segment(s->f, "kernel");

	assert_int_equal(kernel->start, at);
	assert_int_equal(kernel->data.size, CODE_SIZE);
	assert_ptr_equal(kernel->data.data, s->file + SETUP_SIZE);
}

/* boot.rst "32-bit boot protocol": the registers that it names. */
static phys_t assert_protected(struct state *s, phys_t entry)
{
	struct handoff h = handoff(s->f);

	assert_int_equal(h.entry_mode, HANDOFF_ENTRY_32);
	assert_int_equal(h.entry, entry);
	assert_int_equal(h.registers.ebp, 0);
	assert_int_equal(h.registers.edi, 0);
	assert_int_equal(h.registers.ebx, 0);
	assert_int_equal(h.registers.esi, segment(s->f, "boot_params")->start);
	assert_below_4g(s->f);
	return h.registers.esi;
}

static void test_i386(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;
	phys_t bp, initrd;

	plan_ok(f);
	assert_code_at(s, 0x1000000);
	assert_int_equal(segment(f, "kernel")->memsz, 0x2000000);
	bp = assert_protected(s, 0x1000000);
	assert_int_equal(peek_le(f, bp + 0x202, 4), 0x53726448);
	assert_int_equal(peek(f, bp + 0x210), 0xff);
	assert_int_equal(peek(f, bp + 0x211) & 0x81, 1);
	assert_int_equal(peek_le(f, bp + 0x214, 4), 0x1000000);
	assert_text(f, peek_le(f, bp + 0x228, 4), "root=/dev/vda1 quiet");
	for (phys_t at = bp + 0xc0; at < bp + 0xcc; at++)
		assert_int_equal(peek(f, at), 0); /* ext_*: no upper halves */
	initrd = peek_le(f, bp + 0x218, 4);
	assert_int_equal(initrd, segment(f, "initrd")->start);
	assert_int_equal(peek_le(f, bp + 0x21c, 4), 5000);
	assert_true(initrd + 5000 <= 0x38000000);
	assert_int_equal(peek(f, initrd + 4999), 0x5a);
	assert_int_equal(peek(f, bp + 0x1e8), 6); /* e820_entries */
	assert_int_equal(peek_le(f, bp + 0x2d0, 8), 0);
	assert_int_equal(f->plan->load_flags, 0x3e0000);
}

/* EFI's run-time services have 64 bits: a 32-bit kernel is not told of them. */
static void test_i386_without_efi(void **state)
{
	struct state *s = *state;
	phys_t bp;

	plain_fixture_efi(s->f);
	plan_ok(s->f);
	bp = assert_protected(s, 0x1000000);
	assert_int_equal(peek_le(s->f, bp + 0x1c0, 4), 0);
}

static void test_i386_moves(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;

	f->wish->mem_min = 0x1000001;
	plan_ok(f);
	assert_code_at(s, 0x2000000);
	assert_protected(s, 0x2000000);
	/* rather where it can map itself, even when its own place is far above */
	f->wish->mem_min = 0x38000000;
	f->inputs.initrd.size = 0;
	plan_ok(f);
	assert_code_at(s, 0x38000000);
	f->wish->mem_min = SIZE_4G;
	plan_fails(f, -ENOSPC, "locate_hole failed: kernel: 32768 KiB");
}

/* A crash kernel of 32 bits has its boot_params and purgatory in the region, too. */
static void test_i386_crash(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;

	plain_fixture_crash(f);
	f->machine->kexec.crash.nr_regions = 1;
	f->inputs.initrd.size = 0;
	plan_ok(f);
	assert_code_at(s, PLAIN_CRASH_LOW.start);
	assert_protected(s, PLAIN_CRASH_LOW.start);
	f->machine->kexec.crash.nr_regions = 2;
	plan_fails(f, -ENOSPC, "locate_hole failed: kernel");
	/* below 4 GiB, but where it cannot map itself */
	f->crash[0] = (struct prange){ 0x60000000, 0x70000000 };
	f->machine->kexec.crash.nr_regions = 1;
	plan_fails(f, -ENOSPC, "locate_hole failed: kernel");
}

static void test_initrd_limit(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;

	/* right behind the kernel, or else below it */
	f->image->initrd_addr_max = 0x3001fff;
	plan_ok(f);
	assert_int_equal(segment(f, "initrd")->start, 0x3000000);
	f->image->initrd_addr_max = 0x3001000;
	plan_ok(f);
	assert_int_equal(segment(f, "initrd")->start, 0xffe000);
	f->image->initrd_addr_max = 0x100fff;
	plan_fails(f, -ENOSPC, "locate_hole failed: initrd: 8 KiB");
}

static void test_amd64(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;
	struct handoff h;

	image_set(s, &debian_amd64);
	plan_ok(f);
	h = handoff(f);
	assert_int_equal(h.entry_mode, HANDOFF_ENTRY_64);
	f->wish->entry_32bit = true;
	plain_fixture_efi(f);
	plan_ok(f);
	assert_code_at(s, 0x1000000);
	assert_protected(s, 0x1000000);
	f->wish->preserve_context = true;
	f->wish->has_mem_max = true;
	f->wish->mem_max = 0x7fffffff;
	plan_fails(f, -ENOTSUP, "64-bit entry");
}

static void test_fixed(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;

	image_set(s, &memtest);
	plan_ok(f);
	assert_code_at(s, 0x100000);
	assert_int_equal(segment(f, "kernel")->memsz, 0x50000);
	assert_protected(s, 0x100000);
	f->wish->mem_min = 0x200000;
	plan_fails(f, -ENOSPC, "kernel must lie at 0x100000-0x14ffff");
	f->wish->mem_min = 0;
	f->image->pref_address = SIZE_4G - 0x40000;
	plan_fails(f, -ERANGE, "pref_address 0xfffc0000 and init_size 0x50000");
	f->image->pref_address = UINT64_MAX - 0xffff;
	plan_fails(f, -ERANGE, "lies below 4 GiB");
}

static void test_entry_hook(void **state)
{
	struct state *s = *state;
	struct header hooked = debian_i386;

	hooked.code32_start = 0x100040;
	image_set(s, &hooked);
	plan_ok(s->f);
	assert_protected(s, 0x1000040);
	/* what is no place in the code is no hook */
	hooked.code32_start = 0x100000 + CODE_SIZE;
	image_set(s, &hooked);
	plan_ok(s->f);
	assert_protected(s, 0x1000000);
}

/* Before 2.02 the command line is found from 0x90020. */
static void test_old_cmdline(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;

	image_set(s, &old);
	plan_ok(f);
	assert_code_at(s, 0x100000);
	assert_int_equal(assert_protected(s, 0x100000), 0x90000);
	assert_int_equal(peek_le(f, 0x90020, 2), 0xa33f);
	assert_text(f, 0x90000 + peek_le(f, 0x90022, 2), "root=/dev/vda1 quiet");
	f->base->firmware[0].range.end = 0x90000;
	plan_fails(f, -ENOSPC, "locate_hole failed: boot_params");
}

/* boot.rst "running the kernel" and "the real-mode kernel header" */
static void assert_real(struct state *s, phys_t at, uint32_t heap_end)
{
	struct plain_fixture *f = s->f;
	struct handoff h = handoff(f);

	assert_int_equal(h.entry_mode, HANDOFF_ENTRY_16);
	assert_int_equal(h.entry, 0);
	assert_int_equal(h.real_ds, at >> 4);
	assert_int_equal(h.real_cs, (at >> 4) + 0x20);
	assert_int_equal(h.registers.esp, heap_end);
	assert_int_equal(h.real_trampoline % 16, 0);
	/* between the setup's code and the command line, where nothing was loaded */
	assert_true(h.real_trampoline >= at + SETUP_SIZE);
	assert_true(h.real_trampoline + HANDOFF_TRAMPOLINE_SIZE <= at + heap_end);
	for (phys_t i = 0; i < HANDOFF_TRAMPOLINE_SIZE; i++)
		assert_int_equal(peek(f, h.real_trampoline + i), 0);
	assert_int_equal(segment(f, "setup")->start, at);
	for (phys_t i = 0x280; i < SETUP_SIZE; i++)
		assert_int_equal(peek(f, at + i), 0x90);
	assert_int_equal(peek(f, at + 0x210), 0xff);
	assert_int_equal(peek(f, at + 0x211) & 0x80, 0x80);
	assert_int_equal(peek_le(f, at + 0x224, 2), heap_end - 0x200);
	assert_int_equal(peek_le(f, at + 0x218, 4), segment(f, "initrd")->start);
	assert_int_equal(peek_le(f, at + 0x21c, 4), 5000);
	assert_null(plain_fixture_segment(f, "boot_params"));
	assert_below_4g(f);
}

static void test_real_mode(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;

	f->wish->real_mode = true;
	plan_ok(f);
	assert_real(s, REAL_AT, 0xe000);
	assert_code_at(s, 0x1000000);
	assert_int_equal(peek_le(f, REAL_AT + 0x214, 4), 0x1000000);
	assert_text(f, peek_le(f, REAL_AT + 0x228, 4), "root=/dev/vda1 quiet");
	assert_int_equal(peek_le(f, REAL_AT + 0x20, 2), 0);
	/* an amd64 kernel has that entry, too */
	image_set(s, &debian_amd64);
	plan_ok(f);
	assert_real(s, REAL_AT, 0xe000);
	/* the file is as it was */
	assert_int_equal(s->file[0x210], 0);
}

static void test_real_mode_elsewhere(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;

	f->wish->real_mode = true;
	f->base->firmware[0].range = (struct prange){ 0x20000, 0x9fc00 };
	plan_ok(f);
	assert_real(s, 0x20000, 0xe000);
	f->base->firmware[0].range = (struct prange){ 0x400, 0xf000 };
	plan_fails(f, -ENOSPC, "locate_hole failed: setup code: 60 KiB");
	/* nor is there a low page in a crash region */
	plain_fixture_crash(f);
	plan_fails(f, -ENOSPC, "locate_hole failed: setup code");
}

/* Has no 32-bit entry, and says so. */
static void test_ipxe(void **state)
{
	struct state *s = *state;

	image_set(s, &ipxe);
	plan_ok(s->f);
	assert_real(s, REAL_AT, 0xe000);
	assert_code_at(s, 0x100000);
	assert_int_equal(peek_le(s->f, REAL_AT + 0x214, 4), 0x100000);
}

static void test_real_mode_old(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;

	image_set(s, &old);
	f->wish->real_mode = true;
	plan_ok(f);
	assert_real(s, 0x90000, 0x9800);
	assert_int_equal(peek_le(f, 0x90020, 2), 0xa33f);
	assert_int_equal(peek_le(f, 0x90022, 2), 0x9800);
	assert_text(f, 0x99800, "root=/dev/vda1 quiet");
	/* setup_move_size: up to the command line's end */
	assert_int_equal(peek_le(f, 0x90212, 2), 0x9800 + 21);
	f->base->firmware[0].range.end = 0x98000;
	plan_fails(f, -ENOSPC, "setup code must lie at 0x90000-0x99fff");
}

static void test_zimage(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;

	image_set(s, &zimage);
	plan_ok(f);
	assert_real(s, 0x90000, 0x9800);
	assert_code_at(s, 0x10000);
	assert_int_equal(segment(f, "kernel")->memsz, CODE_SIZE);
	assert_int_equal(peek_le(f, 0x90214, 4), 0x1000); /* the setup moves it */
	assert_text(f, peek_le(f, 0x90228, 4), "root=/dev/vda1 quiet");
	/* it unpacks itself to 1 MiB: nothing else may lie there */
	f->base->firmware[2].range.end = 0x100000 + 4 * CODE_SIZE;
	plan_fails(f, -ENOSPC, "locate_hole failed: initrd");
}

static void test_setup_too_large(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;
	uint8_t *large = calloc(1, 0xe001);

	assert_non_null(large);
	memcpy(large, s->file, SETUP_SIZE);
	f->wish->real_mode = true;
	f->image->setup = (struct bytes){ large, 0xe001 };
	plan_fails(f, -EINVAL, "57345 bytes, it must have 556 to 57344");
	f->image->setup.size = 0xe000;
	assert_int_equal(plain_fixture_plan(f), 0);
	f->image->setup.size = 0x22b;
	plan_fails(f, -EINVAL, "555 bytes");
	plan_free(f->plan);
	free(large);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(test_i386),
		CASE(test_i386_without_efi),
		CASE(test_i386_moves),
		CASE(test_i386_crash),
		CASE(test_initrd_limit),
		CASE(test_amd64),
		CASE(test_fixed),
		CASE(test_entry_hook),
		CASE(test_old_cmdline),
		CASE(test_real_mode),
		CASE(test_real_mode_elsewhere),
		CASE(test_ipxe),
		CASE(test_real_mode_old),
		CASE(test_zimage),
		CASE(test_setup_too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
