/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * facts.c - the facts table: for each fact its sources, the best one first
 *
 * In: nothing. Out: rows. This table is the only place that names files of proc and sys;
 * tests/sysroots/record copies exactly these.
 * Ref: docs/design.md "The facts table".
 */
#include "machine/read/facts.h"

#include "base/cleanup.h"
#include "machine/read/apicids.h"
#include "machine/read/bad.h"
#include "machine/read/blocks.h"
#include "machine/read/cpus.h"
#include "machine/read/crash.h"
#include "machine/read/disk_openers.h"
#include "machine/read/disks.h"
#include "machine/read/edd.h"
#include "machine/read/efi.h"
#include "machine/read/firmware.h"
#include "machine/read/host.h"
#include "machine/read/iomem.h"
#include "machine/read/kcore.h"
#include "machine/read/kernel.h"
#include "machine/read/module.h"
#include "machine/read/oses.h"
#include "machine/read/pci.h"
#include "machine/read/screen.h"
#include "machine/read/uart.h"

/*
 * boot parameters before what is in them, CPUs before ids and notes, UARTs before
 * consoles, iomem before what is named in it, release before its configuration, efi_bits
 * before EFI, crash regions before the mapping
 */
const struct fact_source fact_sources[] = {
	{ "release", "proc/sys/kernel/osrelease", NULL, release_read },
	{ "cmdline", "proc/cmdline", NULL, cmdline_read },
	{ "boot_params", "sys/kernel/boot_params/data", NULL, boot_params_read },
	{ "firmware", "sys/firmware/memmap", "*/start */end */type", firmware_read },
	{ "firmware", "sys/kernel/boot_params/data", NULL, firmware_read_e820 },
	{ "iomem", "proc/iomem", NULL, iomem_read },
	{ "blocks", "sys/devices/system/memory",
	  "block_size_bytes memory*/state memory*/valid_zones memory*/removable "
	  "memory*/node* memory*/firmware_node",
	  blocks_read },
	{ "refused", "run/mint/refused", NULL, refused_read },
	{ "available", "proc/meminfo", NULL, available_read },
	{ "bad blocks", "proc/kpageflags", NULL, bad_read },
	{ "cpus", "sys/devices/system/cpu",
	  "present online cpu*/online cpu*/topology/physical_package_id "
	  "cpu*/topology/core_id cpu*/node*",
	  cpus_read },
	{ "apicids", "sys/class/misc/mint/apicids", NULL, apicids_read_module },
	{ "apicids", "proc/cpuinfo", NULL, apicids_read_cpuinfo },
	{ "apicids in use", "sys/firmware/acpi/tables/APIC", NULL, apicids_read_madt },
	{ "never online", "sys/class/misc/mint/never_online", NULL, virgins_read },
	{ "x2apic", "sys/class/misc/mint/x2apic", NULL, x2apic_read_module },
	{ "x2apic", "proc/cpuinfo", NULL, x2apic_read_cpuinfo },
	{ "uarts", "sys/class/tty", "ttyS*/port ttyS*/type", uarts_read },
	{ "consoles", "proc/consoles", NULL, consoles_read },
	{ "consoles", "proc/cmdline", NULL, consoles_read_cmdline },
	{ "module", "sys/class/misc/mint/abi", NULL, module_read_abi },
	{ "module", "sys/class/misc", "*/dev", module_read_class },
	{ "oses", "sys/class/mint",
	  "*/state */reason */size */region */windows */cpus */uart "
	  "*/devices */starts */uptime_s */lost_cpus",
	  oses_read },
	{ "tsc_khz", "sys/class/misc/mint/tsc_khz", NULL, tsc_read },
	{ "trampoline", "sys/class/misc/mint/trampoline", NULL, trampoline_read },
	{ "park", "sys/class/misc/mint/park", NULL, park_read },
	{ "locked_down", "sys/kernel/security/lockdown", NULL, lockdown_read },
	{ "kexec_disabled", "proc/sys/kernel/kexec_load_disabled", NULL,
	  kexec_disabled_read },
	{ "kexec_spent", "proc/sys/kernel/kexec_load_limit_reboot", NULL,
	  kexec_spent_read },
	{ "crypt_keys", "sys/kernel/config/crash_dm_crypt_keys/count", NULL,
	  crypt_keys_read },
	{ "measurements", "sys/kernel/security/ima/runtime_measurements_count", NULL,
	  measurements_read },
	{ "efi_bits", "sys/firmware/efi/fw_platform_size", NULL, efi_bits_read },
	{ "rsdp", "sys/firmware/efi/systab", NULL, rsdp_read_systab },
	{ "rsdp", "sys/kernel/boot_params/data", NULL, rsdp_read_boot_params },
	{ "efi", "sys/firmware/efi",
	  "fw_vendor runtime config_table systab runtime-map/*/type "
	  "runtime-map/*/phys_addr runtime-map/*/virt_addr runtime-map/*/num_pages "
	  "runtime-map/*/attribute",
	  efi_read },
	{ "edd", "sys/kernel/boot_params/data", NULL, edd_read_boot_params },
	{ "edd", "sys/firmware/edd",
	  "int13_dev*/raw_data int13_dev*/version int13_dev*/extensions "
	  "int13_dev*/legacy_max_cylinder int13_dev*/legacy_max_head "
	  "int13_dev*/legacy_sectors_per_track int13_dev*/mbr_signature",
	  edd_read_sysfs },
	{ "screen", "sys/kernel/boot_params/data", NULL, screen_read_boot_params },
	{ "screen's place", "proc/iomem", NULL, screen_read_iomem },
	{ "screen's driver", "sys/class/graphics", "fb*/name", screen_read_fb },
	{ "screen's driver", "sys/class/drm", "card*/device/uevent card*/device/boot_vga",
	  screen_read_drm },
	{ "crash regions", "proc/iomem", NULL, crash_read_iomem },
	{ "crash notes", "sys/devices/system/cpu",
	  "cpu*/crash_notes cpu*/crash_notes_size", crash_read_notes },
	{ "crash memory in CMA", "sys/kernel/kexec/crash_cma_ranges", NULL,
	  crash_cma_read },
	{ "vmcoreinfo", "sys/kernel/vmcoreinfo", NULL, vmcoreinfo_read },
	{ "mapping", "proc/kcore", NULL, mapping_read_kcore },
	{ "mapping", "proc/kallsyms", NULL, mapping_read_kallsyms },
	{ "elfcorehdr_size", "sys/kernel/crash_elfcorehdr_size", NULL,
	  elfcorehdr_size_read },
	{ "elfcorehdr_size", "sys/kernel/kexec/crash_elfcorehdr_size", NULL,
	  elfcorehdr_size_read },
	{ "reserved_size", "sys/kernel/kexec_crash_size", NULL, crash_size_read },
	{ "reserved_size", "sys/kernel/kexec/crash_size", NULL, crash_size_read },
	{ "kexec_loaded", "sys/kernel/kexec_loaded", NULL, kexec_loaded_read },
	{ "kexec_loaded", "sys/kernel/kexec/loaded", NULL, kexec_loaded_read },
	{ "crash_loaded", "sys/kernel/kexec_crash_loaded", NULL, crash_loaded_read },
	{ "crash_loaded", "sys/kernel/kexec/crash_loaded", NULL, crash_loaded_read },
	/* PCI functions before what is done with them */
	{ "pci devices", "sys/bus/pci/devices",
	  "*/config */resource */vendor */device */class */uevent */reset_method "
	  "*/reset */iommu_group",
	  pci_read },
	{ "pci disks", "sys/dev/block", "*", disks_read },
	{ "pci mounts", "proc/self/mountinfo", NULL, mounts_read },
	{ "pci swap", "proc/swaps", NULL, swaps_read },
	{ "pci holders", "sys/class/block", "*/holders/*", holders_read },
	{ "pci loops", "sys/class/block", "loop*/loop/backing_file", disk_loops_read },
	{ "pci openers", "proc", "[0-9]*/fd/*",
	  disk_openers_read }, /* and comm of these */
	{ "pci networks", "sys/bus/pci/devices", "*/net/*/flags */virtio*/net/*/flags",
	  networks_read },
	{ "pci ecam", "proc/iomem", NULL, ecam_read_iomem },
	{ "host: flags", "proc/cpuinfo", NULL, host_read_flags },
	{ "host: config", "proc/config.gz", NULL, host_read_config_gz },
	{ "host: config", "boot", "config-*", host_read_config },
	{ "host: clocksource",
	  "sys/devices/system/clocksource/clocksource0/current_clocksource", NULL,
	  host_read_clocksource },
	{ "host: hypervisor", "sys/hypervisor", "type guest_type", host_read_hypervisor },
	{ "host: vendor", "sys/class/dmi/id/sys_vendor", NULL, host_read_vendor },
	{ "host: product", "sys/class/dmi/id/product_name", NULL, host_read_product },
	{ "host: iommus", "sys/class/iommu", "*", host_read_iommus },
	{ "host: iommus", "sys/class/misc", "*/dev", host_read_iommus_absent },
	{ "host: iommu groups", "sys/kernel/iommu_groups", "*", host_read_iommu_groups },
	{ "host: interrupts", "proc/interrupts", NULL, host_read_interrupts },
	{ "host: smt", "sys/devices/system/cpu/smt/active", NULL, host_read_smt },
	{ "host: nmi_watchdog", "proc/sys/kernel/nmi_watchdog", NULL,
	  host_read_nmi_watchdog },
	{ "host: sig_enforce", "sys/module/module/parameters/sig_enforce", NULL,
	  host_read_sig_enforce },
	{ "host: secure boot", "sys/kernel/boot_params/data", NULL,
	  host_read_secure_boot_params },
	{ "host: secure boot",
	  "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
	  NULL, host_read_secure_boot },
	{ "host: x2apic_locked", "sys/class/misc/mint/x2apic_locked", NULL,
	  host_read_x2apic_locked },
	{ "host: bsp", "sys/class/misc/mint/bsp", NULL, host_read_bsp_module },
	{ "host: acpi", "sys/firmware/acpi/pm_profile", NULL, host_read_acpi },
	{ "host: madt", "sys/firmware/acpi/tables/APIC", NULL, host_read_madt },
	{ "host: kvm", "sys/module/kvm_intel/refcnt", NULL, host_read_kvm },
	{ "host: kvm", "sys/module/kvm_amd/refcnt", NULL, host_read_kvm },
	{ "host: kvm", "sys/module/module/parameters/sig_enforce", NULL,
	  host_read_kvm_absent },
	{ "host: vmm", "sys/module/vboxdrv/refcnt", NULL, host_read_vmm },
	{ "host: vmm", "sys/module/vmmon/refcnt", NULL, host_read_vmm },
	{ "host: ecam", "sys/firmware/acpi/tables/MCFG", NULL, host_read_ecam },
	{ "host: ecam", "sys/firmware/acpi/tables", "APIC", host_read_ecam_absent },
};

const size_t nr_fact_sources = ARRAY_SIZE(fact_sources);
