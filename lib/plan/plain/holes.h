/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * holes.h - where a segment of a plain load may lie
 *
 * In: plain->free. Out: places, which are no longer in it.
 */
#ifndef MINT_PLAN_PLAIN_HOLES_H
#define MINT_PLAN_PLAIN_HOLES_H

#include "plan/plain/plain.h"

/**
 * plain_hole - find room for a segment and take it out of plain->free
 * @what:   for the message: "kernel", "initrd" …
 * @size:   bytes, > 0; rounded up to pages
 * @align:  bytes, power of two, at least a page
 * @window: half-open; the hole lies inside. Below 1 MiB only when all of it is there:
 *          low memory is for those who need it
 * @high:   the highest hole, else the lowest
 * Return: 0; -ENOSPC: "locate_hole failed: …" with what was asked, the largest hole there
 * is and how much is missing; -ENOMEM.
 */
int plain_hole(struct plain *plain, const char *what, uint64_t size, uint64_t align,
	       struct prange window, bool high, phys_t *ret);

/** plain_can_hole - would plain_hole() find one? Takes nothing, says nothing. */
bool plain_can_hole(const struct plain *plain, uint64_t size, uint64_t align,
		    struct prange window);

/** plain_take - a fixed place; 0, -ENOSPC (not free RAM: what lies there), -ENOMEM */
int plain_take(struct plain *plain, const char *what, struct prange range);

/** plain_is_free - can plain_take() have it? @range is widened to whole pages */
bool plain_is_free(const struct plain *plain, struct prange range);

#endif
