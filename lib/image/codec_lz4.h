/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * codec_lz4.h - lz4: frames, and the legacy format of Linux kernels
 *
 * In, Out: see codec.h.
 */
#ifndef MINT_IMAGE_CODEC_LZ4_H
#define MINT_IMAGE_CODEC_LZ4_H

#include <stdint.h>

#include "base/bytes.h"
#include "image/codec.h"

/** lz4_frame_expected - the content size of an lz4 frame's header, 0 when not there */
uint64_t lz4_frame_expected(struct bytes packed);

/** lz4_frame_* - lz4 frames, one or several. Ref: LZ4 Frame Format 1.6.4 */
int lz4_frame_start(struct stream *stream);
int lz4_frame_step(struct stream *stream);
void lz4_frame_stop(struct stream *stream);

/**
 * lz4_legacy_* - what `lz4 -l` writes and Linux kernels carry: blocks of at most 8 MiB
 * Ref: LZ4 Frame Format "Legacy frame"; Linux lib/decompress_unlz4.c.
 */
int lz4_legacy_start(struct stream *stream);
int lz4_legacy_step(struct stream *stream);
void lz4_legacy_stop(struct stream *stream);

#endif
