/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vga.c - text mode 3 of a VGA: 80 x 25 characters of 9 x 16 dots, colour
 *
 * In:  the registers of a VGA in any mode. Out: a blank text screen.
 * Ref: IBM Personal System/2 Hardware Interface Technical Reference, "Video Subsystem"
 *      (register tables, values of mode 3+); QEMU docs/specs/standard-vga and Bochs
 *      VBE_DISPI interface.
 *
 * Works where the display obeys the standard VGA registers: a BIOS-era card in a VGA
 * mode, QEMU's and Bochs' adapter also in a mode of its own extension. A native driver's
 * mode (clocks, scan-out of another engine) is not undone by them: such a screen stays
 * as it was. A graphics mode has overwritten the font in plane 2, so it is taken again
 * from the adapter's ROM at 0xc0000; without that ROM the font stays.
 */
#include "purgatory/vga.h"

#include <stddef.h>

#include "purgatory/cpu.h"

#define ATTRIBUTE	   0x3c0
#define MISC_WRITE	   0x3c2
#define SEQUENCER	   0x3c4
#define DAC_MASK	   0x3c6
#define DAC_WRITE	   0x3c8
#define DAC_DATA	   0x3c9
#define GRAPHICS	   0x3ce
#define CRTC		   0x3d4
#define STATUS		   0x3da /* reading it makes ATTRIBUTE expect an index */
#define MISC_MODE_3	   0x67
#define ATTRIBUTE_VIDEO_ON 0x20
#define CRTC_UNLOCK	   0x11 /* its bit 7 protects index 0 to 7 */

#define DISPI_INDEX    0x1ce
#define DISPI_DATA     0x1cf
#define DISPI_ID       0
#define DISPI_ENABLE   4
#define DISPI_ID_MASK  0xfff0
#define DISPI_ID_BOCHS 0xb0c0

#define TEXT_WINDOW	0xb8000
#define TEXT_CELLS	(80 * 25)
#define TEXT_BLANK	0x0720
#define FONT_WINDOW	0xa0000
#define FONT_SLOT	32 /* bytes a character takes in plane 2 */
#define FONT_ROWS	16
#define FONT_CHARACTERS 256
#define ROM_START	0xc0000
#define ROM_END		0xd0000

/* Held in reset by the first while its clock changes. */
static const uint8_t sequencer_mode_3[] = { 0x01, 0x00, 0x03, 0x00, 0x02 };
static const uint8_t crtc_mode_3[] = {
	0x5f, 0x4f, 0x50, 0x82, 0x55, 0x81, 0xbf, 0x1f, 0x00, 0x4f, 0x0d, 0x0e, 0x00,
	0x00, 0x00, 0x00, 0x9c, 0x8e, 0x8f, 0x28, 0x1f, 0x96, 0xb9, 0xa3, 0xff,
};
static const uint8_t graphics_mode_3[] = {
	0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x0e, 0x00, 0xff,
};
static const uint8_t attribute_mode_3[] = {
	0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x14, 0x07, 0x38, 0x39, 0x3a,
	0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x0c, 0x00, 0x0f, 0x08, 0x00,
};

static void indexed_write(uint16_t port, uint8_t index, uint8_t value)
{
	port_write(port, index);
	port_write(port + 1, value);
}

static void registers_write(uint16_t port, const uint8_t *values, uint8_t count)
{
	for (uint8_t i = 0; i < count; i++)
		indexed_write(port, i, values[i]);
}

static void extension_leave(void)
{
	port_write16(DISPI_INDEX, DISPI_ID);
	if ((port_read16(DISPI_DATA) & DISPI_ID_MASK) != DISPI_ID_BOCHS)
		return;
	port_write16(DISPI_INDEX, DISPI_ENABLE);
	port_write16(DISPI_DATA, 0);
}

