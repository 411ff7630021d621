/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pages.h - what the leader's struct pages and its direct map say of memory
 *
 * In:  physical addresses, bytes, half-open, whole pages
 * Out: yes or no; where
 */
#ifndef MINT_MODULE_PAGES_H
#define MINT_MODULE_PAGES_H

#include "mint.h"

/** mint_pages_offline - does the leader use no page of it? */
bool mint_pages_offline(u64 start, u64 end);

/**
 * mint_pages_bad - is a page of it known to be bad (hardware-poisoned)?
 * @at: the first one; written only then
 *
 * A kernel that overwrites struct pages of what goes offline (CONFIG_DEBUG_VM) has
 * forgotten it: mint_pages_mapped() then still knows of those that failed for real.
 * May sleep.
 */
bool mint_pages_bad(u64 start, u64 end, u64 *at);

/** mint_pages_mapped - does the direct map have all of it? A page that failed is not in
 * there any more, and whoever touched it would fault.
 */
bool mint_pages_mapped(u64 start, u64 end);

/**
 * mint_pages_hold_map - do struct pages lie in it that the leader goes on using?
 *
 * With memory_hotplug.memmap_on_memory the first pages of a memory block hold the struct
 * pages of all of it: those of every block that the range has a part of are looked for.
 */
bool mint_pages_hold_map(u64 start, u64 end);

#endif
