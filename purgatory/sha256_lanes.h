/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sha256_lanes.h - SHA-256 of eight messages at once
 *
 * In:  eight pieces of memory. Out: 32 bytes each. Pure; hosted only: purgatory's
 *      vector registers are not switched on, it takes one piece after the other.
 * Ref: FIPS 180-4 section 6.2.
 */
#ifndef MINT_PURGATORY_SHA256_LANES_H
#define MINT_PURGATORY_SHA256_LANES_H

#include <stdbool.h>

#include "purgatory/sha256.h"

#define SHA256_LANES 8

struct sha256_piece {
	const void *data;
	size_t size; /* bytes; fastest when all are alike */
};

/**
 * sha256_lanes_are_faster - is a message cut in eight digested faster than a whole one?
 *
 * Return: true on a CPU with AVX2 that the kernel has switched on, and without the SHA
 * extensions (Intel's servers from Haswell to Cascade Lake), by CPUID.
 */
bool sha256_lanes_are_faster(void);

/**
 * sha256_lanes_digest - the digests of eight messages
 * @piece:  of any size, 0 too; owned by the caller
 * @digest: a digest for each
 *
 * On a CPU without AVX2 the result is the same.
 */
void sha256_lanes_digest(const struct sha256_piece piece[SHA256_LANES],
			 uint8_t digest[SHA256_LANES][SHA256_SIZE]);

#endif
