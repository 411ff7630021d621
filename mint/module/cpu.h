/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpu.h - which cores are owned, and by whom
 *
 * In:  CPUs that the leader has taken offline; registry held
 * Out: cores nobody else can use
 */
#ifndef MINT_MODULE_CPU_H
#define MINT_MODULE_CPU_H

#include "mint.h"

/**
 * mint_core_init - local APIC, boot processor, park page, hot-plug veto
 *
 * After mint_memory_init(). Return: 0; -ENODEV no page to park in; -EBUSY, -ENOMEM,
 *	   -ENOSPC no room for the veto.
 */
int mint_core_init(void);

/** mint_core_exit - nothing is owned any more. */
void mint_core_exit(void);

/**
 * mint_core_own - own offline cores that no other OS owns
 * @cpus: @nr logical numbers, any; all of them or none
 *
 * Takes cpus_read_lock and mint.guard. Return: 0; -EINVAL not recorded as intent, bad
 * APIC id, never online, (perhaps) the boot processor, or taken out of the machine;
 * -EBUSY online or owned.
 */
int mint_core_own(struct mint_os *os, const u32 *cpus, u32 nr);

/** mint_core_disown - the opposite; none of them runs. Takes mint.guard. */
void mint_core_disown(struct mint_os *os);

#endif
