/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sha256_ni.c - SHA-256 blocks with the SHA extensions
 *
 * In:  state words H0 … H7, whole blocks. Out: the state after them.
 * Ref: SDM volume 2, SHA256RNDS2, SHA256MSG1, SHA256MSG2; FIPS 180-4 section 6.2.2.
 *
 * SHA256RNDS2 wants the state as two registers, highest lane first: A B E F and
 * C D G H. It does two rounds and returns the new A B E F; the old A B E F are then
 * the new C D G H, so the two names change places.
 */
#include "purgatory/sha256_ni.h"

#include <immintrin.h>

#include "purgatory/sha256.h"
#include "purgatory/sha256_constants.h"

#define NI_TARGET __attribute__((target("sha,sse4.1,ssse3")))

/* Four rounds: two, and two more with the upper half of W + K. */
NI_TARGET static inline void four_rounds(__m128i *abef, __m128i *cdgh, __m128i wk)
{
	*cdgh = _mm_sha256rnds2_epu32(*cdgh, *abef, wk);
	wk = _mm_shuffle_epi32(wk, 0x0e);
	*abef = _mm_sha256rnds2_epu32(*abef, *cdgh, wk);
}

/* W(t) … W(t + 3) from the sixteen words before, oldest in @w0. */
NI_TARGET static inline __m128i schedule_next(__m128i w0, __m128i w1, __m128i w2,
					      __m128i w3)
{
	__m128i sum =
		_mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4));

	return _mm_sha256msg2_epu32(sum, w3);
}

NI_TARGET static inline __m128i constants_add(__m128i w, unsigned int t)
{
	return _mm_add_epi32(
		w, _mm_loadu_si128((const __m128i *)(const void *)&sha256_constants[t]));
}

NI_TARGET void sha256_ni_blocks(uint32_t state[8], const uint8_t *data, size_t blocks)
{
	/* Byte order within each word: the message is big-endian. */
	const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
	__m128i abef =
		_mm_set_epi32((int)state[0], (int)state[1], (int)state[4], (int)state[5]);
	__m128i cdgh =
		_mm_set_epi32((int)state[2], (int)state[3], (int)state[6], (int)state[7]);

	for (; blocks > 0; blocks--, data += SHA256_BLOCK) {
		const __m128i *message = (const __m128i *)(const void *)data;
		__m128i abef_before = abef, cdgh_before = cdgh;
		__m128i w[4];

		for (unsigned int i = 0; i < 4; i++) {
			w[i] = _mm_shuffle_epi8(_mm_loadu_si128(message + i), swap);
			four_rounds(&abef, &cdgh, constants_add(w[i], 4 * i));
		}
		for (unsigned int t = 16; t < 64; t += 16) {
			w[0] = schedule_next(w[0], w[1], w[2], w[3]);
			four_rounds(&abef, &cdgh, constants_add(w[0], t));
			w[1] = schedule_next(w[1], w[2], w[3], w[0]);
			four_rounds(&abef, &cdgh, constants_add(w[1], t + 4));
			w[2] = schedule_next(w[2], w[3], w[0], w[1]);
			four_rounds(&abef, &cdgh, constants_add(w[2], t + 8));
			w[3] = schedule_next(w[3], w[0], w[1], w[2]);
			four_rounds(&abef, &cdgh, constants_add(w[3], t + 12));
		}
		abef = _mm_add_epi32(abef, abef_before);
		cdgh = _mm_add_epi32(cdgh, cdgh_before);
	}
	state[0] = (uint32_t)_mm_extract_epi32(abef, 3);
	state[1] = (uint32_t)_mm_extract_epi32(abef, 2);
	state[2] = (uint32_t)_mm_extract_epi32(cdgh, 3);
	state[3] = (uint32_t)_mm_extract_epi32(cdgh, 2);
	state[4] = (uint32_t)_mm_extract_epi32(abef, 1);
	state[5] = (uint32_t)_mm_extract_epi32(abef, 0);
	state[6] = (uint32_t)_mm_extract_epi32(cdgh, 1);
	state[7] = (uint32_t)_mm_extract_epi32(cdgh, 0);
}
