/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * crash.c - what a dump of this kernel must say about it, and what is loaded already
 *
 * In: proc/iomem, proc/kcore (its headers only), proc/kallsyms (its beginning only),
 * crash_notes of the CPUs, sys/kernel. Out: struct machine_crash, kexec_loaded,
 * crash_loaded. Most of it needs root.
 *
 * Where things are mapped is no number of sysfs, and random: /proc/kcore's program
 * headers tell both the kernel's and the direct map's virtual addresses.
 * Ref: Linux kernel/ksysfs.c, drivers/base/cpu.c crash_notes_show(), fs/proc/kcore.c
 * elf_kcore (p_paddr of RAM and text), arch/x86/kernel/setup.c (resource names),
 * Documentation/arch/x86/x86_64/mm.rst; ELF-64 object file format.
 */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/read/facts.h"
#include "machine/read/sources.h"
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

static int region_compare(const void *left, const void *right)
{
	const struct prange *a = left, *b = right;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* "Kernel code", "rodata", "data" and "bss" are one range, code first. */
static void kernel_extend(struct prange *kernel, const struct iomem_entry *entry)
{
	if (!strcmp(entry->name, "Kernel code"))
		*kernel = entry->range;
	else if (!prange_is_empty(*kernel) && !strncmp(entry->name, "Kernel ", 7) &&
		 entry->range.start >= kernel->end)
		kernel->end = entry->range.end;
}

int crash_read_iomem(const struct sysroot *root, const char *path,
		     struct machine *machine, struct diag *diag)
{
	struct machine_crash *crash = &machine->kexec.crash;
	size_t i;

	(void)root;
	(void)path;
	(void)diag;
	if (machine->memory.iomem_known != FACT_YES)
		return -ENOENT;
	for (i = 0; i < machine->memory.nr_iomem; i++) {
		const struct iomem_entry *entry = &machine->memory.iomem[i];

		kernel_extend(&crash->kernel, entry);
		if (strcmp(entry->name, "Crash kernel"))
			continue;
		if (array_grow(&crash->region, crash->nr_regions, sizeof(struct prange)))
			return -ENOMEM;
		crash->region[crash->nr_regions++] = entry->range;
	}
	if (crash->nr_regions)
		qsort(crash->region, crash->nr_regions, sizeof(struct prange),
		      region_compare);
	return 0;
}

static int note_read(const struct sysroot *cpus, unsigned int cpu,
		     struct machine_note *ret, struct diag *diag)
{
	struct machine_note note;
	char name[48];
	int err;

	snprintf(name, sizeof(name), "cpu%u/crash_notes", cpu);
	err = sysroot_number(cpus, name, 16, &note.address, diag);
	if (err)
		return err;
	snprintf(name, sizeof(name), "cpu%u/crash_notes_size", cpu);
	err = sysroot_number(cpus, name, 10, &note.size, diag);
	if (!err)
		*ret = note;
	return err;
}

/* The CPUs have been read before: those that are present have a directory. */
int crash_read_notes(const struct sysroot *root, const char *path,
		     struct machine *machine, struct diag *diag)
{
	AUTO_SYSROOT struct sysroot cpus = { -1, NULL };
	struct machine_crash *crash = &machine->kexec.crash;
	size_t i;
	int err = sysroot_enter(root, path, &cpus);

	for (i = 0; !err && i < machine->cpus.nr; i++) {
		struct machine_note note;

		err = note_read(&cpus, machine->cpus.cpu[i].cpu, &note, diag);
		if (err == -ENOENT) {
			err = 0;
			continue;
		}
		if (!err)
			err = array_grow(&crash->cpu, crash->nr_cpus, sizeof(note));
		if (!err)
			crash->cpu[crash->nr_cpus++] = note;
	}
	return err;
}

int vmcoreinfo_note(const char *text, struct machine_note *ret)
{
	struct machine_note note;
	size_t size = strcspn(text, " ");
	char address[24];

	if (size >= sizeof(address) || !text[size])
		return -EINVAL;
	memcpy(address, text, size);
	address[size] = '\0';
	if (text_number(address, 16, &note.address) ||
	    text_number(text + size + 1, 16, &note.size))
		return -EINVAL;
	*ret = note;
	return 0;
}

int vmcoreinfo_read(const struct sysroot *root, const char *path, struct machine *machine,
		    struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_word(root, path, &text, diag);

	if (err)
		return err;
	if (vmcoreinfo_note(text, &machine->kexec.crash.vmcoreinfo))
		return sysroot_fail(root, path, 1, -EINVAL, diag,
				    "'0xaddress size' was expected, both hexadecimal");
	return 0;
}

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
	struct machine_crash *crash = &machine->kexec.crash;
	struct buffer head = { 0 };
	int err = sysroot_head(root, path, sizeof(Elf64_Ehdr), &head, diag);
	size_t size = err ? 0 : kcore_size(buffer_view(&head));

	buffer_free(&head);
	if (!size)
		return err ? err : -ENOENT;
	err = sysroot_head(root, path, size, &head, diag);
	if (err)
		return err;
	kcore_parse(buffer_view(&head), crash->kernel.start, &crash->kernel_virtual,
		    &crash->page_offset);
	kernel_extend_mapped(buffer_view(&head), &crash->kernel);
	buffer_free(&head);
	return crash->kernel_virtual ? 0 : -ENOENT;
}

