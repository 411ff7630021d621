/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * initrd.h - does the kernel stand a chance of unpacking an initrd?
 *
 * In: bytes. Out: 0 or one line. Pure.
 */
#ifndef MINT_IMAGE_INITRD_H
#define MINT_IMAGE_INITRD_H

#include "base/bytes.h"
#include "base/diag.h"

/**
 * initrd_check - does the kernel stand a chance of unpacking this?
 *
 * Walks cpio archives and their compressed forms one behind the other: cpio headers,
 * gzip to its end, zstd blocks, the footer of xz. Other compressions are taken by their
 * magic alone.
 * Return: 0, -EINVAL: @diag says whether it is truncated or no initrd at all.
 */
int initrd_check(struct bytes initrd, struct diag *diag);

#endif
