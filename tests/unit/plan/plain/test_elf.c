/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_elf.c - ELFs that are no 64-bit Linux: where their pieces lie, and what each
 * of the --args-* hands over
 *
 * The reader of the notes knows the layout that Debian's kexec 2.0.25 wrote for the same
 * wish: header, then notes without a name.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "image/probe.h"
#include "tests/unit/image/image_builder.h"
#include "tests/unit/plan/plain/loader_view.h"

struct state {
	struct plain_fixture *f;
	struct buffer file;
	uint8_t bytes[0x8000]; /* what made-up pieces hold */
};

static void image_probe_file(struct state *s)
{
	struct diag *diag = &s->f->base->diag;

	image_free(s->f->image);
	if (image_probe_as(buffer_view(&s->file), NULL, s->f->image, diag))
		fail_msg("%s", diag->line);
}

static int setup(void **state)
{
	struct state *s = calloc(1, sizeof(*s));

	if (!s)
		return -1;
	s->f = plain_fixture_new();
	s->f->inputs.initrd.size = 0;
	s->file = elf32_build();
	for (size_t i = 0; i < s->file.size - BUILT_ELF32_TEXT; i++)
		s->file.data[BUILT_ELF32_TEXT + i] = (uint8_t)(i * 3 + 1);
	for (size_t i = 0; i < sizeof(s->bytes); i++)
		s->bytes[i] = (uint8_t)(i % 251 + 1);
	image_probe_file(s);
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

static void assert_no_registers(struct plain_fixture *f, enum handoff_entry_mode mode)
{
	static const struct handoff_registers none;
	struct handoff h = handoff(f);

	assert_int_equal(h.entry_mode, mode);
	assert_memory_equal(&h.registers, &none, sizeof(none));
	assert_int_equal(h.boot_params, 0);
}

static void test_none(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;

	f->wish->args = ARGS_NONE;
	plan_ok(f);
	assert_int_equal(f->plan->nr_segments, 3);
	assert_no_registers(f, HANDOFF_ENTRY_32);
	assert_int_equal(f->plan->kernel_entry, BUILT_ELF32_ENTRY);
	assert_ptr_equal(segment(f, "kernel")->data.data,
			 s->file.data + BUILT_ELF32_TEXT);
	assert_int_equal(segment(f, "kernel")->start, BUILT_ELF32_LOWEST);
	assert_int_equal(segment(f, "kernel.1")->start, 0x200000);
	assert_int_equal(segment(f, "kernel.1")->data.size, 0x100);
	assert_int_equal(segment(f, "kernel.1")->memsz, 0x3000);
	assert_below_4g(f);
	assert_int_equal(f->base->diag.nr_warnings, 0);
	f->inputs.initrd.size = 5000;
	plan_ok(f);
	assert_int_equal(f->base->diag.nr_warnings, 1);
	assert_null(plain_fixture_segment(f, "initrd"));
}

static void test_taken(void **state)
{
	struct state *s = *state;

	s->f->wish->args = ARGS_NONE;
	s->f->wish->mem_min = 0x101000;
	plan_fails(s->f, -ENOSPC, "kernel must lie at 0x100000-0x100fff");
	s->f->image->is_relocatable = true;
	plan_ok(s->f);
	/* all of it moved by whole 2 MiB */
	assert_int_equal(segment(s->f, "kernel")->start, 0x300000);
	assert_int_equal(segment(s->f, "kernel.1")->start, 0x400000);
	assert_int_equal(s->f->plan->kernel_entry, BUILT_ELF32_ENTRY + 0x200000);
	s->f->wish->mem_min = SIZE_4G;
	plan_fails(s->f, -ENOSPC, "locate_hole failed: kernel");
}

/* The last piece of a 32-bit ELF may end where 32 bits do not reach. */
static void test_above_4g(void **state)
{
	struct state *s = *state;
	struct image *image = s->f->image;

	s->f->wish->args = ARGS_NONE;
	image->piece[1].paddr = SIZE_4G - 0x1000;
	image->room = image->piece[1].paddr + image->piece[1].memsz - image->lowest;
	plan_fails(s->f, -ERANGE, "it must lie below 0x100000000");
}

/* RFC 1071: with the checksum in it, the words sum up to ones. */
static uint32_t words_sum(struct plain_fixture *f, phys_t at, uint64_t size)
{
	uint32_t sum = 0;

	for (uint64_t i = 0; i < size; i += 2) {
		sum += (uint32_t)peek_le(f, at + i, 2);
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return sum;
}

static void assert_notes(struct plain_fixture *f, phys_t at, const char *cmdline)
{
	uint64_t size = peek_le(f, at + 4, 4), offset = 12;
	unsigned int types = 0, count = 0;

	assert_int_equal(peek_le(f, at, 4), 0x0e1fb007);
	assert_int_equal(words_sum(f, at, size), 0xffff);
	for (; offset < size; count++) {
		uint64_t text = peek_le(f, at + offset + 4, 4);
		uint64_t type = peek_le(f, at + offset + 8, 4);

		assert_int_equal(peek_le(f, at + offset, 4), 0);
		assert_in_range(type, 2, 4);
		types |= 1u << type;
		assert_int_equal(peek(f, at + offset + 12 + text - 1), 0);
		if (type == 2)
			assert_text(f, at + offset + 12, "kexec");
		if (type == 4) {
			assert_text(f, at + offset + 12, cmdline);
			assert_int_equal(text, strlen(cmdline) + 1);
		}
		offset += 12 + (text + 3) / 4 * 4;
	}
	assert_int_equal(offset, size);
	assert_int_equal(count, peek_le(f, at + 10, 2));
	assert_int_equal(types, 1 << 2 | 1 << 3 | 1 << 4);
}

static void test_notes(void **state)
{
	static const char *const cmdlines[] = { "",    "a",    "ab",
						"abc", "abcd", "root=/dev/vda1 quiet" };
	struct state *s = *state;
	struct plain_fixture *f = s->f;

	for (size_t i = 0; i < ARRAY_SIZE(cmdlines); i++) {
		struct handoff h;

		/* no Linux: these are the default */
		f->request->append = cmdlines[i];
		f->wish->args = i & 1 ? ARGS_ELF : ARGS_DEFAULT;
		plan_ok(f);
		h = handoff(f);
		assert_int_equal(h.entry_mode, HANDOFF_ENTRY_32);
		assert_int_equal(h.registers.eax, 0x0e1fb007);
		assert_notes(f, h.registers.ebx, cmdlines[i]);
		/* as a C function is called: return address, one argument */
		assert_int_equal(peek_le(f, h.registers.esp, 4), 0);
		assert_int_equal(peek_le(f, h.registers.esp + 4, 4), h.registers.ebx);
		assert_int_equal(h.registers.esp % 16, 0);
		assert_int_equal(segment(f, "elf-notes")->start + 0x1000,
				 h.registers.esp);
		assert_below_4g(f);
	}
}

static void test_notes_refuse(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;

	f->inputs.initrd.size = 5000;
	plan_fails(f, -EINVAL, "Ramdisks not supported with generic elf arguments");
	f->inputs.initrd.size = 0;
	f->wish->preserve_context = true;
	f->wish->has_mem_max = true;
	f->wish->mem_max = 0x7fffffff;
	plan_fails(f, -ENOTSUP, "--args-elf");
}

static void test_notes_64(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;
	struct handoff h;

	buffer_free(&s->file);
	s->file = elf_build("");
	image_probe_file(s);
	plan_ok(f);
	h = handoff(f);
	assert_int_equal(h.entry_mode, HANDOFF_ENTRY_64);
	assert_int_equal(h.entry, BUILT_ELF_ENTRY);
	assert_int_equal(h.registers.eax, 0x0e1fb007);
	assert_int_equal(h.registers.edi, h.registers.ebx);
	assert_notes(f, h.registers.ebx, "root=/dev/vda1 quiet");
	f->wish->args = ARGS_NONE;
	plan_ok(f);
	assert_no_registers(f, HANDOFF_ENTRY_64);
	/* it may come back: nobody has told it where to, it knows */
	f->wish->preserve_context = true;
	f->wish->has_mem_max = true;
	f->wish->mem_max = 0x7fffffff;
	plan_ok(f);
}

/* boot.rst "32-bit boot protocol", for a kernel without a setup header. */
static void test_linux(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;
	struct handoff h;
	phys_t bp, initrd;

	f->image->is_linux = true;
	f->inputs.initrd.size = 5000;
	plan_ok(f);
	h = handoff(f);
	bp = h.registers.esi;
	assert_int_equal(h.entry_mode, HANDOFF_ENTRY_32);
	assert_int_equal(h.entry, BUILT_ELF32_ENTRY);
	assert_int_equal(
		h.registers.eax | h.registers.ebx | h.registers.edi | h.registers.ebp, 0);
	assert_int_equal(bp, segment(f, "boot_params")->start);
	assert_int_equal(peek_le(f, bp + 0x202, 4), 0x53726448);
	assert_int_equal(peek_le(f, bp + 0x214, 4), BUILT_ELF32_LOWEST);
	assert_int_equal(peek_le(f, bp + 0x236, 2), 0);
	assert_text(f, peek_le(f, bp + 0x228, 4), "root=/dev/vda1 quiet");
	initrd = peek_le(f, bp + 0x218, 4);
	assert_int_equal(initrd, segment(f, "initrd")->start);
	assert_true(initrd + 5000 <= 0x38000000);
	assert_int_equal(peek_le(f, bp + 0x21c, 4), 5000);
	assert_below_4g(f);
	/* the same by word of the user, without an initrd */
	f->image->is_linux = false;
	f->inputs.initrd.size = 0;
	f->wish->args = ARGS_LINUX;
	plan_ok(f);
	bp = handoff(f).registers.esi;
	assert_int_equal(peek_le(f, bp + 0x218, 8), 0);
	assert_text(f, peek_le(f, bp + 0x228, 4), "root=/dev/vda1 quiet");
}

/* Rather a far initrd than none. */
static void test_linux_initrd_far(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;

	f->image->is_linux = true;
	f->inputs.initrd.size = 5000;
	/* low memory has the room of the pieces, no more */
	f->base->firmware[2].range.end = 0x101000;
	f->base->firmware[3].range = (struct prange){ 0x200000, 0x203000 };
	f->base->firmware[3].type = MEMORY_RAM;
	f->base->firmware[4].range = (struct prange){ 0x40000000, 0x40100000 };
	f->base->firmware[4].type = MEMORY_RAM;
	plan_ok(f);
	assert_true(segment(f, "initrd")->start >= 0x40000000);
}

struct piece_row {
	phys_t paddr;
	size_t size;
	uint64_t memsz;
};

#define PIECES_MAX 4

struct pieces_row {
	const char *name;
	struct piece_row piece[PIECES_MAX];
	unsigned int segments, views;
};

static void pieces_set(struct state *s, const struct pieces_row *row)
{
	struct image *image = s->f->image;

	image->nr_pieces = 0;
	for (size_t k = 0; k < PIECES_MAX && row->piece[k].memsz; k++) {
		const struct piece_row *p = &row->piece[k];

		image->piece[image->nr_pieces++] = (struct image_piece){
			p->paddr, { s->bytes + 0x1800 * k, p->size }, p->memsz
		};
		image->room = p->paddr + p->memsz - row->piece[0].paddr;
	}
	image->lowest = image->entry = row->piece[0].paddr;
}

/* Its bytes are where it was linked, zeros behind them. */
static void assert_piece(struct plain_fixture *f, const struct image_piece *p,
			 const char *name)
{
	uint64_t look = p->memsz < 0x4000 ? p->memsz : 0x4000;

	for (uint64_t at = 0; at < look; at++) {
		uint8_t want = at < p->data.size ? p->data.data[at] : 0;

		if (peek(f, p->paddr + at) != want)
			fail_msg("%s: byte 0x%llx", name,
				 (unsigned long long)(p->paddr + at));
	}
	assert_int_equal(peek(f, p->paddr + p->memsz - 1),
			 p->data.size < p->memsz ? 0 : p->data.data[p->memsz - 1]);
}

static unsigned int views_count(const struct state *s)
{
	const struct plan *plan = s->f->plan;
	unsigned int views = 0;

	for (unsigned int i = 0; i < plan->nr_segments; i++)
		views += plan->segment[i].data.data >= s->bytes &&
			 plan->segment[i].data.data < s->bytes + sizeof(s->bytes);
	return views;
}

static const struct pieces_row pieces_rows[] = {
	{ "on a page", { { 0x100000, 0x1800, 0x1800 } }, 1, 1 },
	{ "not on a page", { { 0x100123, 0x1800, 0x3000 } }, 1, 0 },
	{ "share a page",
	  { { 0x100000, 0x800, 0x800 }, { 0x100800, 0x1000, 0x1000 } },
	  1,
	  0 },
	{ "bss ends in the next one's page",
	  { { 0x100000, 0x800, 0x2100 }, { 0x102200, 0x10, 0x10 } },
	  2,
	  1 },
	{ "bss of many pages is not copied",
	  { { 0x100000, 0x800, 0x1000010 }, { 0x1100800, 0x10, 0x20 } },
	  2,
	  1 },
	{ "nothing but bss", { { 0x100000, 0, 0x5000 } }, 1, 0 },
	{ "bss that shares its only page",
	  { { 0x100000, 0, 0x100 }, { 0x100200, 0x10, 0x10 } },
	  1,
	  0 },
	{ "bss in the middle of a page, between",
	  { { 0x100000, 0x10, 0x10 },
	    { 0x100100, 0, 0x100 },
	    { 0x100300, 0x1000, 0x1000 },
	    { 0x102000, 0x1000, 0x1000 } },
	  2,
	  1 },
};

static void test_pieces(void **state)
{
	struct state *s = *state;
	struct plain_fixture *f = s->f;

	f->wish->args = ARGS_NONE;
	for (size_t i = 0; i < ARRAY_SIZE(pieces_rows); i++) {
		pieces_set(s, &pieces_rows[i]);
		plan_ok(f);
		if (f->plan->nr_segments != pieces_rows[i].segments + 1 ||
		    views_count(s) != pieces_rows[i].views)
			fail_msg("%s: %u segments, %u views", pieces_rows[i].name,
				 f->plan->nr_segments, views_count(s));
		for (unsigned int k = 0; k < f->image->nr_pieces; k++)
			assert_piece(f, &f->image->piece[k], pieces_rows[i].name);
	}
}

static void test_too_many_segments(void **state)
{
	struct state *s = *state;
	struct image *image = s->f->image;

	s->f->wish->args = ARGS_NONE;
	image->nr_pieces = IMAGE_MAX_PIECES;
	for (unsigned int i = 0; i < IMAGE_MAX_PIECES; i++)
		image->piece[i] = (struct image_piece){ 0x100000 + 0x2000 * i,
							{ s->bytes, 0x10 },
							0x10 };
	image->lowest = image->entry = 0x100000;
	image->room = 0x20000;
	plan_fails(s->f, -E2BIG, "purgatory would be segment 17");
	image->nr_pieces--;
	plan_ok(s->f);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(test_none),	 CASE(test_taken),
		CASE(test_above_4g),	 CASE(test_notes),
		CASE(test_notes_refuse), CASE(test_notes_64),
		CASE(test_linux),	 CASE(test_linux_initrd_far),
		CASE(test_pieces),	 CASE(test_too_many_segments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
