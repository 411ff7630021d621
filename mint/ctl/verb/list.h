/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * list.h - the verb list: all OSes and their state
 *
 * In: /sys/class/mint, world readable but for addresses. Out: a table or a JSON array on
 * stdout.
 */
#ifndef MINT_CTL_VERB_LIST_H
#define MINT_CTL_VERB_LIST_H

#include "base/diag.h"
#include "mint/ctl/ctl.h"

int verb_list(const struct ctl *ctl, struct diag *diag);

#endif
