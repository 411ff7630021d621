/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * console.c - a word to whoever watches: VGA text and an 8250, both polled
 *
 * In:  flags, serial_port and serial_baud of the handoff. Out: characters.
 * Ref: National Semiconductor PC16550D data sheet (LCR, LSR, divisor latch); IBM VGA
 *      technical reference, CRT controller index 0x0c and 0x0d (start address).
 *
 * VGA: the colour text screen at 0xb8000, 80 columns; lines are added at the bottom, so
 * that what the leader said last stays above. Nothing is seen where the display is in a
 * graphics mode; HANDOFF_RESET_VGA is for that.
 */
#include "purgatory/console.h"

#include <stdbool.h>

#include "purgatory/cpu.h"
#include "purgatory/vga.h"

#define VGA_TEXT	0xb8000
#define VGA_COLUMNS	80
#define VGA_ROWS	25
#define VGA_BLANK	0x0720u /* light grey on black, a space */
#define CRTC_INDEX	0x3d4
#define CRTC_DATA	0x3d5
#define CRTC_START_HIGH 0x0c
#define CRTC_START_LOW	0x0d

#define SERIAL_DATA	 0
#define SERIAL_IER	 1
#define SERIAL_FCR	 2
#define SERIAL_LCR	 3
#define SERIAL_MCR	 4
#define SERIAL_LSR	 5
#define LCR_8N1		 0x03
#define LCR_DIVISOR	 0x80
#define FCR_ENABLE_CLEAR 0x07
#define MCR_DTR_RTS	 0x03
#define LSR_THR_EMPTY	 0x20
#define LSR_NOBODY	 0xff	 /* what a bus without a device reads */
#define SERIAL_CLOCK	 115200u /* 1.8432 MHz / 16 */
/* Reads of about a microsecond: 300 baud need 33 ms for one character. */
#define SERIAL_PATIENCE 100000u

static struct {
	bool vga;
	uint16_t port; /* 0: no serial console */
	unsigned int column;
} console;

static volatile uint16_t *vga_cell(unsigned int row, unsigned int column)
{
	return (volatile uint16_t *)(uintptr_t)VGA_TEXT + row * VGA_COLUMNS + column;
}

static void vga_open(void)
{
	/* A text console scrolls by moving the start: what is seen may lie elsewhere. */
	port_write(CRTC_INDEX, CRTC_START_HIGH);
	port_write(CRTC_DATA, 0);
	port_write(CRTC_INDEX, CRTC_START_LOW);
	port_write(CRTC_DATA, 0);
}

static void vga_scroll(void)
{
	for (unsigned int row = 1; row < VGA_ROWS; row++)
		for (unsigned int column = 0; column < VGA_COLUMNS; column++)
			*vga_cell(row - 1, column) = *vga_cell(row, column);
	for (unsigned int column = 0; column < VGA_COLUMNS; column++)
		*vga_cell(VGA_ROWS - 1, column) = VGA_BLANK;
}

/* A line feed is not shown before there is something to show below it. */
static void vga_put(char character)
{
	if (character == '\n') {
		console.column = 0;
		return;
	}
	if (console.column % VGA_COLUMNS == 0)
		vga_scroll();
	*vga_cell(VGA_ROWS - 1, console.column++ % VGA_COLUMNS) =
		(uint16_t)((VGA_BLANK & 0xff00) | (uint8_t)character);
}

static void serial_open(uint16_t port, uint32_t baud)
{
	uint32_t divisor = baud ? SERIAL_CLOCK / baud : 0;

	if (port_read(port + SERIAL_LSR) == LSR_NOBODY)
		return;
	console.port = port;
	if (divisor == 0 || divisor > UINT16_MAX)
		return;
	port_write(port + SERIAL_IER, 0);
	port_write(port + SERIAL_LCR, LCR_8N1 | LCR_DIVISOR);
	port_write(port + SERIAL_DATA, (uint8_t)divisor);
	port_write(port + SERIAL_IER, (uint8_t)(divisor >> 8));
	port_write(port + SERIAL_LCR, LCR_8N1);
	port_write(port + SERIAL_FCR, FCR_ENABLE_CLEAR);
	port_write(port + SERIAL_MCR, MCR_DTR_RTS);
}

static void serial_put(char character)
{
	for (uint32_t i = 0; i < SERIAL_PATIENCE; i++)
		if (port_read(console.port + SERIAL_LSR) & LSR_THR_EMPTY) {
			port_write(console.port, (uint8_t)character);
			return;
		}
	console.port = 0; /* it never sends: nothing must wait for it again */
}

void console_open(const struct handoff *handoff)
{
	/* Tables of our own map what a new OS owns, and that is no screen. */
	bool has_screen = (handoff->flags & HANDOFF_KEEP_MAP) != 0;

	if (has_screen && handoff->flags & HANDOFF_RESET_VGA)
		vga_reset();
	if (has_screen && handoff->flags & HANDOFF_CONSOLE_VGA) {
		vga_open();
		console.vga = true;
	}
	if (handoff->flags & HANDOFF_CONSOLE_SERIAL)
		serial_open(handoff->serial_port, handoff->serial_baud);
}

void console_text(const char *text)
{
	for (; *text; text++) {
		if (console.vga)
			vga_put(*text);
		if (console.port && *text == '\n')
			serial_put('\r');
		if (console.port)
			serial_put(*text);
	}
}

void hex_digits(uint64_t value, char digits[16])
{
	for (unsigned int i = 0; i < 16; i++, value <<= 4) {
		unsigned int nibble = (unsigned int)(value >> 60);

		digits[i] = (char)(nibble < 10 ? '0' + nibble : 'a' - 10 + nibble);
	}
}

void console_hex(uint64_t value)
{
	char text[17];
	unsigned int first = 0;

	hex_digits(value, text);
	text[16] = '\0';
	while (first < 15 && text[first] == '0')
		first++;
	console_text("0x");
	console_text(text + first);
}

void console_decimal(uint64_t value)
{
	char text[21];
	unsigned int at = sizeof(text) - 1;

	text[at] = '\0';
	do {
		text[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	console_text(text + at);
}
