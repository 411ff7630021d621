/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lapic.h - silence the core's local interrupt sources
 */
#ifndef MINT_PURGATORY_LAPIC_H
#define MINT_PURGATORY_LAPIC_H

/* Not through a GOT: that would be a table of absolute addresses. */
#pragma GCC visibility push(hidden)

/**
 * lapic_mask - mask every entry of the local vector table
 *
 * By MMIO at the base that IA32_APIC_BASE tells (a page of maps[]) or, in x2APIC
 * mode, by MSR. Does nothing when the local APIC is off. SDM volume 3A, section 11.5.1.
 */
void lapic_mask(void);

#pragma GCC visibility pop

#endif
