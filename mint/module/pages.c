// SPDX-License-Identifier: GPL-2.0-only
/*
 * pages.c - what the leader's struct pages and its direct map say of memory
 *
 *   block       |struct pages| memory                                     |
 *                 of all of it  <- what a range here must not reach down to
 *
 * In:  the leader's sections, struct pages and page tables
 * Out: yes or no; where
 * Ref: Documentation/admin-guide/mm/memory-hotplug.rst (memmap_on_memory),
 * mm/hwpoison.rst; Linux mm/memory-failure.c and arch/x86/mm/pat/set_memory.c
 * (set_mce_nospec(): a page that failed leaves the direct map), mm/memory_hotplug.c
 *      (remove_pfn_range_from_zone() overwrites struct pages with CONFIG_DEBUG_VM only)
 *
 * Locks: none. What was found stays so only when its owner was published before
 * (memory.c).
 */
#include "pages.h"

#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/page-flags.h>
#include <asm/pgtable.h>

#define UNMAPPED U64_MAX

/* Of a range, a subsection at a time: the smallest that comes and goes. */
#define for_each_subsection(pfn, start, end)                 \
	for ((pfn) = PHYS_PFN(start); (pfn) < PHYS_PFN(end); \
	     (pfn) = ALIGN((pfn) + 1, PAGES_PER_SUBSECTION))

bool mint_pages_offline(u64 start, u64 end)
{
	unsigned long pfn;

	for_each_subsection(pfn, start, end) if (pfn_to_online_page(pfn)) return false;
	return true;
}

/* PagePoisoned(): not a word about the memory, the struct page was overwritten. */
static bool page_is_bad(unsigned long pfn)
{
	struct page *page = pfn_to_page(pfn);

	return !PagePoisoned(page) && PageHWPoison(page);
}

bool mint_pages_bad(u64 start, u64 end, u64 *at)
{
	unsigned long first, pfn, behind;

	for_each_subsection(first, start, end)
	{
		if (!pfn_valid(first))
			continue;
		behind = min_t(unsigned long, PHYS_PFN(end),
			       ALIGN(first + 1, PAGES_PER_SUBSECTION));
		for (pfn = first; pfn < behind; pfn++)
			if (page_is_bad(pfn)) {
				*at = PFN_PHYS(pfn);
				return true;
			}
		cond_resched();
	}
	return false;
}

/* Where @address of the leader lies, and for how many bytes on; UNMAPPED nowhere. */
static u64 address_find(unsigned long address, u64 *bytes)
{
	unsigned int level;
	pte_t *pte = lookup_address(address, &level);
	u64 size, offset;

	*bytes = PAGE_SIZE - offset_in_page(address);
	if (!pte || !(pte_val(*pte) & _PAGE_PRESENT))
		return UNMAPPED;
	size = page_level_size(level);
	offset = address & (size - 1);
	*bytes = size - offset;
	return (pte_val(*pte) & PTE_PFN_MASK & ~(size - 1)) + offset;
}

bool mint_pages_mapped(u64 start, u64 end)
{
	u64 at, bytes;

	for (at = start; at < end; at += bytes)
		if (address_find((unsigned long)__va(at), &bytes) != at)
			return false;
	return true;
}

/* Does any of the struct pages of [first, last) lie in [start, end)? */
static bool map_lies_in(unsigned long first, unsigned long last, u64 start, u64 end)
{
	unsigned long at = (unsigned long)pfn_to_page(first);
	unsigned long behind = (unsigned long)pfn_to_page(last);
	u64 found, bytes;

	for (; at < behind; at += bytes) {
		found = address_find(at, &bytes);
		bytes = min_t(u64, bytes, behind - at);
		if (found != UNMAPPED && mint_overlap(start, end, found, found + bytes))
			return true;
	}
	return false;
}

bool mint_pages_hold_map(u64 start, u64 end)
{
	u64 block = memory_block_size_bytes(), at;

	/* Else the struct pages have no place of their own that could be asked for. */
	if (!IS_ENABLED(CONFIG_SPARSEMEM_VMEMMAP))
		return false;
	for (at = ALIGN_DOWN(start, block); at < end; at += block) {
		if (map_lies_in(PHYS_PFN(at), PHYS_PFN(at + block), start, end))
			return true;
		cond_resched();
	}
	return false;
}
