/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check.h - the verb check: can this host be a leader, and how well?
 *
 * In: this machine, or a recorded one; nothing is written to it. Out: a table or a JSON
 * array on stdout; exit 1 when a row says FAIL.
 * Ref: mintctl(8) "CHECK"; the rows are lib/check/'s.
 */
#ifndef MINT_CTL_VERB_CHECK_H
#define MINT_CTL_VERB_CHECK_H

#include "base/diag.h"
#include "mint/ctl/ctl.h"

int verb_check(const struct ctl *ctl, struct diag *diag);

#endif
