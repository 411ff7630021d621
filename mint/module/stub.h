/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stub.h - layout of the two pages that a core enters in real mode
 *
 *          start page (window page 0)         park page (the leader's)
 *   0x000  code                               code
 *   0x100                                     where parked cores halt
 *   0x300  struct mint_start_vars             struct mint_park_vars
 *   0x400  IDT, 32 gates of 16 bytes          acknowledgements, one byte per APIC id
 *   0x600  GDT, 4 descriptors                 real-mode vectors, 32 of 4 bytes
 *   0x700  stack, top at 0xff0                stack, top at 0xff0
 *
 * Out: offsets for stub.S, start.c and park.c alike
 *
 * Cores stay in the park page when the module is replaced by another version of itself,
 * which writes the page anew: STUB_HALT, its three bytes and STUB_IVT never change.
 */
#ifndef MINT_MODULE_STUB_H
#define MINT_MODULE_STUB_H

#define STUB_HALT  0x100
#define STUB_VARS  0x300
#define STUB_IDT   0x400
#define STUB_ACK   0x400
#define STUB_GDT   0x600
#define STUB_IVT   0x600
#define STUB_STACK 0xff0

#define STUB_VECTORS  32
#define STUB_IDT_SIZE (STUB_VECTORS * 16)
#define STUB_GDT_SIZE (4 * 8)
#define STUB_IVT_SIZE (STUB_VECTORS * 4)
#define STUB_CS64     0x10
#define STUB_DATA     0x18

/* Offsets in struct mint_start_vars. */
#define VAR_ENTRY (STUB_VARS + 0)
#define VAR_CR3	  (STUB_VARS + 8)
#define VAR_JUMP  (STUB_VARS + 12)
#define VAR_STACK (STUB_VARS + 18)
#define VAR_IDTR  (STUB_VARS + 24)
#define VAR_GDTR  (STUB_VARS + 30)
#define VAR_ALIVE (STUB_VARS + 36)

/* Offsets in struct mint_park_vars. */
#define VAR_PARK_IDTR  (STUB_VARS + 0)
#define VAR_PARK_STACK (STUB_VARS + 6)

#ifndef __ASSEMBLY__
#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/types.h>

struct mint_start_vars {
	u64 entry;
	u32 cr3;
	u32 jump_to; /* far pointer into the 64-bit code */
	u16 jump_cs;
	u32 esp; /* linear; with ss it is right in real mode and in long mode */
	u16 ss;
	u16 idt_limit;
	u32 idt_base;
	u16 gdt_limit;
	u32 gdt_base;
	u8 alive; /* written by the stub: the SIPI has arrived */
} __packed;

struct mint_park_vars {
	u16 idt_limit;
	u32 idt_base;
	u32 esp;
	u16 ss;
} __packed;

/* Of the real-mode table @ivt: to @offset in @page, a physical address below 1 MiB. */
static inline void stub_vector(u8 *ivt, unsigned int vector, u64 page, u16 offset)
{
	u16 *far = (u16 *)(ivt + vector * 4);

	far[0] = offset;
	far[1] = page >> 4;
}

static_assert(STUB_VARS + offsetof(struct mint_start_vars, jump_to) == VAR_JUMP);
static_assert(STUB_VARS + offsetof(struct mint_start_vars, esp) == VAR_STACK);
static_assert(STUB_VARS + offsetof(struct mint_start_vars, gdt_limit) == VAR_GDTR);
static_assert(STUB_VARS + offsetof(struct mint_start_vars, alive) == VAR_ALIVE);
static_assert(STUB_VARS + offsetof(struct mint_park_vars, esp) == VAR_PARK_STACK);

extern const u8 mint_start_code[], mint_start_code_end[];
extern const u16 mint_start_nmi16, mint_start_mce16;
extern const u16 mint_start_nmi64, mint_start_mce64, mint_start_fault64, mint_start_long;
extern const u8 mint_park_code[], mint_park_code_end[];
extern const u16 mint_park_nmi, mint_park_mce, mint_park_fault;
#endif

#endif
