/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * look.h - what a file looks like that is no kernel
 *
 * In: the bytes of a file that no loader takes. Out: one line for its owner.
 */
#ifndef MINT_IMAGE_LOOK_H
#define MINT_IMAGE_LOOK_H

#include "base/bytes.h"
#include "base/diag.h"

/**
 * image_refuse - say what a file looks like that is no kernel
 * @packed_with: NULL, or the name of the compression that it was unpacked from
 * Return: -ENOEXEC, always with a line in @diag.
 */
int image_refuse(struct bytes file, const char *packed_with, struct diag *diag);

#endif
