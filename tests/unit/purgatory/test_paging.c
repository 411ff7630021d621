/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_paging.c - build purgatory's tables in a buffer and walk all of them
 *
 * In:  tables of maps. Out: cmocka results.
 * Ref: purgatory/paging.h; SDM volume 3A section 4.5.
 *
 * The walker below visits every present entry: what it does not find is not mapped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "purgatory/paging.h"

#define X	  0x140000000ULL
#define POOL	  0x7000000ULL
#define MAX_FOUND 64
#define END          \
	{            \
		0, 0 \
	}
#define KIB(n) ((n)*1024ULL)
#define MIB(n) ((n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

struct found {
	struct handoff_map range[MAX_FOUND]; /* identity mapped, merged */
	unsigned int ranges;
	uint64_t text_bytes;
	uint64_t strays;
	uint64_t uncached_bytes;
	uint64_t small_pages;
	uint64_t tables;
};

struct walk {
	const uint8_t *memory;
	uint64_t used;
	unsigned int levels;
	uint64_t text_base;
	struct found *found;
};

static void page_found(struct walk *walk, uint64_t va, uint64_t entry, uint64_t size)
{
	struct found *found = walk->found;
	uint64_t pa = entry & PAGING_ADDRESS & ~(size - 1);

	/* Writable, supervisor, executable: NX is bit 63, user is bit 2. */
	assert_true(entry & PAGING_WRITE);
	assert_false(entry & (1ULL << 63 | 4));
	if (entry & PAGING_CACHE_DISABLE)
		found->uncached_bytes += size;
	if (size == PAGING_PAGE)
		found->small_pages++;
	if (va == pa) {
		if (found->ranges == 0 || found->range[found->ranges - 1].end != va) {
			assert_true(found->ranges < MAX_FOUND);
			found->range[found->ranges].start = va;
			found->range[found->ranges++].end = va;
		}
		found->range[found->ranges - 1].end += size;
	} else if (va >= HANDOFF_TEXT_VA && va - HANDOFF_TEXT_VA < HANDOFF_TEXT_SIZE &&
		   pa == walk->text_base + (va - HANDOFF_TEXT_VA)) {
		found->text_bytes += size;
	} else {
		found->strays++;
	}
}

static void table_walk(struct walk *walk, uint64_t table, unsigned int level, uint64_t va)
{
	unsigned int shift = 12 + 9 * level;

	assert_true(table >= POOL && table + PAGING_PAGE <= POOL + walk->used);
	walk->found->tables++;
	for (uint64_t i = 0; i < 512; i++) {
		uint64_t entry, at = va | i << shift;

		memcpy(&entry, walk->memory + (table - POOL) + 8 * i, 8);
		if (!(entry & PAGING_PRESENT)) {
			assert_int_equal(entry, 0);
			continue;
		}
		if (level == walk->levels - 1 && i >= 256)
			at |= ~0ULL << (shift + 9);
		if (level == 0 || (entry & PAGING_PAGE_SIZE))
			page_found(walk, at, entry, 1ULL << shift);
		else
			table_walk(walk, entry & PAGING_ADDRESS, level - 1, at);
	}
}

static uint32_t maps_count(const struct handoff_map *maps)
{
	uint32_t n = 0;

	while (maps[n].end)
		n++;
	return n;
}

/* Build in a pool that is exactly as large as predicted, full of garbage before. */
static void build_and_walk(const struct handoff_map *maps, bool text, unsigned int levels,
			   struct found *found)
{
	struct handoff handoff = {
		.flags = text ? HANDOFF_TEXT_MAP : 0,
		.text_base = X,
		.nr_maps = maps_count(maps),
	};
	struct paging_request request = {
		.maps = maps,
		.nr_maps = handoff.nr_maps,
		.text = text,
		.text_base = X,
	};
	struct paging paging = { .pool = POOL, .levels = levels };
	struct walk walk = { .levels = levels, .text_base = X, .found = found };
	uint8_t *memory;

	memcpy(handoff.maps, maps, handoff.nr_maps * sizeof(maps[0]));
	paging.pool_size = paging_pool_size(&handoff);
	assert_true(paging.pool_size > 0);
	memory = malloc(paging.pool_size);
	assert_non_null(memory);
	memset(memory, 0xa5, paging.pool_size);
	paging.memory = memory;
	assert_int_equal(paging_build(&paging, &request), PAGING_OK);
	if (levels == PAGING_MAX_LEVELS)
		assert_int_equal(paging.used, paging.pool_size);
	else
		assert_true(paging.used < paging.pool_size);

