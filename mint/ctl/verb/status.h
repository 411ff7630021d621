/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * status.h - the verb status: all about one OS
 *
 * In: /sys/class/mint, world readable but for addresses; for root the memory of a running
 * OS. Out: text or JSON on stdout.
 */
#ifndef MINT_CTL_VERB_STATUS_H
#define MINT_CTL_VERB_STATUS_H

#include "base/diag.h"
#include "mint/ctl/ctl.h"

int verb_status(const struct ctl *ctl, struct diag *diag);

#endif
