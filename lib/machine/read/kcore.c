/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kcore.c - where this kernel is mapped
 *
 * In: proc/kcore (its headers only), proc/kallsyms (its beginning only). Out: the
 * kernel's virtual address, page_offset, and where the kernel ends. Needs root.
 *
 * Where things are mapped is no number of sysfs, and random: /proc/kcore's program
 * headers tell both the kernel's and the direct map's virtual addresses.
 * Ref: fs/proc/kcore.c elf_kcore (p_paddr of RAM and text),
 * Documentation/arch/x86/x86_64/mm.rst; ELF-64 object file format.
 */
#include "machine/read/kcore.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/text.h"

/* mm.rst: the kernel's own mapping, and where a direct map can begin (5 levels) or end */
#define KERNEL_MAP_START UINT64_C(0xffffffff80000000)
#define KERNEL_SIZE_MAX	 (UINT64_C(1) << 30) /* KERNEL_IMAGE_SIZE with KASLR */
#define DIRECT_MAP_START UINT64_C(0xff11000000000000)
#define DIRECT_MAP_END	 UINT64_C(0xffffe90000000000)
#define DIRECT_MAP_ALIGN SIZE_1G /* KASLR of memory regions: whole PUDs */
/* Sorted by address: _text is the first symbol, or comes behind the per-CPU ones. */
#define KALLSYMS_HEAD_MIN 4096u
#define KALLSYMS_HEAD_MAX (256u << 10)

size_t kcore_size(struct bytes head)
{
	Elf64_Ehdr ehdr;

	if (!bytes_has(head, 0, sizeof(ehdr)))
		return 0;
	memcpy(&ehdr, head.data, sizeof(ehdr));
	if (memcmp(ehdr.e_ident, ELFMAG, SELFMAG) ||
	    ehdr.e_ident[EI_CLASS] != ELFCLASS64 || ehdr.e_type != ET_CORE ||
	    ehdr.e_phoff != sizeof(ehdr) || ehdr.e_phentsize != sizeof(Elf64_Phdr))
		return 0;
	return sizeof(ehdr) + ehdr.e_phnum * sizeof(Elf64_Phdr);
}

/* RAM of the direct map: its distance is page_offset, the same for every header. */
static bool direct_map_offset(const Elf64_Phdr *phdr, uint64_t *ret)
{
	uint64_t offset = phdr->p_vaddr - phdr->p_paddr;

	if (phdr->p_vaddr < DIRECT_MAP_START || phdr->p_vaddr >= DIRECT_MAP_END)
		return false;
	*ret = offset;
	return true;
}

void kcore_parse(struct bytes headers, phys_t kernel, uint64_t *ret_virtual,
		 uint64_t *ret_offset)
{
	size_t at, size = kcore_size(headers);
	uint64_t offset = 0, found;
	bool is_sure = true;

	if (!size || size > headers.size)
		return;
	for (at = sizeof(Elf64_Ehdr); at < size; at += sizeof(Elf64_Phdr)) {
		Elf64_Phdr phdr;

		memcpy(&phdr, headers.data + at, sizeof(phdr));
		/* vmalloc and the like have no physical address */
		if (phdr.p_type != PT_LOAD || phdr.p_paddr == UINT64_MAX)
			continue;
		if (kernel && phdr.p_vaddr >= KERNEL_MAP_START &&
		    kernel >= phdr.p_paddr && kernel - phdr.p_paddr < phdr.p_memsz)
			*ret_virtual = phdr.p_vaddr + (kernel - phdr.p_paddr);
		if (!direct_map_offset(&phdr, &found))
			continue;
		is_sure = is_sure && (!offset || offset == found);
		offset = found;
	}
	/* Kernels before 4.11 say p_paddr 0 for everything. */
	if (is_sure && offset && is_aligned(offset, DIRECT_MAP_ALIGN))
		*ret_offset = offset;
}

