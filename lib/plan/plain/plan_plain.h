/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plan_plain.h - a load as kexec-tools does it, for kexec_load(2)
 *
 * In: plain_inputs. Out: struct plan, at most 16 segments.
 */
#ifndef MINT_PLAN_PLAIN_PLAN_PLAIN_H
#define MINT_PLAN_PLAIN_PLAN_PLAIN_H

#include "plan/plan.h"

/**
 * plan_plain - make the plan of a load as kexec-tools does it, for kexec_load(2)
 * @ret: zeroed by the function; plan_free() it after any return; at most 16 segments
 *
 * Placement: high first, kernel, initrd, boot_params with the command line, purgatory;
 * inside --mem-min and --mem-max, and with -p inside the crash region. Pure.
 *
 * Return: 0; -EINVAL (contradicting options), -ENOSPC ("locate_hole failed"; "Memory for
 * crashkernel is not reserved"), -ENODATA (no memory map), -E2BIG, -ENOTSUP, -ENOMEM.
 */
int plan_plain(const struct plain_inputs *inputs, struct plan *ret, struct diag *diag);

#endif
