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

#define PURGATORY_CS	    0x10 /* __BOOT_CS of boot.rst */
#define PURGATORY_DS	    0x18 /* __BOOT_DS of boot.rst */
#define PURGATORY_VECTORS   32
#define PURGATORY_STUB_SIZE 16 /* bytes from one fault stub to the next */

/* Cells of struct handoff and its modes, for the assembler; legacy.c checks them. */
#define PURGATORY_ENTRY	      0x10
#define PURGATORY_BOOT_PARAMS 0x18
#define PURGATORY_MODE	      0x48
#define PURGATORY_REGISTERS   0x50 /* EAX EBX ECX EDX ESI EDI EBP ESP */
#define PURGATORY_TRAMPOLINE  0x98
#define PURGATORY_MODE_16     2

/* Cells of the real-mode trampoline, filled by legacy.c. */
#define TRAMPOLINE_OWN_IP 0x60 /* far pointer to its own real-mode half */
#define TRAMPOLINE_OWN_CS 0x62
#define TRAMPOLINE_IP	  0x64 /* far pointer to the new kernel */
#define TRAMPOLINE_CS	  0x66
#define TRAMPOLINE_DS	  0x68
#define TRAMPOLINE_ESP	  0x6c
#define TRAMPOLINE_SIZE	  0x70

#ifndef __ASSEMBLER__

#include <stdbool.h>
#include <stdint.h>

#include "abi/handoff.h"

/* Not through a GOT: that would be a table of absolute addresses. */
#pragma GCC visibility push(hidden)

/* Symbols of entry.S and purgatory.ld; their addresses matter, not their types. */
extern const uint8_t purgatory_start[];
extern const uint8_t purgatory_fault_stubs[];
extern struct handoff purgatory_handoff; /* its flags change when preserving */

extern const uint8_t real_trampoline[], real_trampoline_half[];

/**
 * purgatory_main - the whole sequence; entry.S calls it on purgatory's stack
 * @caller_stack: RSP at purgatory's entry; a return address lies there when preserving
 */
void purgatory_main(uint64_t caller_stack) __attribute__((noreturn));

/**
 * purgatory_enter - leave for the kernel by the 64-bit entry
 * @handoff: entry, boot_params, registers
 * @cr0:     control register 0 at the entry
 * @cr4:     control register 4 at the entry
 * @stack:   RSP at the entry; 0: purgatory's own
 *
 * RFLAGS is 2; see enum handoff_entry_mode for the rest.
 */
void purgatory_enter(const struct handoff *handoff, uint64_t cr0, uint64_t cr4,
		     uint64_t stack) __attribute__((noreturn));

/**
 * legacy_enter - leave long mode, then for the 32-bit or the 16-bit entry
 * @handoff: purgatory's own, below 4 GiB like all of purgatory
 */
void legacy_enter(struct handoff *handoff) __attribute__((noreturn));

/**
 * levels_drop - LA57 off, and on with 4-level paging
 * @root: physical address of its PML4, which maps purgatory where it is; below 4 GiB like
 *        all of purgatory, RSP included
 */
void levels_drop(uint32_t root);

/** legacy_is_possible - can the 32-bit or 16-bit entry be made with these addresses? */
bool legacy_is_possible(const struct handoff *handoff);

/** legacy_prepare - 16-bit: write the trampoline, 8259s and 8254 as a BIOS has them. */
void legacy_prepare(const struct handoff *handoff);

/**
 * console_open - the consoles that the flags ask for; the serial port is programmed when
 * serial_baud is not 0, text mode 3 set with HANDOFF_RESET_VGA
 */
void console_open(const struct handoff *handoff);

/** console_text - say @text on every open console; "\n" ends a line. */
void console_text(const char *text);

/** console_hex - say 0x and @value without leading zeros. */
void console_hex(uint64_t value);

/** console_decimal - say @value. */
void console_decimal(uint64_t value);

/** vga_reset - text mode 3 of a VGA, by registers; the screen is blank then. */
void vga_reset(void);

/** purgatory_park - interrupts off, halt, for ever; an NMI or SMI only wakes it. */
void purgatory_park(void) __attribute__((noreturn));

/** idt_load - handlers for the 32 exceptions; works before anything else does. */
void idt_load(void);

/** hex_digits - @value as 16 lower-case digits, no NUL */
void hex_digits(uint64_t value, char digits[16]);

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
