/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devices.c - rows about what stands between a successor and a device of its own
 *
 * In: IOMMUs, interrupts, MCFG. Out: one row each; none of them keeps an OS without
 * devices from running.
 * Ref: docs/platform.md "PCI".
 */
#include "check/devices.h"

#include <inttypes.h>
#include <string.h>

#include "machine/host.h"
int check_iommu(const struct machine *machine, struct check_row *row)
{
	const struct machine_host *host = &machine->host;

	switch (host->iommu) {
	case FACT_UNKNOWN:
		check_detail(row, CHECK_UNKNOWN,
			     "whether an IOMMU is in use is not told");
		break;
	case FACT_NO:
		check_detail(row, CHECK_PASS,
			     "none in use: a device reaches all memory, also the "
			     "leader's (trust its OS)");
		break;
	default:
		check_detail(row, CHECK_WARN,
			     "%s in use, %zu groups: the leader's tables know nothing of "
			     "a device that a successor drives, its DMA faults",
			     host->iommus ? host->iommus : "", host->nr_iommu_groups);
		check_advice(row,
			     "to give devices away boot the leader with %s (iommu=pt is "
			     "not enough)",
			     machine_iommu_off(machine));
	}
	return 0;
}

int check_interrupts(const struct machine *machine, struct check_row *row)
{
	switch (machine->host.intr_remap) {
	case FACT_UNKNOWN:
		check_detail(row, CHECK_UNKNOWN,
			     "/proc/interrupts names neither an I/O APIC nor an MSI");
		break;
	case FACT_NO:
		check_detail(row, CHECK_PASS,
			     "off: a device's MSI reaches the core that its OS names");
		break;
	default:
		check_detail(row, CHECK_WARN,
			     "on: an MSI that a successor programs is dropped");
		check_advice(row, "to give devices away boot the leader with %s%s",
			     machine_iommu_off(machine),
			     machine->cpus.x2apic == FACT_YES
				     ? ", which ends x2APIC mode too"
				     : "");
	}
	return 0;
}

/* "PCI MMCONFIG 0000 [bus 00-ff]", since 6.8 "PCI ECAM …"; shown to everybody. */
static const char *ecam_in_iomem(const struct machine *machine)
{
	for (size_t i = 0; i < machine->memory.nr_iomem; i++)
		if (!strncmp(machine->memory.iomem[i].name, "PCI MMCONFIG ", 13) ||
		    !strncmp(machine->memory.iomem[i].name, "PCI ECAM ", 9))
			return machine->memory.iomem[i].name;
	return NULL;
}

int check_ecam(const struct machine *machine, struct check_row *row)
{
	const struct machine_host *host = &machine->host;
	const char *name = ecam_in_iomem(machine);

	if (name) {
		check_detail(row, CHECK_PASS, "%s", name);
	} else if (host->nr_mcfg) {
		const struct machine_ecam *ecam = host->mcfg;

		check_detail(row, CHECK_WARN,
			     "the MCFG has segment %u, buses %02x-%02x at 0x%" PRIx64
			     ", but the leader does not use it",
			     ecam->segment, ecam->bus_first, ecam->bus_last, ecam->base);
		check_advice(row,
			     "no pci=nommconf on the leader's command line; look for "
			     "\"MMCONFIG\" or \"ECAM\" in its log");
	} else if (host->mcfg_known == FACT_NO || machine->memory.nr_iomem) {
		check_detail(row, CHECK_WARN,
			     "none: a successor may not use ports CF8 and CFC, so it "
			     "cannot configure a device");
		check_advice(row, "devices cannot be given away on this machine");
	} else {
		check_detail(row, CHECK_UNKNOWN,
			     "neither /proc/iomem nor an MCFG is "
			     "known");
	}
	return 0;
}