uint64_t kallsyms_find_text(const char *text)
{
	while (*text) {
		size_t size = strcspn(text, "\n");
		char symbol[48];
		uint64_t address;

		/* "ffffffff81000000 T _text" */
		if (text[size] == '\n' && size < sizeof(symbol) && size > 19) {
			memcpy(symbol, text, size);
			symbol[size] = '\0';
			if (symbol[16] == ' ' && symbol[18] == ' ' &&
			    (!strcmp(symbol + 19, "_text") ||
			     !strcmp(symbol + 19, "_stext"))) {
				symbol[16] = '\0';
				return text_number(symbol, 16, &address) ? 0 : address;
			}
		}
		text += size + (text[size] == '\n');
	}
	return 0;
}

int mapping_read_kallsyms(const struct sysroot *root, const char *path,
			  struct machine *machine, struct diag *diag)
{
	uint64_t *ret = &machine->kexec.crash.kernel_virtual;
	size_t size;
	int err = 0;

	/* The whole is many megabytes that the kernel would have to print. */
	for (size = KALLSYMS_HEAD_MIN; !err && !*ret && size <= KALLSYMS_HEAD_MAX;
	     size *= 4) {
		struct buffer head = { 0 };

		err = sysroot_head(root, path, size, &head, diag);
		if (!err)
			err = buffer_append(&head, "", 1);
		if (!err)
			*ret = kallsyms_find_text((const char *)head.data);
		if (!err && head.size <= size)
			size = KALLSYMS_HEAD_MAX; /* that was all of it */
		buffer_free(&head);
	}
	if (err)
		return err;
	return *ret ? 0 : -ENOENT;
}

int elfcorehdr_size_read(const struct sysroot *root, const char *path,
			 struct machine *machine, struct diag *diag)
{
	return sysroot_number(root, path, 10, &machine->kexec.crash.elfcorehdr_size,
			      diag);
}

int crash_size_read(const struct sysroot *root, const char *path, struct machine *machine,
		    struct diag *diag)
{
	return sysroot_number(root, path, 10, &machine->kexec.crash.reserved_size, diag);
}

static int loaded_read(const struct sysroot *root, const char *path, enum fact *ret,
		       struct diag *diag)
{
	uint64_t value;
	int err = sysroot_number(root, path, 10, &value, diag);

	if (!err)
		*ret = value ? FACT_YES : FACT_NO;
	return err;
}

int kexec_loaded_read(const struct sysroot *root, const char *path,
		      struct machine *machine, struct diag *diag)
{
	return loaded_read(root, path, &machine->kexec.loaded, diag);
}

int crash_loaded_read(const struct sysroot *root, const char *path,
		      struct machine *machine, struct diag *diag)
{
	return loaded_read(root, path, &machine->kexec.crash_loaded, diag);
}
