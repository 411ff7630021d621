/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * facts.h - the facts table, and the readers that it names
 *
 * Inside of the machine room only. A reader gets one path of the table and fills its
 * members of struct machine. Return of every reader: 0 (known now), -ENOENT (this
 * source does not know: the next one is asked), -EINVAL (the file is broken; @diag
 * names it and the line), -ENOMEM.
 */
#ifndef MINT_MACHINE_FACTS_H
#define MINT_MACHINE_FACTS_H

#include "machine/machine.h"
#include "machine/read/sysroot.h"

typedef int fact_reader(const struct sysroot *root, const char *path,
			struct machine *machine, struct diag *diag);

/*
 * One source of one fact. Rows of the same fact stand together, the best source
 * first. @path is relative to the root; with @files it is a directory, and @files
 * are the patterns below it that the reader opens (or only lists: nodeN).
 */
struct fact_source {
	const char *fact;
	const char *path;
	const char *files;
	fact_reader *read;
};

/** fact_source_at - row @index of the table, NULL behind the last */
const struct fact_source *fact_source_at(size_t index);

fact_reader iomem_read;
fact_reader boot_params_read, firmware_read, firmware_read_e820;
fact_reader rsdp_read_systab, rsdp_read_boot_params, efi_bits_read;
fact_reader blocks_read;
fact_reader cpus_read;
fact_reader apicids_read_module, apicids_read_cpuinfo, apicids_read_madt;
fact_reader x2apic_read_module, x2apic_read_cpuinfo;
fact_reader uarts_read, consoles_read, consoles_read_cmdline;
fact_reader oses_read;
fact_reader efi_read;
fact_reader edd_read_boot_params, edd_read_sysfs;
fact_reader screen_read_boot_params, screen_read_iomem, screen_read_fb, screen_read_drm;
fact_reader crash_read_iomem, crash_read_notes, vmcoreinfo_read;
fact_reader mapping_read_kcore, mapping_read_kallsyms;
fact_reader elfcorehdr_size_read, crash_size_read, kexec_loaded_read, crash_loaded_read;
fact_reader pci_read, ecam_read_iomem;
fact_reader disks_read, mounts_read, swaps_read, holders_read, networks_read;
fact_reader disk_openers_read, disk_loops_read;
fact_reader host_read_flags, host_read_config_gz, host_read_config;
fact_reader host_read_clocksource, host_read_hypervisor, host_read_vendor;
fact_reader host_read_product, host_read_iommus, host_read_iommus_absent;
fact_reader host_read_iommu_groups, host_read_interrupts, host_read_smt;
fact_reader host_read_nmi_watchdog, host_read_sig_enforce, host_read_x2apic_locked;
fact_reader host_read_secure_boot_params, host_read_secure_boot, host_read_bsp_module;
fact_reader host_read_acpi, host_read_madt, host_read_kvm, host_read_kvm_absent;
fact_reader host_read_vmm, host_read_ecam, host_read_ecam_absent;

#endif
