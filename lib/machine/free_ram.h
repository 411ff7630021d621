/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * free_ram.h - what of its RAM the running kernel leaves to kernels that it loads
 */
#ifndef MINT_MACHINE_FREE_RAM_H
#define MINT_MACHINE_FREE_RAM_H

#include "machine/machine.h"

/**
 * machine_free_ram - "System RAM" of /proc/iomem, less what others claimed in it
 * @machine: with iomem_known == FACT_YES, else there is nothing to answer from
 * @ret:     sorted, disjoint; owned by the caller; written only on success
 *
 * Where a segment may lie is this and the firmware's RAM in common: memmap=SIZE!START
 * (persistent memory), memmap=SIZE$START, mem= and quirks take away from the former
 * alone. Memory that a driver added is not in it either.
 * Return: 0 or -ENOMEM.
 */
int machine_free_ram(const struct machine *machine, struct prange_list *ret);

#endif
