/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * setup_data.h - what boot_params has no room for: a chain of typed items
 *
 *   boot_params.hdr.setup_data -> | next | type | len | data … | -> | next = 0 | …
 *
 * In: items. Out: one blob to load at a known address. Pure.
 * Ref: boot.rst "setup_data"; Linux arch/x86/include/uapi/asm/setup_data.h.
 */
#ifndef MINT_PLATFORM_SETUP_DATA_H
#define MINT_PLATFORM_SETUP_DATA_H

#include "base/bytes.h"
#include "base/diag.h"
#include "machine/machine.h"
#include "platform/platform.h"

#define SETUP_DATA_SEED_SIZE 32 /* bytes of a SETUP_RNG_SEED */
/* efi_memdesc_size and efi_memdesc_version that go with setup_data_efi()'s map */
#define SETUP_DATA_EFI_DESCRIPTOR_SIZE	  40
#define SETUP_DATA_EFI_DESCRIPTOR_VERSION 1

enum setup_data_type {
	SETUP_DATA_E820_EXT = 1,
	SETUP_DATA_DTB = 2,
	SETUP_DATA_EFI = 4,
	SETUP_DATA_RNG_SEED = 9,
};

struct setup_data_item {
	enum setup_data_type type;
	struct bytes data;
};

/**
 * setup_data_build - the chain as it lies in memory
 * @at:  physical address of the first byte appended, a multiple of 8; the items are
 *       8-byte aligned, in the order given; the first lies at @at
 * @ret: appended to; the caller's to free
 * Return: 0, -EINVAL (@at misaligned), -E2BIG (an item of 4 GiB or more), -ENOMEM;
 * on failure @ret is as it was.
 */
int setup_data_build(const struct setup_data_item *item, size_t count, phys_t at,
		     struct buffer *ret, struct diag *diag);

/** setup_data_size - bytes that setup_data_build() will write */
uint64_t setup_data_size(const struct setup_data_item *item, size_t count);

/** setup_data_e820_ext - entries of @map beyond PLATFORM_BOOT_PARAMS_MAP; 0, -ENOMEM;
 * @ret stays empty when there are none */
int setup_data_e820_ext(const struct memory_map *map, struct buffer *ret);

/**
 * setup_data_efi - SETUP_EFI's struct efi_setup_data, and the runtime memory map
 * @ret_data: appended to: fw_vendor, runtime, tables, smbios as the firmware gave them
 * @ret_map:  appended to: runtime descriptors with the virtual addresses of the first
 *            kernel, in its order; EFI_MEMORY_DESCRIPTOR of 40 bytes each
 * Return: 0, -ENODATA (the machine's EFI facts are not complete), -ENOMEM.
 */
int setup_data_efi(const struct machine_efi *efi, struct buffer *ret_data,
		   struct buffer *ret_map, struct diag *diag);

#endif
