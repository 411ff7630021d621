/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stop.h - the verb stop: ask an OS to power off, kill it when it does not
 *
 * In: a running OS. Out: one that has ended, and one line about its end.
 */
#ifndef MINT_CTL_VERB_STOP_H
#define MINT_CTL_VERB_STOP_H

#include "base/diag.h"
#include "mint/ctl/ctl.h"

int verb_stop(const struct ctl *ctl, struct diag *diag);

#endif
