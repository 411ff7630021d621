/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * elf.c - an ELF for x86-64 or i386: vmlinux, or a payload of one's own
 *
 * Only PT_LOAD counts, and of it only p_paddr: kernels before 6.15 have a per-CPU segment
 * with p_vaddr 0 whose p_paddr is in sequence. PT_NOTE and sections are not looked at.
 *
 * In: the bytes of a file. Out: a struct image, pieces sorted by address.
 * Ref: ELF-64 Object File Format 1.5, System V gABI; libelf through elf_memory(), so no
 * file is opened.
 */
#include "image/elf.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <gelf.h>
#include <libelf.h>

#include "base/cleanup.h"
#include "image/version.h"

#define BANNER		     "Linux version "
#define E_MACHINE	     18	  /* offset, the same in both classes */
#define CMDLINE_SIZE_DEFAULT 2047 /* x86 COMMAND_LINE_SIZE less the NUL */

enum elf_wish {
	ELF_X86_64 = 1 << 0, /* accepted machines */
	ELF_I386 = 1 << 1,
	ELF_VIRTUAL_ENTRY = 1 << 2, /* e_entry may be a virtual address */
	ELF_NO_ENTRY = 1 << 3,	    /* e_entry is not asked for */
	ELF_SECTIONS = 1 << 4,	    /* into image->multiboot */
};

/* What is read, to be handed around. */
struct elf_file {
	struct bytes bytes;
	Elf *elf;
	GElf_Ehdr ehdr;
	unsigned int wish;
};

static void cleanup_elf(Elf **elf)
{
	if (*elf)
		elf_end(*elf);
}

bool elf_is(struct bytes file)
{
	return bytes_has(file, 0, SELFMAG) && !memcmp(file.data, ELFMAG, SELFMAG);
}

static int elf_check_type(const GElf_Ehdr *ehdr, struct diag *diag)
{
	static const char *const kinds[] = {
		[ET_NONE] = "no type",
		[ET_REL] = "relocatable: an object file or module",
		[ET_EXEC] = NULL,
		[ET_DYN] = NULL,
		[ET_CORE] = "a core dump",
	};
	const char *kind = "unknown";

	if (ehdr->e_type < ARRAY_SIZE(kinds))
		kind = kinds[ehdr->e_type];
	if (kind)
		return diag_fail(diag, -EINVAL,
				 "ELF cannot be started: e_type is %u (%s), must be 2 "
				 "(executable) or 3 (shared)",
				 ehdr->e_type, kind);
	return 0;
}

static bool elf_is_for(struct bytes file, uint8_t class, uint16_t machine)
{
	uint16_t e_machine;

	return elf_is(file) && !bytes_get_u16(file, E_MACHINE, &e_machine) &&
	       file.data[EI_CLASS] == class && file.data[EI_DATA] == ELFDATA2LSB &&
	       e_machine == machine;
}

bool elf_is_x86_64(struct bytes file)
{
	return elf_is_for(file, ELFCLASS64, EM_X86_64);
}

bool elf_is_i386(struct bytes file)
{
	return elf_is_for(file, ELFCLASS32, EM_386);
}

static int elf_check_machine(const struct elf_file *file, struct diag *diag)
{
	static const char *const wanted[] = {
		[ELF_X86_64] = "x86-64 is 62 (64-bit",
		[ELF_I386] = "i386 is 3 (32-bit",
		[ELF_X86_64 | ELF_I386] = "x86-64 is 62 (64-bit), i386 is 3 (32-bit",
	};
	const GElf_Ehdr *ehdr = &file->ehdr;
	bool is_64 = ehdr->e_ident[EI_CLASS] == ELFCLASS64;
	bool is_little = ehdr->e_ident[EI_DATA] == ELFDATA2LSB;

	if (is_little &&
	    ((file->wish & ELF_X86_64 && ehdr->e_machine == EM_X86_64 && is_64) ||
	     (file->wish & ELF_I386 && ehdr->e_machine == EM_386 && !is_64)))
		return 0;
	return diag_fail(diag, -ENOTSUP,
			 "ELF of another machine: e_machine is %u (%d-bit, %s-endian), "
			 "%s, little-endian)",
			 ehdr->e_machine, is_64 ? 64 : 32, is_little ? "little" : "big",
			 wanted[file->wish & (ELF_X86_64 | ELF_I386)]);
}

