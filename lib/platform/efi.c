/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * efi.c - a fabricated EFI runtime, so that every end of an OS comes home
 *
 * A hardware-reduced Linux prefers EFI's ResetSystem for power-off, reboot and panic.
 * Ours writes a cell of the mailbox and spins, which nothing of the machine can miss.
 *
 *   +0x000  system table          +0x400  configuration table (ACPI 2.0 -> RSDP)
 *   +0x200  runtime services      +0x600  vendor, UTF-16; +0x700 which services
 *                                         there are (EFI_RT_PROPERTIES_TABLE)
 *   +0x800  memory map: descriptors of 40 bytes, the last one all zero pages
 *   +0x1000 code page: purgatory/runtime.h
 *
 * Pointers are physical and stay so: the kernel keeps runtime ranges mapped 1:1 and
 * SetVirtualAddressMap changes nothing.
 * Ref: UEFI 2.7 sections 4.2 to 4.6 and 7.2; Linux arch/x86/platform/efi/efi.c.
 */
#include "platform/efi.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/cleanup.h"
#include "abi/mint.h"
#include "purgatory/blobs.h"
#include "purgatory/runtime.h"

#define SERVICES_OFFSET 0x200u
#define CONFIG_OFFSET	0x400u
#define VENDOR_OFFSET	0x600u
#define SUPPORT_OFFSET	0x700u
#define MAP_OFFSET	0x800u
#define CODE_OFFSET	0x1000u

#define EFI_REVISION_2_70      (2u << 16 | 70u)
#define EFI_DESCRIPTOR_VERSION 1u
#define SYSTEM_TABLE_SIGNATURE 0x5453595320494249ULL /* "IBI SYST" */
#define RUNTIME_SIGNATURE      0x56524553544e5552ULL /* "RUNTSERV" */

/* EFI_MEMORY_TYPE and attributes, UEFI 2.7 section 7.2. */
#define EFI_RESERVED	   0u
#define EFI_RUNTIME_CODE   5u
#define EFI_RUNTIME_DATA   6u
#define EFI_CONVENTIONAL   7u
#define EFI_ACPI_RECLAIM   9u
#define EFI_MEMORY_CACHES  0xfULL /* UC, WC, WT, WB */
#define EFI_MEMORY_RUNTIME (1ULL << 63)

/* EFI_RT_SUPPORTED_*, UEFI 2.8 section 4.6: all that is asked for and not there. */
#define SUPPORTS_SET_VIRTUAL 0x0080u
#define SUPPORTS_RESET	     0x0400u

/* Order of the runtime services, UEFI 2.7 section 4.5. */
enum { SERVICE_SET_VIRTUAL = 4, SERVICE_RESET = 10, SERVICE_COUNT = 14 };

struct efi_header {
	uint64_t signature;
	uint32_t revision;
	uint32_t size;
	uint32_t crc32;
	uint32_t reserved;
};

struct efi_system_table {
	struct efi_header header;
	uint64_t vendor;
	uint32_t vendor_revision;
	uint32_t pad;
	uint64_t console[6]; /* handles and protocols: none after the boot services */
	uint64_t services;
	uint64_t boot_services;
	uint64_t nr_configs;
	uint64_t configs;
};

struct efi_services {
	struct efi_header header;
	uint64_t service[SERVICE_COUNT];
};

struct efi_config {
	uint8_t guid[16];
	uint64_t table;
};

struct efi_support {
	uint16_t version, size;
	uint32_t services;
};

struct efi_descriptor {
	uint32_t type;
	uint32_t pad;
	uint64_t start;
	uint64_t virtual_start;
	uint64_t pages;
	uint64_t attribute;
};

#define MAP_MAX_DESCRIPTORS \
	((CODE_OFFSET - MAP_OFFSET) / sizeof(struct efi_descriptor) - 1)

_Static_assert(sizeof(struct efi_system_table) == 120, "UEFI 2.7 section 4.3");
_Static_assert(sizeof(struct efi_services) == 136, "UEFI 2.7 section 4.5");
_Static_assert(sizeof(struct efi_descriptor) == 40, "UEFI 2.7 section 7.2");

