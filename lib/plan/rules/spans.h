/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * spans.h - memory that could be given up, what it would cost, and the cheapest place
 *
 *   block 8                block 9              hidden at boot
 *   +----------+---------+ +------------------+ +-------------+
 *   | web's    | SHARED  | | MOVABLE          | | RESERVED    |
 *   +----------+---------+ +------------------+ +-------------+
 *    no span    free: the   costs the whole      costs what is
 *               block is    block, even when     taken
 *               off anyway  half is taken
 *
 * In: machine facts. Out: a range. Pure.
 * Ref: Linux admin-guide/mm/memory-hotplug.rst (what can go offline).
 */
#ifndef MINT_PLAN_RULES_SPANS_H
#define MINT_PLAN_RULES_SPANS_H

#include <stdint.h>

#include "base/prange.h"
#include "machine/machine.h"

/* What somebody has to give for a span. */
enum span_class {
	SPAN_SHARED,   /* rest of a block that is offline for an OS already */
	SPAN_MOVABLE,  /* online block of zone Movable: made to be given up */
	SPAN_RESERVED, /* firmware RAM that a boot parameter hid from the leader */
	SPAN_OFFLINE,  /* offline block of no OS: somebody had a reason, perhaps */
	SPAN_KERNEL,   /* online block of another zone: may refuse */
	SPAN_STUBBORN, /* online block that has refused an earlier launch */
	SPAN_CLASSES,
};

struct span {
	struct prange range; /* what can be owned */
	uint64_t cost;	     /* bytes: of the whole block, or of the range */
	enum span_class class;
	int node; /* -1 unknown */
};

/* Sorted by address, disjoint; owned by whoever holds the list. */
struct span_list {
	struct span *at;
	size_t count;
	size_t room;
};

struct span_input {
	const struct machine *machine;
	const struct prange_list *ram;	      /* firmware RAM */
	const struct prange_list *system_ram; /* of the leader */
	const struct prange *taken;	      /* ours already: never twice */
	size_t nr_taken;
	const struct prange *refused; /* blocks that would not go offline */
	size_t nr_refused;
};

struct span_wish {
	uint64_t size;		      /* bytes, a multiple of 4 KiB */
	uint64_t align;		      /* bytes, power of two */
	struct prange limit;	      /* the place must lie inside */
	int node;		      /* -1: any, but one */
	uint64_t online_most;	      /* bytes of online blocks that may be taken */
	const enum span_class *order; /* SPAN_CLASSES of them, the cheapest first */
};

/* Bytes by place in the order, dearest first: compared like words. */
struct span_cost {
	uint64_t bytes[SPAN_CLASSES];
};

/**
 * spans_collect - all memory that could be given up, but for what somebody has
 * @ret: freed with spans_free(); empty on failure
 *
 * Left out: the first 16 MiB; other OSes' ranges; @taken; blocks with a hole, in several
 * zones, known not to be removable, that can be unplugged or have a bad page, refused, or
 * with the leader's kernel or crash kernel in them. Without root the leader's kernel is
 * not seen and nothing counts as reserved.
 *
 * Return: 0, -ENOMEM.
 */
int spans_collect(const struct span_input *in, struct span_list *ret);

void spans_free(struct span_list *list);

/**
 * spans_cheapest - the contiguous place on one node that costs least
 * @ret_cost: may be NULL
 *
 * Places are compared by what they take of the dearest class, then of the next one …;
 * of equals the highest wins. Return: 0, -ENOSPC; outputs are written only on success.
 */
int spans_cheapest(const struct span_list *list, const struct span_wish *wish,
		   struct prange *ret, struct span_cost *ret_cost);

/** spans_largest - bytes of the largest contiguous place, whatever its size and price */
uint64_t spans_largest(const struct span_list *list, const struct span_wish *wish);

/** span_cost_compare - below, equal or above 0, as with memcmp(3) */
int span_cost_compare(const struct span_cost *a, const struct span_cost *b);

/** span_node - the one node of @range, as far as blocks in it or next to it tell; -1 */
int span_node(const struct machine *machine, struct prange range);

/** spans_cut_oses - take out what other OSes own; 0, -ENOMEM */
int spans_cut_oses(const struct machine *machine, struct prange_list *list);

/**
 * span_is_never_given - an iomem entry that no offlining moves: kernel, crash kernel
 * @name: of the entry
 */
bool span_is_never_given(const char *name);

#endif
