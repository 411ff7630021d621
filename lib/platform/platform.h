/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * platform.h - the machine that a successor is told it has
 *
 * Addresses and owned resources, decided by the planner: what this room makes bytes of
 * (ACPI tables, EFI runtime, boot_params, memory map, command line).
 *
 * Platform area of a beside OS, at spec.area inside the region:
 *
 *   +0                  ACPI tables            e820 type 3, PLATFORM_ACPI_SIZE
 *   +PLATFORM_ACPI_SIZE EFI tables (1 page)    e820 type 2, RuntimeServicesData
 *   +… + 0x1000         EFI code (1 page)      e820 type 2, RuntimeServicesCode
 *   spec.mailbox        MINT_MAILBOX_PAGES     e820 type 2, below 4 GiB: right behind
 *                       the EFI code page, or at the start of the low window
 *
 * Ref: ACPI 6.4, UEFI 2.7, boot.rst; docs/platform.md for why, and what was seen.
 */
#ifndef MINT_PLATFORM_PLATFORM_H
#define MINT_PLATFORM_PLATFORM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bdf.h"
#include "base/prange.h"

#define PLATFORM_ACPI_SIZE	 0x10000ULL
#define PLATFORM_EFI_SIZE	 0x2000ULL
#define PLATFORM_MAX_CPUS	 256
#define PLATFORM_MAX_MEMORY_MAP	 1024
#define PLATFORM_BOOT_PARAMS_MAP 128 /* boot_params holds; the rest: SETUP_E820_EXT */
#define PLATFORM_MAX_TABLES	 16
#define PLATFORM_MAX_LENT	 32
#define PLATFORM_APICID_UNKNOWN	 UINT32_MAX

#define PLATFORM_MAX_BRIDGES	    8
#define PLATFORM_MAX_BRIDGE_WINDOWS 4

/* Linux arch/x86/include/asm/e820/types.h */
#define E820_RAM      1u
#define E820_RESERVED 2u
#define E820_ACPI     3u

struct memory_map_entry {
	struct prange range;
	uint32_t type; /* e820 */
};

/* Sorted and disjoint. */
struct memory_map {
	struct memory_map_entry at[PLATFORM_MAX_MEMORY_MAP];
	unsigned int count;
};

/* What lies where, for whoever shows it. */
struct platform_table {
	char signature[5];
	phys_t address;
	uint32_t length;
};

struct platform_window {
	struct prange range; /* I/O ports or physical addresses */
	bool is_io, is_prefetchable;
};

/* A PCI host bridge of the OS: the buses behind one root port of the machine. */
struct platform_bridge {
	uint16_t segment;
	uint8_t first_bus, last_bus;
	phys_t ecam; /* where bus 0 of the segment is, or would be */
	struct platform_window window[PLATFORM_MAX_BRIDGE_WINDOWS];
	unsigned int nr_windows;
};

/* Configuration space of a bridge's buses, 1 MiB each. */
static inline struct prange platform_bridge_ecam(const struct platform_bridge *bridge)
{
	return (struct prange){
		bridge->ecam + ((phys_t)bridge->first_bus << BDF_BUS_SHIFT),
		bridge->ecam + ((phys_t)(bridge->last_bus + 1u) << BDF_BUS_SHIFT),
	};
}

struct platform_spec {
	struct prange region;
	struct prange realmode; /* below 1 MiB */
	struct prange swiotlb;	/* low window; empty when the region needs none */
	phys_t area;		/* platform area, page aligned */
	phys_t mailbox;		/* page aligned, below 4 GiB */
	phys_t lapic;		/* 0xfee00000 */
	uint32_t apicid[PLATFORM_MAX_CPUS]; /* boot CPU first; PLATFORM_APICID_UNKNOWN */
	unsigned int nr_cpus;
	uint32_t ghost_apicid; /* sacrificial: an id this machine does not have */
	bool leader_x2apic;
	bool leader_tsc;	 /* the leader's clock is the TSC */
	uint16_t uart_port;	 /* 0 none */
	uint32_t uart_uid;	 /* ttySN number of the leader: only a name */
	uint64_t tsc_khz;	 /* 0 unknown */
	uint32_t kernel_version; /* (major << 16) | minor << 8 | patch; 0 unknown */
	bool is_unpacked;	 /* an ELF is entered: no decompressor that may move it */
	/* May be lent later; off by default. */
	uint32_t lent_apicid[PLATFORM_MAX_LENT];
	unsigned int nr_lent_cpus;
	struct prange lent_memory[PLATFORM_MAX_LENT];
	unsigned int nr_lent_memory;
	struct platform_bridge bridge[PLATFORM_MAX_BRIDGES];
	unsigned int nr_bridges;
	uint32_t hang_timeout_ms; /* longest countdown of a WDAT watchdog; 0 none */
};

#endif
