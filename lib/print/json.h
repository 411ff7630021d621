/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * json.h - a plan for programs
 *
 * In: a plan (its rules may be broken). Out: one JSON object.
 * Ref: docs/design.md "Dry-run JSON" is the contract.
 */
#ifndef MINT_PRINT_JSON_H
#define MINT_PRINT_JSON_H

#include <stdio.h>

#include "machine/machine.h"
#include "plan/plan.h"

/** plan_print_json - docs/design.md "Dry-run JSON"; 0, -EIO, -ENOMEM */
int plan_print_json(const struct plan *plan, const struct machine *machine, FILE *out);

#endif
