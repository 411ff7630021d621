/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sha256.h - SHA-256, portable or with the SHA extensions
 *
 * In:  bytes. Out: 32 bytes. Pure; the planner (hosted) and purgatory (freestanding)
 *      are built from the same source.
 * Ref: FIPS 180-4 sections 4.1.2, 4.2.2, 5.1.1, 6.2; SDM volume 2 (SHA256RNDS2).
 */
#ifndef MINT_PURGATORY_SHA256_H
#define MINT_PURGATORY_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE  32
#define SHA256_BLOCK 64

enum sha256_engine {
	SHA256_PORTABLE,
	SHA256_NI, /* needs CPUID's SHA, SSSE3 and SSE4.1, and SSE switched on */
};

struct sha256 {
	uint32_t state[8];
	uint64_t length;	     /* bytes so far */
	uint8_t block[SHA256_BLOCK]; /* length % SHA256_BLOCK bytes wait here */
	enum sha256_engine engine;
};

/** sha256_engine_detect - Return: the best engine that this CPU has, by CPUID. */
enum sha256_engine sha256_engine_detect(void);

/** sha256_start - begin a digest in @sha, owned by the caller; nothing to free. */
void sha256_start(struct sha256 *sha, enum sha256_engine engine);

/** sha256_update - append @size bytes of @data; any cut of the input is the same. */
void sha256_update(struct sha256 *sha, const void *data, size_t size);

/** sha256_finish - pad and write the digest; @sha must be started anew afterwards. */
void sha256_finish(struct sha256 *sha, uint8_t digest[SHA256_SIZE]);

/** sha256_digest - digest of one piece of memory, with the best engine. */
void sha256_digest(const void *data, size_t size, uint8_t digest[SHA256_SIZE]);

#endif
