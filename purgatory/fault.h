/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fault.h - exceptions and reports: everything ends in words, nothing in a reset
 *
 * In:  the stubs of stubs.S. Out: purgatory_* cells of struct mint_mailbox, consoles.
 */
#ifndef MINT_PURGATORY_FAULT_H
#define MINT_PURGATORY_FAULT_H

#include <stdint.h>

#include "abi/handoff.h"

/* Not through a GOT: that would be a table of absolute addresses. */
#pragma GCC visibility push(hidden)

/**
 * idt_load - handlers for the 32 exceptions; works before anything else does
 * @stubs: PURGATORY_VECTORS of them, PURGATORY_STUB_SIZE bytes apart
 */
void idt_load(const uint8_t *stubs);

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

#pragma GCC visibility pop

#endif
