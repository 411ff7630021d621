/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_elfcorehdr.c - any crash facts and RAM; the headers are walked as vmcore.c does
 *
 * In: choices (1 byte), room (2), backup start, size and target (3 × 4), number of CPUs
 * (1), their notes (8 and 2 each), then RAM ranges (8 and 8 each: start, size).
 * Checked: each byte of RAM is in exactly one PT_LOAD, in order, and what was copied
 * away is read from the copy; every note is there; the size is the one foretold; an
 * error leaves the buffer alone and says why.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <elf.h>

#include "platform/elfcorehdr.h"

#define CPUS_MAX 16
#define RAM_MAX	 64
#define BEFORE	 3 /* bytes that are in the buffer already */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *at;
	size_t left;
};

struct part {
	uint32_t type;
	uint64_t offset, virtual, physical, size;
};

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static uint64_t take(struct input *input, unsigned int bytes)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < bytes && input->left; i++) {
		value |= (uint64_t)*input->at++ << (8 * i);
		input->left--;
	}
	return value;
}

static struct part part_get(const uint8_t *elf, bool is_elf32, unsigned int index)
{
	struct part part;

	if (is_elf32) {
		Elf32_Phdr header;

		memcpy(&header, elf + sizeof(Elf32_Ehdr) + index * sizeof(header),
		       sizeof(header));
		check(header.p_filesz == header.p_memsz);
		part = (struct part){ header.p_type, header.p_offset, header.p_vaddr,
				      header.p_paddr, header.p_memsz };
	} else {
		Elf64_Phdr header;

		memcpy(&header, elf + sizeof(Elf64_Ehdr) + index * sizeof(header),
		       sizeof(header));
		check(header.p_filesz == header.p_memsz);
		part = (struct part){ header.p_type, header.p_offset, header.p_vaddr,
				      header.p_paddr, header.p_memsz };
	}
	check(part.size > 0);
	return part;
}

/* The number of parts, once the file header is as the kernel wants it. */
static unsigned int header_check(const uint8_t *elf, uint64_t size, bool is_elf32)
{
	Elf64_Ehdr wide;
	Elf32_Ehdr narrow;

	check(size >= (is_elf32 ? sizeof(narrow) : sizeof(wide)) &&
	      !memcmp(elf, ELFMAG, SELFMAG));
	if (is_elf32) {
		memcpy(&narrow, elf, sizeof(narrow));
		check(elf[EI_CLASS] == ELFCLASS32 && narrow.e_type == ET_CORE &&
		      narrow.e_phoff == sizeof(narrow) &&
		      narrow.e_phentsize == sizeof(Elf32_Phdr) &&
		      sizeof(narrow) + narrow.e_phnum * sizeof(Elf32_Phdr) <= size);
		return narrow.e_phnum;
	}
	memcpy(&wide, elf, sizeof(wide));
	check(elf[EI_CLASS] == ELFCLASS64 && wide.e_type == ET_CORE &&
	      wide.e_machine == EM_X86_64 && wide.e_phoff == sizeof(wide) &&
	      wide.e_phentsize == sizeof(Elf64_Phdr) &&
	      sizeof(wide) + wide.e_phnum * sizeof(Elf64_Phdr) <= size);
	return wide.e_phnum;
}

static bool note_check(const uint8_t *elf, bool is_elf32, unsigned int index,
		       const struct machine_note *note)
{
	struct part part;

	if (!note->size)
		return false;
	part = part_get(elf, is_elf32, index);
	check(part.type == PT_NOTE && part.offset == note->address &&
	      part.physical == note->address && part.size == note->size);
	return true;
}