	memset(found, 0, sizeof(*found));
	walk.memory = memory;
	walk.used = paging.used;
	table_walk(&walk, POOL, levels - 1, 0);
	assert_int_equal(found->tables * PAGING_PAGE, paging.used); /* none is lost */

	/* One page less is noticed, and nothing behind the pool is written. */
	memset(memory, 0xa5, paging.pool_size);
	paging.pool_size = paging.used - PAGING_PAGE;
	assert_int_equal(paging_build(&paging, &request), PAGING_EXHAUSTED);
	for (uint64_t i = 0; i < PAGING_PAGE; i++)
		assert_int_equal(memory[paging.pool_size + i], 0xa5);
	free(memory);
}

static const struct {
	const char *name;
	struct handoff_map maps[HANDOFF_MAX_MAPS + 1];
	struct handoff_map expected[HANDOFF_MAX_MAPS + 1];
	uint64_t small_pages;
	uint64_t uncached_bytes;
} cases[] = {
	{ "one aligned region",
	  { { X, X + MIB(512) }, END },
	  { { X, X + MIB(512) }, END },
	  0,
	  0 },
	{ "one page",
	  { { 0x10000, 0x11000 }, END },
	  { { 0x10000, 0x11000 }, END },
	  1,
	  0 },
	{ "edges in 4 KiB",
	  { { MIB(2) - KIB(4), MIB(6) + KIB(8) }, END },
	  { { MIB(2) - KIB(4), MIB(6) + KIB(8) }, END },
	  3,
	  0 },
	{ "no whole 2 MiB inside",
	  { { MIB(1), MIB(3) }, END },
	  { { MIB(1), MIB(3) }, END },
	  512,
	  0 },
	{ "two in one 2 MiB",
	  { { 0x10000, 0x12000 }, { 0x20000, 0x21000 }, END },
	  { { 0x10000, 0x12000 }, { 0x20000, 0x21000 }, END },
	  3,
	  0 },
	{ "beside: low, window, APIC, high, unsorted",
	  { { X, X + GIB(1) },
	    { PAGING_LAPIC, PAGING_LAPIC + KIB(4) },
	    { 0x10000, 0x80000 },
	    { 0x60000000, 0x65000000 },
	    END },
	  { { 0x10000, 0x80000 },
	    { 0x60000000, 0x65000000 },
	    { PAGING_LAPIC, PAGING_LAPIC + KIB(4) },
	    { X, X + GIB(1) },
	    END },
	  0x70 + 1,
	  KIB(4) },
	{ "touching makes a large page",
	  { { MIB(3), MIB(4) }, { MIB(2), MIB(3) }, END },
	  { { MIB(2), MIB(4) }, END },
	  0,
	  0 },
	{ "overlapping and contained",
	  { { MIB(2), MIB(9) }, { MIB(4), MIB(5) }, { MIB(8), MIB(10) }, END },
	  { { MIB(2), MIB(10) }, END },
	  0,
	  0 },
	{ "the same twice",
	  { { X, X + MIB(2) }, { X, X + MIB(2) }, END },
	  { { X, X + MIB(2) }, END },
	  0,
	  0 },
	{ "crosses 1 GiB and 512 GiB",
	  { { GIB(512) - MIB(2), GIB(512) + MIB(4) }, END },
	  { { GIB(512) - MIB(2), GIB(512) + MIB(4) }, END },
	  0,
	  0 },
	{ "up to the canonical end",
	  { { (1ULL << 47) - KIB(4), 1ULL << 47 }, END },
	  { { (1ULL << 47) - KIB(4), 1ULL << 47 }, END },
	  1,
	  0 },
	{ "from zero", { { 0, MIB(2) }, END }, { { 0, MIB(2) }, END }, 0, 0 },
	{ "64 GiB",
	  { { GIB(64), GIB(128) }, END },
	  { { GIB(64), GIB(128) }, END },
	  0,
	  0 },
};

