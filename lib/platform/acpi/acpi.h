/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * acpi.h - the ACPI tables of a successor, all of them in one blob
 *
 * In: struct platform_spec. Out: the blob, and where each table lies in it. Pure.
 * Ref: ACPI 6.4 section 5.2.
 */
#ifndef MINT_PLATFORM_ACPI_H
#define MINT_PLATFORM_ACPI_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "platform/platform.h"

struct platform_acpi {
	struct buffer blob; /* loaded at spec->area; <= PLATFORM_ACPI_SIZE */
	phys_t rsdp;
	struct platform_table table[PLATFORM_MAX_TABLES];
	unsigned int nr_tables;
};

/**
 * platform_ghost_apicid - an id below 255 that the machine does not have
 * @used: bitmap of ids 0..255
 * @ret:  200 when free, else the highest free one below 255
 * Return: 0 or -ENOSPC.
 */
int platform_ghost_apicid(const uint8_t used[32], uint32_t *ret);

/**
 * platform_acpi_build - all tables that this OS needs
 *
 * RSDP, XSDT, FADT, MADT, DSDT, SRAT when memory may be lent, WDAT when there is a hang
 * timeout, MCFG when there are host bridges.
 * Return: 0, -EINVAL (too many CPUs, an APIC id above 254 or equal to the ghost's),
 * -E2BIG (does not fit PLATFORM_ACPI_SIZE), -ENOMEM. @ret is written only on success;
 * its blob is the caller's to free.
 */
int platform_acpi_build(const struct platform_spec *spec, struct platform_acpi *ret,
			struct diag *diag);

#endif
