/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * table.c - what every ACPI table begins with, and its checksum
 *
 * In: a table's bytes. Out: header, length, checksum. Ref: ACPI 6.4 section 5.2.6.
 */
#include "platform/acpi/table.h"

#include <stddef.h>
#include <string.h>

#include "base/bytes.h"

uint8_t acpi_checksum(const uint8_t *data, size_t size)
{
	uint8_t sum = 0;

	while (size--)
		sum = (uint8_t)(sum + *data++);
	return (uint8_t)-sum;
}

void acpi_header_fill(struct acpi_header *header, const char *signature, uint32_t length,
		      uint8_t revision)
{
	memset(header, 0, sizeof(*header));
	memcpy(header->signature, signature, sizeof(header->signature));
	header->length = length;
	header->revision = revision;
	memcpy(header->oem_id, "MINTOS", sizeof(header->oem_id));
	memcpy(header->oem_table_id, "SUCCESSR", sizeof(header->oem_table_id));
	header->oem_revision = 1;
	memcpy(header->creator_id, "MINT", sizeof(header->creator_id));
	header->creator_revision = 1;
}

void acpi_table_seal(uint8_t *table, size_t size)
{
	put_le32(table + offsetof(struct acpi_header, length), (uint32_t)size);
	table[offsetof(struct acpi_header, checksum)] = 0;
	table[offsetof(struct acpi_header, checksum)] = acpi_checksum(table, size);
}
