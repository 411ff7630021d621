/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * multiboot2.h - the information structure of Multiboot2 2.0
 *
 * In: what the new OS is told, and where the structure will lie. Out: bytes. Pure.
 */
#ifndef MINT_PLATFORM_MULTIBOOT2_H
#define MINT_PLATFORM_MULTIBOOT2_H

#include "base/bytes.h"
#include "base/diag.h"
#include "platform/multiboot_spec.h"

#define MULTIBOOT2_MAGIC_EAX 0x36d76289u

/**
 * multiboot2_info_build - what multiboot_info_build() tells, as tags
 *
 * Besides: ELF section headers of the image, load base when it is relocatable, EFI's
 * system table, the RSDP (old and new form as far as it has them).
 * Return: as multiboot_info_build().
 */
int multiboot2_info_build(const struct multiboot_spec *spec, struct buffer *ret,
			  struct diag *diag);

#endif
