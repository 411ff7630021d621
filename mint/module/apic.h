/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * apic.h - the way to other cores: their ids, and what the local APIC sends them
 *
 * In:  APIC ids, commands of the interrupt command register
 * Out: INIT, SIPI and fixed interrupts; which CPU must never have an INIT
 * Ref: SDM 3A 8.4 (INIT-SIPI-SIPI), 11.6 (ICR)
 */
#ifndef MINT_MODULE_APIC_H
#define MINT_MODULE_APIC_H

#include "mint.h"

#include <asm/apicdef.h>

/* Commands for mint_apic_send(). */
#define ICR_INIT_ASSERT	  (APIC_INT_LEVELTRIG | APIC_INT_ASSERT | APIC_DM_INIT)
#define ICR_INIT_DEASSERT (APIC_INT_LEVELTRIG | APIC_DM_INIT)
#define ICR_SIPI(page)	  (APIC_DM_STARTUP | (u32)((page) >> PAGE_SHIFT)) /* below 1 MiB */

#define INIT_WAIT_US  10000 /* from INIT to the first SIPI */
#define SIPI_AGAIN_MS 10    /* without an answer */

/**
 * mint_apic_init - xAPIC or x2APIC, the boot processor
 * Return: 0, -ENOMEM.
 */
int mint_apic_init(void);

/** mint_apic_exit - nothing is sent any more. */
void mint_apic_exit(void);

/**
 * mint_apic_send - one write to the interrupt command register
 * @apicid:  of the target, at most MINT_LAST_APICID
 * @command: low word of the register
 *
 * Any context, the leader's panic too: it never waits for long and takes no lock.
 */
void mint_apic_send(u32 apicid, u32 command);

/**
 * mint_core_apicid - APIC id of a possible CPU
 * @cpu: logical number
 * Return: the id; above MINT_LAST_APICID: unusable or unknown.
 */
u32 mint_core_apicid(u32 cpu);

/**
 * mint_core_was_online - has the leader ever brought it up?
 * @cpu: logical number of a possible CPU
 * Ref: Linux arch/x86/kernel/smpboot.c, cpu/common.c: copied and marked at the first
 * time, kept while it is offline.
 */
bool mint_core_was_online(u32 cpu);

/** mint_core_init_all - INIT to every core of the OS; any context, does not wait. */
void mint_core_init_all(const struct mint_os *os);

/**
 * mint_core_signal - one fixed interrupt
 * @apicid: of a core of a running OS
 * @vector: MINT_VECTOR_FIRST to MINT_VECTOR_LAST
 */
void mint_core_signal(u32 apicid, u32 vector);

#endif
