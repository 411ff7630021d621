/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * handoff.h - what the planner tells purgatory, and where
 *
 * Purgatory is one flat, position-independent blob, entered at its first byte in
 * long mode with an identity map of itself. Nothing is patched or relocated: the
 * planner writes one struct handoff at HANDOFF_OFFSET of the copy it loads.
 *
 *   +0                 entry (64-bit code)
 *   +HANDOFF_OFFSET    struct handoff
 *   …                  code, data, IDT, GDT, stack: PURGATORY_MEMSZ bytes in all
 *   table_pool         page tables, elsewhere in owned memory, zeroed by purgatory
 *
 * The map it is entered with must cover these PURGATORY_MEMSZ bytes and nothing more:
 * purgatory first maps itself, the pool and the mailbox with tables of its own.
 *
 * Identity map: every range of maps[], VA = PA, and nothing else (the pages of the
 * local APIC are one of them). Text map: VA HANDOFF_TEXT_VA + o -> text_base + o for
 * HANDOFF_TEXT_SIZE bytes (paper rule R2). Digest: SHA-256 over data_size bytes of
 * each segment, purgatory's own excepted.
 */
#ifndef MINT_PURGATORY_HANDOFF_H
#define MINT_PURGATORY_HANDOFF_H

#include <stdint.h>

#define HANDOFF_MAGIC 0x46464f444e41484dULL /* "MHANDOFF" in memory order */
#define HANDOFF_VERSION 1
#define HANDOFF_OFFSET 0x1000
#define HANDOFF_TEXT_VA 0xffffffff80000000ULL
#define HANDOFF_TEXT_SIZE (512ULL << 20)
#define HANDOFF_MAX_MAPS 16
#define HANDOFF_MAX_SEGMENTS 32
#define PURGATORY_MEMSZ 0x18000 /* bytes to reserve for blob, bss and stack */

#define HANDOFF_VERIFY 1u     /* compare digests before entering */
#define HANDOFF_TEXT_MAP 2u   /* build the kernel text mapping */
#define HANDOFF_MASK_LAPIC 4u /* beside: mask the local vector table, set CR4.MCE */

/*
 * MINT_PURGATORY_FAULT with this detail is no exception but a refusal: purgatory found
 * the handoff unusable; purgatory_address then holds one of enum handoff_refusal. (A
 * wrong magic or version is parked on without a word: the mailbox cannot be trusted.)
 */
#define HANDOFF_REFUSED 0xff

enum handoff_refusal {
	HANDOFF_REFUSED_COUNTS = 1,    /* nr_maps or nr_segments too large, or no map */
	HANDOFF_REFUSED_MAP = 2,       /* a map or X misaligned, empty or not canonical */
	HANDOFF_REFUSED_POOL = 3,      /* table_pool too small for the maps */
	HANDOFF_REFUSED_POOL_PLACE = 4, /* misaligned, wraps, or overlaps purgatory */
	HANDOFF_REFUSED_UNMAPPED = 5,  /* purgatory, mailbox, pool, entry or boot_params */
};

struct handoff_map {
	uint64_t start; /* physical, page aligned */
	uint64_t end;   /* half-open */
};

struct handoff_segment {
	uint64_t start;
	uint64_t data_size; /* bytes hashed: what was loaded, no zero padding */
	uint8_t sha256[32];
};

struct handoff {
	uint64_t magic;
	uint32_t version;
	uint32_t flags;        /* HANDOFF_* */
	uint64_t entry;        /* physical = virtual address of the kernel's 64-bit entry */
	uint64_t boot_params;  /* physical; RSI at the entry */
	uint64_t text_base;    /* X */
	uint64_t mailbox;      /* physical, struct mint_mailbox, or 0 */
	uint64_t table_pool;   /* physical, page aligned */
	uint64_t table_pool_size; /* bytes; handoff_table_pool_size() */
	uint32_t nr_maps;
	uint32_t nr_segments;
	struct handoff_map maps[HANDOFF_MAX_MAPS];
	struct handoff_segment segments[HANDOFF_MAX_SEGMENTS];
};

/**
 * handoff_table_pool_size - room that the page tables of a handoff take
 * @handoff: nr_maps, maps[], flags and text_base are read, nothing else
 *
 * Runs the very builder that purgatory runs, without storing anything. Maps may be in
 * any order, touch and overlap. Counts for 5-level paging, two pages more than 4-level,
 * as the paging mode of a leader at `kexec -e` is not known when the plan is made.
 *
 * Return: bytes, a multiple of 4096; 0 when a map or text_base is not acceptable
 * (HANDOFF_REFUSED_COUNTS or HANDOFF_REFUSED_MAP). Pure.
 */
uint64_t handoff_table_pool_size(const struct handoff *handoff);

#endif
