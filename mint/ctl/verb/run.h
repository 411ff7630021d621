/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run.h - the verb run: one OS as a service, from its configuration to its end
 *
 * In: /etc/mint/NAME.conf, signals. Out: its kernel log on stdout, sd_notify(3), an exit
 * code that says how it ended; the leader has its memory and cores back afterwards.
 * Ref: mintctl(8) "RUN".
 */
#ifndef MINT_CTL_VERB_RUN_H
#define MINT_CTL_VERB_RUN_H

#include "base/diag.h"
#include "mint/ctl/ctl.h"

int verb_run(const struct ctl *ctl, struct diag *diag);

#endif
