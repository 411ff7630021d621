/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uart.h - serial ports, and which of them is the leader's console
 */
#ifndef MINT_MACHINE_READ_UART_H
#define MINT_MACHINE_READ_UART_H

#include "machine/read/reader.h"

fact_reader uarts_read, consoles_read, consoles_read_cmdline;

#endif
