/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * resources.h - name, CPUs, UART and kernel: may this OS have them?
 *
 * In: struct policy. Out: the plan's name, CPUs and port, or one error line.
 */
#ifndef MINT_PLAN_MINT_RESOURCES_H
#define MINT_PLAN_MINT_RESOURCES_H

#include "plan/mint/policy.h"

/** policy_name - the given name when free, else the first free osN; 0 or -EEXIST */
int policy_name(struct policy *policy);

/**
 * policy_cpus - check each CPU asked for and write the plan's list
 * Return: 0; -EINVAL, -EBUSY, -ENOTSUP one cannot be lent; -EPERM nothing may be loaded.
 */
int policy_cpus(struct policy *policy);

/** policy_uart - port of --mint-uart; 0, -EINVAL, -ENODEV, -EBUSY */
int policy_uart(struct policy *policy);

/** policy_watchdog - a hang timeout is for an OS that has a leader; 0, -EINVAL */
int policy_watchdog(struct policy *policy);

/** policy_scrub - whether its memory is cleared, beside a leader; 0, -EINVAL */
int policy_scrub(struct policy *policy);

/** policy_kernel - old or unknown kernels are refused unless forced; 0, -ENOTSUP */
int policy_kernel(struct policy *policy);

#endif
