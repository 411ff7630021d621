/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * restart.h - the verb restart: stop an OS if it runs, then start it again
 *
 * In: /dev/mint (root). Out: an OS that runs anew, and one line about it.
 */
#ifndef MINT_CTL_VERB_RESTART_H
#define MINT_CTL_VERB_RESTART_H

#include "base/diag.h"
#include "mint/ctl/ctl.h"

int verb_restart(const struct ctl *ctl, struct diag *diag);

#endif
