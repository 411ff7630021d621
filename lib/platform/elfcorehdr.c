/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * elfcorehdr.c - the ELF header of the dead kernel's memory, for /proc/vmcore
 *
 * In: crash notes, vmcoreinfo, where the kernel and RAM lie. Out: an ELF header and
 * program headers whose p_offset is the physical address to read from:
 *
 *   PT_NOTE   per CPU, vmcoreinfo   p_offset = p_paddr = where the note is written
 *   PT_LOAD   kernel                p_vaddr = where its text is mapped
 *   PT_LOAD   RAM                   p_vaddr = in the direct map; what was copied away
 *                                   has p_offset = where the copy is
 * Ref: Linux fs/proc/vmcore.c (what is read and checked), kdump.rst, ELF-64 object file
 * format version 1.5.
 */
#include "platform/elfcorehdr.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#define PROGRAM_HEADERS_MAX 65534u     /* 65,535 is PN_XNUM: the number is elsewhere */
#define ADDRESS_NONE	    UINT64_MAX /* p_vaddr of what is mapped nowhere known */

/* A program header of either class. */
struct core_part {
	uint32_t type;
	uint32_t flags;
	uint64_t offset, virtual, physical, size;
};

/* Receives each part; a negative errno ends the walk. */
typedef int core_part_fn(const struct core_part *part, void *context);

static int note_walk(const struct machine_note *note, core_part_fn *fn, void *context)
{
	const struct core_part part = {
		.type = PT_NOTE,
		.offset = note->address,
		.physical = note->address,
		.size = note->size,
	};

	return note->size ? fn(&part, context) : 0;
}

static int load_walk(const struct elfcorehdr_spec *spec, struct prange range,
		     phys_t offset, core_part_fn *fn, void *context)
{
	uint64_t page_offset = spec->crash->page_offset;
	const struct core_part part = {
		.type = PT_LOAD,
		.flags = PF_R | PF_W | PF_X,
		.offset = offset,
		.virtual = page_offset ? page_offset + range.start : ADDRESS_NONE,
		.physical = range.start,
		.size = prange_size(range),
	};

	return prange_is_empty(range) ? 0 : fn(&part, context);
}

/* One range of RAM: what was copied away is a part of its own. */
static int ram_walk(const struct elfcorehdr_spec *spec, struct prange ram,
		    core_part_fn *fn, void *context)
{
	struct prange copied = prange_common(ram, spec->backup_source);
	struct prange before = { ram.start, copied.start };
	struct prange behind = { copied.end, ram.end };
	int err;

	if (prange_is_empty(copied))
		return load_walk(spec, ram, ram.start, fn, context);
	err = load_walk(spec, before, before.start, fn, context);
	if (err)
		return err;
	err = load_walk(spec, copied,
			spec->backup_target + copied.start - spec->backup_source.start,
			fn, context);
	if (err)
		return err;
	return load_walk(spec, behind, behind.start, fn, context);
}

static int notes_walk(const struct machine_crash *crash, core_part_fn *fn, void *context)
{
	int err;

	for (size_t i = 0; i < crash->nr_cpus; i++) {
		err = note_walk(&crash->cpu[i], fn, context);
		if (err)
			return err;
	}
	return note_walk(&crash->vmcoreinfo, fn, context);
}

static int kernel_walk(const struct machine_crash *crash, core_part_fn *fn, void *context)
{
	const struct core_part kernel = {
		.type = PT_LOAD,
		.flags = PF_R | PF_W | PF_X,
		.offset = crash->kernel.start,
		.virtual = crash->kernel_virtual,
		.physical = crash->kernel.start,
		.size = prange_size(crash->kernel),
	};

	/* Without its virtual address it would say no more than RAM's part does. */
	if (prange_is_empty(crash->kernel) || !crash->kernel_virtual)
		return 0;
	return fn(&kernel, context);
}

static int core_walk(const struct elfcorehdr_spec *spec, core_part_fn *fn, void *context)
{
	int err;

	err = notes_walk(spec->crash, fn, context);
	if (err)
		return err;
	err = kernel_walk(spec->crash, fn, context);
	if (err)
		return err;
	for (size_t i = 0; i < spec->ram->count; i++) {
		err = ram_walk(spec, spec->ram->at[i], fn, context);
		if (err)
			return err;
	}
	return 0;
}

static int part_count(const struct core_part *part, void *context)
{
	(void)part;
	++*(uint64_t *)context;
	return 0;
}

static uint64_t headers_size(const struct elfcorehdr_spec *spec, uint64_t count)
{
	if (spec->is_elf32)
		return sizeof(Elf32_Ehdr) + count * sizeof(Elf32_Phdr);
	return sizeof(Elf64_Ehdr) + count * sizeof(Elf64_Phdr);
}

uint64_t elfcorehdr_size(const struct elfcorehdr_spec *spec)
{
	uint64_t count = 0;

	if (spec->room)
		return spec->room;
	(void)core_walk(spec, part_count, &count);
	return headers_size(spec, count);
}

