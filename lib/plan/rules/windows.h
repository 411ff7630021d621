/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * windows.h - find the two windows that an OS owns beside its region
 *
 * In: machine facts, the region. Out: a range. Pure.
 * Ref: docs/paper.md "The rules": R5 (below 4 GiB), R6 (below 1 MiB); docs/design.md
 * "Command line": auto.
 */
#ifndef MINT_PLAN_RULES_WINDOWS_H
#define MINT_PLAN_RULES_WINDOWS_H

#include "abi/mint.h"
#include "base/prange.h"
#include "machine/machine.h"

#define WINDOW_ALIGN	      SIZE_2M /* of the swiotlb window: large pages */
#define WINDOW_REALMODE_SIZE  UINT64_C(0x10000)
#define WINDOW_REALMODE_FIRST ((phys_t)MINT_REALMODE_FIRST)
/* Linux puts its trampoline high: without the module's word stay below. */
#define WINDOW_TRAMPOLINE_LOW UINT64_C(0x90000)

struct window_input {
	const struct machine *machine;
	const struct prange_list *ram;	      /* firmware RAM */
	const struct prange_list *system_ram; /* of the leader */
	struct prange region;
	const struct prange *refused; /* blocks that would not go offline */
	size_t nr_refused;
};

/**
 * window_find_highest - the highest place of @size bytes in a list
 * @limit: the place must lie inside
 * @align: bytes, power of two
 *
 * Return: 0, -ENOSPC; @ret is written only on success.
 */
int window_find_highest(const struct prange_list *list, struct prange limit,
			uint64_t size, uint64_t align, struct prange *ret);

/**
 * window_find_swiotlb - beside: memory below 4 GiB that the leader can give up
 * @size: bytes
 *
 * The cheapest place of spans.h: the rest of blocks that are offline for another OS, or
 * for the region; RAM hidden from the leader at boot; blocks that are offline already;
 * online blocks of zone Movable; other online blocks. Of equals the highest.
 *
 * Return: 0, -ENOSPC, -ENOMEM; @ret is written only on success.
 */
int window_find_swiotlb(const struct window_input *in, uint64_t size, struct prange *ret);

/**
 * window_advise - a place that a boot parameter (memmap=SIZE$ADDRESS) could reserve
 * @limit: it must lie inside
 * @align: bytes, power of two
 *
 * Firmware RAM, without other OSes, the region, what can be unplugged, and where the
 * leader's kernel and crash kernel are now; the highest. Return: 0, -ENOSPC, -ENOMEM.
 */
int window_advise(const struct window_input *in, struct prange limit, uint64_t size,
		  uint64_t align, struct prange *ret);

/** window_find_swiotlb_instead - any firmware RAM from 1 MiB to 4 GiB; as above */
int window_find_swiotlb_instead(const struct window_input *in, uint64_t size,
				struct prange *ret);

/**
 * window_find_realmode - beside: RAM below 1 MiB that nobody uses
 *
 * From MINT_REALMODE_FIRST upward; WINDOW_REALMODE_SIZE bytes, or MINT_REALMODE_MIN when
 * only that fits. Without facts about the leader's trampoline nothing from 0x90000 on is
 * taken.
 *
 * Return: 0 or -ENOSPC; @ret is written only on success.
 */
int window_find_realmode(const struct window_input *in, struct prange *ret);

/** window_find_realmode_instead - all RAM from page 1 to 640 KiB; 0 or -ENOSPC */
int window_find_realmode_instead(const struct window_input *in, struct prange *ret);

#endif
