/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * multiboot.h - a kernel with a multiboot 1 header, and what both headers have alike
 *
 * In: the bytes of a file. Out: a struct image.
 * Ref: Multiboot Specification 0.6.96, 3.1 "OS image format".
 */
#ifndef MINT_IMAGE_MULTIBOOT_H
#define MINT_IMAGE_MULTIBOOT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "image/image.h"

/** multiboot_is - a multiboot 1 header in the first 8 KiB? */
bool multiboot_is(struct bytes file);

/**
 * multiboot_parse - describe a multiboot 1 kernel
 * @file: multiboot_is(); outlives @ret
 * @ret:  written only on success; owns nothing
 *
 * Return: 0, -EINVAL (truncated, addresses that cannot be, no ELF …), -ENOTSUP (asks
 * for a feature that is not known), -ENOMEM. Ref: Multiboot 0.6.96, 3.1.
 */
int multiboot_parse(struct bytes file, struct image *ret, struct diag *diag);

/* Where a kernel that is no ELF lies, as both multiboot headers put it. */
struct multiboot_addresses {
	uint64_t header_at; /* offset of the header in the file */
	uint32_t header_addr;
	uint32_t load_addr; /* UINT32_MAX, multiboot2 only: of the file's first byte */
	uint32_t load_end_addr; /* 0: up to the end of the file */
	uint32_t bss_end_addr;	/* 0: no .bss */
	uint32_t entry_addr;
};

/**
 * multiboot_place - the one piece that the addresses describe
 * @image: gets piece, entry, lowest, room and multiboot.has_entry
 * Return: 0, -EINVAL.
 */
int multiboot_place(struct bytes file, const struct multiboot_addresses *addresses,
		    struct image *image, struct diag *diag);

/** multiboot_describe - the rest of @image, placed by ELF or address fields: @header's */
void multiboot_describe(const struct image_multiboot *header, struct image *image);

#endif
