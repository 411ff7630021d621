/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * crash.h - what a crash kernel's dump must say about this kernel
 */
#ifndef MINT_MACHINE_READ_CRASH_H
#define MINT_MACHINE_READ_CRASH_H

#include "machine/machine.h"
#include "machine/read/reader.h"

fact_reader crash_read_iomem, crash_read_notes, vmcoreinfo_read;
fact_reader elfcorehdr_size_read, crash_size_read, crash_cma_read;

/**
 * crash_cma_parse - "<first>-<last>", a line each, hexadecimal without 0x:
 * crash_cma_ranges
 * @ret: half-open, the caller's to free; NULL when there is none; written only on success
 * Return: 0, -EINVAL, -ENOMEM.
 */
int crash_cma_parse(const char *text, struct prange **ret, size_t *ret_count);

/**
 * vmcoreinfo_note - "0x<address> <size>", both hexadecimal: /sys/kernel/vmcoreinfo
 * Return: 0, -EINVAL. @ret is written only on success.
 */
int vmcoreinfo_note(const char *text, struct machine_note *ret);

#endif
