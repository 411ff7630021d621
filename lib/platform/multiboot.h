/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * multiboot.h - the information structures of Multiboot 0.6.96 and Multiboot2 2.0
 *
 * In: what the new OS is told, and where the structure will lie. Out: bytes. Pure.
 */
#ifndef MINT_PLATFORM_MULTIBOOT_H
#define MINT_PLATFORM_MULTIBOOT_H

#include "base/bytes.h"
#include "base/diag.h"
#include "image/image.h"
#include "machine/machine.h"
#include "platform/platform.h"

#define MULTIBOOT_MAGIC_EAX  0x2badb002u
#define MULTIBOOT2_MAGIC_EAX 0x36d76289u

struct multiboot_module {
	struct prange range; /* below 4 GiB; end as loaded, half-open */
	const char *cmdline;
};

struct multiboot_spec {
	phys_t at; /* of the structure itself, below 4 GiB, 8-byte aligned */
	const char *cmdline;
	const struct multiboot_module *module;
	size_t nr_modules;
	const struct memory_map *map;
	const struct image *image;
	phys_t load_base;	    /* of a relocatable image, multiboot2 tag 21 */
	const uint8_t *screen_info; /* 64 bytes, or NULL: no framebuffer tag */
	struct bytes rsdp; /* a copy of it, multiboot2 tags 14 and 15; may be empty */
	phys_t efi_systab; /* 0 none; multiboot2 tag 12 */
};

/**
 * multiboot_info_build - the structure that EBX points to, for multiboot 1
 * @ret: the caller's to free; written only on success
 *
 * Memory sizes and map, modules, command line, loader name, framebuffer. @spec->image,
 * load_base, rsdp and efi_systab are not read.
 * Return: 0, -ERANGE (a module or the structure not below 4 GiB, or not on a multiple
 * of 8), -E2BIG (the structure reaches beyond 4 GiB: by how much), -ENOMEM.
 */
int multiboot_info_build(const struct multiboot_spec *spec, struct buffer *ret,
			 struct diag *diag);

/**
 * multiboot2_info_build - the same for multiboot2, as tags
 *
 * Besides: ELF section headers of the image, load base when it is relocatable, EFI's
 * system table, the RSDP (old and new form as far as it has them).
 * Return: as multiboot_info_build().
 */
int multiboot2_info_build(const struct multiboot_spec *spec, struct buffer *ret,
			  struct diag *diag);

#endif
