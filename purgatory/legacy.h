/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * legacy.h - what the 32-bit and the real-mode entry need before long mode is left
 *
 * In:  entry_mode and its addresses. Out: the trampoline, 8259s and 8254 made ready.
 */
#ifndef MINT_PURGATORY_LEGACY_H
#define MINT_PURGATORY_LEGACY_H

#include <stdbool.h>

#include "abi/handoff.h"

/* Not through a GOT: that would be a table of absolute addresses. */
#pragma GCC visibility push(hidden)

/** legacy_is_possible - can the 32-bit or 16-bit entry be made with these addresses? */
bool legacy_is_possible(const struct handoff *handoff);

/** legacy_prepare - 16-bit: write the trampoline, 8259s and 8254 as a BIOS has them. */
void legacy_prepare(const struct handoff *handoff);

#pragma GCC visibility pop

#endif
