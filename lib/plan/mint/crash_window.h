/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * crash_window.h - what crashkernel= of an OS wants below 4 GiB
 *
 * In: its command line. Out: bytes. Pure.
 * Ref: admin-guide/kdump/kdump.rst, "crashkernel syntax"; Linux kernel/crash_reserve.c
 *      parse_crashkernel(), reserve_crashkernel_generic().
 */
#ifndef MINT_PLAN_MINT_CRASH_WINDOW_H
#define MINT_PLAN_MINT_CRASH_WINDOW_H

#include <stdint.h>

#define CRASH_WINDOW_ALIGN (UINT64_C(16) << 20) /* CRASH_ALIGN */

/**
 * crash_window_size - room that it needs in the low window, besides what others need
 * @cmdline: NUL-terminated
 * @ram:     bytes of the OS, which ranges of sizes choose by
 *
 * crashkernel=SIZE lies below 4 GiB if it can, else high and then needs more there than
 * most sizes; of SIZE,high only ,low is there, or 256 MiB. With @OFFSET nothing is moved.
 * Return: bytes, a multiple of CRASH_WINDOW_ALIGN; 0: nothing, or nothing that Linux
 * would understand.
 */
uint64_t crash_window_size(const char *cmdline, uint64_t ram);

#endif
