/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * acpi_tables.h - ACPI tables as they lie in memory
 *
 * Little-endian packed structs with the names of the specification.
 * Ref: ACPI 6.4 sections 5.2.3.2 (GAS), 5.2.5 (RSDP), 5.2.8 (XSDT), 5.2.9 (FADT),
 * 5.2.12 (MADT), 5.2.16 (SRAT); Microsoft "Hardware Watchdog Timers Design
 * Specification" (WDAT), Linux include/acpi/actbl3.h; PCI Firmware 3.2 section 4.1.2
 * (MCFG).
 */
#ifndef MINT_PLATFORM_ACPI_TABLES_H
#define MINT_PLATFORM_ACPI_TABLES_H

#include <stdint.h>

#include "platform/platform.h"

#define ACPI_PACKED __attribute__((packed))

struct acpi_header {
	char signature[4];
	uint32_t length; /* bytes, header included */
	uint8_t revision;
	uint8_t checksum;
	char oem_id[6];
	char oem_table_id[8];
	uint32_t oem_revision;
	char creator_id[4];
	uint32_t creator_revision;
} ACPI_PACKED;

struct acpi_gas {
	uint8_t space_id; /* 0 system memory */
	uint8_t bit_width;
	uint8_t bit_offset;
	uint8_t access_size; /* 1 byte */
	uint64_t address;
} ACPI_PACKED;

struct acpi_rsdp {
	char signature[8];
	uint8_t checksum; /* first 20 bytes */
	char oem_id[6];
	uint8_t revision;
	uint32_t rsdt_address;
	uint32_t length;
	uint64_t xsdt_address;
	uint8_t extended_checksum;
	uint8_t reserved[3];
} ACPI_PACKED;

/* What lies between named fields belongs to fixed hardware, which there is none of. */
struct acpi_fadt {
	struct acpi_header header;
	uint32_t firmware_ctrl;
	uint32_t dsdt;
	uint8_t fixed_hardware1[65];
	uint16_t boot_architecture;
	uint8_t reserved;
	uint32_t flags;
	struct acpi_gas reset_register;
	uint8_t reset_value;
	uint16_t arm_boot_architecture;
	uint8_t minor_revision;
	uint64_t x_firmware_ctrl;
	uint64_t x_dsdt;
	uint8_t fixed_hardware2[96];
	struct acpi_gas sleep_control;
	struct acpi_gas sleep_status;
	uint64_t hypervisor_vendor;
} ACPI_PACKED;

struct acpi_madt {
	struct acpi_header header;
	uint32_t lapic_address;
	uint32_t flags;
} ACPI_PACKED;

struct acpi_madt_lapic {
	uint8_t type; /* 0 */
	uint8_t length;
	uint8_t uid;
	uint8_t apicid;
	uint32_t flags;
} ACPI_PACKED;

struct acpi_madt_ioapic {
	uint8_t type; /* 1 */
	uint8_t length;
	uint8_t id;
	uint8_t reserved;
	uint32_t address;
	uint32_t gsi_base;
} ACPI_PACKED;

struct acpi_srat {
	struct acpi_header header;
	uint32_t reserved1; /* must be 1 */
	uint64_t reserved2;
} ACPI_PACKED;

struct acpi_srat_lapic {
	uint8_t type; /* 0 */
	uint8_t length;
	uint8_t domain_low;
	uint8_t apicid;
	uint32_t flags;
	uint8_t sapic_eid;
	uint8_t domain_high[3];
	uint32_t clock_domain;
} ACPI_PACKED;

struct acpi_srat_memory {
	uint8_t type; /* 1 */
	uint8_t length;
	uint32_t domain;
	uint16_t reserved1;
	uint64_t base;
	uint64_t size; /* bytes */
	uint32_t reserved2;
	uint32_t flags;
	uint64_t reserved3;
} ACPI_PACKED;

struct acpi_wdat {
	struct acpi_header header;
	uint32_t header_length; /* from here to the entries */
	uint16_t pci_segment;	/* these four 0xff: no PCI device */
	uint8_t pci_bus;
	uint8_t pci_device;
	uint8_t pci_function;
	uint8_t reserved1[3];
	uint32_t timer_period; /* ms */
	uint32_t max_count;    /* periods */
	uint32_t min_count;
	uint8_t flags;
	uint8_t reserved2[3];
	uint32_t nr_entries;
} ACPI_PACKED;

struct acpi_wdat_entry {
	uint8_t action;
	uint8_t instruction;
	uint16_t reserved;
	struct acpi_gas gas;
	uint32_t value;
	uint32_t mask;
} ACPI_PACKED;

struct acpi_mcfg {
	struct acpi_header header;
	uint64_t reserved;
} ACPI_PACKED;

struct acpi_mcfg_entry {
	uint64_t base; /* where bus 0 of the segment is, or would be */
	uint16_t segment;
	uint8_t first_bus;
	uint8_t last_bus;
	uint32_t reserved;
} ACPI_PACKED;

_Static_assert(sizeof(struct acpi_mcfg) == 44, "PCI Firmware 3.2 section 4.1.2");
_Static_assert(sizeof(struct acpi_mcfg_entry) == 16, "PCI Firmware 3.2 table 4-3");
_Static_assert(sizeof(struct acpi_wdat) == 68, "WDAT");
_Static_assert(sizeof(struct acpi_wdat_entry) == 24, "WDAT");
_Static_assert(sizeof(struct acpi_header) == 36, "section 5.2.6");
_Static_assert(sizeof(struct acpi_rsdp) == 36, "section 5.2.5.3");
_Static_assert(sizeof(struct acpi_fadt) == 276, "section 5.2.9");
_Static_assert(sizeof(struct acpi_madt_ioapic) == 12, "section 5.2.12.3");
_Static_assert(sizeof(struct acpi_srat_lapic) == 16, "section 5.2.16.1");
_Static_assert(sizeof(struct acpi_srat_memory) == 40, "section 5.2.16.2");

#define MADT_ENABLED	    1u
#define MADT_ONLINE_CAPABLE 2u
#define SRAT_ENABLED	    1u
#define SRAT_HOT_PLUGGABLE  2u

/* Doorbells described today; the mailbox has room for MINT_DOORBELLS. */
#define PLATFORM_DOORBELLS 1
/* GSI of doorbell 0: the first one that no legacy IRQ number can mean. */
#define PLATFORM_GSI_BASE 16u

/*
 * ACPI processor UIDs: the same in MADT, DSDT and _MAT. The ghost, which has no
 * processor object, is 0; own CPUs follow, then the lent ones.
 */
static inline uint8_t platform_own_uid(unsigned int index)
{
	return (uint8_t)(1 + index);
}

static inline uint8_t platform_lent_uid(const struct platform_spec *spec,
					unsigned int index)
{
	return (uint8_t)(1 + spec->nr_cpus + index);
}

/* The 8 bits that MADT and SRAT have; what is unknown is 255, which Linux skips. */
static inline uint8_t platform_apicid_byte(uint32_t apicid)
{
	return apicid == PLATFORM_APICID_UNKNOWN ? 0xff : (uint8_t)apicid;
}

#endif
