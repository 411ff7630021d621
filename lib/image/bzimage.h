/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bzimage.h - a Linux bzImage that has the 64-bit entry
 *
 * In: the bytes of a file. Out: a struct image; the bytes stay where they are.
 * Ref: Linux Documentation/arch/x86/boot.rst.
 */
#ifndef MINT_IMAGE_BZIMAGE_H
#define MINT_IMAGE_BZIMAGE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "image/image.h"

/** bzimage64_is - bzimage_is(), and what bzimage64_parse() asks for? */
bool bzimage64_is(struct bytes file);

/**
 * bzimage_parse - check a bzImage and describe it, for a successor
 * @file: bzimage_is(); outlives @ret
 * @ret:  written only on success; owns nothing
 *
 * Return: 0, -EINVAL (truncated, or a field that cannot be), -ENOTSUP (no 64-bit
 * entry, loaded low, not relocatable). Ref: boot.rst.
 */
int bzimage_parse(struct bytes file, struct image *ret, struct diag *diag);

/**
 * bzimage64_parse - the same for kexec: need not be relocatable, but loads above 4 GiB
 * Return: as bzimage_parse(); -ENOTSUP also without XLF_CAN_BE_LOADED_ABOVE_4G.
 */
int bzimage64_parse(struct bytes file, struct image *ret, struct diag *diag);

#endif
