/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel.h - rows about the leader's kernel: what it forbids, what it was built with
 *
 * In: lockdown, signatures, configuration. Out: one row each, without its id. Return of
 * every function: 0, -ENOMEM.
 */
#ifndef MINT_CHECK_KERNEL_H
#define MINT_CHECK_KERNEL_H

#include "check/row.h"

check_fn check_lockdown, check_module, check_config;

#endif
