/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * enter.h - last instructions of purgatory, and where it lies
 *
 * In: struct handoff at HANDOFF_OFFSET. Out: a kernel.
 * Ref: handoff.h for the contract; Linux Documentation/arch/x86/boot.rst, "64-bit
 * boot protocol", for the state of the machine at the kernel's entry.
 */
#ifndef MINT_PURGATORY_ENTER_H
#define MINT_PURGATORY_ENTER_H

#include <stdint.h>

#include "abi/handoff.h"

/* Not through a GOT: that would be a table of absolute addresses. */
#pragma GCC visibility push(hidden)

/** purgatory_image - its first byte (purgatory.ld) */
extern const uint8_t purgatory_image[];
/** purgatory_handoff - at HANDOFF_OFFSET; its flags change when preserving */
extern struct handoff purgatory_handoff;

/**
 * purgatory_enter - leave for the kernel by the 64-bit entry
 * @handoff: entry, boot_params, registers
 * @cr0:     control register 0 at the entry
 * @cr4:     control register 4 at the entry
 * @stack:   RSP at the entry; 0: purgatory's own
 *
 * RFLAGS is 2; see enum handoff_entry_mode for the rest.
 */
void purgatory_enter(const struct handoff *handoff, uint64_t cr0, uint64_t cr4,
		     uint64_t stack) __attribute__((noreturn));

/** purgatory_park - interrupts off, halt, for ever; an NMI or SMI only wakes it. */
void purgatory_park(void) __attribute__((noreturn));

#pragma GCC visibility pop

#endif
