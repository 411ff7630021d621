/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_multiboot.c - multiboot 1 and 2: the kernel's place, modules, and the
 * information read back by the standards' offsets
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "image/probe.h"
#include "tests/unit/image/image_builder.h"
#include "tests/unit/plan/plain/loader_view.h"

#define HEADER 0x200 /* in the ELF's text */

struct state {
	struct plain_fixture *f;
	struct buffer file;
	struct plain_module module[REQUEST_MAX_MODULES];
	uint8_t bytes[0x3000];
};

static void image_probe_file(struct state *s, const char *type)
{
	struct diag *diag = &s->f->base->diag;

	image_free(s->f->image);
	if (image_probe_as(buffer_view(&s->file), NULL, s->f->image, diag))
		fail_msg("%s", diag->line);
	assert_string_equal(s->f->image->type, type);
}

static void multiboot1(struct state *s)
{
	multiboot_put(&s->file, HEADER, 1);
	image_probe_file(s, "multiboot-x86");
}

/* @relocatable: words of tag 10 behind its type and size, or NULL */
static void multiboot2(struct state *s, const uint32_t *relocatable)
{
	uint8_t tags[32] = { 0 };
	size_t size = 0;

	if (relocatable) {
		put_le32(tags, 10);
		put_le32(tags + 4, 24);
		for (size_t i = 0; i < 4; i++)
			put_le32(tags + 8 + 4 * i, relocatable[i]);
		size = 24;
	}
	put_le32(tags + size, 0);
	put_le32(tags + size + 4, 8);
	multiboot2_put(&s->file, HEADER, (struct bytes){ tags, size + 8 });
	image_probe_file(s, "multiboot2-x86");
}

static int setup(void **state)
{
	struct state *s = calloc(1, sizeof(*s));

	if (!s)
		return -1;
	s->f = plain_fixture_new();
	s->f->inputs.initrd.size = 0;
	s->f->request->kernel = "/boot/xen.gz";
	s->file = elf32_build();
	memset(s->bytes, 0x44, sizeof(s->bytes));
	s->module[0] = (struct plain_module){ { s->bytes, 0x2345 }, "vmlinuz root=a" };
	s->module[1] = (struct plain_module){ { s->bytes, 7 }, "initrd" };
	s->f->inputs.module = s->module;
	s->f->inputs.nr_modules = 2;
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct state *s = *state;

	image_free(s->f->image);
	memset(s->f->image, 0, sizeof(*s->f->image));
	plain_fixture_free(s->f);
	buffer_free(&s->file);
	free(s);
	return 0;
}

static phys_t assert_entered(struct plain_fixture *f, phys_t entry, uint32_t magic)
{
	struct handoff h = handoff(f);

	assert_int_equal(h.entry_mode, HANDOFF_ENTRY_32);
	assert_int_equal(h.entry, entry);
	assert_int_equal(h.registers.eax, magic);
	assert_int_equal(h.registers.ebx, segment(f, "multiboot")->start);
	assert_below_4g(f);
	return h.registers.ebx;
}

/* start, end and command line of a module, as either version tells them */
static void assert_module(struct plain_fixture *f, unsigned int number, phys_t at,
			  phys_t end, phys_t cmdline)
{
	const struct plain_module *module = &f->inputs.module[number - 1];
	char name[16];

	snprintf(name, sizeof(name), "module.%u", number);
	assert_int_equal(at, segment(f, name)->start);
	assert_int_equal(end - at, module->data.size);
	assert_ptr_equal(segment(f, name)->data.data, module->data.data);
	assert_text(f, cmdline, module->cmdline);
}

/* Multiboot 0.6.96, 3.3 "Boot information format" */
static void test_one(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;
	phys_t info, mods, map;

	multiboot1(s);
	plan_ok(f);
	info = assert_entered(f, BUILT_ELF32_ENTRY, 0x2badb002);
	assert_int_equal(segment(f, "kernel")->start, BUILT_ELF32_LOWEST);
	assert_int_equal(segment(f, "kernel.1")->memsz, 0x3000);
	/* memory, command line, modules, map, loader name; no framebuffer */
	assert_int_equal(peek_le(f, info, 4), 1 | 4 | 8 | 0x40 | 0x200);
	assert_text(f, peek_le(f, info + 16, 4), "/boot/xen.gz root=/dev/vda1 quiet");
	assert_int_equal(peek_le(f, info + 20, 4), 2);
	mods = peek_le(f, info + 24, 4);
	for (unsigned int i = 0; i < 2; i++)
		assert_module(f, i + 1, peek_le(f, mods + 16 * i, 4),
			      peek_le(f, mods + 16 * i + 4, 4),
			      peek_le(f, mods + 16 * i + 8, 4));
	map = peek_le(f, info + 48, 4);
	assert_int_equal(peek_le(f, info + 44, 4), 6 * 24);
	assert_int_equal(peek_le(f, map + 5 * 24 + 4, 8), SIZE_4G);
	assert_int_equal(peek_le(f, map + 5 * 24 + 20, 4), 1);
}

