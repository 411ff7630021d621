/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * start.h - the verb start: a loaded or stopped OS runs (again)
 *
 * In: /dev/mint (root). Out: the OS in its new state, and one line about it.
 */
#ifndef MINT_CTL_VERB_START_H
#define MINT_CTL_VERB_START_H

#include "base/diag.h"
#include "mint/ctl/ctl.h"

int verb_start(const struct ctl *ctl, struct diag *diag);

#endif
