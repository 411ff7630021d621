/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * boot_params.h - the zero page
 *
 * In: what the kernel is to be told. Out: 4096 bytes. Pure.
 * Ref: boot.rst, zero-page.rst.
 */
#ifndef MINT_PLATFORM_BOOT_PARAMS_H
#define MINT_PLATFORM_BOOT_PARAMS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "base/prange.h"
#include "machine/machine.h"
#include "platform/platform.h"

/* What boot_params must say; zero where nothing is to be said. */
struct boot_params_spec {
	struct bytes setup_header; /* of the bzImage from 0x1f1 on, or empty (ELF) */
	phys_t kernel;		   /* load address (code32_start) */
	struct prange initrd;	   /* empty: none */
	phys_t cmdline;
	phys_t rsdp;
	const struct memory_map *map;
	uint64_t kernel_alignment, init_size; /* for an ELF without setup_header */
	/* EFI: all zero when none */
	phys_t efi_systab, efi_memmap;
	uint32_t efi_memmap_size, efi_memdesc_size, efi_memdesc_version;
	phys_t setup_data;	       /* first item of the chain; 0 none */
	const struct machine_edd *edd; /* NULL: none, or from `leader` */
	const uint8_t *screen_info;    /* 64 bytes; NULL: none, or from `leader` */
	bool is_secure_boot_off;       /* it is known that nobody verified anything */
	bool is_32bit;		       /* addresses above 4 GiB are an error: -ERANGE */
	uint16_t old_cmdline;	       /* protocol < 2.02: where the command line lies,
					  in bytes from this page's start; 0 none */
	struct bytes leader;	       /* instead, plain: leader's zero page to inherit
					  screen_info, edid, edd, secure_boot and
					  hardware_subarch from; empty beside */
};

/**
 * platform_boot_params_build - one zero page (4096 bytes)
 *
 * Of the map the first PLATFORM_BOOT_PARAMS_MAP entries; setup_data must lead to the
 * rest (setup_data_e820_ext()). alt_mem_k and ext_mem_k tell the RAM above 1 MiB.
 * Return: 0, -E2BIG (more memory map entries and no setup_data), -EINVAL (none, or a
 * setup header or leader page that is too short), -ERANGE (is_32bit: what lies where),
 * -ENOMEM. @ret is written only on success.
 */
int platform_boot_params_build(const struct boot_params_spec *spec, struct buffer *ret,
			       struct diag *diag);

#endif
