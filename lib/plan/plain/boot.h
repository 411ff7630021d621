/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * boot.h - boot_params and what it points to, as one segment
 *
 * In: a loader's places. Out: a segment "boot_params".
 */
#ifndef MINT_PLAN_PLAIN_BOOT_H
#define MINT_PLAN_PLAIN_BOOT_H

#include "plan/plain/plain.h"
#include "platform/setup_data.h"

/* boot_params and what it points to: one segment. */
struct plain_boot {
	phys_t at;
	uint64_t size;	     /* bytes of the whole segment */
	uint64_t efi_map_at; /* offsets in it; 0 none */
	uint64_t setup_data_at;
	struct setup_data_item item[4];
	size_t nr_items;
	struct buffer e820_ext, efi_data, efi_map; /* owned */
};

/**
 * plain_boot_place - a hole for boot_params, command line, EFI map and setup_data
 * @window: below 4 GiB for a 32-bit entry
 * @ret:    plain_boot_free() it after any return
 *
 * The 64-bit kernel only is told of EFI. Sets plain->cmdline.
 * Return: 0, -ENOSPC, -ENOMEM.
 */
int plain_boot_place(struct plain *plain, struct prange window, struct plain_boot *ret);

/**
 * plain_boot_add - the segment, once the kernel's and the initrd's places are known
 * @spec: kernel, initrd, setup_header, is_32bit …: the loader's; the rest is filled in
 * Return: 0 or what platform_boot_params_build() and setup_data_build() say.
 */
int plain_boot_add(struct plain *plain, const struct plain_boot *boot,
		   struct boot_params_spec *spec);

void plain_boot_free(struct plain_boot *boot);

#endif