static int elf_check_header(const struct elf_file *file, struct diag *diag)
{
	const GElf_Ehdr *ehdr = &file->ehdr;
	size_t one = ehdr->e_ident[EI_CLASS] == ELFCLASS64 ? sizeof(Elf64_Phdr)
							   : sizeof(Elf32_Phdr);
	uint64_t table = (uint64_t)ehdr->e_phnum * one;
	int err = elf_check_machine(file, diag);

	if (err)
		return err;
	err = elf_check_type(ehdr, diag);
	if (err)
		return err;
	if (ehdr->e_phnum == 0 || ehdr->e_phentsize != one)
		return diag_fail(diag, -EINVAL,
				 "ELF: %u program headers of %u bytes, needed is at "
				 "least one of %zu",
				 ehdr->e_phnum, ehdr->e_phentsize, one);
	if (!bytes_has(file->bytes, ehdr->e_phoff, table))
		return diag_fail(diag, -EINVAL,
				 "ELF truncated: %u program headers at 0x%" PRIx64
				 " take %" PRIu64 " bytes, file has %zu",
				 ehdr->e_phnum, (uint64_t)ehdr->e_phoff, table,
				 file->bytes.size);
	return 0;
}

static int piece_from_phdr(struct bytes file, int index, const GElf_Phdr *phdr,
			   struct image_piece *ret, struct diag *diag)
{
	if (phdr->p_filesz > phdr->p_memsz)
		return diag_fail(
			diag, -EINVAL,
			"ELF: segment %d has p_filesz %" PRIu64 " > p_memsz %" PRIu64,
			index, (uint64_t)phdr->p_filesz, (uint64_t)phdr->p_memsz);
	if (phdr->p_memsz > UINT64_MAX - phdr->p_paddr)
		return diag_fail(diag, -EINVAL,
				 "ELF: segment %d at 0x%" PRIx64 " with p_memsz "
				 "0x%" PRIx64 " passes the end of the address space",
				 index, (uint64_t)phdr->p_paddr, (uint64_t)phdr->p_memsz);
	if (phdr->p_offset > UINT64_MAX - phdr->p_filesz)
		return diag_fail(diag, -EINVAL,
				 "ELF: segment %d has p_offset 0x%" PRIx64
				 " and p_filesz 0x%" PRIx64 ", no file is that long",
				 index, (uint64_t)phdr->p_offset,
				 (uint64_t)phdr->p_filesz);
	if (bytes_sub(file, phdr->p_offset, phdr->p_filesz, &ret->data))
		return diag_fail(diag, -EINVAL,
				 "ELF truncated: segment %d ends at byte %" PRIu64
				 ", file has %zu, %" PRIu64 " are missing",
				 index, (uint64_t)(phdr->p_offset + phdr->p_filesz),
				 file.size,
				 (uint64_t)(phdr->p_offset + phdr->p_filesz - file.size));
	ret->paddr = phdr->p_paddr;
	ret->memsz = phdr->p_memsz;
	return 0;
}

static int elf_read_pieces(const struct elf_file *file, struct image *image,
			   struct diag *diag)
{
	unsigned int nr_phdrs = file->ehdr.e_phnum;

