/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * placement.h - where in the region each piece lies
 *
 *   X                 1 MiB of nothing: low memory of a region that starts at 0
 *   X + 1 MiB         purgatory, page tables, boot_params, command line,
 *                     platform area (beside), mailbox (beside, when below 4 GiB)
 *   X + 16 MiB        kernel (R3)
 *   …
 *   … Y               initrd, as high as it may
 *
 * A mailbox must lie below 4 GiB; for a region above, it starts the low window.
 * In: sizes. Out: addresses. Pure.
 */
#ifndef MINT_PLAN_MINT_PLACEMENT_H
#define MINT_PLAN_MINT_PLACEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/prange.h"

struct placement_input {
	struct prange region;
	struct prange swiotlb; /* empty: none */
	uint64_t pool_size;    /* page tables of purgatory, bytes */
	uint64_t cmdline_size; /* with its NUL */
	bool is_beside;
	uint64_t kernel_room;
	uint64_t initrd_size;	       /* 0 none */
	phys_t initrd_limit;	       /* exclusive */
	const struct prange_list *ram; /* empty: the whole region counts as RAM */
};

struct placement {
	phys_t purgatory;
	phys_t tables;
	phys_t boot_params;
	phys_t cmdline;
	phys_t area;	    /* platform area; 0 instead */
	phys_t mailbox;	    /* 0 instead */
	uint64_t boot_size; /* bytes from X to the end of the boot data */
	phys_t kernel;
	struct prange initrd; /* empty: none */
};

/** placement_boot - lay out the boot area; initrd is left empty */
void placement_boot(const struct placement_input *in, struct placement *ret);

/**
 * placement_initrd - highest RAM in the region behind the kernel
 * Return: 0, -ENOSPC, -ENOMEM; @ret->initrd is written only on success.
 */
int placement_initrd(const struct placement_input *in, struct placement *ret);

#endif
