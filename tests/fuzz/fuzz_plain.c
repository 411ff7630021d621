/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_plain.c - any machine's memory, kernel and wishes for a plain or a crash load
 *
 * In: numbers out of bytes. Checked: an error leaves its line; a plan is what
 * plain_fixture_sound() says: whole pages of RAM inside the limits, disjoint, at most 16,
 * and nothing that purgatory goes to lies outside of them.
 */
// extra: tests/unit/plan/plain/plain_fixture.c
// extra: tests/unit/plan/plan_fixture.c
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/input.h"
#include "tests/unit/plan/plain/plain_fixture.h"

#define RANGES_MAX 300

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ranges from left to right with gaps of any size; no address wraps. */
static size_t ranges_fill(struct input *input, struct memory_entry *map)
{
	static const uint32_t types[] = { 1, 1, 1, 2, 3, 4, 5, 7 };
	size_t most = number(input, 1) * 2 % RANGES_MAX, count = 0;
	phys_t at = 0;

	while (count < most && input->size) {
		uint64_t kind = number(input, 1);
		struct prange range;

		range.start = at + (kind & 8 ? scaled(input, 40, 3) : 0);
		if (range.start < at ||
		    __builtin_add_overflow(range.start, scaled(input, 40, 3) + 1,
					   &range.end))
			break;
		map[count++] = (struct memory_entry){ range, types[kind & 7] };
		at = range.end;
	}
	return count;
}

/* /proc/iomem says the same as the firmware; the crash regions are parts of its RAM. */
static void crash_fill(struct input *input, struct plain_fixture *f,
		       const struct memory_entry *map, size_t count)
{
	static char names[2][16] = { "System RAM", "Crash kernel" };
	struct machine *machine = f->machine;
	struct machine_crash *crash = &machine->kexec.crash;

	plain_fixture_crash(f);
	f->wish->panic = number(input, 1) & 1;
	crash->nr_regions = 0;
	machine->memory.nr_iomem = 0;
	for (size_t i = 0; i < count && machine->memory.nr_iomem + 2 < 16; i++) {
		struct prange range = map[i].range;
		uint64_t kind = number(input, 1);

		if (map[i].type != MEMORY_RAM)
			continue;
		f->iomem[machine->memory.nr_iomem++] =
			(struct iomem_entry){ range, 0, names[0] };
		range.start = align_up(range.start, PAGE_SIZE_4K);
		range.end = align_down(range.end, PAGE_SIZE_4K);
		if (!(kind & 1) || crash->nr_regions == 2 || prange_is_empty(range))
			continue;
		if (kind & 2)
			range.start = align_down(range.start + prange_size(range) / 2,
						 PAGE_SIZE_4K);
		if (prange_is_empty(range))
			continue;
		f->iomem[machine->memory.nr_iomem++] =
			(struct iomem_entry){ range, 1, names[1] };
		f->crash[crash->nr_regions++] = range;
	}
	crash->elfcorehdr_size = number(input, 2) << 8;
}

/* An ELF that is no Linux, 32-bit or relocatable or both; anywhere. */
static void other_fill(struct input *input, struct plain_fixture *f, uint64_t flags)
{
	static const enum request_args args[] = { ARGS_DEFAULT, ARGS_LINUX, ARGS_ELF,
						  ARGS_NONE };
	struct image *image = f->image;
	uint64_t shift;

	plain_fixture_vmlinux(f);
	image->kind = flags & 2 ? IMAGE_ELF32 : IMAGE_VMLINUX;
	image->is_linux = flags & 4;
	image->is_relocatable = flags & 8;
	f->wish->args = args[flags >> 4 & 3];
	shift = number(input, 4);
	image->lowest += shift;
	image->entry += shift;
	image->pref_address += shift;
	image->piece[0].paddr += shift;
	image->piece[1].paddr += shift;
	image->piece[1].memsz = 0x800 + number(input, 3);
	image->room = image->piece[1].paddr + image->piece[1].memsz - image->lowest;
}

static void image_fill(struct input *input, struct plain_fixture *f)
{
	uint64_t flags = number(input, 1);

	if (flags & 64) {
		other_fill(input, f, flags);
		return;
	}
	if (flags & 1) {
		plain_fixture_vmlinux(f);
		f->image->piece[1].memsz = 0x100000 + number(input, 1);
		return;
	}
	f->image->room = flags & 2 ? scaled(input, 40, 3) : PLAIN_ROOM;
	if (f->image->room < sizeof(f->base->kernel))
		f->image->room = sizeof(f->base->kernel);
	f->image->alignment = UINT64_C(1) << number(input, 1) % 40;
	f->image->pref_address = flags & 4 ? scaled(input, 40, 3) : SIZE_16M;
	f->image->is_relocatable = !(flags & 8);
	f->image->xloadflags = (uint16_t)(flags >> 4 & 3);
	f->image->initrd_addr_max = (uint32_t)number(input, 4);
	put_le16(f->setup + 0x236, f->image->xloadflags);
	put_le32(f->setup + 0x22c, f->image->initrd_addr_max);
}

static void wish_fill(struct input *input, struct plain_fixture *f)
{
	struct request_plain *wish = f->wish;
	uint64_t flags = number(input, 2);

	wish->no_checks = flags & 1;
	wish->hotplug = flags & 2;
	wish->preserve_context = flags & 4;
	wish->pass_memmap_cmdline = flags & 8;
	wish->core_elf32 = flags & 16;
	wish->has_entry = flags & 32;
	wish->entry = 0x1234;
	wish->has_mem_max = flags & 64;
	wish->mem_max = wish->has_mem_max ? scaled(input, 40, 3) - 1 : UINT64_MAX;
	wish->mem_min = flags & 128 ? scaled(input, 40, 3) : 0;
	f->request->reuse_cmdline = flags & 256;
	if (flags & 512)
		plain_fixture_efi(f);
	if (flags & 1024)
		f->inputs.dtb = (struct bytes){ f->base->kernel, 100 };
	if (flags & 2048)
		f->inputs.seed.size = 0;
	f->inputs.initrd.size = flags & 4096 ? number(input, 2) % 5000 : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	struct plain_fixture *f = plain_fixture_new();
	struct memory_entry map[RANGES_MAX];
	const char *broken = NULL;
	int err;

	wish_fill(&input, f);
	image_fill(&input, f);
	f->machine->firmware.nr_map = ranges_fill(&input, map);
	f->machine->firmware.map = map;
	crash_fill(&input, f, map, f->machine->firmware.nr_map);
	err = plain_fixture_plan(f);
	if (!err != !*f->base->diag.line)
		broken = "an error has its line, success has none";
	else if (!err)
		broken = plain_fixture_sound(f);
	if (broken) {
		fprintf(stderr, "%s: %s\n", broken, f->base->diag.line);
		abort();
	}
	plain_fixture_free(f);
	return 0;
}