	for (int i = 0; i < (int)nr_phdrs; i++) {
		struct image_piece piece = { 0 };
		GElf_Phdr phdr;
		int err;

		if (!gelf_getphdr(file->elf, i, &phdr))
			return diag_fail(diag, -EINVAL, "ELF: program header %d: %s", i,
					 elf_errmsg(-1));
		if (phdr.p_type != PT_LOAD || phdr.p_memsz == 0)
			continue;
		if (image->nr_pieces == IMAGE_MAX_PIECES)
			return diag_fail(diag, -EINVAL,
					 "ELF has more than %d segments to load",
					 IMAGE_MAX_PIECES);
		err = piece_from_phdr(file->bytes, i, &phdr, &piece, diag);
		if (err)
			return err;
		image->piece[image->nr_pieces++] = piece;
	}
	if (image->nr_pieces == 0)
		return diag_fail(diag, -EINVAL,
				 "ELF has nothing to load: no PT_LOAD among %u headers",
				 nr_phdrs);
	return 0;
}

static int piece_compare(const void *left, const void *right)
{
	const struct image_piece *a = left, *b = right;

	return (a->paddr > b->paddr) - (a->paddr < b->paddr);
}

static struct prange piece_range(const struct image_piece *piece)
{
	return (struct prange){ piece->paddr, piece->paddr + piece->memsz };
}

static int image_check_pieces(const struct image *image, struct diag *diag)
{
	for (unsigned int i = 1; i < image->nr_pieces; i++) {
		struct prange a = piece_range(&image->piece[i - 1]);
		struct prange b = piece_range(&image->piece[i]);

		if (prange_overlaps(a, b))
			return diag_fail(diag, -EINVAL,
					 "ELF: segments 0x%" PRIx64 "-0x%" PRIx64
					 " and 0x%" PRIx64 "-0x%" PRIx64 " overlap",
					 a.start, a.end - 1, b.start, b.end - 1);
	}
	return 0;
}

static bool image_has_entry(const struct image *image)
{
	for (unsigned int i = 0; i < image->nr_pieces; i++) {
		if (prange_has(piece_range(&image->piece[i]), image->entry))
			return true;
	}
	return false;
}

/* A kernel linked high may name its entry there; -ENOENT: no segment has it. */
static int elf_translate_entry(const struct elf_file *file, phys_t *entry)
{
	for (int i = 0; i < file->ehdr.e_phnum; i++) {
		GElf_Phdr phdr;

		if (!gelf_getphdr(file->elf, i, &phdr) || phdr.p_type != PT_LOAD)
			continue;
		if (*entry >= phdr.p_vaddr && *entry - phdr.p_vaddr < phdr.p_memsz) {
			*entry = phdr.p_paddr + (*entry - phdr.p_vaddr);
			return 0;
		}
	}
	return -ENOENT;
}

static int elf_find_entry(const struct elf_file *file, struct image *image,
			  struct diag *diag)
{
	image->entry = file->ehdr.e_entry;
	if (file->wish & ELF_NO_ENTRY || image_has_entry(image))
		return 0;
	if (file->wish & ELF_VIRTUAL_ENTRY && !elf_translate_entry(file, &image->entry) &&
	    image_has_entry(image))
		return 0;
	return diag_fail(diag, -EINVAL,
			 "ELF: e_entry 0x%" PRIx64 " lies in no segment; it must be a "
			 "physical address (segments span 0x%" PRIx64 "-0x%" PRIx64 ")",
			 (uint64_t)file->ehdr.e_entry, image->lowest,
			 image->lowest + image->room - 1);
}

/* Left empty when they are not whole: they only serve a debugger. */
static void elf_find_sections(const struct elf_file *file, struct image_multiboot *ret)
{
	const GElf_Ehdr *ehdr = &file->ehdr;
	uint64_t size = (uint64_t)ehdr->e_shnum * ehdr->e_shentsize;

	if (size == 0 || ehdr->e_shstrndx >= ehdr->e_shnum ||
	    bytes_sub(file->bytes, ehdr->e_shoff, size, &ret->sections))
		return;
	ret->section_size = ehdr->e_shentsize;
	ret->nr_sections = ehdr->e_shnum;
	ret->section_names = ehdr->e_shstrndx;
}