/* The tag of a type, or 0; Multiboot2 2.0, 3.6.2. */
static phys_t tag_find(struct plain_fixture *f, phys_t info, uint64_t type, phys_t from)
{
	phys_t at = from ? from : info + 8;

	if (from)
		at += (peek_le(f, at + 4, 4) + 7) / 8 * 8;
	for (; at < info + peek_le(f, info, 4); at += (peek_le(f, at + 4, 4) + 7) / 8 * 8)
		if (peek_le(f, at, 4) == type)
			return at;
	return 0;
}

static void test_two(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;
	phys_t info, tag = 0;

	multiboot2(s, NULL);
	plan_ok(f);
	info = assert_entered(f, BUILT_ELF32_ENTRY, 0x36d76289);
	assert_int_equal(info % 8, 0);
	tag = tag_find(f, info, 1, 0);
	assert_text(f, tag + 8, "/boot/xen.gz root=/dev/vda1 quiet");
	tag = 0;
	for (unsigned int i = 1; i <= 2; i++) {
		tag = tag_find(f, info, 3, tag);
		assert_true(tag);
		assert_module(f, i, peek_le(f, tag + 8, 4), peek_le(f, tag + 12, 4),
			      tag + 16);
	}
	assert_int_equal(tag_find(f, info, 3, tag), 0);
	assert_int_equal(tag_find(f, info, 21, 0), 0); /* not relocatable */
	assert_int_equal(tag_find(f, info, 8, 0), 0);  /* no screen */
	assert_true(tag_find(f, info, 0, 0));
	tag = tag_find(f, info, 9, 0);
	assert_int_equal(peek_le(f, tag + 8, 4), 3); /* ELF sections */
}

static void test_relocatable(void **state)
{
	static const struct {
		const char *name;
		uint32_t tag[4]; /* min_addr, max_addr, align, preference */
		phys_t mem_min, base;
	} row[] = {
		{ "stays", { 0x100000, 0xffffffff, 0x1000, 0 }, 0, 0x100000 },
		{ "not aligned", { 0x100000, 0xffffffff, 0x200000, 0 }, 0, 0x200000 },
		{ "taken", { 0x100000, 0xffffffff, 0x1000, 0 }, 0x180000, 0x180000 },
		{ "below its bounds", { 0x800000, 0xffffffff, 0, 0 }, 0, 0x800000 },
		{ "lowest", { 0x400000, 0xffffffff, 0x200000, 1 }, 0, 0x400000 },
		{ "lowest, lower", { 0x100000, 0xffffffff, 0x400000, 1 }, 0, 0x400000 },
		/* 0x103000 bytes that end at 1 GiB or before, on 2 MiB */
		{ "highest", { 0x100000, 0x3fffffff, 0x200000, 2 }, 0, 0x3fe00000 },
	};
	struct state *s = *state;
	struct plain_fixture *f = s->f;

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		phys_t base = row[i].base, info;

		multiboot2(s, row[i].tag);
		f->wish->mem_min = row[i].mem_min;
		plan_ok(f);
		if (segment(f, "kernel")->start != base)
			fail_msg("%s: at 0x%llx", row[i].name,
				 (unsigned long long)segment(f, "kernel")->start);
		info = assert_entered(f, base + 0x10, 0x36d76289);
		assert_int_equal(segment(f, "kernel.1")->start, base + 0x100000);
		assert_int_equal(peek_le(f, tag_find(f, info, 21, 0) + 8, 4), base);
	}
}

static void test_relocatable_no_room(void **state)
{
	static const uint32_t tag[4] = { 0x100000, 0x3fffff, 0x1000, 0 };
	struct state *s = *state;

	multiboot2(s, tag);
	s->f->wish->mem_min = 0x300000;
	plan_fails(s->f, -ENOSPC, "locate_hole failed: kernel");
}

