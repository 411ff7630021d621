/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devices.h - rows about what stands between a successor and a device of its own
 *
 * In: IOMMUs, interrupts, MCFG. Out: one row each, without its id. Return of every
 * function: 0, -ENOMEM.
 */
#ifndef MINT_CHECK_DEVICES_H
#define MINT_CHECK_DEVICES_H

#include "check/row.h"

check_fn check_iommu, check_interrupts, check_ecam;

#endif
