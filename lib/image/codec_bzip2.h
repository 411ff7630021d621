/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * codec_bzip2.h - bzip2
 *
 * In, Out: see codec.h.
 */
#ifndef MINT_IMAGE_CODEC_BZIP2_H
#define MINT_IMAGE_CODEC_BZIP2_H

#include <stdbool.h>

#include "base/bytes.h"
#include "image/codec.h"

/** bzip2_is - "BZh", the level, and the magic of a first block or of an empty end */
bool bzip2_is(struct bytes packed);

/** bzip2_* - bzip2 streams, one or several */
int bzip2_start(struct stream *stream);
int bzip2_step(struct stream *stream);
void bzip2_stop(struct stream *stream);

#endif