static void test_fixed_taken(void **state)
{
	struct state *s = *state;

	multiboot1(s);
	s->f->wish->mem_min = 0x101000;
	plan_fails(s->f, -ENOSPC, "kernel must lie at 0x100000-0x100fff");
	s->f->wish->mem_min = 0;
	s->f->image->piece[1].paddr = s->f->image->lowest = SIZE_4G;
	plan_fails(s->f, -ERANGE, "below 4 GiB");
}

static void test_modules(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;
	phys_t info;

	multiboot1(s);
	/* an empty one is told, too */
	s->module[1].data.size = 0;
	plan_ok(f);
	info = assert_entered(f, BUILT_ELF32_ENTRY, 0x2badb002);
	assert_int_equal(peek_le(f, info + 20, 4), 2);
	/* two of the kernel, one of purgatory, one of information: 12 are left */
	for (size_t i = 0; i < REQUEST_MAX_MODULES; i++)
		s->module[i] = (struct plain_module){ { s->bytes, 10 + i }, "m" };
	f->inputs.nr_modules = 12;
	plan_ok(f);
	f->inputs.nr_modules = 13;
	plan_fails(f, -E2BIG, "purgatory would be segment 17");
	f->inputs.nr_modules = REQUEST_MAX_MODULES + 1;
	plan_fails(f, -E2BIG, "17 modules, 16 can be loaded");
	f->inputs.nr_modules = 0;
	plan_ok(f);
	info = assert_entered(f, BUILT_ELF32_ENTRY, 0x2badb002);
	assert_int_equal(peek_le(f, info, 4) & 8, 0);
}

static void test_module_too_large(void **state)
{
	struct state *s = *state;

	multiboot1(s);
	/* never read: it is not placed */
	s->module[0].data.size = SIZE_4G;
	plan_fails(s->f, -ENOSPC, "locate_hole failed: module.1: 4194304 KiB");
}

static void test_cmdline(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;
	phys_t info;

	multiboot1(s);
	f->request->append = NULL;
	plan_ok(f);
	info = assert_entered(f, BUILT_ELF32_ENTRY, 0x2badb002);
	assert_text(f, peek_le(f, info + 16, 4), "/boot/xen.gz");
	f->request->reuse_cmdline = true;
	plan_ok(f);
	info = assert_entered(f, BUILT_ELF32_ENTRY, 0x2badb002);
	assert_text(f, peek_le(f, info + 16, 4),
		    "/boot/xen.gz root=/dev/vda1 no_ipi_broadcast=1");
}

static void test_screen(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;
	phys_t info;

	multiboot1(s);
	f->machine->firmware.screen_info[6] = 0;     /* orig_video_mode */
	f->machine->firmware.screen_info[7] = 80;    /* orig_video_cols */
	f->machine->firmware.screen_info[14] = 25;   /* orig_video_lines */
	f->machine->firmware.screen_info[15] = 0x22; /* orig_video_isVGA: VGA text */
	plan_ok(f);
	info = assert_entered(f, BUILT_ELF32_ENTRY, 0x2badb002);
	assert_int_equal(peek_le(f, info, 4) & 0x1000, 0);
	f->machine->firmware.has_screen = true;
	plan_ok(f);
	info = assert_entered(f, BUILT_ELF32_ENTRY, 0x2badb002);
	assert_int_equal(peek_le(f, info, 4) & 0x1000, 0x1000);
	assert_int_equal(peek_le(f, info + 88, 8), 0xb8000);
	f->machine->firmware.has_screen = false;
	f->wish->reuse_video_type = true;
	plan_ok(f);
	info = assert_entered(f, BUILT_ELF32_ENTRY, 0x2badb002);
	assert_int_equal(peek_le(f, info, 4) & 0x1000, 0x1000);
}

static void test_refuse(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;

	multiboot1(s);
	f->inputs.initrd.size = 5000;
	plan_fails(f, -EINVAL, "--initrd: a multiboot kernel takes modules");
	f->inputs.initrd.size = 0;
	f->inputs.dtb = (struct bytes){ s->bytes, 10 };
	plan_fails(f, -EINVAL, "--dtb");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(test_one),
		CASE(test_two),
		CASE(test_relocatable),
		CASE(test_relocatable_no_room),
		CASE(test_fixed_taken),
		CASE(test_modules),
		CASE(test_module_too_large),
		CASE(test_cmdline),
		CASE(test_screen),
		CASE(test_refuse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