/*
 * The kernel's own mapping reaches over "Kernel bss": brk lies behind it, and early page
 * tables in brk. Linux arch/x86/kernel/crash.c has it in its elfcorehdr, too.
 */
static void kernel_extend_mapped(struct bytes headers, struct prange *kernel)
{
	size_t at, size = kcore_size(headers);

	if (!size || size > headers.size || prange_is_empty(*kernel))
		return;
	for (at = sizeof(Elf64_Ehdr); at < size; at += sizeof(Elf64_Phdr)) {
		Elf64_Phdr phdr;

		memcpy(&phdr, headers.data + at, sizeof(phdr));
		if (phdr.p_type == PT_LOAD && phdr.p_vaddr >= KERNEL_MAP_START &&
		    phdr.p_paddr == kernel->start && phdr.p_memsz < KERNEL_SIZE_MAX &&
		    phdr.p_memsz > prange_size(*kernel))
			kernel->end = kernel->start + phdr.p_memsz;
	}
}

/* What cannot be read or made sense of is masked (containers) or locked down. */
int mapping_read_kcore(const struct sysroot *root, const char *path,
		       struct machine *machine, struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer head = { 0 };
	CLEANUP(buffer_free) struct buffer headers = { 0 };
	struct machine_crash *crash = &machine->kexec.crash;
	int err = sysroot_head(root, path, sizeof(Elf64_Ehdr), &head, diag);
	size_t size;

	if (err)
		return err;
	size = kcore_size(buffer_view(&head));
	if (!size)
		return -ENOENT;
	err = sysroot_head(root, path, size, &headers, diag);
	if (err)
		return err;
	kcore_parse(buffer_view(&headers), crash->kernel.start, &crash->kernel_virtual,
		    &crash->page_offset);
	kernel_extend_mapped(buffer_view(&headers), &crash->kernel);
	return crash->kernel_virtual ? 0 : -ENOENT;
}

/* "ffffffff81000000 T _text"; @ret is 0 when the address is no number. */
static bool symbol_is_text(const char *line, size_t size, uint64_t *ret)
{
	char symbol[48];

	if (size >= sizeof(symbol) || size <= 19)
		return false;
	memcpy(symbol, line, size);
	symbol[size] = '\0';
	if (symbol[16] != ' ' || symbol[18] != ' ' ||
	    (strcmp(symbol + 19, "_text") && strcmp(symbol + 19, "_stext")))
		return false;
	symbol[16] = '\0';
	*ret = 0;
	text_number(symbol, 16, ret);
	return true;
}

uint64_t kallsyms_find_text(const char *text)
{
	while (*text) {
		size_t size = strcspn(text, "\n");
		uint64_t address;

		if (text[size] == '\n' && symbol_is_text(text, size, &address))
			return address;
		text += size + (text[size] == '\n');
	}
	return 0;
}

/* In the first @size bytes; @ret_is_all: the file has no more. */
static int kallsyms_read_head(const struct sysroot *root, const char *path, size_t size,
			      uint64_t *ret, bool *ret_is_all, struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer head = { 0 };
	int err = sysroot_head(root, path, size, &head, diag);

	if (err)
		return err;
	err = buffer_append(&head, "", 1);
	if (err)
		return err;
	*ret = kallsyms_find_text((const char *)head.data);
	*ret_is_all = head.size <= size; /* with its NUL */
	return 0;
}

int mapping_read_kallsyms(const struct sysroot *root, const char *path,
			  struct machine *machine, struct diag *diag)
{
	uint64_t *ret = &machine->kexec.crash.kernel_virtual;
	bool is_all = false;

	if (*ret)
		return 0;
	/* The whole is many megabytes that the kernel would have to print. */
	for (size_t size = KALLSYMS_HEAD_MIN; !is_all && size <= KALLSYMS_HEAD_MAX;
	     size *= 4) {
		int err = kallsyms_read_head(root, path, size, ret, &is_all, diag);

		if (err || *ret)
			return err;
	}
	return -ENOENT;
}
