/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image_builder.c - tiny kernel files, right ones and wrong ones
 *
 * In: a few words about the file. Out: its bytes.
 * Ref: boot.rst; ELF-64 object file format; Multiboot 0.6.96 and
 * Multiboot2 2.0; PE format; the manuals of the compressors' libraries.
 */
#include "tests/unit/image/image_builder.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bzlib.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#define PACK_ROOM(size) (2 * (size) + 4096)

const char *const image_formats[] = { "gzip",	     "xz",  "xz-bcj",	  "lzma",  "zstd",
				      "zstd-stream", "lz4", "lz4-legacy", "bzip2", NULL };

static void must(int good, const char *what)
{
	if (!good) {
		fprintf(stderr, "image_builder: cannot %s\n", what);
		abort();
	}
}

static void append(struct buffer *file, const void *data, size_t size)
{
	must(buffer_append(file, data, size) == 0, "allocate");
}

void image_patch(struct buffer *file, size_t offset, unsigned int width, uint64_t value)
{
	must(bytes_has(buffer_view(file), offset, width), "patch outside the file");
	for (unsigned int i = 0; i < width; i++)
		file->data[offset + i] = (uint8_t)(value >> (8 * i));
}

struct buffer bzimage_build(struct bytes payload)
{
	const char release[] = BUILT_RELEASE " (mint@test) #1 SMP";
	struct buffer file = { 0 };
	size_t paragraphs = (BUILT_PAYLOAD + payload.size + 15) / 16;

	append(&file, NULL, BUILT_CODE + BUILT_PAYLOAD);
	append(&file, payload.data, payload.size);
	append(&file, NULL, BUILT_CODE + paragraphs * 16 - file.size);
	image_patch(&file, 0x1f1, 1, BUILT_SETUP_SECTS);
	image_patch(&file, 0x1f4, 4, paragraphs);
	image_patch(&file, 0x1fe, 2, 0xaa55);
	image_patch(&file, 0x200, 2, 0x6aeb); /* jmp: header ends at 0x26c */
	memcpy(file.data + 0x202, "HdrS", 4);
	image_patch(&file, 0x206, 2, 0x020f);
	image_patch(&file, 0x20e, 2, 0x100); /* kernel_version: string at 0x300 */
	memcpy(file.data + 0x300, release, sizeof(release));
	image_patch(&file, 0x211, 1, 0x01); /* LOADED_HIGH */
	image_patch(&file, 0x230, 4, 0x200000);
	image_patch(&file, 0x234, 1, 1);
	image_patch(&file, 0x236, 2, 0x7f); /* as Debian's 6.1 */
	image_patch(&file, 0x238, 4, 2047);
	image_patch(&file, 0x248, 4, BUILT_PAYLOAD);
	image_patch(&file, 0x24c, 4, payload.size);
	image_patch(&file, 0x258, 8, 0x1000000);
	image_patch(&file, 0x260, 4, BUILT_INIT_SIZE);
	return file;
}

struct buffer elf_build(const char *banner)
{
	Elf64_Ehdr ehdr = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_entry = BUILT_ELF_ENTRY,
		.e_phoff = BUILT_ELF_PHDR(0),
		.e_ehsize = sizeof(ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = BUILT_ELF_PHDRS,
	};
	Elf64_Off start = BUILT_ELF_PHDR(BUILT_ELF_PHDRS);
	size_t banner_size = strlen(banner) + 1;
	/* Out of order on purpose: text last, data first. */
	const Elf64_Phdr phdr[BUILT_ELF_PHDRS] = {
		{ .p_type = PT_NOTE,
		  .p_offset = start,
		  .p_filesz = 16,
		  .p_memsz = 16,
		  .p_paddr = BUILT_ELF_LOWEST },
		{ .p_type = PT_LOAD,
		  .p_offset = start + 0x80,
		  .p_paddr = 0x1100000,
		  .p_vaddr = 0xffffffff81100000,
		  .p_filesz = 0x40 + banner_size,
		  .p_memsz = 0x100000 },
		/* kernels before 6.15: per-CPU data, virtual address 0 */
		{ .p_type = PT_LOAD,
		  .p_offset = start + 0x40,
		  .p_paddr = BUILT_ELF_PERCPU,
		  .p_vaddr = 0,
		  .p_filesz = 0x20,
		  .p_memsz = BUILT_ELF_END - BUILT_ELF_PERCPU },
		{ .p_type = PT_LOAD,
		  .p_offset = start,
		  .p_paddr = BUILT_ELF_LOWEST,
		  .p_vaddr = 0xffffffff81000000,
		  .p_filesz = 0x80,
		  .p_memsz = 0x80 },
	};
	struct buffer file = { 0 };

	append(&file, &ehdr, sizeof(ehdr));
	append(&file, phdr, sizeof(phdr));
	append(&file, NULL, 0x80);
	for (size_t i = start; i < file.size; i++)
		file.data[i] = (uint8_t)i;
	append(&file, NULL, 0x40);
	append(&file, banner, banner_size);
	return file;
}

