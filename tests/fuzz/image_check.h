/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image_check.h - what must hold for every struct image, whatever the file was
 *
 * In: what image_probe() or image_unpack() left. Out: nothing, or abort().
 */
#ifndef MINT_TESTS_IMAGE_CHECK_H
#define MINT_TESTS_IMAGE_CHECK_H

#include "image/image.h"

/** image_check - @err 0: a sound image and no error line; else a reason and no image */
void image_check(const struct image *image, int err, const struct diag *diag);

/** image_check_as - image_probe_as(), and image_check() of what it says */
void image_check_as(struct bytes file, const char *type);

/** image_check_refusal - a documented errno and a line that says why */
void image_check_refusal(int err, const struct diag *diag);

/** image_check_same - a failed image_unpack() changes nothing */
void image_check_same(const struct image *image, const struct image *before);

/** image_check_adopted - image_unpack() keeps what belongs to the setup header */
void image_check_adopted(const struct image *image, const struct image *before);

#endif
