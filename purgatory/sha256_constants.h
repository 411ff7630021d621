/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sha256_constants.h - what all engines of SHA-256 add
 *
 * Ref: FIPS 180-4 section 4.2.2.
 */
#ifndef MINT_PURGATORY_SHA256_CONSTANTS_H
#define MINT_PURGATORY_SHA256_CONSTANTS_H

#include <stdint.h>

/* Fractional parts of the cube roots of the first 64 primes. */
extern const uint32_t sha256_constants[64] __attribute__((visibility("hidden")));

#endif
