/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * table.h - what every ACPI table begins with, and its checksum
 *
 * In: a table's bytes. Out: header, length, checksum. Ref: ACPI 6.4 section 5.2.6.
 */
#ifndef MINT_PLATFORM_TABLE_H
#define MINT_PLATFORM_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "platform/acpi/acpi_tables.h"

/** acpi_checksum - the byte that makes the sum of @data and itself 0 */
uint8_t acpi_checksum(const uint8_t *data, size_t size);

/**
 * acpi_header_fill - the common header of a table that starts with one
 * @length: bytes of the whole table; the checksum is left to acpi_table_seal()
 */
void acpi_header_fill(struct acpi_header *header, const char *signature, uint32_t length,
		      uint8_t revision);

/** acpi_table_seal - length and checksum of a finished table, header included */
void acpi_table_seal(uint8_t *table, size_t size);

#endif
