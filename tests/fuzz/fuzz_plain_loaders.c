/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_plain_loaders.c - any bzImage for the old entries, any ELF pieces, any multiboot
 *
 * In: numbers out of bytes. Checked: an error leaves its line; a plan is what
 * plain_fixture_sound() says, all of it below 4 GiB for an entry without long mode, and
 * every piece of the image is loaded, all moved by the same distance.
 */
// extra: tests/unit/plan/plain/plain_fixture.c
// extra: tests/unit/plan/plan_fixture.c
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/handoff.h"
#include "tests/fuzz/input.h"
#include "tests/unit/plan/plain/plain_fixture.h"

#define SETUP_SIZE 0x800
#define BYTES_SIZE 0x8000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a struct image points to. */
struct store {
	uint8_t setup[SETUP_SIZE];
	uint8_t bytes[BYTES_SIZE];
	struct plain_module module[REQUEST_MAX_MODULES];
};

/* As bzimage32_parse() leaves it: a place below 4 GiB, a header of its protocol. */
static void bzimage32_fill(struct input *input, struct plain_fixture *f, struct store *s)
{
	struct image *image = f->image;
	uint64_t flags = number(input, 1);

	memset(s->setup, 0x90, sizeof(s->setup));
	memcpy(s->setup + 0x1f1, f->header, PLAIN_HEADER);
	put_le32(s->setup + 0x214, (uint32_t)number(input, 3));
	image->kind = flags & 1 ? IMAGE_BZIMAGE : IMAGE_BZIMAGE32;
	image->setup = (struct bytes){ s->setup, flags & 2 ? SETUP_SIZE : 0x240 };
	image->loadflags = flags & 4 ? 0 : 1;
	image->is_relocatable = flags & 8;
	image->protocol = flags & 16 ? 0x201 : 0x20f;
	image->initrd_addr_max = (uint32_t)(number(input, 2) << 16 | 0xffff);
	image->alignment = PAGE_SIZE_4K << number(input, 1) % 16;
	image->pref_address = number(input, 2) << 16;
	image->room = image->piece[0].data.size + number(input, 4);
	image->piece[0].data = (struct bytes){ s->bytes, 1 + number(input, 2) % 0x7000 };
	if (image->room < image->piece[0].data.size)
		image->room = image->piece[0].data.size;
	image->entry = 0;
	f->wish->entry_32bit = !(flags & 32);
	f->wish->real_mode = flags & 64;
}

/* As elf.c leaves them: sorted, disjoint, the entry inside. */
static void pieces_fill(struct input *input, struct image *image, struct store *s)
{
	uint64_t count = number(input, 1) % IMAGE_MAX_PIECES + 1;
	phys_t at = number(input, 4);

	image->nr_pieces = 0;
	while (image->nr_pieces < count) {
		struct image_piece *piece = &image->piece[image->nr_pieces++];
		uint64_t kind = number(input, 1);

		at += kind & 1 ? number(input, 3) : number(input, 1);
		if (kind & 2)
			at = align_up(at, PAGE_SIZE_4K);
		piece->paddr = at;
		piece->data = (struct bytes){ s->bytes + number(input, 1),
					      number(input, 2) % 0x7000 };
		if (kind & 4)
			piece->data.size = 0;
		piece->memsz = piece->data.size + number(input, kind & 8 ? 3 : 1);
		if (!piece->memsz)
			piece->memsz = 1;
		at += piece->memsz;
	}
	image->lowest = image->piece[0].paddr;
	image->room = at - image->lowest;
	image->entry = image->lowest;
	image->pref_address = image->lowest;
}

static void multiboot_fill(struct input *input, struct plain_fixture *f, struct store *s)
{
	struct image *image = f->image;
	struct image_multiboot *wish = &image->multiboot;
	uint64_t flags = number(input, 1);

	image->kind = flags & 1 ? IMAGE_MULTIBOOT2 : IMAGE_MULTIBOOT;
	image->is_relocatable = flags & 1 && flags & 2;
	wish->is_relocatable = image->is_relocatable;
	wish->preference = flags >> 2 & 3;
	wish->min_addr = number(input, 2) << 12;
	wish->max_addr = number(input, 2) << 16 | 0xffff;
	wish->align = image->alignment = PAGE_SIZE_4K << number(input, 1) % 16;
	wish->sections = (struct bytes){ s->bytes, flags & 16 ? 100 : 0 };
	/* the parser sees to it that it fits */
	if (wish->max_addr < wish->min_addr ||
	    wish->max_addr - wish->min_addr < image->room - 1)
		wish->max_addr = wish->min_addr + image->room - 1;
	f->inputs.module = s->module;
	f->inputs.nr_modules = number(input, 1) % (REQUEST_MAX_MODULES + 1);
	for (size_t i = 0; i < f->inputs.nr_modules; i++)
		s->module[i] = (struct plain_module){
			{ s->bytes, number(input, 2) % BYTES_SIZE }, "module"
		};
}

