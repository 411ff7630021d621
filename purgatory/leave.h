/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * leave.h - out of long mode: the 32-bit and the real-mode entry; and back: four levels
 *
 * In:  long mode on an identity map, all of purgatory below 4 GiB. Out: see leave.S.
 */
#ifndef MINT_PURGATORY_LEAVE_H
#define MINT_PURGATORY_LEAVE_H

/* Cells of the real-mode trampoline, filled by legacy.c. */
#define TRAMPOLINE_OWN_IP 0x60 /* far pointer to its own real-mode half */
#define TRAMPOLINE_OWN_CS 0x62
#define TRAMPOLINE_IP	  0x64 /* far pointer to the new kernel */
#define TRAMPOLINE_CS	  0x66
#define TRAMPOLINE_DS	  0x68
#define TRAMPOLINE_ESP	  0x6c
#define TRAMPOLINE_SIZE	  0x70

#ifndef __ASSEMBLER__

#include <stdint.h>

#include "abi/handoff.h"

/* Not through a GOT: that would be a table of absolute addresses. */
#pragma GCC visibility push(hidden)

/* The real-mode trampoline, and its half that runs in real mode. */
extern const uint8_t real_trampoline[], real_trampoline_half[];

/**
 * legacy_enter - leave long mode, then for the 32-bit or the 16-bit entry
 * @handoff: purgatory's own, below 4 GiB like all of purgatory
 */
void legacy_enter(struct handoff *handoff) __attribute__((noreturn));

/**
 * levels_drop - LA57 off, and on with 4-level paging
 * @root: physical address of its PML4, which maps purgatory where it is; below 4 GiB like
 *        all of purgatory, RSP included
 */
void levels_drop(uint32_t root);

#pragma GCC visibility pop

#endif
#endif