struct core_output {
	struct buffer *ret;
	struct diag *diag;
};

static int part_put64(const struct core_part *part, void *context)
{
	const struct core_output *output = context;
	const Elf64_Phdr header = {
		.p_type = part->type,
		.p_flags = part->flags,
		.p_offset = part->offset,
		.p_vaddr = part->virtual,
		.p_paddr = part->physical,
		.p_filesz = part->size,
		.p_memsz = part->size,
	};

	return buffer_append(output->ret, &header, sizeof(header));
}

static int part_put32(const struct core_part *part, void *context)
{
	const struct core_output *output = context;
	uint64_t last = part->size - 1;
	Elf32_Phdr header;

	if (part->physical > UINT32_MAX || last > UINT32_MAX - part->physical ||
	    part->offset > UINT32_MAX || last > UINT32_MAX - part->offset ||
	    part->size > UINT32_MAX)
		return diag_fail(output->diag, -ERANGE,
				 "elfcorehdr: ELF32 cannot describe 0x%llx-0x%llx (read "
				 "from 0x%llx): addresses end at 4 GiB (leave out "
				 "--elf32-core-headers)",
				 (unsigned long long)part->physical,
				 (unsigned long long)(part->physical + last),
				 (unsigned long long)part->offset);
	header = (Elf32_Phdr){
		.p_type = part->type,
		.p_flags = part->flags,
		.p_offset = (uint32_t)part->offset,
		/* Virtual addresses of a 64-bit kernel do not fit: nowhere. */
		.p_vaddr = part->virtual > UINT32_MAX ? UINT32_MAX
						      : (uint32_t)part->virtual,
		.p_paddr = (uint32_t)part->physical,
		.p_filesz = (uint32_t)part->size,
		.p_memsz = (uint32_t)part->size,
	};
	return buffer_append(output->ret, &header, sizeof(header));
}

static int file_header_put(const struct elfcorehdr_spec *spec, uint16_t count,
			   struct buffer *ret)
{
	unsigned char ident[EI_NIDENT] = ELFMAG;
	Elf64_Ehdr wide = {
		.e_type = ET_CORE,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(wide),
		.e_ehsize = sizeof(wide),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = count,
	};
	/* Only a 32-bit kernel reads this class; it takes ELF64 of EM_X86_64 as well. */
	Elf32_Ehdr narrow = {
		.e_type = ET_CORE,
		.e_machine = EM_386,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(narrow),
		.e_ehsize = sizeof(narrow),
		.e_phentsize = sizeof(Elf32_Phdr),
		.e_phnum = count,
	};

	ident[EI_CLASS] = spec->is_elf32 ? ELFCLASS32 : ELFCLASS64;
	ident[EI_DATA] = ELFDATA2LSB;
	ident[EI_VERSION] = EV_CURRENT;
	memcpy(wide.e_ident, ident, sizeof(ident));
	memcpy(narrow.e_ident, ident, sizeof(ident));
	if (spec->is_elf32)
		return buffer_append(ret, &narrow, sizeof(narrow));
	return buffer_append(ret, &wide, sizeof(wide));
}

/* On failure @ret may have grown. */
static int core_put(const struct elfcorehdr_spec *spec, uint16_t count, uint64_t size,
		    struct buffer *ret, struct diag *diag)
{
	struct core_output output = { ret, diag };
	uint64_t end = ret->size + size;
	int err = buffer_reserve(ret, end);

	if (err)
		return err;
	err = file_header_put(spec, count, ret);
	if (err)
		return err;
	err = core_walk(spec, spec->is_elf32 ? part_put32 : part_put64, &output);
	if (err)
		return err;
	return ret->size < end ? buffer_append(ret, NULL, end - ret->size) : 0;
}

int elfcorehdr_build(const struct elfcorehdr_spec *spec, struct buffer *ret,
		     struct diag *diag)
{
	uint64_t count = 0, size;
	size_t before = ret->size;
	int err;

	(void)core_walk(spec, part_count, &count);
	size = headers_size(spec, count);
	if (count > PROGRAM_HEADERS_MAX)
		return diag_fail(diag, -E2BIG,
				 "elfcorehdr: %llu notes and memory ranges, at most %u "
				 "can be told",
				 (unsigned long long)count, PROGRAM_HEADERS_MAX);
	if (spec->room && size > spec->room)
		return diag_fail(diag, -E2BIG,
				 "elfcorehdr: %llu bytes for %llu notes and memory "
				 "ranges, the kernel reserves %llu: %llu are missing "
				 "(crash_elfcorehdr_size; do without --hotplug)",
				 (unsigned long long)size, (unsigned long long)count,
				 (unsigned long long)spec->room,
				 (unsigned long long)(size - spec->room));
	err = core_put(spec, (uint16_t)count, spec->room ? spec->room : size, ret, diag);
	if (err) {
		ret->size = before;
		return diag_fail(diag, err, "elfcorehdr: out of memory");
	}
	return 0;
}
