/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * release.h - the verb release: the leader gets back what an OS took
 *
 * In: /dev/mint (root). Out: no OS of that name, and one line that says so.
 */
#ifndef MINT_CTL_VERB_RELEASE_H
#define MINT_CTL_VERB_RELEASE_H

#include "base/diag.h"
#include "mint/ctl/ctl.h"

int verb_release(const struct ctl *ctl, struct diag *diag);

#endif
