/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * policy.h - may a kernel be loaded? What the leader answers for kexec_load(2)
 *
 * In:  the calling process; no lock held
 * Out: 0 or an errno
 */
#ifndef MINT_MODULE_POLICY_H
#define MINT_MODULE_POLICY_H

#include "mint.h"

/**
 * mint_policy_lockdown - may memory be reached, or anything be taken or started?
 * Return: 0; -EPERM the kernel is locked down.
 */
int mint_policy_lockdown(void);

/**
 * mint_policy_load - may an image be loaded? One less may be afterwards, if that is
 *counted
 *
 * Sleeps. Return: 0; -EACCES a security module, IMA or a sysctl forbids it, or the caller
 *	   may not read or count down the latter; -EAGAIN others do so all the time; errno
 *of a mount of proc.
 */
int mint_policy_load(void);

#endif
