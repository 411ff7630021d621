/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bzimage32.h - any bzImage or zImage, for its 32-bit entry
 *
 * In: the bytes of a file. Out: a struct image; the bytes stay where they are.
 * Ref: Linux Documentation/arch/x86/boot.rst.
 */
#ifndef MINT_IMAGE_BZIMAGE32_H
#define MINT_IMAGE_BZIMAGE32_H

#include "base/bytes.h"
#include "base/diag.h"
#include "image/image.h"

/**
 * bzimage32_parse - any bzImage or zImage since protocol 2.00, for its 32-bit entry
 * @file: bzimage_is(); outlives @ret
 * @ret:  written only on success; owns nothing
 *
 * Return: 0, -EINVAL (truncated, or a field that cannot be), -ENOTSUP (older).
 */
int bzimage32_parse(struct bytes file, struct image *ret, struct diag *diag);

#endif
