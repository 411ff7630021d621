/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uart.h - the serial port that an OS was given
 *
 * In:  an I/O port; registry held
 * Out: "Mint: NAME" in /proc/ioports
 */
#ifndef MINT_MODULE_UART_H
#define MINT_MODULE_UART_H

#include "mint.h"

/**
 * mint_uart_own - own the serial port at an I/O port
 * @port: 0: none
 * Return: 0; -EINVAL not recorded as intent; -EBUSY another OS has it, or a driver of the
 *	   leader.
 */
int mint_uart_own(struct mint_os *os, u32 port);

/** mint_uart_disown - the opposite; also when it owns none. */
void mint_uart_disown(struct mint_os *os);

#endif
