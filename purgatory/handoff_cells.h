/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * handoff_cells.h - struct handoff and the segments, for the assembler
 *
 * Ref: abi/handoff.h; legacy.c checks that they say the same.
 */
#ifndef MINT_PURGATORY_HANDOFF_CELLS_H
#define MINT_PURGATORY_HANDOFF_CELLS_H

#define PURGATORY_CS 0x10 /* __BOOT_CS of boot.rst */
#define PURGATORY_DS 0x18 /* __BOOT_DS of boot.rst */

#define PURGATORY_ENTRY	      0x10
#define PURGATORY_BOOT_PARAMS 0x18
#define PURGATORY_MODE	      0x48
#define PURGATORY_REGISTERS   0x50 /* EAX EBX ECX EDX ESI EDI EBP ESP */
#define PURGATORY_TRAMPOLINE  0x98
#define PURGATORY_MODE_16     2

#endif
