/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wait.h - the verb wait: until an OS runs no more, or is in a state
 *
 * In: /dev/mint (root). Out: one line about the OS as it was then.
 */
#ifndef MINT_CTL_VERB_WAIT_H
#define MINT_CTL_VERB_WAIT_H

#include "base/diag.h"
#include "mint/ctl/ctl.h"

int verb_wait(const struct ctl *ctl, struct diag *diag);

#endif
