/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uart.h - take a serial port from the leader, and give it back
 *
 *   is it used? what is it?                                   uart_note()
 *   its driver lets go: ttySN has no hardware                 uart_take()
 *   (claim: the module holds the I/O ports against all comers)
 *   its driver has it again                                   uart_give_back()
 *
 * The tty stays: programs that open it meanwhile get an input/output error.
 * Ref: setserial(8) "uart none"; ioctl_tty(2); Documentation/ABI/testing/sysfs-tty.
 */
#ifndef MINT_LEADER_UART_H
#define MINT_LEADER_UART_H

#include <stdbool.h>

#include "base/diag.h"
#include "plan/plan.h"
#include "leader/leader.h"
#include "leader/taken.h"

/**
 * uart_note - the port of a plan, as the module records it; nothing without one
 * Return: 0, -EBUSY (a program has it open, or kgdb uses it: @diag says who), -ENODEV
 * (the leader's driver has no such port any more), -errno of reading what it is.
 */
int uart_note(const struct leader *leader, const struct plan *plan, struct taken *ret,
	      struct diag *diag);

/**
 * uart_take - the leader's driver lets go of the recorded port
 * @ret_acted: set before the change
 * Return: 0, -EBUSY (somebody opened it meanwhile), -errno of the change.
 */
int uart_take(const struct leader *leader, const struct taken *taken, bool *ret_acted,
	      struct diag *diag);

/**
 * uart_give_back - the leader's driver has the port again, as the type it was
 * @name: of the OS, for the warning
 *
 * The module must have given it up (MINT_IOC_UNCLAIM). One that the driver never let go
 * of is left alone. Return: how many failed (0 or 1), with a warning.
 */
unsigned int uart_give_back(const struct leader *leader, const struct taken *taken,
			    const char *name, struct diag *diag);

#endif
