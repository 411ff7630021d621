/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * multiboot2.h - a kernel with a multiboot2 header
 *
 * In: the bytes of a file. Out: a struct image.
 * Ref: Multiboot2 Specification 2.0, 3.1 "OS image format".
 */
#ifndef MINT_IMAGE_MULTIBOOT2_H
#define MINT_IMAGE_MULTIBOOT2_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "image/image.h"

/** multiboot2_is - a multiboot2 header for i386 in the first 32 KiB? */
bool multiboot2_is(struct bytes file);

/** multiboot2_parse - as multiboot_parse(). Ref: Multiboot2 2.0, 3.1. */
int multiboot2_parse(struct bytes file, struct image *ret, struct diag *diag);

#endif
