/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.h - the memory map that a plain load hands over
 */
#ifndef MINT_MACHINE_MEMORY_H
#define MINT_MACHINE_MEMORY_H

#include <stddef.h>

#include "base/diag.h"
#include "machine/machine.h"

/**
 * machine_memory - the memory map that a plain load hands over
 * @ret: sorted, disjoint; /sys/firmware/memmap, or /proc/iomem when that is absent or the
 *       leader's command line has add_efi_memmap; owned by the caller (free())
 *
 * The first RAM range starts at 0x400 or above: nothing is placed on the interrupt table.
 * Return: 0, -ENODATA (neither source), -ENOMEM.
 */
int machine_memory(const struct machine *machine, struct memory_entry **ret,
		   size_t *ret_count, struct diag *diag);

#endif
