/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * efi.h - a fabricated EFI runtime, so that every end of an OS comes home
 *
 * In: struct platform_spec, its memory map, where the RSDP lies. Out: two pages. Pure.
 */
#ifndef MINT_PLATFORM_EFI_H
#define MINT_PLATFORM_EFI_H

#include "base/bytes.h"
#include "base/diag.h"
#include "platform/boot_params.h"
#include "platform/platform.h"

/**
 * platform_efi_build - the fabricated EFI runtime: tables page and code page
 * @map:  memory map it describes again as EFI memory descriptors
 * @rsdp: for the ACPI 2.0 configuration table
 * @ret:  PLATFORM_EFI_SIZE bytes for spec->area + PLATFORM_ACPI_SIZE; written only on
 *        success, the caller's to free
 * Return: 0, -E2BIG (more map entries than the page holds), -ENOMEM.
 */
int platform_efi_build(const struct platform_spec *spec, const struct memory_map *map,
		       phys_t rsdp, struct buffer *ret, struct diag *diag);

/** platform_efi_fields - fill the efi_* fields for a blob of platform_efi_build() */
void platform_efi_fields(const struct platform_spec *spec, const struct buffer *efi,
			 struct boot_params_spec *ret);

#endif
