/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * free_ram.c - what of its RAM the running kernel leaves to kernels that it loads
 *
 *   /proc/iomem  100000-5fffffff : System RAM
 *                  1000000-2ffffff : Kernel code     its own: it is gone by then
 *                  20000000-200fffff : ramoops:dump  somebody's: not free
 *                60000000-7ffdefff : Persistent Memory (legacy)
 *
 * In: entries of /proc/iomem. Out: ranges.
 * Ref: Linux kernel/kexec_file.c kexec_walk_resources() and locate_mem_hole_callback():
 * kexec_file_load(2), too, takes "System RAM", and none that a driver manages.
 */
#include "machine/free_ram.h"

#include <string.h>

#include "base/cleanup.h"

/* "Crash kernel" is for those who know what is to lie there. */
static bool is_of_kernel(const char *name)
{
	return !strncmp(name, "Kernel ", 7) || !strcmp(name, "Crash kernel");
}

/* Whose children, in file order, are what follows at a greater depth. */
static bool is_ram(const struct iomem_entry *entry)
{
	return !strcmp(entry->name, "System RAM");
}

int machine_free_ram(const struct machine *machine, struct prange_list *ret)
{
	CLEANUP(prange_list_free) struct prange_list ram = { 0 }, claimed = { 0 };
	const struct machine_memory *memory = &machine->memory;
	const struct iomem_entry *parent = NULL;
	int err = 0;

	for (size_t i = 0; i < memory->nr_iomem && !err; i++) {
		const struct iomem_entry *entry = &memory->iomem[i];

		if (parent && entry->depth <= parent->depth)
			parent = NULL;
		if (!parent && is_ram(entry)) {
			parent = entry;
			err = prange_list_add(&ram, entry->range);
		} else if (parent && !is_ram(entry) && !is_of_kernel(entry->name)) {
			err = prange_list_add(&claimed, entry->range);
		}
	}
	if (!err)
		err = prange_list_remove_all(&ram, claimed.at, claimed.count);
	if (err)
		return err;
	*ret = ram;
	ram = (struct prange_list){ 0 };
	return 0;
}