static void mode_set(void)
{
	registers_write(SEQUENCER, sequencer_mode_3, sizeof(sequencer_mode_3));
	port_write(MISC_WRITE, MISC_MODE_3);
	indexed_write(SEQUENCER, 0, 0x03);
	indexed_write(CRTC, CRTC_UNLOCK, 0x0e);
	registers_write(CRTC, crtc_mode_3, sizeof(crtc_mode_3));
	registers_write(GRAPHICS, graphics_mode_3, sizeof(graphics_mode_3));
	port_read(STATUS);
	for (uint8_t i = 0; i < sizeof(attribute_mode_3); i++) {
		port_write(ATTRIBUTE, i);
		port_write(ATTRIBUTE, attribute_mode_3[i]);
	}
	port_write(ATTRIBUTE, ATTRIBUTE_VIDEO_ON);
}

/* The DAC's first 64 colours are those of the EGA: two bits a colour, rgbRGB. */
static void palette_set(void)
{
	port_write(DAC_MASK, 0xff);
	port_write(DAC_WRITE, 0);
	for (unsigned int i = 0; i < 64; i++)
		for (unsigned int colour = 3; colour-- > 0;) {
			unsigned int full = i >> colour & 1, half = i >> (colour + 3) & 1;

			port_write(DAC_DATA, (uint8_t)(full * 0x2a + half * 0x15));
		}
}

/* The ROM's 8 x 16 font, found by the glyphs of 'A' (65) and 'B' in it; NULL: none. */
static const uint8_t *font_find(void)
{
	static const uint8_t glyphs[2 * FONT_ROWS] = {
		0x00, 0x00, 0x10, 0x38, 0x6c, 0xc6, 0xc6, 0xfe, 0xc6, 0xc6, 0xc6,
		0xc6, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xfc, 0x66, 0x66, 0x66,
		0x7c, 0x66, 0x66, 0x66, 0x66, 0xfc, 0x00, 0x00, 0x00, 0x00,
	};
	const volatile uint8_t *rom = (const volatile uint8_t *)(uintptr_t)ROM_START;
	const size_t last = ROM_END - ROM_START - (FONT_CHARACTERS - 'A') * FONT_ROWS;

	for (size_t at = 'A' * FONT_ROWS; at <= last; at++) {
		size_t same = 0;

		while (same < sizeof(glyphs) && rom[at + same] == glyphs[same])
			same++;
		if (same == sizeof(glyphs))
			return (const uint8_t *)(uintptr_t)(ROM_START + at) -
			       'A' * FONT_ROWS;
	}
	return NULL;
}

static void font_load(const uint8_t *font)
{
	volatile uint8_t *to = (volatile uint8_t *)(uintptr_t)FONT_WINDOW;

	indexed_write(SEQUENCER, 2, 0x04); /* only plane 2, */
	indexed_write(SEQUENCER, 4, 0x06); /* not alternating with another, */
	indexed_write(GRAPHICS, 5, 0x00);
	indexed_write(GRAPHICS, 6, 0x04); /* 64 KiB at 0xa0000 */
	for (unsigned int character = 0; character < FONT_CHARACTERS; character++)
		for (unsigned int row = 0; row < FONT_ROWS; row++)
			to[character * FONT_SLOT + row] =
				font[character * FONT_ROWS + row];
	indexed_write(SEQUENCER, 2, sequencer_mode_3[2]);
	indexed_write(SEQUENCER, 4, sequencer_mode_3[4]);
	registers_write(GRAPHICS, graphics_mode_3, sizeof(graphics_mode_3));
}

void vga_reset(void)
{
	volatile uint16_t *text = (volatile uint16_t *)(uintptr_t)TEXT_WINDOW;
	const uint8_t *font;

	extension_leave();
	mode_set();
	palette_set();
	font = font_find();
	if (font)
		font_load(font);
	for (unsigned int i = 0; i < TEXT_CELLS; i++)
		text[i] = TEXT_BLANK;
}
