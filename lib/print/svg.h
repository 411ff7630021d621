/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * svg.h - a plan as a picture
 *
 * In: a plan (its rules may be broken). Out: an SVG.
 */
#ifndef MINT_PRINT_SVG_H
#define MINT_PRINT_SVG_H

#include <stdio.h>

#include "machine/machine.h"
#include "plan/plan.h"

/** plan_print_svg - the boxes of the text as a picture; 0, -EIO */
int plan_print_svg(const struct plan *plan, const struct machine *machine, FILE *out);

#endif
