/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core.c - a vmcore as the physical memory of the kernel that died
 *
 * In: an ELF core file, or anything else. Out: see core.h.
 * Ref: elf(5).
 */
#include "vmcore-dmesg/core.h"

#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "printk/vmcoreinfo.h"

#define NOTE_HEADER 12
#define NOTE_NAME   "VMCOREINFO" /* with its NUL in n_namesz */

/* What is no ELF, but known; each says what to do. */
static const struct magic {
	const char *bytes;
	size_t size;
	const char *text;
} magics[] = {
	{ "KDUMP   ", 8,
	  "a dump that makedumpfile compressed, not ELF: makedumpfile --dump-dmesg FILE "
	  "TEXT reads its log" },
	{ "DISKDUMP", 8,
	  "a diskdump, not ELF: makedumpfile --dump-dmesg FILE TEXT reads its log" },
	{ "makedumpfile", 12,
	  "a dump in makedumpfile's flattened form: makedumpfile -R NEWFILE <FILE makes "
	  "a plain one" },
	{ "\x1f\x8b", 2, "compressed with gzip: unpack it first" },
	{ "\xfd"
	  "7zXZ",
	  5, "compressed with xz: unpack it first" },
	{ "\x28\xb5\x2f\xfd", 4, "compressed with zstd: unpack it first" },
	{ "BZh", 3, "compressed with bzip2: unpack it first" },
};

/* Where a program header's fields are, by class. */
struct layout {
	bool is_64;
	size_t header_size;
	size_t entry_size;
};

static uint64_t word_get(const struct layout *layout, const uint8_t *at, size_t at_32,
			 size_t at_64)
{
	uint64_t value = 0;

	if (layout->is_64)
		memcpy(&value, at + at_64, 8);
	else
		memcpy(&value, at + at_32, 4);
	return value;
}

#define FIELD(layout, at, type, member)                      \
	word_get(layout, at, offsetof(Elf32_##type, member), \
		 offsetof(Elf64_##type, member))

static int ident_refuse(const uint8_t *ident, struct diag *diag)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(magics); i++) {
		if (!memcmp(ident, magics[i].bytes, magics[i].size))
			return diag_fail(diag, -ENOEXEC, "%s", magics[i].text);
	}
	return diag_fail(diag, -ENOEXEC,
			 "not an ELF file: it begins with %02x %02x %02x %02x", ident[0],
			 ident[1], ident[2], ident[3]);
}

static int ident_check(const uint8_t *ident, struct layout *ret, struct diag *diag)
{
	if (memcmp(ident, ELFMAG, SELFMAG))
		return ident_refuse(ident, diag);
	if (ident[EI_DATA] != ELFDATA2LSB)
		return diag_fail(
			diag, -ENOEXEC,
			"not little-endian (ELF data encoding %u): that kernel's "
			"log cannot be read here",
			ident[EI_DATA]);
	if (ident[EI_CLASS] != ELFCLASS64 && ident[EI_CLASS] != ELFCLASS32)
		return diag_fail(diag, -ENOEXEC, "ELF class %u: 1 and 2 are known",
				 ident[EI_CLASS]);
	ret->is_64 = ident[EI_CLASS] == ELFCLASS64;
	ret->header_size = ret->is_64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
	ret->entry_size = ret->is_64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
	return 0;
}

/* Where the program headers are, and how many. */
struct table {
	struct layout layout;
	uint64_t offset;
	uint64_t count;
};

/* More than 65534 of them: their number is in section header 0 (elf(5), PN_XNUM). */
static int table_count(const struct core_file *file, const uint8_t *header,
		       struct table *table)
{
	const struct layout *layout = &table->layout;
	uint8_t section[sizeof(Elf64_Shdr)];
	uint64_t at = FIELD(layout, header, Ehdr, e_shoff);
	uint16_t count;
	uint32_t many;
	int err;

	memcpy(&count,
	       header + (layout->is_64 ? offsetof(Elf64_Ehdr, e_phnum)
				       : offsetof(Elf32_Ehdr, e_phnum)),
	       sizeof(count));
	table->count = count;
	if (count != PN_XNUM || !at)
		return 0;
	err = file->read(file->context, at, section,
			 layout->is_64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr));
	if (err)
		return err;
	memcpy(&many,
	       section + (layout->is_64 ? offsetof(Elf64_Shdr, sh_info)
					: offsetof(Elf32_Shdr, sh_info)),
	       sizeof(many));
	table->count = many;
	return 0;
}

static int table_check(const uint8_t *header, const struct table *table,
		       struct diag *diag)
{
	uint16_t type, entry;

