/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmcore_builder.c - the memory of a fake kernel as a core file
 *
 * In, Out, Ref: see vmcore_builder.h.
 */
#include "tests/unit/vmcore-dmesg/vmcore_builder.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

#define NOTES_MAX 8192

const struct vmcore_shape vmcore_shapes[] = {
	{ .name = "qemu", .has_cpu_notes = true },
	{ .name = "proc-vmcore",
	  .has_vaddr = true,
	  .has_text = true,
	  .has_cpu_notes = true },
	{ .name = "elf32", .is_32 = true, .has_vaddr = true, .has_text = true },
	{ .name = "left-out", .has_vaddr = true, .is_left_out = true },
	{ .name = "xnum", .is_xnum = true },
	{ .name = "xnum-elf32", .is_32 = true, .is_xnum = true },
	{ .name = "no-base", .has_vaddr = true, .has_no_base = true },
};
const size_t nr_vmcore_shapes = ARRAY_SIZE(vmcore_shapes);

struct part {
	uint32_t type;
	uint64_t offset, vaddr, paddr, filesz, memsz;
};

static void put(struct buffer *to, const void *data, size_t size)
{
	if (buffer_append(to, data, size))
		abort();
}

static void note_put(struct buffer *to, const char *name, uint32_t type, const void *data,
		     size_t size)
{
	static const uint8_t zeros[4];
	const uint32_t head[3] = { (uint32_t)strlen(name) + 1, (uint32_t)size, type };

	put(to, head, sizeof(head));
	put(to, name, head[0]);
	put(to, zeros, -head[0] & 3);
	put(to, data, size);
	put(to, zeros, -size & 3);
}

/* Two PT_NOTEs' worth, one behind the other; @first: bytes of the CPUs'. */
static void notes_make(const struct fake *fake, const struct vmcore_shape *shape,
		       struct buffer *to, size_t *first)
{
	uint8_t registers[336] = { 1, 2, 3 };

	if (shape->has_cpu_notes) {
		note_put(to, "CORE", NT_PRSTATUS, registers, sizeof(registers));
		note_put(to, "CORE", NT_PRSTATUS, registers, sizeof(registers));
		note_put(to, "VMCOREINFO", 0, "", 0); /* ten letters, but empty */
		put(to, NULL, 64);
	}
	*first = to->size;
	note_put(to, "OTHERNAMES", 0, "x=y", 3);
	note_put(to, "VMCOREINFO", 0, fake->text.data, fake->text.size);
}

static void part_put(struct buffer *to, const struct part *part, bool is_32)
{
	const Elf64_Phdr wide = { .p_type = part->type,
				  .p_offset = part->offset,
				  .p_vaddr = part->vaddr,
				  .p_paddr = part->paddr,
				  .p_filesz = part->filesz,
				  .p_memsz = part->memsz };
	const Elf32_Phdr narrow = { .p_type = part->type,
				    .p_offset = (uint32_t)part->offset,
				    .p_vaddr = (uint32_t)part->vaddr,
				    .p_paddr = (uint32_t)part->paddr,
				    .p_filesz = (uint32_t)part->filesz,
				    .p_memsz = (uint32_t)part->memsz };

	if (is_32)
		put(to, &narrow, sizeof(narrow));
	else
		put(to, &wide, sizeof(wide));
}

static void header_put(struct buffer *to, const struct vmcore_shape *shape,
		       uint16_t count)
{
	Elf64_Ehdr wide = { .e_type = ET_CORE,
			    .e_machine = EM_X86_64,
			    .e_version = 1,
			    .e_phoff = sizeof(wide) + sizeof(Elf64_Shdr),
			    .e_shoff = sizeof(wide),
			    .e_ehsize = sizeof(wide),
			    .e_phentsize = sizeof(Elf64_Phdr),
			    .e_phnum = shape->is_xnum ? PN_XNUM : count };
	Elf32_Ehdr narrow = { .e_type = ET_CORE,
			      .e_machine = EM_386,
			      .e_version = 1,
			      .e_phoff = sizeof(narrow) + sizeof(Elf32_Shdr),
			      .e_shoff = sizeof(narrow),
			      .e_ehsize = sizeof(narrow),
			      .e_phentsize = sizeof(Elf32_Phdr),
			      .e_phnum = shape->is_xnum ? PN_XNUM : count };
	const Elf64_Shdr section = { .sh_info = count };
	const Elf32_Shdr section_32 = { .sh_info = count };
	const uint8_t ident[] = {
		0x7f,	     'E',	'L', 'F', shape->is_32 ? ELFCLASS32 : ELFCLASS64,
		ELFDATA2LSB, EV_CURRENT
	};

	memcpy(wide.e_ident, ident, sizeof(ident));
	memcpy(narrow.e_ident, ident, sizeof(ident));
	if (shape->is_32) {
		put(to, &narrow, sizeof(narrow));
		put(to, &section_32, sizeof(section_32));
	} else {
		put(to, &wide, sizeof(wide));
		put(to, &section, sizeof(section));
	}
}

/* Bytes of @fake's memory up to the last one that is not zero, before @end. */
static uint64_t used_size(const struct fake *fake, uint64_t end)
{
	while (end && !fake->ram[end - 1])
		end--;
	return end;
}

void vmcore_make(struct fake *fake, const struct vmcore_shape *shape, struct buffer *ret)
{
	const uint64_t vaddr = shape->has_vaddr ? fake_text_va(0) : 0;
	const uint64_t size = fake->map == FAKE_TEXT ? fake->note : fake->used;
	const uint64_t stored = shape->is_left_out ? used_size(fake, size) : size;
	const uint64_t half = align_down(stored / 2, 8); /* a record may lie across it */
	CLEANUP(buffer_free) struct buffer notes = { 0 };
	struct part part[5] = { { .type = PT_NOTE }, { .type = PT_NOTE } };
	uint64_t notes_at, memory_at;
	uint16_t count = 2, i;
	size_t first;

	if (shape->has_no_base)
		fake_line_remove(fake, "NUMBER(phys_base)");
	notes_make(fake, shape, &notes, &first);
	count = shape->has_text ? 5 : 4;
	header_put(ret, shape, count);
	notes_at = ret->size +
		   count * (shape->is_32 ? sizeof(Elf32_Phdr) : sizeof(Elf64_Phdr));
	memory_at = notes_at + notes.size;
	part[0].offset = notes_at;
	part[0].filesz = part[0].memsz = first;
	part[1].offset = notes_at + first;
	part[1].filesz = part[1].memsz = notes.size - first;
	part[2] = (struct part){ PT_LOAD, memory_at, vaddr, FAKE_START, half, half };
	part[3] = (struct part){
		PT_LOAD,	   memory_at + half, vaddr ? vaddr + half : 0,
		FAKE_START + half, stored - half,    size - half
	};
	part[4] = (struct part){
		PT_LOAD, memory_at, fake_text_va(0), FAKE_START, 512, 512
	};
	for (i = 0; i < count; i++)
		part_put(ret, &part[i], shape->is_32);
	put(ret, notes.data, notes.size);
	put(ret, fake->ram, stored);
}
