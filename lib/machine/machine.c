/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine.c - questions that struct machine answers, and its end
 *
 * In: a machine that was read. Out: lists of ranges, a CPU, a name.
 */
#include "machine/machine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int machine_ram(const struct machine *machine, struct prange_list *ret)
{
	struct prange_list list = { 0 };
	size_t i;
	int err = 0;

	for (i = 0; !err && i < machine->firmware.nr_map; i++) {
		if (machine->firmware.map[i].type == MEMORY_RAM)
			err = prange_list_add(&list, machine->firmware.map[i].range);
	}
	/* Firmware maps may overlap: what anything else claims is not RAM. */
	for (i = 0; !err && i < machine->firmware.nr_map; i++) {
		if (machine->firmware.map[i].type != MEMORY_RAM)
			err = prange_list_remove(&list, machine->firmware.map[i].range);
	}
	if (err) {
		prange_list_free(&list);
		return err;
	}
	*ret = list;
	return 0;
}

/* Hot-added memory is called "System RAM (kmem)" or "(virtio_mem)". */
static bool name_is_system_ram(const char *name)
{
	return !strcmp(name, "System RAM") || !strncmp(name, "System RAM (", 12);
}

int machine_system_ram(const struct machine *machine, struct prange_list *ret)
{
	struct prange_list list = { 0 };
	size_t i;
	int err = 0;

	if (machine->memory.iomem_known == FACT_YES) {
		for (i = 0; !err && i < machine->memory.nr_iomem; i++) {
			if (name_is_system_ram(machine->memory.iomem[i].name))
				err = prange_list_add(&list,
						      machine->memory.iomem[i].range);
		}
	}
	if (err) {
		prange_list_free(&list);
		return err;
	}
	*ret = list;
	return 0;
}

const struct machine_cpu *machine_cpu_find(const struct machine *machine,
					   unsigned int cpu)
{
	size_t i;

	for (i = 0; i < machine->cpus.nr; i++) {
		if (machine->cpus.cpu[i].cpu == cpu)
			return &machine->cpus.cpu[i];
	}
	return NULL;
}

const struct machine_pci *machine_pci_find(const struct machine *machine, struct bdf bdf)
{
	for (size_t i = 0; i < machine->devices.nr_pci; i++) {
		if (bdf_is_equal(machine->devices.pci[i].bdf, bdf))
			return &machine->devices.pci[i];
	}
	return NULL;
}

const char *machine_iomem_name(const struct machine *machine, struct prange range)
{
	const struct iomem_entry *found = NULL;
	size_t i;

	if (machine->memory.iomem_known != FACT_YES)
		return NULL;
	for (i = 0; i < machine->memory.nr_iomem; i++) {
		const struct iomem_entry *entry = &machine->memory.iomem[i];

		if (prange_overlaps(entry->range, range) &&
		    (!found || entry->depth > found->depth))
			found = entry;
	}
	return found ? found->name : NULL;
}

static void host_free(struct machine_host *host)
{
	free(host->cpu_flags);
	free(host->config);
	free(host->clocksource);
	free(host->hypervisor);
	free(host->vendor);
	free(host->product);
	free(host->iommus);
	free(host->vmm);
	free(host->mcfg);
}

struct prange machine_os_region(const struct machine_os *os)
{
	if (os->nr_ranges && strcmp(os->purpose[0], "region") == 0)
		return os->range[0];
	return (struct prange){ 0, 0 };
}

void machine_os_free(struct machine_os *os)
{
	free(os->range);
	free(os->purpose);
	free(os->cpu);
	free(os->device);
	*os = (struct machine_os){ 0 };
}

void machine_free(struct machine *machine)
{
	size_t i;

	for (i = 0; i < machine->module.nr_os; i++)
		machine_os_free(&machine->module.os[i]);
	iomem_free(machine->memory.iomem, machine->memory.nr_iomem);
	free(machine->sysroot);
	free(machine->firmware.map);
	free(machine->memory.block);
	free(machine->cpus.cpu);
	free(machine->devices.uart);
	free(machine->devices.pci);
	free(machine->devices.disk);
	free(machine->devices.ecam);
	free(machine->module.os);
	free(machine->cmdline);
	free(machine->release);
	free(machine->firmware.boot_params);
	free(machine->firmware.efi.entry);
	free(machine->kexec.crash.region);
	free(machine->kexec.crash.cpu);
	host_free(&machine->host);
	memset(machine, 0, sizeof(*machine));
}