struct buffer elf32_build(void)
{
	const Elf32_Ehdr ehdr = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS32, ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = EM_386,
		.e_version = EV_CURRENT,
		.e_entry = BUILT_ELF32_ENTRY,
		.e_phoff = sizeof(ehdr),
		.e_shoff = BUILT_ELF32_TABLE,
		.e_ehsize = sizeof(ehdr),
		.e_phentsize = sizeof(Elf32_Phdr),
		.e_phnum = 2,
		.e_shentsize = sizeof(Elf32_Shdr),
		.e_shnum = 3,
		.e_shstrndx = 2,
	};
	const Elf32_Phdr phdr[2] = {
		{ .p_type = PT_LOAD,
		  .p_offset = BUILT_ELF32_DATA,
		  .p_vaddr = BUILT_ELF32_VIRTUAL + 0x200000,
		  .p_paddr = 0x200000,
		  .p_filesz = 0x100,
		  .p_memsz = BUILT_ELF32_END - 0x200000 },
		{ .p_type = PT_LOAD,
		  .p_offset = BUILT_ELF32_TEXT,
		  .p_vaddr = BUILT_ELF32_VIRTUAL + BUILT_ELF32_LOWEST,
		  .p_paddr = BUILT_ELF32_LOWEST,
		  .p_filesz = BUILT_ELF32_DATA - BUILT_ELF32_TEXT,
		  .p_memsz = BUILT_ELF32_DATA - BUILT_ELF32_TEXT },
	};
	struct buffer file = { 0 };

	append(&file, &ehdr, sizeof(ehdr));
	append(&file, phdr, sizeof(phdr));
	append(&file, NULL, BUILT_ELF32_TABLE - file.size + 3 * sizeof(Elf32_Shdr));
	return file;
}

void multiboot_put(struct buffer *file, size_t at, uint32_t flags)
{
	image_patch(file, at, 4, 0x1badb002);
	image_patch(file, at + 4, 4, flags);
	image_patch(file, at + 8, 4, 0u - 0x1badb002u - flags);
}

void multiboot2_put(struct buffer *file, size_t at, struct bytes tags)
{
	uint32_t length = (uint32_t)(16 + tags.size);

	image_patch(file, at + length - 1, 1, 0); /* inside? */
	image_patch(file, at, 4, 0xe85250d6);
	image_patch(file, at + 4, 4, 0);
	image_patch(file, at + 8, 4, length);
	image_patch(file, at + 12, 4, 0u - 0xe85250d6u - length);
	if (tags.size)
		memcpy(file->data + at + 16, tags.data, tags.size);
}

struct buffer uki_build(const struct built_section *sections, size_t count)
{
	struct buffer file = { 0 };

	append(&file, NULL, (BUILT_PE_SECTION(count) + 511) / 512 * 512);
	memcpy(file.data, "MZ", 2);
	image_patch(&file, 0x3c, 4, BUILT_PE);
	memcpy(file.data + BUILT_PE, "PE\0\0", 4);
	image_patch(&file, BUILT_PE + 4, 2, 0x8664);
	image_patch(&file, BUILT_PE + 6, 2, count);
	image_patch(&file, BUILT_PE + 20, 2, 112);
	image_patch(&file, BUILT_PE_OPTIONAL, 2, 0x20b);
	for (size_t i = 0; i < count; i++) {
		size_t header = BUILT_PE_SECTION(i);
		size_t at = file.size;

		append(&file, sections[i].data.data, sections[i].data.size);
		append(&file, NULL, (file.size + 511) / 512 * 512 - file.size);
		memcpy(file.data + header, sections[i].name,
		       strnlen(sections[i].name, 8));
		image_patch(&file, header + 8, 4, sections[i].data.size);
		image_patch(&file, header + 12, 4, 0x1000 * (i + 1));
		image_patch(&file, header + 16, 4, file.size - at);
		image_patch(&file, header + 20, 4, at);
	}
	return file;
}

static size_t gzip_pack(struct bytes plain, uint8_t *out, size_t room)
{
	z_stream zlib = { 0 };
	size_t size;

	must(deflateInit2(&zlib, 9, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) ==
		     Z_OK,
	     "start zlib");
	zlib.next_in = (Bytef *)(uintptr_t)plain.data;
	zlib.avail_in = (uInt)plain.size;
	zlib.next_out = out;
	zlib.avail_out = (uInt)room;
	must(deflate(&zlib, Z_FINISH) == Z_STREAM_END, "gzip");
	size = zlib.total_out;
	deflateEnd(&zlib);
	return size;
}

