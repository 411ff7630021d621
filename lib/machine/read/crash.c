/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * crash.c - what a dump of this kernel must say about it, but for its mapping
 *
 * In: proc/iomem, crash_notes of the CPUs, sys/kernel. Out: struct machine_crash. Most
 * of it needs root.
 * Ref: Linux kernel/ksysfs.c, drivers/base/cpu.c crash_notes_show(),
 * arch/x86/kernel/setup.c (resource names).
 */
#include "machine/read/crash.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/text.h"

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
	if (err)
		return err;
	*ret = note;
	return 0;
}

static int note_add(const struct sysroot *cpus, unsigned int cpu,
		    struct machine_crash *crash, struct diag *diag)
{
	struct machine_note note;
	int err = note_read(cpus, cpu, &note, diag);

	if (err)
		return err == -ENOENT ? 0 : err;
	err = array_grow(&crash->cpu, crash->nr_cpus, sizeof(note));
	if (err)
		return err;
	crash->cpu[crash->nr_cpus++] = note;
	return 0;
}

/* The CPUs have been read before: those that are present have a directory. */
int crash_read_notes(const struct sysroot *root, const char *path,
		     struct machine *machine, struct diag *diag)
{
	AUTO_SYSROOT struct sysroot cpus = { -1, NULL };
	int err = sysroot_enter(root, path, &cpus);

	if (err)
		return err;
	for (size_t i = 0; i < machine->cpus.nr; i++) {
		err = note_add(&cpus, machine->cpus.cpu[i].cpu, &machine->kexec.crash,
			       diag);
		if (err)
			return err;
	}
	return 0;
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

int crash_cma_parse(const char *text, struct prange **ret, size_t *ret_count)
{
	AUTO_FREE struct prange *range = NULL;
	size_t count = 0, size;

	for (; *text; text += size + (text[size] == '\n')) {
		char line[48];
		int err;

		size = strcspn(text, "\n");
		if (size >= sizeof(line))
			return -EINVAL;
		memcpy(line, text, size);
		line[size] = '\0';
		err = array_grow(&range, count, sizeof(*range));
		if (err)
			return err;
		err = text_range(line, &range[count++]);
		if (err)
			return err;
	}
	*ret = range;
	*ret_count = count;
	range = NULL;
	return 0;
}

/* Linux kernel/kexec_core.c crash_cma_ranges_show(): empty without crashkernel=…,cma */
int crash_cma_read(const struct sysroot *root, const char *path, struct machine *machine,
		   struct diag *diag)
{
	struct machine_crash *crash = &machine->kexec.crash;
	AUTO_FREE char *text = NULL;
	int err = sysroot_word(root, path, &text, diag);

	if (err)
		return err;
	err = crash_cma_parse(text, &crash->cma, &crash->nr_cma);
	return err == -EINVAL ? sysroot_fail(root, path, 0, err, diag,
					     "'first-last' was expected in each line")
			      : err;
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
