/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sha256.c - SHA-256: padding, the portable engine
 *
 * In:  bytes. Out: 32 bytes.
 * Ref: FIPS 180-4 sections 4.1.2 (functions), 5.1.1 (padding),
 *      5.3.3 (initial value), 6.2.2 (computation).
 */
#include "purgatory/sha256.h"

#include <cpuid.h>
#include <string.h>

#include "purgatory/sha256_constants.h"
#include "purgatory/sha256_ni.h"

#define CPUID_1_ECX_SSSE3 (1u << 9)
#define CPUID_1_ECX_SSE41 (1u << 19)
#define CPUID_7_EBX_SHA	  (1u << 29)

static uint32_t rotate_right(uint32_t x, unsigned int n)
{
	return (x >> n) | (x << (32 - n));
}

static uint32_t load_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void store_be32(uint8_t *p, uint32_t x)
{
	p[0] = (uint8_t)(x >> 24);
	p[1] = (uint8_t)(x >> 16);
	p[2] = (uint8_t)(x >> 8);
	p[3] = (uint8_t)x;
}

/* W(t) of section 6.2.2 step 1, k = t mod 16, in a window of the last sixteen. */
static inline uint32_t schedule_next(uint32_t w[16], unsigned int k)
{
	uint32_t w2 = w[(k + 14) & 15], w15 = w[(k + 1) & 15];
	uint32_t s1 = rotate_right(w2, 17) ^ rotate_right(w2, 19) ^ (w2 >> 10);
	uint32_t s0 = rotate_right(w15, 7) ^ rotate_right(w15, 18) ^ (w15 >> 3);

	return w[k] + s1 + w[(k + 9) & 15] + s0;
}

/* Step 3 for one t. Instead of moving a … h along, the names move: a is v[-t mod 8]. */
static inline void round_run(uint32_t v[8], unsigned int k, uint32_t wk)
{
	uint32_t a = v[-k & 7], b = v[(1 - k) & 7], c = v[(2 - k) & 7];
	uint32_t e = v[(4 - k) & 7], f = v[(5 - k) & 7], g = v[(6 - k) & 7];
	uint32_t s1 = rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25);
	uint32_t s0 = rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22);
	uint32_t t1 = v[(7 - k) & 7] + s1 + (g ^ (e & (f ^ g))) + wk;

	v[(3 - k) & 7] += t1;
	v[(7 - k) & 7] = t1 + s0 + ((a & b) | (c & (a | b)));
}

static void portable_block(uint32_t state[8], const uint8_t *data)
{
	uint32_t w[16], v[8];

	for (unsigned int i = 0; i < 8; i++)
		v[i] = state[i];
	for (unsigned int t = 0; t < 64; t += 16) {
/* Unrolled, every index is a constant and v[] lives in registers. */
#pragma GCC unroll 16
		for (unsigned int k = 0; k < 16; k++) {
			w[k] = t == 0 ? load_be32(data + 4 * k) : schedule_next(w, k);
			round_run(v, k, w[k] + sha256_constants[t + k]);
		}
	}
	for (unsigned int i = 0; i < 8; i++)
		state[i] += v[i];
}

static void blocks_compress(struct sha256 *sha, const uint8_t *data, size_t blocks)
{
	if (sha->engine == SHA256_NI) {
		sha256_ni_blocks(sha->state, data, blocks);
		return;
	}
	for (; blocks > 0; blocks--, data += SHA256_BLOCK)
		portable_block(sha->state, data);
}

enum sha256_engine sha256_engine_detect(void)
{
	const uint32_t sse = CPUID_1_ECX_SSSE3 | CPUID_1_ECX_SSE41;
	uint32_t a, b, c, d;

	if (!__get_cpuid(1, &a, &b, &c, &d) || (c & sse) != sse)
		return SHA256_PORTABLE;
	if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & CPUID_7_EBX_SHA))
		return SHA256_PORTABLE;
	return SHA256_NI;
}

void sha256_start(struct sha256 *sha, enum sha256_engine engine)
{
	/* Fractional parts of the square roots of the first eight primes. */
	static const uint32_t initial[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	};

	memcpy(sha->state, initial, sizeof(initial));
	sha->length = 0;
	sha->engine = engine;
}

void sha256_update(struct sha256 *sha, const void *data, size_t size)
{
	const uint8_t *bytes = data;
	size_t used = sha->length % SHA256_BLOCK;
	size_t blocks;

	if (size == 0)
		return;
	sha->length += size;
	if (used) {
		size_t part = SHA256_BLOCK - used < size ? SHA256_BLOCK - used : size;

		memcpy(sha->block + used, bytes, part);
		bytes += part;
		size -= part;
		if (used + part < SHA256_BLOCK)
			return;
		blocks_compress(sha, sha->block, 1);
	}
	blocks = size / SHA256_BLOCK;
	blocks_compress(sha, bytes, blocks);
	memcpy(sha->block, bytes + blocks * SHA256_BLOCK, size % SHA256_BLOCK);
}

void sha256_finish(struct sha256 *sha, uint8_t digest[SHA256_SIZE])
{
	const size_t length_at = SHA256_BLOCK - 8;
	uint64_t bits = sha->length * 8;
	size_t used = sha->length % SHA256_BLOCK;

	sha->block[used++] = 0x80;
	if (used > length_at) {
		memset(sha->block + used, 0, SHA256_BLOCK - used);
		blocks_compress(sha, sha->block, 1);
		used = 0;
	}
	memset(sha->block + used, 0, length_at - used);
	store_be32(sha->block + length_at, (uint32_t)(bits >> 32));
	store_be32(sha->block + length_at + 4, (uint32_t)bits);
	blocks_compress(sha, sha->block, 1);
	for (unsigned int i = 0; i < 8; i++)
		store_be32(digest + 4 * i, sha->state[i]);
}

void sha256_digest(const void *data, size_t size, uint8_t digest[SHA256_SIZE])
{
	struct sha256 sha;

	sha256_start(&sha, sha256_engine_detect());
	sha256_update(&sha, data, size);
	sha256_finish(&sha, digest);
}
