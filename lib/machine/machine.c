/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine.c - questions that struct machine answers, and its end
 *
 * In: a machine that was read. Out: lists of ranges, a CPU, a name.
 */
#include "machine/machine.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/iomem.h"

#define DRIVER_RAM "System RAM (" /* … "virtio_mem)" or "kmem)" */

static int ram_add(const struct machine_firmware *firmware, struct prange_list *list)
{
	for (size_t i = 0; i < firmware->nr_map; i++) {
		int err;

		if (firmware->map[i].type != MEMORY_RAM)
			continue;
		err = prange_list_add(list, firmware->map[i].range);
		if (err)
			return err;
	}
	return 0;
}

/* Firmware maps may overlap: what anything else claims is not RAM. */
static int claimed_remove(const struct machine_firmware *firmware,
			  struct prange_list *list)
{
	for (size_t i = 0; i < firmware->nr_map; i++) {
		int err;

		if (firmware->map[i].type == MEMORY_RAM)
			continue;
		err = prange_list_remove(list, firmware->map[i].range);
		if (err)
			return err;
	}
	return 0;
}

int machine_ram(const struct machine *machine, struct prange_list *ret)
{
	CLEANUP(prange_list_free) struct prange_list list = { 0 };
	int err = ram_add(&machine->firmware, &list);

	if (err)
		return err;
	err = claimed_remove(&machine->firmware, &list);
	if (err)
		return err;
	*ret = list;
	list = (struct prange_list){ 0 };
	return 0;
}

/* Hot-added memory is called "System RAM (kmem)" or "(virtio_mem)". */
static bool name_is_system_ram(const char *name)
{
	return !strcmp(name, "System RAM") ||
	       !strncmp(name, DRIVER_RAM, strlen(DRIVER_RAM));
}

int machine_system_ram(const struct machine *machine, struct prange_list *ret)
{
	CLEANUP(prange_list_free) struct prange_list list = { 0 };
	const struct machine_memory *memory = &machine->memory;
	size_t nr = memory->iomem_known == FACT_YES ? memory->nr_iomem : 0;

	for (size_t i = 0; i < nr; i++) {
		int err;

		if (!name_is_system_ram(memory->iomem[i].name))
			continue;
		err = prange_list_add(&list, memory->iomem[i].range);
		if (err)
			return err;
	}
	*ret = list;
	list = (struct prange_list){ 0 };
	return 0;
}

/* Memory that a driver added, and may take away again. */
static const struct iomem_entry *driver_of(const struct machine *machine,
					   struct prange range)
{
	const struct machine_memory *memory = &machine->memory;
	size_t nr = memory->iomem_known == FACT_YES ? memory->nr_iomem : 0;

	for (size_t i = 0; i < nr; i++)
		if (!strncmp(memory->iomem[i].name, DRIVER_RAM, strlen(DRIVER_RAM)) &&
		    prange_overlaps(memory->iomem[i].range, range))
			return &memory->iomem[i];
	return NULL;
}

const char *machine_block_owner(const struct machine *machine,
				const struct memory_block *block)
{
	const struct iomem_entry *driver = driver_of(machine, block->range);

	if (*block->device)
		return block->device;
	return driver ? driver->name : NULL;
}

const char *machine_unplug_owner(const struct machine *machine, struct prange range,
				 struct prange *ret)
{
	const struct machine_memory *memory = &machine->memory;
	const struct iomem_entry *driver;

	for (size_t i = 0; i < memory->nr_blocks; i++) {
		if (!*memory->block[i].device ||
		    !prange_overlaps(memory->block[i].range, range))
			continue;
		*ret = memory->block[i].range;
		return memory->block[i].device;
	}
	driver = driver_of(machine, range);
	if (!driver)
		return NULL;
	*ret = driver->range;
	return driver->name;
}

bool machine_unplug_is_acpi(const char *owner)
{
	return strncmp(owner, DRIVER_RAM, strlen(DRIVER_RAM));
}

uint64_t machine_ejectable(const struct machine *machine, struct prange limit)
{
	const struct machine_memory *memory = &machine->memory;
	uint64_t total = 0;

	for (size_t i = 0; i < memory->nr_blocks; i++)
		if (*memory->block[i].device &&
		    prange_overlaps(memory->block[i].range, limit))
			total += prange_size(memory->block[i].range);
	return total;
}

const char *machine_load_refusal(const struct machine *machine)
{
	if (machine->kexec.disabled == FACT_YES)
		return "kernel.kexec_load_disabled is set";
	if (machine->kexec.spent == FACT_YES)
		return "kernel.kexec_load_limit_reboot is 0 (no load is left)";
	return NULL;
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

void machine_oses_free(struct machine_os *os, size_t count)
{
	for (size_t i = 0; i < count; i++)
		machine_os_free(&os[i]);
	free(os);
}

void machine_free(struct machine *machine)
{
	machine_oses_free(machine->module.os, machine->module.nr_os);
	iomem_free(machine->memory.iomem, machine->memory.nr_iomem);
	free(machine->sysroot);
	free(machine->firmware.map);
	free(machine->memory.block);
	free(machine->cpus.cpu);
	free(machine->devices.uart);
	free(machine->devices.pci);
	free(machine->devices.disk);
	free(machine->devices.ecam);
	free(machine->cmdline);
	free(machine->release);
	free(machine->firmware.boot_params);
	free(machine->firmware.efi.entry);
	free(machine->kexec.crash.region);
	free(machine->kexec.crash.cma);
	free(machine->kexec.crash.cpu);
	host_free(&machine->host);
	memset(machine, 0, sizeof(*machine));
}
