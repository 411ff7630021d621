/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_sha256.c - both SHA-256 engines against published digests and each other
 *
 * In:  FIPS 180-4 example messages (NIST "SHA256.pdf"), pseudo-random data.
 * Out: cmocka results.
 * Ref: purgatory/sha256.h
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "purgatory/sha256.h"
#include "purgatory/sha256_lanes.h"

struct vector {
	const char *text;
	unsigned int repeat;
	const char *digest;
};

static const struct vector vectors[] = {
	{ "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "a", 1000000,
	  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
};

static void hex_make(const uint8_t digest[SHA256_SIZE], char hex[2 * SHA256_SIZE + 1])
{
	for (unsigned int i = 0; i < SHA256_SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

static void vectors_check(enum sha256_engine engine)
{
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		struct sha256 sha;
		uint8_t digest[SHA256_SIZE];
		char hex[2 * SHA256_SIZE + 1];

		sha256_start(&sha, engine);
		for (unsigned int k = 0; k < vectors[i].repeat; k++)
			sha256_update(&sha, vectors[i].text, strlen(vectors[i].text));
		sha256_finish(&sha, digest);
		hex_make(digest, hex);
		assert_string_equal(hex, vectors[i].digest);
	}
}

static void test_portable_vectors(void **state)
{
	(void)state;
	vectors_check(SHA256_PORTABLE);
}

static void test_ni_vectors(void **state)
{
	(void)state;
	if (sha256_engine_detect() != SHA256_NI)
		skip();
	vectors_check(SHA256_NI);
}

/* xorshift64: the same data in every run. */
static void random_fill(uint8_t *data, size_t size)
{
	uint64_t x = 0x9e3779b97f4a7c15ULL;

	for (size_t i = 0; i < size; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		data[i] = (uint8_t)(x >> 32);
	}
}

static void digest_make(enum sha256_engine engine, const uint8_t *data, size_t size,
			size_t cut, uint8_t digest[SHA256_SIZE])
{
	struct sha256 sha;

	sha256_start(&sha, engine);
	sha256_update(&sha, data, cut);
	sha256_update(&sha, data + cut, size - cut);
	sha256_finish(&sha, digest);
}

/* Every length around the block and padding edges, every cut of it. */
static void test_cuts(void **state)
{
	uint8_t data[260], whole[SHA256_SIZE], cut[SHA256_SIZE];

	(void)state;
	random_fill(data, sizeof(data));
	for (size_t size = 0; size <= sizeof(data); size++) {
		digest_make(SHA256_PORTABLE, data, size, 0, whole);
		for (size_t at = 0; at <= size; at++) {
			digest_make(SHA256_PORTABLE, data, size, at, cut);
			assert_memory_equal(whole, cut, SHA256_SIZE);
		}
	}
}

static void test_ni_against_portable(void **state)
{
	const size_t size = 1 << 20;
	uint8_t *data, portable[SHA256_SIZE], ni[SHA256_SIZE];

	(void)state;
	if (sha256_engine_detect() != SHA256_NI)
		skip();
	data = malloc(size);
	assert_non_null(data);
	random_fill(data, size);
	for (size_t i = 0; i < 400; i++) {
		/* All short lengths at odd addresses, then long ones. */
		size_t start = i % 17;
		size_t length = i < 300 ? i : size - start - i * 977;

		digest_make(SHA256_PORTABLE, data + start, length, 0, portable);
		digest_make(SHA256_NI, data + start, length, length / 3, ni);
		assert_memory_equal(portable, ni, SHA256_SIZE);
	}
	free(data);
}

/* Lengths around a block, and so that one lane ends before the others. */
static void test_lanes(void **state)
{
	static const size_t sizes[] = { 0,  1,	 55,  56,   63,	  64,
					65, 127, 128, 1000, 4096, 9999 };
	const size_t count = sizeof(sizes) / sizeof(sizes[0]);
	uint8_t *data = malloc(10000 + SHA256_LANES);

	(void)state;
	assert_non_null(data);
	random_fill(data, 10000 + SHA256_LANES);
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < count; k++) {
			struct sha256_piece piece[SHA256_LANES];
			uint8_t digest[SHA256_LANES][SHA256_SIZE], wanted[SHA256_SIZE];

			for (unsigned int lane = 0; lane < SHA256_LANES; lane++)
				piece[lane] = (struct sha256_piece){
					data + lane,
					sizes[lane == k % SHA256_LANES ? k : i]
				};
			sha256_lanes_digest(piece, digest);
			for (unsigned int lane = 0; lane < SHA256_LANES; lane++) {
				sha256_digest(piece[lane].data, piece[lane].size, wanted);
				assert_memory_equal(digest[lane], wanted, SHA256_SIZE);
			}
		}
	}
	free(data);
}

static void test_one_bit(void **state)
{
	uint8_t data[200], before[SHA256_SIZE], after[SHA256_SIZE];

	(void)state;
	random_fill(data, sizeof(data));
	sha256_digest(data, sizeof(data), before);
	for (size_t bit = 0; bit < sizeof(data) * 8; bit++) {
		data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		sha256_digest(data, sizeof(data), after);
		assert_memory_not_equal(before, after, SHA256_SIZE);
		data[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_portable_vectors),
		cmocka_unit_test(test_ni_vectors),
		cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_ni_against_portable),
		cmocka_unit_test(test_lanes),
		cmocka_unit_test(test_one_bit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
