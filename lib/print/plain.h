/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain.h - what --debug says of a plain load
 *
 * In: a plan, or the arguments of kexec_file_load(2). Out: text on a stream.
 */
#ifndef MINT_PRINT_PLAIN_H
#define MINT_PRINT_PLAIN_H

#include <stdio.h>

#include "machine/machine.h"
#include "plan/plan.h"

/**
 * plain_print_plan - of a plain load: memory ranges, e820, command line, segments
 * @machine: memory ranges are left out when it has none
 * Return: 0, or -EIO when the stream failed.
 */
int plain_print_plan(const struct plan *plan, const struct machine *machine, FILE *out);

/** plain_print_file - what kexec_file_load(2) is told; 0, -EIO */
int plain_print_file(const char *cmdline, unsigned long flags, const char *kernel,
		     FILE *out);

#endif
