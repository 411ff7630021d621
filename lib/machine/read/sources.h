/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sources.h - parsers of single files: pure, for the readers, the tests and the fuzzers
 *
 * Inside of the machine room and its tests only. In: the bytes or the text of one file
 * of proc or sys. Out: values. Nothing is read, nothing is kept.
 */
#ifndef MINT_MACHINE_SOURCES_H
#define MINT_MACHINE_SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "machine/machine.h"

/* struct boot_params, as far as it describes the machine; zero-page.rst */
enum boot_params_offset {
	BOOT_PARAMS_SCREEN_INFO = 0x000, /* 64 bytes */
	BOOT_PARAMS_ACPI_RSDP_ADDR = 0x070,
	BOOT_PARAMS_EFI_INFO = 0x1c0, /* 32 bytes */
	BOOT_PARAMS_E820_ENTRIES = 0x1e8,
	BOOT_PARAMS_EDDBUF_ENTRIES = 0x1e9,
	BOOT_PARAMS_EDD_MBR_SIG_ENTRIES = 0x1ea,
	BOOT_PARAMS_EDD_MBR_SIG = 0x290, /* 16 of 4 bytes */
	BOOT_PARAMS_E820_TABLE = 0x2d0,
	BOOT_PARAMS_EDDBUF = 0xd00, /* 6 of 82 bytes */
	BOOT_PARAMS_SIZE = 0x1000,
};

/** boot_params_view - the leader's zero page; empty when it is not known */
static inline struct bytes boot_params_view(const struct machine *machine)
{
	return (struct bytes){ machine->firmware.boot_params,
			       machine->firmware.boot_params_size };
}

/**
 * memory_type_named - type of memory as /sys/firmware/memmap and /proc/iomem call it
 * @ret: enum memory_type; written only when the name is known
 * Return: false for any other name (a device, say). Letter case is ignored: it differs
 * between kernels. Linux arch/x86/kernel/e820.c e820_type_to_string().
 */
bool memory_type_named(const char *name, uint32_t *ret);

/**
 * systab_find - "KEY=0x…" of /sys/firmware/efi/systab
 * @key:      "ACPI20", without '='
 * @ret_line: line of the text, from 1, for the message
 * Return: 0, -ENOENT (no such line), -EINVAL (no hexadecimal address).
 */
int systab_find(const char *text, const char *key, uint64_t *ret, unsigned int *ret_line);

enum efi_entry_field {
	EFI_ENTRY_TYPE,
	EFI_ENTRY_PHYSICAL,
	EFI_ENTRY_VIRTUAL,
	EFI_ENTRY_PAGES,
	EFI_ENTRY_ATTRIBUTE,
	EFI_ENTRY_FIELDS,
};

/** efi_entry_file - name of the file in runtime-map/N/ that holds the field */
const char *efi_entry_file(enum efi_entry_field field);

/**
 * efi_entry_make - one descriptor of the runtime map from its five numbers
 * Return: NULL, or what is wrong: the type has more than 32 bits, or the range passes
 * 64 bits. @ret is written only on success.
 */
const char *efi_entry_make(const uint64_t field[EFI_ENTRY_FIELDS],
			   struct machine_efi_entry *ret);

/* int13_dev8N of /sys/firmware/edd; a NULL is a file that is not there. */
struct edd_files {
	struct bytes raw_data;
	const char *version, *extensions;
	const char *max_cylinder, *max_head, *sectors; /* legacy_… */
};

/**
 * edd_info_make - struct edd_info (82 bytes) from the files of one disk
 * @device: BIOS number, 0x80 … 0x8f
 * Return: NULL, or what is wrong with which file. @ret is written only on success.
 */
const char *edd_info_make(uint8_t device, const struct edd_files *files, uint8_t ret[82]);

/**
 * edd_find - disks in a zero page
 * Counts beyond the arrays are cut, as the kernel does.
 * Return: 0, -ENOENT (too short, or no disk and no signature).
 */
int edd_find(struct bytes boot_params, struct machine_edd *ret);

/**
 * pci_config_parse - what configuration space says of a function
 * @config: 64 bytes at least; capabilities are known from 256 on
 * @ret:    command, is_bridge, buses, port_type, has_msi, unassigned_bar; the rest stays
 * Return: 0, -ERANGE (shorter than a header), -EINVAL (capabilities in a circle).
 * Ref: PCI Local Bus 3.0 chapter 6, PCI-to-PCI Bridge 1.2 section 3.2.
 */
