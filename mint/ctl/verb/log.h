/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * log.h - the verb log: what the kernel of an OS had to say
 *
 * In: the memory of a running, stopped or lost OS. Out: text or JSON, a line each.
 */
#ifndef MINT_CTL_VERB_LOG_H
#define MINT_CTL_VERB_LOG_H

#include "base/diag.h"
#include "mint/ctl/ctl.h"

int verb_log(const struct ctl *ctl, struct diag *diag);

#endif
