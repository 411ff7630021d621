/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check_conf.h - the verb check-conf: would this configuration file do?
 *
 * In: a path. Out: "PATH: ok", or what is wrong and in which line.
 * Ref: mint.conf(5); kexec --mint-conf parses with the same code.
 */
#ifndef MINT_CTL_VERB_CHECK_CONF_H
#define MINT_CTL_VERB_CHECK_CONF_H

#include "base/diag.h"
#include "mint/ctl/ctl.h"

int verb_check_conf(const struct ctl *ctl, struct diag *diag); /* ctl->name: the path */

#endif
