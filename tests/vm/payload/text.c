/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text.c - the payload's voice: the 16550 at 0x2f8, and a copy in its own memory
 *
 * In:  text and numbers. Out: bytes on the second serial port and, for who can read the
 *      payload's memory only, in a log.
 * Ref: National Semiconductor PC16550D data sheet (registers, divisor latch).
 */
#include "tests/vm/payload/payload.h"

#define PORT		 0x2f8
#define REG_DATA	 0
#define REG_INTERRUPTS	 1
#define REG_FIFO	 2
#define REG_LINE	 3
#define REG_MODEM	 4
#define REG_STATUS	 5
#define LINE_8N1	 0x03
#define LINE_DIVISOR	 0x80
#define STATUS_THR_EMPTY 0x20
#define POLLS		 100000 /* a byte takes 87 us at 115200; a port read about 1 us */

static char text_log[0x8000];
static unsigned int text_log_used;

static void port_write(uint16_t reg, uint8_t value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"((uint16_t)(PORT + reg)));
}

static uint8_t port_read(uint16_t reg)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"((uint16_t)(PORT + reg)));
	return value;
}

void serial_open(void)
{
	port_write(REG_INTERRUPTS, 0);
	port_write(REG_LINE, LINE_DIVISOR | LINE_8N1);
	port_write(REG_DATA, 1); /* 115200 */
	port_write(REG_INTERRUPTS, 0);
	port_write(REG_LINE, LINE_8N1);
	port_write(REG_FIFO, 0);
	port_write(REG_MODEM, 0x03);
}

static void byte_put(char c)
{
	if (text_log_used < sizeof(text_log))
		((volatile char *)text_log)[text_log_used++] = c;
	for (int i = 0; i < POLLS && !(port_read(REG_STATUS) & STATUS_THR_EMPTY); i++)
		__asm__ volatile("pause");
	port_write(REG_DATA, (uint8_t)c);
}

void text_put(const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			byte_put('\r');
		byte_put(*text);
	}
}

void text_hex(uint64_t value)
{
	int shift = 60;

	text_put("0x");
	while (shift > 0 && (value >> shift) == 0)
		shift -= 4;
	for (; shift >= 0; shift -= 4) {
		unsigned int digit = (unsigned int)(value >> shift) & 15;

		byte_put((char)(digit < 10 ? '0' + digit : 'a' + digit - 10));
	}
}

void text_decimal(uint64_t value)
{
	char digits[21];
	int at = 20;

	digits[at] = '\0';
	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	text_put(digits + at);
}
