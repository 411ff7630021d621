/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text.h - a plan for people
 *
 * In: a plan (its rules may be broken), the machine. Out: UTF-8 text on a stream.
 */
#ifndef MINT_PRINT_TEXT_H
#define MINT_PRINT_TEXT_H

#include <stdio.h>

#include "machine/machine.h"
#include "plan/plan.h"

/**
 * plan_print_text - a map to read at a glance, then CPUs, memory map, segments, rules
 * At most 90 columns, UTF-8. Return: 0, or -EIO when the stream failed.
 */
int plan_print_text(const struct plan *plan, const struct machine *machine, FILE *out);

#endif
