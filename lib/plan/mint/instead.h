/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * instead.h - the memory map of an OS that replaces the leader
 *
 * In: the firmware's map, what the new OS may own. Out: the same map, its RAM cut down.
 */
#ifndef MINT_PLAN_MINT_INSTEAD_H
#define MINT_PLAN_MINT_INSTEAD_H

#include "base/diag.h"
#include "base/prange.h"
#include "machine/machine.h"
#include "platform/platform.h"

/**
 * instead_memory_map - the firmware's map with all RAM taken out that is not owned
 * @owned: RAM survives only inside
 * Return: 0, -E2BIG (more than PLATFORM_MAX_MEMORY_MAP entries), -ENOMEM.
 */
int instead_memory_map(const struct machine *machine, const struct prange_list *ram,
		       const struct prange_list *owned, struct memory_map *ret,
		       struct diag *diag);

#endif
