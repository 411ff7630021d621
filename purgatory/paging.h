/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * paging.h - the page tables that purgatory and the kernel's first instructions run on
 *
 * In:  ranges to map at their own address, X for the kernel text mapping.
 * Out: tables in one pool; freestanding and hosted from the same source.
 * Ref: SDM volume 3A section 4.5 (4-level and 5-level paging); paper rule R2.
 *
 *   VA 0 …                 VA = PA, exactly maps[]; 2 MiB pages where they fit whole
 *   VA HANDOFF_TEXT_VA …   X …, 512 MiB in 2 MiB pages
 */
#ifndef MINT_PURGATORY_PAGING_H
#define MINT_PURGATORY_PAGING_H

#include <stdbool.h>
#include <stdint.h>

#include "abi/handoff.h"

#define PAGING_PAGE	  0x1000ULL
#define PAGING_LARGE	  0x200000ULL
#define PAGING_MAX_LEVELS 5

/* Entry bits of SDM table 4-14 and following. */
#define PAGING_PRESENT	     0x001ULL
#define PAGING_WRITE	     0x002ULL
#define PAGING_WRITE_THROUGH 0x008ULL
#define PAGING_CACHE_DISABLE 0x010ULL
#define PAGING_ACCESSED	     0x020ULL
#define PAGING_DIRTY	     0x040ULL
#define PAGING_PAGE_SIZE     0x080ULL
#define PAGING_ADDRESS	     0x000ffffffffff000ULL

/* The page that is mapped uncached; SDM volume 3A section 11.4.1. */
#define PAGING_LAPIC 0xfee00000ULL

enum paging_error {
	PAGING_OK = 0,
	PAGING_BAD_COUNT, /* no map, or more than HANDOFF_MAX_MAPS */
	PAGING_BAD_MAP,	  /* misaligned, empty, or beyond the canonical lower half */
	PAGING_EXHAUSTED, /* the pool is too small */
};

/* What is to be mapped; borrowed. */
struct paging_request {
	const struct handoff_map *maps; /* any order; may touch and overlap */
	uint32_t nr_maps;
	bool text;	    /* build the kernel text mapping too */
	uint64_t text_base; /* X, a multiple of 2 MiB */
};

/* The table in use at one level: VAs come in ascending order, so one is enough. */
struct paging_table {
	uint64_t prefix; /* VA bits above what the table covers */
	uint64_t table;	 /* physical */
};

struct paging {
	uint8_t *memory;     /* where the pool can be written; NULL: only count */
	uint64_t pool;	     /* physical, page aligned; the root is its first page */
	uint64_t pool_size;  /* bytes */
	uint64_t used;	     /* out: bytes */
	unsigned int levels; /* 4 or 5 */
	/* [0] page table … [levels - 1] root */
	struct paging_table at[PAGING_MAX_LEVELS];
};

/**
 * paging_build - build the tables of a request
 * @paging:  memory, pool, pool_size and levels set by the caller; used and at[] by us
 * @request: what to map
 *
 * Every page handed out is zeroed first. Pages are writable, executable, write-back;
 * the local APIC's alone is uncached. Nothing beyond pool_size is written.
 *
 * Return: PAGING_OK, or why not (the pool may then be partly written).
 */
enum paging_error paging_build(struct paging *paging,
			       const struct paging_request *request);

/**
 * paging_covers - do the maps reach from @start to @end without a gap?
 * @maps:    any order; may touch and overlap
 * @nr_maps: at most HANDOFF_MAX_MAPS
 * @start:   physical
 * @end:     half-open; an empty range is covered
 */
bool paging_covers(const struct handoff_map *maps, uint32_t nr_maps, uint64_t start,
		   uint64_t end);

/**
 * paging_pool_size - room that the page tables of a handoff take
 * @handoff: nr_maps, maps[], flags and text_base are read, nothing else
 *
 * Runs the very builder that purgatory runs, without storing anything. Maps may be in
 * any order, touch and overlap. Counts for 5-level paging, two pages more than 4-level,
 * as the paging mode of a leader at `kexec -e` is not known when the plan is made.
 *
 * Return: bytes, a multiple of 4096; 0 when a map or text_base is not acceptable
 * (HANDOFF_REFUSED_COUNTS or HANDOFF_REFUSED_MAP). Pure.
 */
uint64_t paging_pool_size(const struct handoff *handoff);

#endif
