/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * prange.h - half-open ranges of physical addresses
 *
 * In: numbers, or the user's inclusive/exclusive text through prange_parse().
 * Out: ranges, sorted lists of ranges.
 * Ref: docs/design.md "Habits".
 */
#ifndef MINT_BASE_PRANGE_H
#define MINT_BASE_PRANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"

typedef uint64_t phys_t;

#define PAGE_SIZE_4K UINT64_C(0x1000)
#define SIZE_1M	     (UINT64_C(1) << 20)
#define SIZE_2M	     (UINT64_C(2) << 20)
#define SIZE_16M     (UINT64_C(16) << 20)
#define SIZE_1G	     (UINT64_C(1) << 30)
#define SIZE_4G	     (UINT64_C(4) << 30)

/* [start, end): bytes; empty when start == end. */
struct prange {
	phys_t start;
	phys_t end;
};

/* Sorted, disjoint, non-adjacent ranges; owned by whoever holds the list. */
struct prange_list {
	struct prange *at;
	size_t count;
	size_t room;
};

static inline uint64_t prange_size(struct prange r)
{
	return r.end - r.start;
}

static inline bool prange_is_empty(struct prange r)
{
	return r.end <= r.start;
}

static inline bool prange_contains(struct prange outer, struct prange inner)
{
	return outer.start <= inner.start && inner.end <= outer.end;
}

static inline bool prange_has(struct prange r, phys_t address)
{
	return r.start <= address && address < r.end;
}

static inline bool prange_overlaps(struct prange a, struct prange b)
{
	return a.start < b.end && b.start < a.end;
}

/* What lies in both; empty when they do not meet. */
static inline struct prange prange_common(struct prange a, struct prange b)
{
	return (struct prange){
		a.start > b.start ? a.start : b.start,
		a.end < b.end ? a.end : b.end,
	};
}

static inline uint64_t align_up(uint64_t value, uint64_t align)
{
	return (value + align - 1) & ~(align - 1);
}

static inline uint64_t align_down(uint64_t value, uint64_t align)
{
	return value & ~(align - 1);
}

static inline bool is_aligned(uint64_t value, uint64_t align)
{
	return (value & (align - 1)) == 0;
}

/**
 * size_parse - a number with an optional K, M, G or T suffix, or 0x…
 * @text: the whole text must be the number
 * @ret:  bytes; written only on success
 * @diag: says what is wrong with @text
 *
 * Return: 0, -EINVAL (not a number), -ERANGE (does not fit 64 bits).
 */
int size_parse(const char *text, uint64_t *ret, struct diag *diag);

/**
 * prange_parse - "A-B" or "A+SIZE" as people write it
 * @text: an end B whose low 12 bits are fff is inclusive, one that is a multiple of
 *        4 KiB is exclusive, anything else is an error that names R1
 * @ret:  half-open; written only on success
 *
 * Return: 0, -EINVAL, -ERANGE; @diag says which part is wrong.
 */
int prange_parse(const char *text, struct prange *ret, struct diag *diag);

/**
 * prange_list_add - put a range into the list, merging what touches
 * Return: 0 or -ENOMEM.
 */
int prange_list_add(struct prange_list *list, struct prange range);

/**
 * prange_list_remove - cut a range out of the list
 * Return: 0 or -ENOMEM (a cut in the middle makes two).
 */
int prange_list_remove(struct prange_list *list, struct prange range);

/** prange_list_add_all - prange_list_add() @count ranges; 0, or -ENOMEM half-way */
int prange_list_add_all(struct prange_list *list, const struct prange *at, size_t count);

/** prange_list_remove_all - prange_list_remove() @count ranges; 0, or -ENOMEM half-way */
int prange_list_remove_all(struct prange_list *list, const struct prange *at,
			   size_t count);

/**
 * prange_list_keep - cut out of @list all that is not in @kept
 * Return: 0, or -ENOMEM half-way.
 */
int prange_list_keep(struct prange_list *list, const struct prange_list *kept);

/** prange_list_covers - is every byte of @range in the list? */
bool prange_list_covers(const struct prange_list *list, struct prange range);

/** prange_list_overlaps - is any byte of @range in the list? */
bool prange_list_overlaps(const struct prange_list *list, struct prange range);

void prange_list_free(struct prange_list *list);

#endif
