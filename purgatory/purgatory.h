/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * purgatory.h - what the freestanding files share with each other
 *
 * In: struct handoff at HANDOFF_OFFSET. Out: the mailbox, page tables, a kernel.
 * Ref: handoff.h for the contract; Linux Documentation/arch/x86/boot.rst, "64-bit
 * boot protocol", for the state of the machine at the kernel's entry.
 */
#ifndef MINT_PURGATORY_PURGATORY_H
#define MINT_PURGATORY_PURGATORY_H

#define PURGATORY_CS 0x10 /* __BOOT_CS of boot.rst */
#define PURGATORY_DS 0x18 /* __BOOT_DS of boot.rst */
#define PURGATORY_VECTORS 32
#define PURGATORY_STUB_SIZE 16 /* bytes from one fault stub to the next */

#ifndef __ASSEMBLER__

#include <stdint.h>

#include "purgatory/handoff.h"

/* Not through a GOT: that would be a table of absolute addresses. */
#pragma GCC visibility push(hidden)

/* Symbols of entry.S and purgatory.ld; their addresses matter, not their types. */
extern const uint8_t purgatory_start[];
extern const uint8_t purgatory_fault_stubs[];
extern const struct handoff purgatory_handoff;

/** purgatory_main - the whole sequence; entry.S calls it on purgatory's stack. */
void purgatory_main(void) __attribute__((noreturn));

/**
 * purgatory_enter - leave for the kernel
 * @entry:       virtual = physical address of the 64-bit entry
 * @boot_params: physical; RSI at the entry
 * @cr0:         control register 0 at the entry
 * @cr4:         control register 4 at the entry
 *
 * RFLAGS is 2, RSP is purgatory's stack, every other general register is zero.
 */
void purgatory_enter(uint64_t entry, uint64_t boot_params, uint64_t cr0, uint64_t cr4)
	__attribute__((noreturn));

/** purgatory_park - interrupts off, halt, for ever; an NMI or SMI only wakes it. */
void purgatory_park(void) __attribute__((noreturn));

/** idt_load - handlers for the 32 exceptions; works before anything else does. */
void idt_load(void);

/** mailbox_set - from now on report to the page at @mailbox; 0: to nobody. */
void mailbox_set(uint64_t mailbox);

/**
 * mailbox_report - tell the leader where purgatory is
 * @stage:   enum mint_purgatory_stage; stored last, so that the rest is there
 * @detail:  segment index or exception vector
 * @address: segment start or faulting RIP, or enum handoff_refusal
 */
void mailbox_report(uint32_t stage, uint32_t detail, uint64_t address);

/** purgatory_fault - report an exception and park; the fault stubs call it. */
void purgatory_fault(uint64_t vector, uint64_t rip) __attribute__((noreturn));

/** purgatory_refuse - report an unusable handoff and park. */
void purgatory_refuse(enum handoff_refusal why) __attribute__((noreturn));

/**
 * lapic_mask - mask every entry of the local vector table
 *
 * By MMIO at the base that IA32_APIC_BASE tells (a page of maps[]) or, in x2APIC
 * mode, by MSR. Does nothing when the local APIC is off. SDM volume 3A, section 11.5.1.
 */
void lapic_mask(void);

/**
 * segments_verify - compare the digest of every segment
 *
 * Return: nr_segments when all are right, else the index of the first wrong one.
 */
uint32_t segments_verify(const struct handoff *handoff);

#pragma GCC visibility pop

#endif
#endif