/* The parts from @index to @end are RAM, gap by gap. */
static void ram_check(const struct elfcorehdr_spec *spec, const uint8_t *elf,
		      unsigned int index, unsigned int end)
{
	size_t range = 0;
	phys_t done = spec->ram->count ? spec->ram->at[0].start : 0;

	for (; index < end; index++) {
		struct part part = part_get(elf, spec->is_elf32, index);
		struct prange here = { part.physical, part.physical + part.size };

		check(part.type == PT_LOAD && range < spec->ram->count);
		check(here.start == done && here.end <= spec->ram->at[range].end);
		if (!prange_is_empty(prange_common(spec->backup_source, here))) {
			check(prange_contains(spec->backup_source, here));
			check(part.offset - spec->backup_target ==
			      here.start - spec->backup_source.start);
		} else {
			check(part.offset == here.start);
		}
		if (!spec->is_elf32)
			check(part.virtual ==
			      (spec->crash->page_offset
				       ? spec->crash->page_offset + here.start
				       : UINT64_MAX));
		done = here.end;
		if (done == spec->ram->at[range].end && ++range < spec->ram->count)
			done = spec->ram->at[range].start;
	}
	check(range == spec->ram->count);
}

static void core_check(const struct elfcorehdr_spec *spec, const uint8_t *elf,
		       uint64_t size)
{
	unsigned int count = header_check(elf, size, spec->is_elf32), index = 0;
	const struct machine_crash *crash = spec->crash;
	uint64_t used = spec->is_elf32 ? sizeof(Elf32_Ehdr) + count * sizeof(Elf32_Phdr)
				       : sizeof(Elf64_Ehdr) + count * sizeof(Elf64_Phdr);

	check(size == (spec->room ? spec->room : used));
	for (uint64_t i = used; i < size; i++)
		check(!elf[i]);
	for (size_t i = 0; i < crash->nr_cpus; i++)
		index += note_check(elf, spec->is_elf32, index, &crash->cpu[i]);
	index += note_check(elf, spec->is_elf32, index, &crash->vmcoreinfo);
	if (crash->kernel_virtual) {
		struct part part = part_get(elf, spec->is_elf32, index++);

		check(part.type == PT_LOAD && part.physical == crash->kernel.start &&
		      part.size == prange_size(crash->kernel));
	}
	ram_check(spec, elf, index, count);
}

static void spec_read(struct input *input, struct elfcorehdr_spec *spec,
		      struct machine_crash *crash, struct prange_list *ram)
{
	uint64_t choice = take(input, 1);

	spec->is_elf32 = choice & 1;
	spec->room = take(input, 2) & (choice & 2 ? 0xffff : 0);
	spec->backup_source.start = take(input, 4);
	spec->backup_source.end = spec->backup_source.start + take(input, 4);
	spec->backup_target = take(input, 4);
	crash->nr_cpus = take(input, 1) % (CPUS_MAX + 1);
	for (size_t i = 0; i < crash->nr_cpus; i++) {
		crash->cpu[i].address = take(input, 8);
		crash->cpu[i].size = take(input, 2);
	}
	crash->page_offset = choice & 4 ? 0xffff888000000000 : 0;
	if (choice & 8) {
		crash->kernel = (struct prange){ 0x1000000, 0x3000000 };
		crash->kernel_virtual = 0xffffffff81000000;
	}
	if (choice & 16)
		crash->vmcoreinfo = (struct machine_note){ 0x5000, 0x1024 };
	while (input->left && ram->count < RAM_MAX) {
		uint64_t start = take(input, 8) >> 12, size = take(input, 8) >> 12;
		struct prange range = { start, start + size };

		if (!prange_is_empty(range) && prange_list_add(ram, range))
			break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	struct machine_note cpu[CPUS_MAX];
	struct machine_crash crash = { .cpu = cpu };
	struct prange_list ram = { 0 };
	struct elfcorehdr_spec spec = { .crash = &crash, .ram = &ram };
	struct buffer elf = { 0 };
	struct diag diag = { 0 };
	int err;

	spec_read(&input, &spec, &crash, &ram);
	if (buffer_append(&elf, "ELF", BEFORE))
		return 0;
	err = elfcorehdr_build(&spec, &elf, &diag);
	check((err != 0) == (diag.line[0] != '\0'));
	if (err) {
		check(elf.size == BEFORE);
		check(err == -ENOMEM || (err == -E2BIG && spec.room) ||
		      (err == -ERANGE && spec.is_elf32));
	} else {
		check(elf.size - BEFORE == elfcorehdr_size(&spec));
		core_check(&spec, elf.data + BEFORE, elf.size - BEFORE);
	}
	diag_clear(&diag);
	buffer_free(&elf);
	prange_list_free(&ram);
	return 0;
}
