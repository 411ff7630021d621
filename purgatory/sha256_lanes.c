/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sha256_lanes.c - SHA-256 of eight messages at once, a message per lane of a vector
 *
 * In:  eight pieces of memory. Out: their digests. For the planner only.
 * Ref: FIPS 180-4 section 6.2.2; SDM volume 1, 14.3 (detection of AVX), and AVX2.
 *
 * A CPU without the SHA extensions does one message at a time in plain registers; its
 * vector unit does the same steps for eight, and needs no more time for them.
 */
#include "purgatory/sha256_lanes.h"

#include <cpuid.h>

#include "purgatory/sha256_constants.h"

#define CPUID_1_ECX_OSXSAVE (1u << 27)
#define CPUID_7_EBX_AVX2    (1u << 5)
#define XCR0_SSE_AVX	    6u

#define AVX2		   __attribute__((target("avx2")))
#define ROTATE_RIGHT(x, n) (((x) >> (n)) | ((x) << (32 - (n))))

typedef uint32_t vector __attribute__((vector_size(4 * SHA256_LANES)));

static bool avx2_is_usable(void)
{
	uint32_t a, b, c, d;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & CPUID_1_ECX_OSXSAVE))
		return false;
	__asm__("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
	return (a & XCR0_SSE_AVX) == XCR0_SSE_AVX &&
	       __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & CPUID_7_EBX_AVX2);
}

bool sha256_lanes_are_faster(void)
{
	return sha256_engine_detect() == SHA256_PORTABLE && avx2_is_usable();
}

/* Word @k of each message's block @block. */
AVX2 static inline void words_load(const struct sha256_piece piece[SHA256_LANES],
				   size_t block, unsigned int k, vector *ret)
{
	const size_t at = block * SHA256_BLOCK + 4 * k;

	for (unsigned int lane = 0; lane < SHA256_LANES; lane++) {
		uint32_t word;

		__builtin_memcpy(&word, (const uint8_t *)piece[lane].data + at, 4);
		(*ret)[lane] = __builtin_bswap32(word);
	}
}

/* W(t), k = t mod 16, as in sha256.c. */
AVX2 static inline void schedule_next(vector w[16], unsigned int k)
{
	vector w2 = w[(k + 14) & 15], w15 = w[(k + 1) & 15];
	vector s1 = ROTATE_RIGHT(w2, 17) ^ ROTATE_RIGHT(w2, 19) ^ (w2 >> 10);
	vector s0 = ROTATE_RIGHT(w15, 7) ^ ROTATE_RIGHT(w15, 18) ^ (w15 >> 3);

	w[k] += s1 + w[(k + 9) & 15] + s0;
}

/* One t; the names move, not the values: a is v[-t mod 8]. */
AVX2 static inline void round_run(vector v[8], unsigned int k, const vector *w,
				  uint32_t constant)
{
	vector a = v[-k & 7], b = v[(1 - k) & 7], c = v[(2 - k) & 7];
	vector e = v[(4 - k) & 7], f = v[(5 - k) & 7], g = v[(6 - k) & 7];
	vector s1 = ROTATE_RIGHT(e, 6) ^ ROTATE_RIGHT(e, 11) ^ ROTATE_RIGHT(e, 25);
	vector s0 = ROTATE_RIGHT(a, 2) ^ ROTATE_RIGHT(a, 13) ^ ROTATE_RIGHT(a, 22);
	vector t1 = v[(7 - k) & 7] + s1 + (g ^ (e & (f ^ g))) + (*w + constant);

	v[(3 - k) & 7] += t1;
	v[(7 - k) & 7] = t1 + s0 + ((a & b) | (c & (a | b)));
}

AVX2 static void block_compress(vector state[8],
				const struct sha256_piece piece[SHA256_LANES],
				size_t block)
{
	vector w[16], v[8];

	for (unsigned int i = 0; i < 8; i++)
		v[i] = state[i];
	for (unsigned int t = 0; t < 64; t += 16) {
#pragma GCC unroll 16
		for (unsigned int k = 0; k < 16; k++) {
			if (t == 0)
				words_load(piece, block, k, &w[k]);
			else
				schedule_next(w, k);
			round_run(v, k, &w[k], sha256_constants[t + k]);
		}
	}
	for (unsigned int i = 0; i < 8; i++)
		state[i] += v[i];
}

/* The first @blocks of all messages, each from its own state. */
AVX2 static void blocks_compress(struct sha256 sha[SHA256_LANES],
				 const struct sha256_piece piece[SHA256_LANES],
				 size_t blocks)
{
	vector state[8];

	for (unsigned int i = 0; i < 8; i++)
		for (unsigned int lane = 0; lane < SHA256_LANES; lane++)
			state[i][lane] = sha[lane].state[i];
	for (size_t block = 0; block < blocks; block++)
		block_compress(state, piece, block);
	for (unsigned int lane = 0; lane < SHA256_LANES; lane++) {
		for (unsigned int i = 0; i < 8; i++)
			sha[lane].state[i] = state[i][lane];
		sha[lane].length = blocks * SHA256_BLOCK;
	}
}

void sha256_lanes_digest(const struct sha256_piece piece[SHA256_LANES],
			 uint8_t digest[SHA256_LANES][SHA256_SIZE])
{
	const enum sha256_engine engine = sha256_engine_detect();
	struct sha256 sha[SHA256_LANES];
	size_t common = piece[0].size;

	for (unsigned int lane = 0; lane < SHA256_LANES; lane++) {
		sha256_start(&sha[lane], engine);
		common = piece[lane].size < common ? piece[lane].size : common;
	}
	common -= common % SHA256_BLOCK;
	if (avx2_is_usable())
		blocks_compress(sha, piece, common / SHA256_BLOCK);
	for (unsigned int lane = 0; lane < SHA256_LANES; lane++) {
		size_t done = (size_t)sha[lane].length;

		sha256_update(&sha[lane], (const uint8_t *)piece[lane].data + done,
			      piece[lane].size - done);
		sha256_finish(&sha[lane], digest[lane]);
	}
}
