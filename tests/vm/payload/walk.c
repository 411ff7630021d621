/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * walk.c - read the page tables the way the CPU does
 *
 * In:  CR3, CR4; the tables must be identity mapped (they lie in a range of maps[]).
 * Out: every mapping, merged, on the serial port.
 * Ref: SDM volume 3A section 4.5. Written apart from purgatory/paging.c on purpose.
 */
#include <stdbool.h>

#include "tests/vm/payload/payload.h"

#define TEXT_START 0xffffffff80000000ULL
#define TEXT_END   (TEXT_START + (512ULL << 20))
#define ADDRESS	   0x000ffffffffff000ULL
#define PRESENT	   1
#define LARGE	   0x80

struct walk {
	uint64_t x;
	uint64_t start, end; /* identity range in the making */
	uint64_t text_bytes; /* of the text mapping, found at X + o */
	uint64_t strays;
	uint32_t ranges;
	bool first_pass; /* counts and prints strays; the second prints ranges */
};

static uint64_t cr3_read(void)
{
	uint64_t value;

	__asm__ volatile("movq %%cr3, %0" : "=r"(value));
	return value;
}

static int top_level(void)
{
	uint64_t cr4;

	__asm__ volatile("movq %%cr4, %0" : "=r"(cr4));
	return cr4 & (1 << 12) ? 4 : 3;
}

static uint64_t entry_at(uint64_t table, unsigned int index)
{
	return ((const volatile uint64_t *)(uintptr_t)(table & ADDRESS))[index];
}

uint64_t page_translate(uint64_t va)
{
	uint64_t entry = cr3_read();

	for (int level = top_level(); level >= 0; level--) {
		int shift = 12 + 9 * level;
		uint64_t mask = (1ULL << shift) - 1;

		entry = entry_at(entry, (unsigned int)(va >> shift) & 511);
		if (!(entry & PRESENT))
			return ~0ULL;
		if (level == 0 || (level < 3 && (entry & LARGE)))
			return (entry & ADDRESS & ~mask) | (va & mask);
	}
	return ~0ULL;
}

static void range_end(struct walk *walk)
{
	if (walk->start == walk->end)
		return;
	walk->ranges++;
	if (!walk->first_pass) {
		text_put(walk->ranges == 1 ? " " : ", ");
		text_hex(walk->start);
		text_put("-");
		text_hex(walk->end - 1);
	}
	walk->start = walk->end = 0;
}

static void page_found(struct walk *walk, uint64_t va, uint64_t pa, uint64_t size)
{
	if (va == pa) {
		if (walk->end != va)
			range_end(walk);
		if (walk->start == walk->end)
			walk->start = va;
		walk->end = va + size;
		return;
	}
	if (va >= TEXT_START && va < TEXT_END && pa == walk->x + (va - TEXT_START)) {
		walk->text_bytes += size;
		return;
	}
	walk->strays++;
	if (!walk->first_pass)
		return;
	text_put("HANDOFF STRAY VA ");
	text_hex(va);
	text_put(" maps PA ");
	text_hex(pa);
	text_put(" size ");
	text_hex(size);
	text_put("\n");
}

/* One level at a time, from an explicit stack: every present leaf in ascending order. */
static void walk_all(struct walk *walk)
{
	uint64_t table[5];
	unsigned int index[5] = { 0 };
	int top = top_level(), level = top;

	table[top] = cr3_read();
	while (level <= top) {
		uint64_t entry, va = 0;
		unsigned int at = index[level]++;

		if (at == 512) {
			level++;
			continue;
		}
		entry = entry_at(table[level], at);
		if (!(entry & PRESENT))
			continue;
		if (level > 0 && !(level < 3 && (entry & LARGE))) {
			table[--level] = entry;
			index[level] = 0;
			continue;
		}
		for (int i = level; i <= top; i++)
			va |= (uint64_t)(index[i] - 1) << (12 + 9 * i);
		if (va >> (11 + 9 * (top + 1)))
			va |= ~0ULL << (12 + 9 * (top + 1));
		page_found(walk, va, entry & ADDRESS & ~((1ULL << (12 + 9 * level)) - 1),
			   1ULL << (12 + 9 * level));
	}
	range_end(walk);
}

void walk_print(uint64_t x)
{
	struct walk walk = { .x = x, .first_pass = true };
	struct walk printing = { .x = x };

	walk_all(&walk);
	text_put("HANDOFF identity mapped: ");
	text_decimal(walk.ranges);
	text_put(" ranges,");
	walk_all(&printing);
	text_put("\nHANDOFF text mapped: ");
	text_decimal(walk.text_bytes >> 20);
	text_put(" MiB from PA ");
	text_hex(x);
	text_put("\nHANDOFF stray mappings: ");
	text_decimal(walk.strays);
	text_put("\n");
}