/* As the kernel's xz_wrap.sh: BCJ for x86, CRC32. */
static size_t xz_pack(struct bytes plain, uint8_t *out, size_t room, int bcj)
{
	lzma_options_lzma options;
	lzma_filter filters[] = {
		{ bcj ? LZMA_FILTER_X86 : LZMA_FILTER_LZMA2, bcj ? NULL : &options },
		{ bcj ? LZMA_FILTER_LZMA2 : LZMA_VLI_UNKNOWN, &options },
		{ LZMA_VLI_UNKNOWN, NULL },
	};
	size_t size = 0;

	must(!lzma_lzma_preset(&options, 1), "set up xz");
	must(lzma_stream_buffer_encode(filters, LZMA_CHECK_CRC32, NULL, plain.data,
				       plain.size, out, &size, room) == LZMA_OK,
	     "xz");
	return size;
}

static size_t lzma_pack(struct bytes plain, uint8_t *out, size_t room)
{
	lzma_stream lzma = LZMA_STREAM_INIT;
	lzma_options_lzma options;
	size_t size;

	must(!lzma_lzma_preset(&options, 1), "set up lzma");
	must(lzma_alone_encoder(&lzma, &options) == LZMA_OK, "start lzma");
	lzma.next_in = plain.data;
	lzma.avail_in = plain.size;
	lzma.next_out = out;
	lzma.avail_out = room;
	must(lzma_code(&lzma, LZMA_FINISH) == LZMA_STREAM_END, "lzma");
	size = (size_t)lzma.total_out;
	lzma_end(&lzma);
	return size;
}

/* @stream: no content size in the header, as `zstd <pipe` in the kernel's build. */
static size_t zstd_pack(struct bytes plain, uint8_t *out, size_t room, int stream)
{
	ZSTD_CCtx *zstd = ZSTD_createCCtx();
	size_t size;

	must(zstd != NULL, "start zstd");
	ZSTD_CCtx_setParameter(zstd, ZSTD_c_contentSizeFlag, !stream);
	ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1);
	size = ZSTD_compress2(zstd, out, room, plain.data, plain.size);
	must(!ZSTD_isError(size), "zstd");
	ZSTD_freeCCtx(zstd);
	return size;
}

static size_t lz4_pack(struct bytes plain, uint8_t *out, size_t room)
{
	const LZ4F_preferences_t preferences = {
		.frameInfo = { .contentSize = plain.size,
			       .contentChecksumFlag = LZ4F_contentChecksumEnabled },
	};
	size_t size = LZ4F_compressFrame(out, room, plain.data, plain.size, &preferences);

	must(!LZ4F_isError(size), "lz4");
	return size;
}

/* As `lz4 -l`: the magic, then blocks of 8 MiB, each behind its size. */
static size_t lz4_legacy_pack(struct bytes plain, uint8_t *out, size_t room)
{
	const size_t block = 8 << 20;
	size_t size = 4;

	put_le32(out, 0x184c2102);
	for (size_t at = 0; at < plain.size; at += block) {
		size_t part = plain.size - at < block ? plain.size - at : block;
		int made = LZ4_compress_default((const char *)plain.data + at,
						(char *)out + size + 4, (int)part,
						(int)(room - size - 4));

		must(made > 0, "lz4 -l");
		put_le32(out + size, (uint32_t)made);
		size += 4 + (size_t)made;
	}
	return size;
}

static size_t bzip2_pack(struct bytes plain, uint8_t *out, size_t room)
{
	unsigned int size = (unsigned int)room;

	must(BZ2_bzBuffToBuffCompress((char *)out, &size, (char *)(uintptr_t)plain.data,
				      (unsigned int)plain.size, 1, 0, 0) == BZ_OK,
	     "bzip2");
	return size;
}

struct buffer image_pack(const char *format, struct bytes plain)
{
	size_t room = PACK_ROOM(plain.size);
	struct buffer file = { 0 };

	must(buffer_reserve(&file, room) == 0, "allocate");
	if (!strcmp(format, "gzip"))
		file.size = gzip_pack(plain, file.data, room);
	else if (!strcmp(format, "xz"))
		file.size = xz_pack(plain, file.data, room, 0);
	else if (!strcmp(format, "xz-bcj"))
		file.size = xz_pack(plain, file.data, room, 1);
	else if (!strcmp(format, "lzma"))
		file.size = lzma_pack(plain, file.data, room);
	else if (!strcmp(format, "zstd"))
		file.size = zstd_pack(plain, file.data, room, 0);
	else if (!strcmp(format, "zstd-stream"))
		file.size = zstd_pack(plain, file.data, room, 1);
	else if (!strcmp(format, "lz4"))
		file.size = lz4_pack(plain, file.data, room);
	else if (!strcmp(format, "lz4-legacy"))
		file.size = lz4_legacy_pack(plain, file.data, room);
	else if (!strcmp(format, "bzip2"))
		file.size = bzip2_pack(plain, file.data, room);
	must(file.size != 0, format);
	return file;
}

struct buffer payload_pack(const char *format, struct bytes plain)
{
	struct buffer file = image_pack(format, plain);
	uint8_t size[4];

	put_le32(size, (uint32_t)plain.size);
	/* gzip ends with that word anyway (Makefile.lib: size_append) */
	if (strcmp(format, "gzip") != 0)
		append(&file, size, sizeof(size));
	return file;
}
