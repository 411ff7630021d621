/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devices.h - which PCI devices the OS gets, and why it may not have one
 *
 * In: struct policy. Out: ports and devices of the plan, host bridges of the spec.
 */
#ifndef MINT_PLAN_MINT_DEVICES_H
#define MINT_PLAN_MINT_DEVICES_H

#include "plan/mint/policy.h"

/**
 * policy_devices - the devices asked for, whole root ports of them
 *
 * In the plan afterwards: ports and all that is behind them; in the spec: host bridges.
 * Return: 0; -EINVAL (not beside, a bridge, on the root bus), -ENODEV (no such device),
 * -EBUSY (in use, or of another OS), -EXDEV (something behind the port is not listed),
 * -ENOTSUP (cannot work: MSI, BAR, ECAM, IOMMU, port; or no reset), -ENODATA (not to be
 * seen without root), -E2BIG.
 */
int policy_devices(struct policy *policy);

#endif