static void case_check(size_t i, bool text, unsigned int levels)
{
	uint32_t expected = maps_count(cases[i].expected);
	struct found found;

	build_and_walk(cases[i].maps, text, levels, &found);
	if (found.ranges != expected || found.strays ||
	    memcmp(found.range, cases[i].expected, expected * sizeof(found.range[0])) !=
		    0)
		fail_msg("%s: %u ranges, first %#llx-%#llx", cases[i].name, found.ranges,
			 (unsigned long long)found.range[0].start,
			 (unsigned long long)found.range[0].end);
	assert_int_equal(found.small_pages, cases[i].small_pages);
	assert_int_equal(found.uncached_bytes, cases[i].uncached_bytes);
	assert_int_equal(found.text_bytes, text ? HANDOFF_TEXT_SIZE : 0);
}

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (unsigned int levels = 4; levels <= 5; levels++) {
			case_check(i, false, levels);
			case_check(i, true, levels);
		}
}

static void test_five_levels_reach_further(void **state)
{
	const struct handoff_map maps[] = { { 1ULL << 51, (1ULL << 51) + MIB(2) }, END };
	struct found found;

	(void)state;
	build_and_walk(maps, true, 5, &found);
	assert_int_equal(found.ranges, 1);
	assert_memory_equal(&found.range[0], &maps[0], sizeof(maps[0]));
}

static const struct {
	const char *name;
	uint32_t nr_maps;
	struct handoff_map map;
	uint64_t text_base;
	unsigned int levels;
	enum paging_error expected;
} refused[] = {
	{ "no map", 0, { 0, MIB(2) }, X, 4, PAGING_BAD_COUNT },
	{ "too many", HANDOFF_MAX_MAPS + 1, { 0, MIB(2) }, X, 4, PAGING_BAD_COUNT },
	{ "start misaligned", 1, { 0x800, MIB(2) }, X, 4, PAGING_BAD_MAP },
	{ "end misaligned", 1, { 0, MIB(2) - 1 }, X, 4, PAGING_BAD_MAP },
	{ "empty", 1, { MIB(2), MIB(2) }, X, 4, PAGING_BAD_MAP },
	{ "reversed", 1, { MIB(4), MIB(2) }, X, 4, PAGING_BAD_MAP },
	{ "beyond 47 bits", 1, { 0, (1ULL << 47) + KIB(4) }, X, 4, PAGING_BAD_MAP },
	{ "beyond 52 bits",
	  1,
	  { 1ULL << 52, (1ULL << 52) + KIB(4) },
	  X,
	  5,
	  PAGING_BAD_MAP },
	{ "X misaligned", 1, { 0, MIB(2) }, X + KIB(4), 4, PAGING_BAD_MAP },
	{ "X too high", 1, { 0, MIB(2) }, (1ULL << 52) - MIB(2), 4, PAGING_BAD_MAP },
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct handoff_map maps[HANDOFF_MAX_MAPS + 1];
		struct paging_request request = {
			.maps = maps,
			.nr_maps = refused[i].nr_maps,
			.text = true,
			.text_base = refused[i].text_base,
		};
		struct paging paging = {
			.pool_size = GIB(1),
			.levels = refused[i].levels,
		};

		for (size_t k = 0; k < HANDOFF_MAX_MAPS + 1; k++)
			maps[k] = refused[i].map;
		if (paging_build(&paging, &request) != refused[i].expected)
			fail_msg("%s: not refused as expected", refused[i].name);
	}
}

static void test_pool_size_of_bad_handoff(void **state)
{
	struct handoff handoff = { .nr_maps = 1, .maps = { { 0x800, 0x1000 } } };

	(void)state;
	assert_int_equal(paging_pool_size(&handoff), 0);
	handoff.nr_maps = HANDOFF_MAX_MAPS + 1;
	assert_int_equal(paging_pool_size(&handoff), 0);
}

static void test_covers(void **state)
{
	const struct handoff_map maps[] = {
		{ 0x5000, 0x8000 },
		{ 0x1000, 0x3000 },
		{ 0x3000, 0x4000 },
		{ 0x2000, 0x3000 },
	};

	(void)state;
	assert_true(paging_covers(maps, 4, 0x1000, 0x4000));
	assert_true(paging_covers(maps, 4, 0x5000, 0x8000));
	assert_true(paging_covers(maps, 4, 0x2fff, 0x3001));
	assert_true(paging_covers(maps, 4, 0x9000, 0x9000));
	assert_false(paging_covers(maps, 4, 0x3000, 0x5001));
	assert_false(paging_covers(maps, 4, 0xfff, 0x1001));
	assert_false(paging_covers(maps, 4, 0x7000, 0x8001));
	assert_false(paging_covers(maps, 0, 0x1000, 0x1001));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_five_levels_reach_further),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_pool_size_of_bad_handoff),
		cmocka_unit_test(test_covers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
