/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ports.h - I/O ports that the tables and the command line fence off
 *
 * Ref: Linux arch/x86/include/asm/serial.h (the four ISA UARTs, in ttyS order).
 */
#ifndef MINT_PLATFORM_PORTS_H
#define MINT_PLATFORM_PORTS_H

#include <stdbool.h>
#include <stdint.h>

#define UART_PORTS	  8
#define UART_LEGACY_COUNT 4

struct port_range {
	uint16_t port;
	uint16_t size;
};

/* ttyS0 … ttyS3: a kernel knows these four without being told. */
static const uint16_t uart_legacy_port[UART_LEGACY_COUNT] = { 0x3f8, 0x2f8, 0x3e8,
							      0x2e8 };

static inline bool port_range_overlaps(struct port_range a, struct port_range b)
{
	return a.port < b.port + b.size && b.port < a.port + a.size;
}

#endif
