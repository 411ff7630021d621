/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * multiboot.h - the information structure of Multiboot 0.6.96
 *
 * In: what the new OS is told, and where the structure will lie. Out: bytes. Pure.
 */
#ifndef MINT_PLATFORM_MULTIBOOT_H
#define MINT_PLATFORM_MULTIBOOT_H

#include "base/bytes.h"
#include "base/diag.h"
#include "platform/multiboot_spec.h"

#define MULTIBOOT_MAGIC_EAX 0x2badb002u

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

#endif
