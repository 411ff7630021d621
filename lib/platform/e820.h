/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * e820.h - the memory map of an OS beside the leader
 *
 * In: what it owns and where the platform pages lie. Out: sorted, disjoint entries. Pure.
 */
#ifndef MINT_PLATFORM_E820_H
#define MINT_PLATFORM_E820_H

#include "base/diag.h"
#include "platform/platform.h"

/**
 * platform_memory_map - the e820 map of a beside OS
 *
 * RAM: the real-mode window, the low window, the region, minus the platform pages,
 * which are typed as the picture above says. Reserved: ECAM of the host bridges.
 * Return: 0, -EINVAL (pages outside what is owned, ECAM inside).
 */
int platform_memory_map(const struct platform_spec *spec, struct memory_map *ret,
			struct diag *diag);

/** memory_map_sort - by address */
void memory_map_sort(struct memory_map *map);

#endif
