/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stubs.h - where the CPU goes on an exception
 */
#ifndef MINT_PURGATORY_STUBS_H
#define MINT_PURGATORY_STUBS_H

#define PURGATORY_VECTORS   32
#define PURGATORY_STUB_SIZE 16 /* bytes from one stub to the next */

#ifndef __ASSEMBLER__

#include <stdint.h>

/* Not through a GOT: that would be a table of absolute addresses. */
#pragma GCC visibility push(hidden)

/** purgatory_fault_stubs - one a vector; its address matters, not its type */
extern const uint8_t purgatory_fault_stubs[];

#pragma GCC visibility pop

#endif
#endif
