/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * paging.c - the page tables that purgatory and the kernel's first instructions run on
 *
 * In:  ranges to map at their own address, X for the kernel text mapping.
 * Out: tables in one pool, or only their size.
 * Ref: SDM volume 3A section 4.5 (4-level and 5-level paging); paper rule R2.
 *
 * Maps are sorted and merged first. Virtual addresses then only ever ascend, so a new
 * table is needed exactly when the address leaves the one in use at that level: nothing
 * is read back, and counting is the same walk without the stores.
 */
#include "purgatory/paging.h"

#include <stddef.h>

#define ENTRIES	   512u
#define TABLE_BITS (PAGING_PRESENT | PAGING_WRITE | PAGING_ACCESSED)
#define LEAF_BITS  (TABLE_BITS | PAGING_DIRTY)
#define NO_PREFIX  (~0ULL) /* no VA has it: a prefix lacks the low 21 bits at least */

#define CANONICAL_BITS_4 47 /* of the lower half */
#define PHYSICAL_BITS	 52 /* SDM volume 3A section 4.1.4: the architecture's limit */

/* log2 of what one entry of a table at this level maps; 0 is the page table. */
static unsigned int level_shift(unsigned int level)
{
	return 12 + 9 * level;
}

static void entry_store(struct paging *paging, unsigned int level, uint64_t va,
			uint64_t value)
{
	uint64_t index = (va >> level_shift(level)) & (ENTRIES - 1);
	uint64_t offset = paging->at[level].table - paging->pool;

	if (paging->memory != NULL)
		((uint64_t *)(void *)(paging->memory + offset))[index] = value;
}

/* A zeroed table becomes the one in use at @level. */
static enum paging_error table_add(struct paging *paging, unsigned int level, uint64_t va)
{
	if (paging->pool_size - paging->used < PAGING_PAGE)
		return PAGING_EXHAUSTED;
	paging->at[level].table = paging->pool + paging->used;
	paging->at[level].prefix = va >> level_shift(level + 1);
	paging->used += PAGING_PAGE;
	for (uint64_t va_zero = 0; va_zero < ENTRIES; va_zero++)
		entry_store(paging, level, va_zero << level_shift(level), 0);
	return PAGING_OK;
}

/* Map one page at @leaf (0: 4 KiB, 1: 2 MiB), adding what tables lack above it. */
static enum paging_error page_map(struct paging *paging, unsigned int leaf, uint64_t va,
				  uint64_t pa)
{
	uint64_t size = 1ULL << level_shift(leaf);
	uint64_t bits = LEAF_BITS | (leaf ? PAGING_PAGE_SIZE : 0);

	for (unsigned int level = paging->levels - 1; level-- > leaf;) {
		enum paging_error error;

		if (paging->at[level].prefix == va >> level_shift(level + 1))
			continue;
		error = table_add(paging, level, va);
		if (error)
			return error;
		entry_store(paging, level + 1, va, paging->at[level].table | TABLE_BITS);
	}
	if (pa <= PAGING_LAPIC && PAGING_LAPIC - pa < size)
		bits |= PAGING_CACHE_DISABLE | PAGING_WRITE_THROUGH;
	entry_store(paging, leaf, va, pa | bits);
	return PAGING_OK;
}

static enum paging_error range_map(struct paging *paging, uint64_t va, uint64_t pa,
				   uint64_t size)
{
	while (size > 0) {
		unsigned int leaf = size >= PAGING_LARGE &&
				    ((va | pa) & (PAGING_LARGE - 1)) == 0;
		uint64_t step = 1ULL << level_shift(leaf);
		enum paging_error error = page_map(paging, leaf, va, pa);

		if (error)
			return error;
		va += step;
		pa += step;
		size -= step;
	}
	return PAGING_OK;
}

static bool map_is_valid(const struct handoff_map *map, unsigned int levels)
{
	unsigned int bits = levels == 4 ? CANONICAL_BITS_4 : PHYSICAL_BITS;

	return ((map->start | map->end) & (PAGING_PAGE - 1)) == 0 &&
	       map->start < map->end && map->end <= 1ULL << bits;
}

/* Sorted by start, touching and overlapping maps made one. Return: how many are left. */
static uint32_t maps_normalise(const struct handoff_map *maps, uint32_t nr_maps,
			       struct handoff_map *ret)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < nr_maps; i++) {
		uint32_t k = i;

		for (; k > 0 && ret[k - 1].start > maps[i].start; k--)
			ret[k] = ret[k - 1];
		ret[k] = maps[i];
	}
	for (uint32_t i = 1; i < nr_maps; i++) {
		if (ret[i].start > ret[count].end)
			ret[++count] = ret[i];
		else if (ret[i].end > ret[count].end)
			ret[count].end = ret[i].end;
	}
	return count + 1;
}

static enum paging_error request_check(const struct paging_request *request,
				       unsigned int levels)
{
	if (request->nr_maps == 0 || request->nr_maps > HANDOFF_MAX_MAPS)
		return PAGING_BAD_COUNT;
	for (uint32_t i = 0; i < request->nr_maps; i++)
		if (!map_is_valid(&request->maps[i], levels))
			return PAGING_BAD_MAP;
	if (request->text &&
	    ((request->text_base & (PAGING_LARGE - 1)) != 0 ||
	     request->text_base > (1ULL << PHYSICAL_BITS) - HANDOFF_TEXT_SIZE))
		return PAGING_BAD_MAP;
	return PAGING_OK;
}

enum paging_error paging_build(struct paging *paging,
			       const struct paging_request *request)
{
	struct handoff_map maps[HANDOFF_MAX_MAPS];
	enum paging_error error = request_check(request, paging->levels);
	uint32_t nr_maps;

	if (error)
		return error;
	nr_maps = maps_normalise(request->maps, request->nr_maps, maps);

	paging->used = 0;
	for (unsigned int level = 0; level < PAGING_MAX_LEVELS; level++)
		paging->at[level].prefix = NO_PREFIX;
	error = table_add(paging, paging->levels - 1, 0);
	for (uint32_t i = 0; !error && i < nr_maps; i++)
		error = range_map(paging, maps[i].start, maps[i].start,
				  maps[i].end - maps[i].start);
	if (!error && request->text)
		error = range_map(paging, HANDOFF_TEXT_VA, request->text_base,
				  HANDOFF_TEXT_SIZE);
	return error;
}

bool paging_covers(const struct handoff_map *maps, uint32_t nr_maps, uint64_t start,
		   uint64_t end)
{
	while (start < end) {
		uint32_t i = 0;

		while (i < nr_maps && !(maps[i].start <= start && start < maps[i].end))
			i++;
		if (i == nr_maps)
			return false;
		start = maps[i].end;
	}
	return true;
}

uint64_t paging_pool_size(const struct handoff *handoff)
{
	struct paging paging = {
		.pool_size = ~0ULL & ~(PAGING_PAGE - 1),
		.levels = PAGING_MAX_LEVELS,
	};
	struct paging_request request = {
		.maps = handoff->maps,
		.nr_maps = handoff->nr_maps,
		.text = (handoff->flags & HANDOFF_TEXT_MAP) != 0,
		.text_base = handoff->text_base,
	};

	return paging_build(&paging, &request) == PAGING_OK ? paging.used : 0;
}
