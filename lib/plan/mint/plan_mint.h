/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plan_mint.h - the mint policy: one plan from request, machine and image
 *
 * In: plan_inputs. Out: struct plan.
 */
#ifndef MINT_PLAN_MINT_PLAN_MINT_H
#define MINT_PLAN_MINT_PLAN_MINT_H

#include "plan/plan.h"

/**
 * plan_mint - make the plan of a mint launch
 * @ret: zeroed by the function; plan_free() it after any return
 *
 * A rule that does not hold is recorded in @ret->rule and is no error here, so that
 * the dry run can show them all; what depends on it is then left out.
 *
 * Return: 0; -EINVAL (contradicting options, user tokens, unknown CPU …: @diag),
 * -ENODEV, -EBUSY, -EXDEV, -ENOTSUP (a device: policy_devices()),
 * -ENOSPC (auto: no such memory, or not enough CPUs), -E2BIG, -ENOMEM.
 */
int plan_mint(const struct plan_inputs *inputs, struct plan *ret, struct diag *diag);

#endif
