/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * loader_view.h - a plan as the new kernel finds it: by physical address, little-endian
 *
 * In: a planned plain_fixture. Out: bytes, or the test ends.
 */
#ifndef MINT_TESTS_LOADER_VIEW_H
#define MINT_TESTS_LOADER_VIEW_H

#include "tests/unit/plan/plain/plain_assert.h"

/** peek - the byte at a physical address; what was not loaded of a segment is zero */
static inline uint8_t peek(struct plain_fixture *f, phys_t at)
{
	for (unsigned int i = 0; i < f->plan->nr_segments; i++) {
		const struct plan_segment *s = &f->plan->segment[i];

		if (at < s->start || at >= segment_end(s))
			continue;
		return at - s->start < s->data.size ? s->data.data[at - s->start] : 0;
	}
	fail_msg("0x%llx is in no segment", (unsigned long long)at);
	return 0;
}

/** peek_le - a field of @width bytes, 8 at most */
static inline uint64_t peek_le(struct plain_fixture *f, phys_t at, unsigned int width)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < width; i++)
		value |= (uint64_t)peek(f, at + i) << (8 * i);
	return value;
}

/** assert_text - a NUL-terminated string at a physical address */
static inline void assert_text(struct plain_fixture *f, phys_t at, const char *text)
{
	for (size_t i = 0; i <= strlen(text); i++)
		if (peek(f, at + i) != (uint8_t)text[i])
			fail_msg("byte %zu at 0x%llx is 0x%02x, wanted \"%s\"", i,
				 (unsigned long long)at, peek(f, at + i), text);
}

/** assert_below_4g - all of it, for what is entered in 32-bit mode */
static inline void assert_below_4g(struct plain_fixture *f)
{
	for (unsigned int i = 0; i < f->plan->nr_segments; i++)
		assert_true(segment_end(&f->plan->segment[i]) <= SIZE_4G);
}

#endif
