/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel_age.h - is a kernel file too old for what a configuration asks of it?
 *
 * In: the path of a kernel. Out: a warning, or nothing.
 * Ref: mint/ctl/look/heartbeat.h.
 */
#ifndef MINT_CTL_KERNEL_AGE_H
#define MINT_CTL_KERNEL_AGE_H

#include "base/diag.h"
#include "request/request.h"

/** kernel_age_check - warn when its kernel is older than its heartbeat-timeout needs */
void kernel_age_check(const struct request *request, struct diag *diag);

#endif