static int elf_describe(struct elf_file *file, struct image *image, struct diag *diag)
{
	struct prange last;
	int err;

	if (!gelf_getehdr(file->elf, &file->ehdr))
		return diag_fail(diag, -EINVAL, "ELF header cannot be read: %s",
				 elf_errmsg(-1));
	err = elf_check_header(file, diag);
	if (err)
		return err;
	err = elf_read_pieces(file, image, diag);
	if (err)
		return err;
	qsort(image->piece, image->nr_pieces, sizeof(image->piece[0]), piece_compare);
	last = piece_range(&image->piece[image->nr_pieces - 1]);
	image->lowest = image->piece[0].paddr;
	image->room = last.end - image->lowest;
	image->pref_address = image->lowest;
	image->is_relocatable = file->ehdr.e_type == ET_DYN;
	if (file->wish & ELF_SECTIONS)
		elf_find_sections(file, &image->multiboot);
	err = image_check_pieces(image, diag);
	return err ? err : elf_find_entry(file, image, diag);
}

static int elf_parse_with(struct bytes bytes, unsigned int wish, struct image *ret,
			  struct diag *diag)
{
	struct image image = {
		.kind = IMAGE_VMLINUX,
		.type = "elf-x86_64",
		.alignment = SIZE_2M,
		.cmdline_size = CMDLINE_SIZE_DEFAULT,
	};
	size_t header_size = elf_is_i386(bytes) ? sizeof(Elf32_Ehdr) : sizeof(Elf64_Ehdr);
	struct elf_file file = { .bytes = bytes, .wish = wish };
	Elf *elf CLEANUP(cleanup_elf) = NULL;
	int err;

	if (bytes.size < header_size)
		return diag_fail(diag, -EINVAL,
				 "ELF truncated: its header takes %zu bytes, "
				 "file has %zu",
				 header_size, bytes.size);
	if (elf_version(EV_CURRENT) == EV_NONE)
		return diag_fail(diag, -EINVAL, "libelf is older than this program");
	/* elf_memory() only reads; its prototype lacks the const */
	elf = elf_memory((char *)(uintptr_t)bytes.data, bytes.size);
	if (!elf || elf_kind(elf) != ELF_K_ELF)
		return diag_fail(diag, -EINVAL, "ELF header is broken: %s",
				 elf ? "class, data or version byte" : elf_errmsg(-1));
	file.elf = elf;
	err = elf_describe(&file, &image, diag);
	if (err)
		return err;
	if (file.ehdr.e_machine == EM_386) {
		image.kind = IMAGE_ELF32;
		image.type = "elf-x86";
	}
	*ret = image;
	return 0;
}

int elf_parse(struct bytes file, struct image *ret, struct diag *diag)
{
	return elf_parse_with(file, ELF_X86_64, ret, diag);
}

int elf32_parse(struct bytes file, struct image *ret, struct diag *diag)
{
	return elf_parse_with(file, ELF_I386, ret, diag);
}

int elf_parse_multiboot(struct bytes file, bool has_entry, struct image *ret,
			struct diag *diag)
{
	unsigned int wish = ELF_X86_64 | ELF_I386 | ELF_SECTIONS | ELF_VIRTUAL_ENTRY;

	return elf_parse_with(file, has_entry ? wish | ELF_NO_ENTRY : wish, ret, diag);
}

void elf_find_banner(struct image *image)
{
	const size_t size = strlen(BANNER);

	for (unsigned int i = 0; i < image->nr_pieces; i++) {
		struct bytes data = image->piece[i].data;
		size_t at = bytes_find(data, 0, BANNER, size);

		/* format strings hold the same words: only one with a number counts */
		for (; at != SIZE_MAX; at = bytes_find(data, at + size, BANNER, size)) {
			struct bytes text = { data.data + at + size,
					      data.size - at - size };

			if (version_parse(text, image->release, &image->version) == 0) {
				image->is_linux = true;
				return;
			}
		}
	}
}
