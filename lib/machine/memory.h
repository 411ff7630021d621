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
 * Told as the source tells it, byte for byte: a kernel that resumes from hibernation
 * compares a checksum of the map with that of the kernel which went to sleep (Linux
 * arch/x86/power/hibernate.c compute_e820_crc32() of e820_table_firmware, which
 * /sys/firmware/memmap shows). Where nothing is to be placed is another question.
 * Return: 0, -ENODATA (neither source), -ENOMEM.
 */
int machine_memory(const struct machine *machine, struct memory_entry **ret,
		   size_t *ret_count, struct diag *diag);

#endif