static void image_fill(struct input *input, struct plain_fixture *f, struct store *s)
{
	static const enum request_args args[] = { ARGS_LINUX, ARGS_ELF, ARGS_NONE };
	uint64_t kind = number(input, 1) % 4;

	for (size_t i = 0; i < BYTES_SIZE; i++)
		s->bytes[i] = (uint8_t)(i % 251 + 1);
	if (kind == 0) {
		bzimage32_fill(input, f, s);
		return;
	}
	pieces_fill(input, f->image, s);
	f->image->is_linux = false;
	f->image->setup_header = (struct bytes){ NULL, 0 };
	f->image->is_relocatable = kind == 3;
	f->inputs.initrd.size = 0;
	if (kind == 1) {
		multiboot_fill(input, f, s);
		return;
	}
	f->image->kind = IMAGE_ELF32;
	f->wish->args = args[number(input, 1) % 3];
}

static void machine_fill(struct input *input, struct plain_fixture *f)
{
	struct memory_entry *map = f->base->firmware;

	map[0].range.end = 0x1000 + (number(input, 1) << 12);
	map[2].range.end = SIZE_1M + 0x1000 + (number(input, 3) << 12);
	map[3].range = (struct prange){ map[2].range.end, map[2].range.end + 0x1000 };
	map[4].range = (struct prange){ map[3].range.end, SIZE_4G };
	map[4].type = number(input, 1) & 1 ? MEMORY_RAM : MEMORY_RESERVED;
	if (map[3].range.end >= SIZE_4G)
		f->machine->firmware.nr_map = 3;
	f->wish->mem_min = number(input, 2) << 12;
}

/* The byte that is loaded at an address: -1 none. */
static int byte_at(const struct plan *plan, phys_t at)
{
	for (unsigned int i = 0; i < plan->nr_segments; i++) {
		const struct plan_segment *s = &plan->segment[i];

		if (at >= s->start && at - s->start < s->memsz)
			return at - s->start < s->data.size ? s->data.data[at - s->start]
							    : 0;
	}
	return -1;
}

static const char *pieces_check(const struct plain_fixture *f)
{
	const struct image *image = f->image;
	uint64_t shift = f->plan->kernel_entry - image->entry;

	for (unsigned int i = 0; i < image->nr_pieces; i++) {
		const struct image_piece *piece = &image->piece[i];
		phys_t at = piece->paddr + shift;
		size_t size = piece->data.size;

		if (size &&
		    (byte_at(f->plan, at) != piece->data.data[0] ||
		     byte_at(f->plan, at + size - 1) != piece->data.data[size - 1]))
			return "a piece is not loaded where it belongs";
		if (size < piece->memsz && (byte_at(f->plan, at + size) ||
					    byte_at(f->plan, at + piece->memsz - 1)))
			return "a piece's bss is not zero";
	}
	return NULL;
}

static const char *plan_check(const struct plain_fixture *f)
{
	const struct plan *plan = f->plan;
	const char *broken = plain_fixture_sound(f);
	bool is_bzimage = f->image->kind == IMAGE_BZIMAGE ||
			  f->image->kind == IMAGE_BZIMAGE32;

	for (unsigned int i = 0; !broken && i < plan->nr_segments; i++)
		if (plan->segment[i].start + plan->segment[i].memsz > SIZE_4G)
			broken = "a segment above 4 GiB";
	return broken || is_bzimage ? broken : pieces_check(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	struct plain_fixture *f = plain_fixture_new();
	struct store *store = calloc(1, sizeof(*store));
	const char *broken = NULL;
	int err;

	if (!store)
		abort();
	f->request->kernel = "kernel";
	machine_fill(&input, f);
	image_fill(&input, f, store);
	err = plain_fixture_plan(f);
	if (!err != !*f->base->diag.line)
		broken = "an error has its line, success has none";
	else if (!err && (f->image->kind != IMAGE_BZIMAGE || f->wish->entry_32bit ||
			  f->wish->real_mode))
		broken = plan_check(f);
	if (broken) {
		fprintf(stderr, "%s: %s\n", broken, f->base->diag.line);
		abort();
	}
	plain_fixture_free(f);
	free(store);
	return 0;
}
