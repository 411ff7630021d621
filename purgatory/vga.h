/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vga.h - text mode 3 of a VGA
 */
#ifndef MINT_PURGATORY_VGA_H
#define MINT_PURGATORY_VGA_H

/* Not through a GOT: that would be a table of absolute addresses. */
#pragma GCC visibility push(hidden)

/** vga_reset - text mode 3 of a VGA, by registers; the screen is blank then. */
void vga_reset(void);

#pragma GCC visibility pop

#endif
