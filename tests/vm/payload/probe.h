/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * probe.h - what the probes write down about how they were entered
 *
 * In: -. Out: one layout per probe, the same for both languages.
 * Ref: probe.S
 */
#ifndef MINT_TESTS_VM_PROBE_H
#define MINT_TESTS_VM_PROBE_H

#define PROBE_SIZE   0x1000 /* of each; its report lies in the second half */
#define PROBE_REPORT 0x800

#define PROBE32_AT 0x4000000 /* the only one that is not good at any address */

#ifndef __ASSEMBLER__

#include <stdint.h>

struct probe64_report {
	uint64_t gpr[16]; /* RAX RBX RCX RDX RSI RDI RBP RSP R8 … R15 */
	uint64_t rflags;
	uint64_t cr0, cr3, cr4, efer;
	uint64_t cs, ds, ss;
	uint64_t count; /* of entries: it survives a return */
};

struct probe32_report {
	uint32_t gpr[8]; /* EAX EBX ECX EDX ESI EDI EBP ESP */
	uint32_t eflags;
	uint32_t cr0, cr3, cr4, efer;
	uint32_t cs, ds, es, ss, fs, gs;
	uint32_t limit_cs, limit_ds; /* bytes, inclusive */
	uint32_t eip;
	uint32_t divisor; /* of the second serial port */
	uint32_t done;
};

struct probe16_report {
	uint32_t gpr[8];
	uint32_t eflags;
	uint32_t cr0;
	uint16_t cs, ds, es, ss, fs, gs;
	uint16_t ip;
	uint16_t idt_limit;
	uint32_t idt_base;
	uint16_t memory_kib; /* what the firmware's INT 0x12 says */
	uint16_t pit_high;   /* highest high byte that its timer had meanwhile */
	uint32_t done;	     /* set after the firmware's clock has ticked twice */
};

/* In the test program; copied into the machine. */
extern const uint8_t probe64[], probe32[], probe16[];

#endif
#endif
