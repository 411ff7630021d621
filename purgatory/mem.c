/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mem.c - memcpy and memset, which a freestanding compiler may still call
 *
 * In: what the C standard says. Out: likewise.
 * Ref: GCC manual, "Language Standards Supported by GCC" (freestanding environment).
 */
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int value, size_t size);

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	void *start = to;

	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
	return start;
}

void *memset(void *to, int value, size_t size)
{
	void *start = to;

	__asm__ volatile("rep stosb" : "+D"(to), "+c"(size) : "a"(value) : "memory");
	return start;
}
