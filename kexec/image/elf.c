/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * elf.c - an x86-64 ELF: vmlinux, or a payload of one's own
 *
 * Only PT_LOAD counts, and of it only p_paddr: kernels before 6.15 have a per-CPU segment
 * with p_vaddr 0 whose p_paddr is in sequence. PT_NOTE and sections are not looked at.
 *
 * In: the bytes of a file. Out: a struct image, pieces sorted by address.
 * Ref: ELF-64 Object File Format 1.5; libelf through elf_memory(), so no file is opened.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <gelf.h>
#include <libelf.h>

#include "base/cleanup.h"
#include "image/kinds.h"

#define BANNER		     "Linux version "
#define CMDLINE_SIZE_DEFAULT 2047 /* x86 COMMAND_LINE_SIZE less the NUL */

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

static int elf_check_header(struct bytes file, const GElf_Ehdr *ehdr, struct diag *diag)
{
	uint64_t table = (uint64_t)ehdr->e_phnum * sizeof(Elf64_Phdr);
	bool is_64 = ehdr->e_ident[EI_CLASS] == ELFCLASS64;
	bool is_little = ehdr->e_ident[EI_DATA] == ELFDATA2LSB;
	int err;

	if (ehdr->e_machine != EM_X86_64 || !is_64 || !is_little)
		return diag_fail(
			diag, -ENOTSUP,
			"ELF of another machine: e_machine is %u (%d-bit, %s-endian), "
			"x86-64 is 62 (64-bit, little-endian)",
			ehdr->e_machine, is_64 ? 64 : 32, is_little ? "little" : "big");
	err = elf_check_type(ehdr, diag);
	if (err)
		return err;
	if (ehdr->e_phnum == 0 || ehdr->e_phentsize != sizeof(Elf64_Phdr))
		return diag_fail(diag, -EINVAL,
				 "ELF: %u program headers of %u bytes, needed is at "
				 "least one of %zu",
				 ehdr->e_phnum, ehdr->e_phentsize, sizeof(Elf64_Phdr));
	if (!bytes_has(file, ehdr->e_phoff, table))
		return diag_fail(diag, -EINVAL,
				 "ELF truncated: %u program headers at 0x%" PRIx64
				 " take %" PRIu64 " bytes, file has %zu",
				 ehdr->e_phnum, (uint64_t)ehdr->e_phoff, table,
				 file.size);
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

static int elf_read_pieces(struct bytes file, Elf *elf, unsigned int nr_phdrs,
			   struct image *image, struct diag *diag)
{
	for (int i = 0; i < (int)nr_phdrs; i++) {
		struct image_piece piece = { 0 };
		GElf_Phdr phdr;
		int err;

		if (!gelf_getphdr(elf, i, &phdr))
			return diag_fail(diag, -EINVAL, "ELF: program header %d: %s", i,
					 elf_errmsg(-1));
		if (phdr.p_type != PT_LOAD || phdr.p_memsz == 0)
			continue;
		if (image->nr_pieces == IMAGE_MAX_PIECES)
			return diag_fail(diag, -EINVAL,
					 "ELF has more than %d segments to load",
					 IMAGE_MAX_PIECES);
		err = piece_from_phdr(file, i, &phdr, &piece, diag);
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
	for (unsigned int i = 0; i < image->nr_pieces; i++) {
		if (prange_has(piece_range(&image->piece[i]), image->entry))
			return 0;
	}
	return diag_fail(diag, -EINVAL,
			 "ELF: e_entry 0x%" PRIx64 " lies in no segment; it must be a "
			 "physical address (segments span 0x%" PRIx64 "-0x%" PRIx64 ")",
			 image->entry, image->lowest, image->lowest + image->room - 1);
}

static int elf_describe(struct bytes file, Elf *elf, struct image *image,
			struct diag *diag)
{
	GElf_Ehdr ehdr;
	struct prange last;
	int err;

	if (!gelf_getehdr(elf, &ehdr))
		return diag_fail(diag, -EINVAL, "ELF header cannot be read: %s",
				 elf_errmsg(-1));
	err = elf_check_header(file, &ehdr, diag);
	if (err)
		return err;
	err = elf_read_pieces(file, elf, ehdr.e_phnum, image, diag);
	if (err)
		return err;
	qsort(image->piece, image->nr_pieces, sizeof(image->piece[0]), piece_compare);
	last = piece_range(&image->piece[image->nr_pieces - 1]);
	image->entry = ehdr.e_entry;
	image->lowest = image->piece[0].paddr;
	image->room = last.end - image->lowest;
	image->pref_address = image->lowest;
	return image_check_pieces(image, diag);
}

int elf_parse(struct bytes file, struct image *ret, struct diag *diag)
{
	struct image image = {
		.kind = IMAGE_VMLINUX,
		.type = "elf-x86_64",
		.alignment = SIZE_2M,
		.cmdline_size = CMDLINE_SIZE_DEFAULT,
	};
	Elf *elf CLEANUP(cleanup_elf) = NULL;
	int err;

	if (file.size < sizeof(Elf64_Ehdr))
		return diag_fail(diag, -EINVAL,
				 "ELF truncated: its header takes %zu bytes, "
				 "file has %zu",
				 sizeof(Elf64_Ehdr), file.size);
	if (elf_version(EV_CURRENT) == EV_NONE)
		return diag_fail(diag, -EINVAL, "libelf is older than this program");
	/* elf_memory() only reads; its prototype lacks the const */
	elf = elf_memory((char *)(uintptr_t)file.data, file.size);
	if (!elf || elf_kind(elf) != ELF_K_ELF)
		return diag_fail(diag, -EINVAL, "ELF header is broken: %s",
				 elf ? "class, data or version byte" : elf_errmsg(-1));
	err = elf_describe(file, elf, &image, diag);
	if (err == 0)
		*ret = image;
	return err;
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
