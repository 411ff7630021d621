/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sha256_ni.h - SHA-256 blocks with the SHA extensions
 *
 * In:  state words H0 … H7, whole blocks. Out: the state after them.
 */
#ifndef MINT_PURGATORY_SHA256_NI_H
#define MINT_PURGATORY_SHA256_NI_H

#include <stddef.h>
#include <stdint.h>

/**
 * sha256_ni_blocks - compress whole blocks with the SHA extensions
 * @state:  the eight words H0 … H7, updated
 * @data:   @blocks * SHA256_BLOCK bytes
 * @blocks: may be 0
 *
 * Only for sha256.c: #UD on a CPU without them.
 */
void sha256_ni_blocks(uint32_t state[8], const uint8_t *data, size_t blocks);

#endif
