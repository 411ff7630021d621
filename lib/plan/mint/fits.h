/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fits.h - could this region ever be, on this machine and with these files?
 *
 * In: sizes. Out: yes, or one line. What is refused here nothing can mend but another
 * size: so it is asked before a kernel is unpacked and before other launches are waited
 * for. Pure.
 */
#ifndef MINT_PLAN_MINT_FITS_H
#define MINT_PLAN_MINT_FITS_H

#include "base/diag.h"
#include "base/prange.h"
#include "plan/plan.h"

/**
 * fits_machine - is there RAM of that size in one piece?
 * @ram:    the firmware's; empty when it is not known, then all fits
 * @remain: bytes that somebody else keeps
 * Return: 0, or -ENOSPC with a line that says how much there is.
 */
int fits_machine(const struct prange_list *ram, uint64_t size, uint64_t remain,
		 struct diag *diag);

/**
 * plan_mint_fits - fits_machine() for the region that is asked for, and is that large
 * enough for kernel and initrd?
 * @inputs: a bzImage may still be packed: it says itself what it needs
 * Return: 0, -ENOSPC, -EINVAL (too small), -ENOMEM.
 */
int plan_mint_fits(const struct plan_inputs *inputs, struct diag *diag);

#endif