int pci_config_parse(struct bytes config, struct machine_pci *ret);

/**
 * pci_resource_parse - /sys/bus/pci/devices/BDF/resource
 * @ret:      bar, unassigned_bar, and of a bridge (set before) window
 * @ret_line: line with the mistake, from 1
 * Return: 0 or -EINVAL. Ref: Linux drivers/pci/pci-sysfs.c resource_show(), and the flags
 * of include/linux/ioport.h.
 */
int pci_resource_parse(const char *text, struct machine_pci *ret, unsigned int *ret_line);

/**
 * pci_uevent_driver - DRIVER= of a uevent file
 * @ret: "" when there is none, or when it does not fit
 */
void pci_uevent_driver(const char *text, char *ret, size_t room);

/**
 * pci_path_bdf - the last PCI function on the path of a device below /sys/devices
 * Return: false when there is none; @ret then is untouched.
 */
bool pci_path_bdf(const char *path, struct bdf *ret);

/**
 * ecam_name_parse - "PCI MMCONFIG 0000 [bus 00-ff]", or "PCI ECAM …", of /proc/iomem
 * @range: of that entry
 * Return: false for any other name.
 */
bool ecam_name_parse(const char *name, struct prange range, struct machine_ecam *ret);

/**
 * disks_mark_mounts - note what of /proc/self/mountinfo lies on PCI devices
 * By number, and by name where a file system hides the number (btrfs).
 */
void disks_mark_mounts(struct machine *machine, char *text);

/** disks_mark_swaps - the same for /proc/swaps */
void disks_mark_swaps(struct machine *machine, char *text);

/**
 * vmcoreinfo_note - "0x<address> <size>", both hexadecimal: /sys/kernel/vmcoreinfo
 * Return: 0, -EINVAL. @ret is written only on success.
 */
int vmcoreinfo_note(const char *text, struct machine_note *ret);

/**
 * kcore_size - bytes of the ELF header and program headers of /proc/kcore
 * @head: its first 64 bytes
 * Return: 0 when it is no ELF-64 core.
 */
size_t kcore_size(struct bytes head);

/**
 * kcore_parse - where the kernel and the direct map are mapped
 * @headers:     kcore_size() bytes of /proc/kcore
 * @kernel:      physical address of _text; 0 unknown
 * @ret_virtual: of _text; untouched when no header says it
 * @ret_offset:  page_offset; untouched when no header says it
 */
void kcore_parse(struct bytes headers, phys_t kernel, uint64_t *ret_virtual,
		 uint64_t *ret_offset);

/**
 * kallsyms_find_text - virtual address of _text
 * @text: the beginning of /proc/kallsyms; a cut last line is ignored
 * Return: 0 when it is not there or shown as zero (no root).
 */
uint64_t kallsyms_find_text(const char *text);

/**
 * config_find - an option of a kernel configuration
 * @option: without CONFIG_
 * Return: FACT_YES for y and m, else FACT_NO, also when it is not named.
 */
enum fact config_find(const char *config, const char *option);

/**
 * interrupts_are_remapped - do chips of /proc/interrupts have names with "IR-"?
 * Return: FACT_UNKNOWN when there is neither an I/O APIC nor an MSI in it.
 * Linux drivers/iommu/intel/irq_remapping.c, drivers/iommu/amd/iommu.c ("IR-PCI-MSI").
 */
enum fact interrupts_are_remapped(const char *text);

/**
 * mcfg_parse - the entries of an MCFG table
 * @ret: array of @ret_count, to be freed with free(); NULL when it has no entry
 * Return: NULL, or what is wrong; then there is nothing to be freed.
 */
const char *mcfg_parse(struct bytes table, struct machine_ecam **ret, size_t *ret_count);

/**
 * cpuinfo_flags - the first "flags" line of /proc/cpuinfo, behind its colon
 * Return: NULL when there is none; @ret_size is then untouched.
 */
const char *cpuinfo_flags(const char *text, size_t *ret_size);

enum screen_driver { SCREEN_FIRMWARE, SCREEN_NATIVE };

/**
 * screen_driver_named - does this driver use the mode that was set at boot?
 * @name: of a framebuffer ("EFI VGA", "i915drmfb")
 * Return: SCREEN_FIRMWARE for those that only draw into what firmware left.
 */
enum screen_driver screen_driver_named(const char *name);

#endif