	memcpy(&type, header + offsetof(Elf64_Ehdr, e_type), sizeof(type));
	memcpy(&entry,
	       header + (table->layout.is_64 ? offsetof(Elf64_Ehdr, e_phentsize)
					     : offsetof(Elf32_Ehdr, e_phentsize)),
	       sizeof(entry));
	if (type != ET_CORE)
		return diag_fail(diag, -ENOEXEC,
				 "an ELF file of type %u, not a core (type %d)", type,
				 ET_CORE);
	if (entry != table->layout.entry_size)
		return diag_fail(diag, -EINVAL, "program headers of %u bytes, not %zu",
				 entry, table->layout.entry_size);
	if (table->count > CORE_SEGMENTS_MAX)
		return diag_fail(diag, -E2BIG,
				 "%" PRIu64 " program headers, %u are the limit",
				 table->count, CORE_SEGMENTS_MAX);
	return 0;
}

static int header_read(const struct core_file *file, struct table *ret, struct diag *diag)
{
	struct table table = { 0 };
	uint8_t header[sizeof(Elf64_Ehdr)];
	int err;

	err = file->read(file->context, 0, header, EI_NIDENT);
	if (err == -ENODATA)
		return diag_fail(diag, -ENOEXEC, "not an ELF file: less than %d bytes",
				 EI_NIDENT);
	if (err)
		return diag_fail(diag, err, "cannot be read: %s",
				 err == -ESPIPE ? "it must be a file, not a pipe"
						: strerror(-err));
	err = ident_check(header, &table.layout, diag);
	if (err)
		return err;
	err = file->read(file->context, 0, header, table.layout.header_size);
	if (!err)
		err = table_count(file, header, &table);
	if (err)
		return diag_fail(diag, err, "cut off within its ELF header");
	err = table_check(header, &table, diag);
	if (err)
		return err;
	table.offset = FIELD(&table.layout, header, Ehdr, e_phoff);
	*ret = table;
	return 0;
}

static int segment_read(const struct core_file *file, const struct table *table,
			uint64_t index, uint32_t *type, struct core_segment *ret)
{
	const struct layout *layout = &table->layout;
	uint8_t entry[sizeof(Elf64_Phdr)];
	uint64_t skip = index * layout->entry_size;
	int err;

	if (table->offset > UINT64_MAX - skip)
		return -ENODATA;
	err = file->read(file->context, table->offset + skip, entry, layout->entry_size);
	if (err)
		return err;
	memcpy(type, entry, sizeof(*type)); /* p_type is the first in both */
	ret->offset = FIELD(layout, entry, Phdr, p_offset);
	ret->vaddr = FIELD(layout, entry, Phdr, p_vaddr);
	ret->paddr = FIELD(layout, entry, Phdr, p_paddr);
	ret->filesz = FIELD(layout, entry, Phdr, p_filesz);
	ret->memsz = FIELD(layout, entry, Phdr, p_memsz);
	if (ret->memsz < ret->filesz)
		ret->memsz = ret->filesz;
	return 0;
}

static int load_add(struct core *core, const struct core_segment *load, struct diag *diag)
{
	if (!load->memsz)
		return 0;
	if (load->paddr > UINT64_MAX - load->memsz ||
	    load->offset > UINT64_MAX - load->filesz)
		return diag_fail(diag, -EINVAL,
				 "memory of 0x%" PRIx64 " bytes at 0x%" PRIx64
				 ", 0x%" PRIx64 " in the file: past the last address",
				 load->memsz, load->paddr, load->offset);
	core->load[core->nr_loads++] = *load;
	return 0;
}

/* @ret: bytes from one note to the next; @core->info when it is the one looked for. */
static int note_read(struct core *core, uint64_t at, uint64_t room, uint64_t *ret)
{
	const struct core_file *file = &core->file;
	uint32_t head[NOTE_HEADER / 4];
	char name[sizeof(NOTE_NAME)];
	uint64_t desc;
	int err;

	err = room < NOTE_HEADER ? -ENODATA
				 : file->read(file->context, at, head, sizeof(head));
	if (err)
		return err;
	desc = NOTE_HEADER + (((uint64_t)head[0] + 3) & ~UINT64_C(3));
	*ret = desc + (((uint64_t)head[1] + 3) & ~UINT64_C(3));
	/* padding behind the notes of a CPU that never crashed */
	if (!head[0] || desc > room || head[1] > room - desc)
		return -ENODATA;
	if (head[0] != sizeof(name))
		return 0;
	err = file->read(file->context, at + NOTE_HEADER, name, sizeof(name));
	if (err || memcmp(name, NOTE_NAME, sizeof(name)))
		return err;
	if (head[1] > VMCOREINFO_TEXT_MAX)
		return -E2BIG;
	err = buffer_reserve(&core->info, head[1]);
	if (err)
		return err;
	err = file->read(file->context, at + desc, core->info.data, head[1]);
	if (err)
		return err;
	core->info.size = head[1];
	return 0;
}

/* The first VMCOREINFO counts; what cannot be read ends the search, not the program. */
static int notes_read(struct core *core, const struct core_segment *note, uint64_t *left)
{
	uint64_t at = 0, step = 0;
	int err;

	if (note->offset > UINT64_MAX - note->filesz)
		return 0;
	for (; at < note->filesz && *left && !core->info.size; at += step) {
		err = note_read(core, note->offset + at, note->filesz - at, &step);
		if (err)
			return err == -ENODATA ? 0 : err;
		*left -= step < *left ? step : *left;
	}
	return 0;
}

