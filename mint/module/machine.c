// SPDX-License-Identifier: GPL-2.0-only
/*
 * machine.c - the one object of the module that changes: what it knows of this machine
 *
 * In:  parameters of mint-test
 * Out: struct mint_machine, which every other file uses: so it uses none of them
 * Ref: mint.h
 */
#include "mint.h"

#include <linux/module.h>

struct mint_machine mint = {
	.registry = __MUTEX_INITIALIZER(mint.registry),
	.guard = __SPIN_LOCK_UNLOCKED(mint.guard),
	.oses = LIST_HEAD_INIT(mint.oses),
};

#ifdef MINT_TEST
module_param_named(fail_next, mint.fail_next, uint, 0600);
module_param_named(bsp, mint.pretend_bsp, uint, 0400);
module_param_named(locked, mint.pretend_locked, bool, 0400);
module_param_named(jump, mint.pretend_jump, bool, 0600);
module_param_named(lost, mint.pretend_lost, bool, 0600);
#endif
