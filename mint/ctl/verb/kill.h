/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kill.h - the verb kill: the cores of an OS stop at once
 *
 * In: /dev/mint (root). Out: an OS that has ended, and one line about its end.
 */
#ifndef MINT_CTL_VERB_KILL_H
#define MINT_CTL_VERB_KILL_H

#include "base/diag.h"
#include "mint/ctl/ctl.h"

int verb_kill(const struct ctl *ctl, struct diag *diag);

#endif
