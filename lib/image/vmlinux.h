/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmlinux.h - the vmlinux inside a bzImage, unpacked by us instead of by itself
 *
 * In: a bzImage from image_probe(). Out: the same image as an ELF.
 */
#ifndef MINT_IMAGE_VMLINUX_H
#define MINT_IMAGE_VMLINUX_H

#include "base/diag.h"
#include "image/image.h"

/**
 * image_unpack - the vmlinux inside a bzImage, entered directly
 * @image: IMAGE_BZIMAGE; becomes IMAGE_VMLINUX and keeps setup_header, protocol,
 *         cmdline_size, release, version of the bzImage; room is the larger one
 *
 * Return: 0; -ENOTSUP (payload's compression unknown to us: @image unchanged),
 * -EINVAL (payload broken), -ENOMEM.
 */
int image_unpack(struct image *image, struct diag *diag);

#endif
