/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * input.h - numbers out of a fuzzer's bytes
 *
 * In: bytes. Out: numbers; 0 when there are none left.
 */
#ifndef MINT_FUZZ_INPUT_H
#define MINT_FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct input {
	const uint8_t *data;
	size_t size;
};

/** number - the next @bytes, little-endian, fewer at the end */
static inline uint64_t number(struct input *input, size_t bytes)
{
	uint64_t value = 0;

	if (bytes > input->size)
		bytes = input->size;
	memcpy(&value, input->data, bytes);
	input->data += bytes;
	input->size -= bytes;
	return value;
}

/** scaled - a number of @bytes; a byte says the unit, so that it is often aligned */
static inline uint64_t scaled(struct input *input, unsigned int units, size_t bytes)
{
	uint64_t unit = number(input, 1) % units;

	return number(input, bytes) << unit;
}

#endif
