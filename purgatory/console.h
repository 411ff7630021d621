/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * console.h - a word to whoever watches: VGA text and an 8250, both polled
 *
 * In:  flags, serial_port and serial_baud of the handoff. Out: characters.
 */
#ifndef MINT_PURGATORY_CONSOLE_H
#define MINT_PURGATORY_CONSOLE_H

#include <stdint.h>

#include "abi/handoff.h"

/* Not through a GOT: that would be a table of absolute addresses. */
#pragma GCC visibility push(hidden)

/**
 * console_open - the consoles that the flags ask for; the serial port is programmed when
 * serial_baud is not 0, text mode 3 set with HANDOFF_RESET_VGA
 */
void console_open(const struct handoff *handoff);

/** console_text - say @text on every open console; "\n" ends a line. */
void console_text(const char *text);

/** console_hex - say 0x and @value without leading zeros. */
void console_hex(uint64_t value);

/** console_decimal - say @value. */
void console_decimal(uint64_t value);

/** hex_digits - @value as 16 lower-case digits, no NUL */
void hex_digits(uint64_t value, char digits[16]);

#pragma GCC visibility pop

#endif
