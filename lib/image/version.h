/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * version.h - the release string of a Linux kernel, and its number
 *
 * In: text of the setup header or the banner. Out: "6.1.0-56-amd64" and 0x060100.
 */
#ifndef MINT_IMAGE_VERSION_H
#define MINT_IMAGE_VERSION_H

#include <stdint.h>

#include "base/bytes.h"
#include "image/image.h"

/**
 * version_parse - a kernel release, "6.1.0-56-amd64", and its number
 * @text:    starts with the release; anything behind it is ignored
 * @release: up to the first blank, NUL or end of @text
 * @version: (major << 16) | minor << 8 | min(patch, 255)
 *
 * Return: 0; -EINVAL when @text does not start with two numbers and a dot, or the
 * release has unprintable bytes or IMAGE_RELEASE_MAX or more; nothing is written then.
 */
int version_parse(struct bytes text, char release[IMAGE_RELEASE_MAX], uint32_t *version);

#endif