/* EFI_ACPI_20_TABLE_GUID, UEFI 2.7 section 4.6. */
static const uint8_t acpi20_guid[16] = {
	0x71, 0xe8, 0x68, 0x88, 0xf1, 0xe4, 0xd3, 0x11,
	0xbc, 0x22, 0x00, 0x80, 0xc7, 0x3c, 0x88, 0x81,
};

/* EFI_RT_PROPERTIES_TABLE_GUID, UEFI 2.8 section 4.6. */
static const uint8_t support_guid[16] = {
	0x8a, 0x91, 0x66, 0xeb, 0xef, 0x7e, 0x2a, 0x40,
	0x84, 0x2e, 0x93, 0x1d, 0x21, 0xc3, 0x8a, 0xe9,
};

/* CRC-32 of IEEE 802.3, bit by bit: a few hundred bytes once. */
static uint32_t crc32_make(const uint8_t *data, size_t size)
{
	uint32_t crc = UINT32_MAX;

	while (size--) {
		crc ^= *data++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}

static void system_table_put(uint8_t *page, phys_t at)
{
	static const uint16_t vendor[] = { 'M', 'I', 'N', 'T', 0 };
	struct efi_system_table table = {
		.header = { SYSTEM_TABLE_SIGNATURE, EFI_REVISION_2_70, sizeof(table), 0,
			    0 },
		.vendor = at + VENDOR_OFFSET,
		.services = at + SERVICES_OFFSET,
		.nr_configs = 2,
		.configs = at + CONFIG_OFFSET,
	};

	table.header.crc32 = crc32_make((const uint8_t *)&table, sizeof(table));
	memcpy(page, &table, sizeof(table));
	memcpy(page + VENDOR_OFFSET, vendor, sizeof(vendor));
}

static void services_put(uint8_t *page, phys_t at)
{
	phys_t code = at + CODE_OFFSET;
	struct efi_services table = {
		.header = { RUNTIME_SIGNATURE, EFI_REVISION_2_70, sizeof(table), 0, 0 },
	};

	for (unsigned int i = 0; i < SERVICE_COUNT; i++)
		table.service[i] = code + EFI_RUNTIME_UNSUPPORTED;
	table.service[SERVICE_SET_VIRTUAL] = code + EFI_RUNTIME_SET_VIRTUAL;
	table.service[SERVICE_RESET] = code + EFI_RUNTIME_RESET;
	table.header.crc32 = crc32_make((const uint8_t *)&table, sizeof(table));
	memcpy(page + SERVICES_OFFSET, &table, sizeof(table));
}

/*
 * Without the second one a kernel asks for variables and the time, and complains that a
 * service which it was promised is unsupported ("MODSIGN: Couldn't get UEFI db list").
 */
static void configs_put(uint8_t *page, phys_t at, phys_t rsdp)
{
	const struct efi_support support = {
		.version = 1,
		.size = sizeof(support),
		.services = SUPPORTS_SET_VIRTUAL | SUPPORTS_RESET,
	};
	struct efi_config config[2] = { { .table = rsdp },
					{ .table = at + SUPPORT_OFFSET } };

	memcpy(config[0].guid, acpi20_guid, sizeof(acpi20_guid));
	memcpy(config[1].guid, support_guid, sizeof(support_guid));
	memcpy(page + CONFIG_OFFSET, config, sizeof(config));
	memcpy(page + SUPPORT_OFFSET, &support, sizeof(support));
}

static int descriptor_put(uint8_t *page, unsigned int *count, struct prange range,
			  uint32_t type)
{
	struct efi_descriptor descriptor = {
		.type = type,
		.start = range.start,
		.pages = prange_size(range) / PAGE_SIZE_4K,
		.attribute = EFI_MEMORY_CACHES,
	};

	if (*count == MAP_MAX_DESCRIPTORS)
		return -E2BIG;
	if (!descriptor.pages)
		return 0;
	if (type == EFI_RUNTIME_CODE || type == EFI_RUNTIME_DATA)
		descriptor.attribute |= EFI_MEMORY_RUNTIME;
	memcpy(page + MAP_OFFSET + *count * sizeof(descriptor), &descriptor,
	       sizeof(descriptor));
	++*count;
	return 0;
}

/* Pages that Linux must keep mapped for calls into the runtime. */
static uint32_t reserved_type(const struct platform_spec *spec, phys_t start)
{
	phys_t tables = spec->area + PLATFORM_ACPI_SIZE;

	if (start == tables)
		return EFI_RUNTIME_DATA;
	if (start == tables + CODE_OFFSET)
		return EFI_RUNTIME_CODE;
	return EFI_RESERVED;
}

/*
 * Of the mailbox only the page that ResetSystem writes is the runtime's: the others are
 * device registers to the kernel.
 */
static int reserved_put(uint8_t *page, unsigned int *count,
			const struct platform_spec *spec, struct prange range)
{
	struct prange first = { range.start, range.start + PAGE_SIZE_4K };
	int err;

	if (range.start == spec->mailbox) {
		err = descriptor_put(page, count, first, EFI_RUNTIME_DATA);
		if (err)
			return err;
		range.start = first.end;
	}
	return descriptor_put(page, count, range, reserved_type(spec, range.start));
}

static int entry_put(uint8_t *page, unsigned int *count, const struct platform_spec *spec,
		     const struct memory_map_entry *entry)
{
	switch (entry->type) {
	case E820_RAM:
		return descriptor_put(page, count, entry->range, EFI_CONVENTIONAL);
	case E820_ACPI:
		return descriptor_put(page, count, entry->range, EFI_ACPI_RECLAIM);
	default:
		return reserved_put(page, count, spec, entry->range);
	}
}

static int memory_put(uint8_t *page, const struct platform_spec *spec,
		      const struct memory_map *map)
{
	unsigned int count = 0;
	int err;

	for (unsigned int i = 0; i < map->count; i++) {
		err = entry_put(page, &count, spec, &map->at[i]);
		if (err)
			return err;
	}
	return 0;
}

int platform_efi_build(const struct platform_spec *spec, const struct memory_map *map,
		       phys_t rsdp, struct buffer *ret, struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer blob = { 0 };
	phys_t at = spec->area + PLATFORM_ACPI_SIZE;
	int err = buffer_append(&blob, NULL, PLATFORM_EFI_SIZE);

	if (err)
		return diag_fail(diag, err, "EFI tables: out of memory");
	system_table_put(blob.data, at);
	services_put(blob.data, at);
	configs_put(blob.data, at, rsdp);
	err = memory_put(blob.data, spec, map);
	if (err)
		return diag_fail(diag, err,
				 "EFI memory map: %u entries need more than the %zu "
				 "descriptors there is room for",
				 map->count, MAP_MAX_DESCRIPTORS);
	memcpy(blob.data + CODE_OFFSET, efi_runtime_blob, EFI_RUNTIME_SIZE);
	put_le64(blob.data + CODE_OFFSET + EFI_RUNTIME_MAILBOX, spec->mailbox);
	*ret = blob;
	blob = (struct buffer){ 0 };
	return 0;
}

void platform_efi_fields(const struct platform_spec *spec, const struct buffer *efi,
			 struct boot_params_spec *ret)
{
	phys_t at = spec->area + PLATFORM_ACPI_SIZE;
	uint32_t count = 0;

	while (count < MAP_MAX_DESCRIPTORS) {
		struct efi_descriptor descriptor;

		memcpy(&descriptor, efi->data + MAP_OFFSET + count * sizeof(descriptor),
		       sizeof(descriptor));
		if (!descriptor.pages)
			break;
		count++;
	}
	ret->efi_systab = at;
	ret->efi_memmap = at + MAP_OFFSET;
	ret->efi_memmap_size = count * (uint32_t)sizeof(struct efi_descriptor);
	ret->efi_memdesc_size = sizeof(struct efi_descriptor);
	ret->efi_memdesc_version = EFI_DESCRIPTOR_VERSION;
}