static int segments_read(struct core *core, const struct table *table, struct diag *diag)
{
	uint64_t i, notes = CORE_NOTES_MAX;
	struct core_segment segment;
	uint32_t type;
	int err;

	for (i = 0; i < table->count; i++) {
		err = segment_read(&core->file, table, i, &type, &segment);
		if (err)
			return diag_fail(diag, err,
					 "program header %" PRIu64 " of %" PRIu64
					 " cannot be read: %s",
					 i, table->count,
					 err == -ENODATA ? "the file ends before it"
							 : strerror(-err));
		if (type == PT_LOAD)
			err = load_add(core, &segment, diag);
		else if (type == PT_NOTE)
			err = notes_read(core, &segment, &notes);
		if (err)
			return diag_fail(diag, err, "its notes cannot be read: %s",
					 strerror(-err));
	}
	if (!core->nr_loads)
		return diag_fail(diag, -EINVAL,
				 "an ELF core without memory: none of its %" PRIu64
				 " program headers is a PT_LOAD",
				 table->count);
	return 0;
}

/* Is there a file behind the number? One that it has no room for must not cost memory. */
static int table_probe(const struct core_file *file, const struct table *table)
{
	uint64_t size = table->count * table->layout.entry_size;
	uint8_t last;

	if (!size)
		return 0;
	if (table->offset > UINT64_MAX - size)
		return -ENODATA;
	return file->read(file->context, table->offset + size - 1, &last, 1);
}

int core_open(const struct core_file *file, struct core *ret, struct diag *diag)
{
	CLEANUP(core_close) struct core core = { .file = *file };
	struct table table = { 0 };
	int err;

	err = header_read(file, &table, diag);
	if (err)
		return err;
	if (table_probe(file, &table))
		return diag_fail(diag, -ENODATA,
				 "cut off within its %" PRIu64 " program headers",
				 table.count);
	core.load = calloc((size_t)table.count + 1, sizeof(*core.load));
	if (!core.load)
		return diag_fail(diag, -ENOMEM,
				 "no memory for %" PRIu64 " program headers",
				 table.count);
	err = segments_read(&core, &table, diag);
	if (err)
		return err;
	*ret = core;
	core = (struct core){ 0 };
	return 0;
}

void core_close(struct core *core)
{
	free(core->load);
	buffer_free(&core->info);
	memset(core, 0, sizeof(*core));
}

struct bytes core_vmcoreinfo(const struct core *core)
{
	return buffer_view(&core->info);
}

/*
 * load_find - the piece that has physical @at, the one of the read before first
 *
 * One that has it in the file comes before one that only says zeros.
 * Return: NULL if none has it.
 */
static const struct core_segment *load_find(struct core *core, uint64_t at)
{
	const struct core_segment *load = &core->load[core->last], *zeros = NULL;
	size_t i;

	if (at >= load->paddr && at - load->paddr < load->filesz)
		return load;
	for (i = 0; i < core->nr_loads; i++) {
		load = &core->load[i];
		if (at < load->paddr || at - load->paddr >= load->memsz)
			continue;
		zeros = load;
		if (at - load->paddr >= load->filesz)
			continue;
		core->last = i;
		return load;
	}
	return zeros;
}

/* The bytes of @load from @skip on, as many as lie alike in it; @ret: how many. */
static int load_read(const struct core *core, const struct core_segment *load,
		     uint64_t skip, void *to, uint64_t size, uint64_t *ret)
{
	bool is_in_file = skip < load->filesz;
	uint64_t piece = (is_in_file ? load->filesz : load->memsz) - skip;

	if (piece > size)
		piece = size;
	*ret = piece;
	if (is_in_file)
		return core->file.read(core->file.context, load->offset + skip, to,
				       (size_t)piece);
	memset(to, 0, (size_t)piece);
	return 0;
}

static int core_read(void *context, phys_t from, void *to, size_t size)
{
	struct core *core = context;
	uint8_t *out = to;
	uint64_t piece;
	int err;

	while (size) {
		const struct core_segment *load = load_find(core, from);

		if (!load)
			return -EFAULT;
		err = load_read(core, load, from - load->paddr, out, size, &piece);
		if (err)
			return err;
		out += piece;
		from += piece;
		size -= (size_t)piece;
	}
	return 0;
}

static int core_translate(void *context, uint64_t va, phys_t *ret, uint64_t *run)
{
	struct core *core = context;
	size_t i;

	for (i = 0; i < core->nr_loads; i++) {
		const struct core_segment *load = &core->load[i];

		if (!load->vaddr || va < load->vaddr || va - load->vaddr >= load->memsz)
			continue;
		*ret = load->paddr + (va - load->vaddr);
		*run = load->memsz - (va - load->vaddr);
		return 0;
	}
	return -EFAULT;
}

struct printk_memory core_memory(struct core *core, bool has_vaddr)
{
	return (struct printk_memory){ .read = core_read,
				       .translate = has_vaddr ? core_translate : NULL,
				       .context = core };
}
