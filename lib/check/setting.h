/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * setting.h - rows about what the leader itself stands on: firmware, hypervisor, KVM
 *
 * In: firmware facts, CPU flags, modules. Out: one row each, without its id. Return of
 * every function: 0, -ENOMEM.
 */
#ifndef MINT_CHECK_SETTING_H
#define MINT_CHECK_SETTING_H

#include "check/row.h"

check_fn check_firmware, check_mp_table, check_hypervisor, check_kvm;

#endif
