// SPDX-License-Identifier: GPL-2.0-only
/*
 * uart.c - the serial port that an OS was given: nobody in the leader may have it
 *
 * In:  what user space said it would take; it makes the leader's driver let go by itself
 * Out: "Mint: NAME" in /proc/ioports
 * Ref: abi/mint.h; Linux kernel/resource.c: a busy region has one owner, so while
 *      it is ours the serial driver cannot be told to drive the port again
 *
 * No access to the port is made here.
 */
#include "uart.h"

#include <linux/ioport.h>

/* Ports of two OSes that overlap would overlap here too; this says which OS it is. */
static const struct mint_os *uart_owner(const struct mint_os *os, u32 port)
{
	const struct mint_os *other;

	list_for_each_entry(other, &mint.oses, node)
		if (other != os && other->uart && port < other->uart + MINT_UART_PORTS &&
		    other->uart < port + MINT_UART_PORTS)
			return other;
	return NULL;
}

int mint_uart_own(struct mint_os *os, u32 port)
{
	const struct mint_os *other;

	if (!port)
		return 0;
	if (port != os->uart_taken.port) {
		pr_notice("%s: serial port %#x refused: not recorded\n", os->name, port);
		return -EINVAL;
	}
	other = uart_owner(os, port);
	if (other) {
		pr_notice("%s: serial port %#x refused: owned by %s\n", os->name, port,
			  other->name);
		return -EBUSY;
	}
	if (!request_region(port, MINT_UART_PORTS, os->label)) {
		pr_notice("%s: serial port %#x refused: the leader uses it "
			  "(/proc/ioports)\n",
			  os->name, port);
		return -EBUSY;
	}
	WRITE_ONCE(os->uart, port);
	return 0;
}

void mint_uart_disown(struct mint_os *os)
{
	if (os->uart)
		release_region(os->uart, MINT_UART_PORTS);
	WRITE_ONCE(os->uart, 0);
}
