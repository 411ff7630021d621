/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * payload.h - what payload.S saves and payload.c prints
 *
 * In: -. Out: one structure, the same for both languages.
 * Ref: payload.c
 */
#ifndef MINT_TESTS_VM_PAYLOAD_H
#define MINT_TESTS_VM_PAYLOAD_H

#define ENTRY_STATE_RSP	   0x00
#define ENTRY_STATE_RFLAGS 0x08
#define ENTRY_STATE_RSI	   0x10
#define ENTRY_STATE_GPR	   0x18
#define ENTRY_STATE_NR_GPR 14

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

struct entry_state {
	uint64_t rsp;
	uint64_t rflags;
	uint64_t rsi;
	uint64_t gpr[ENTRY_STATE_NR_GPR]; /* RAX RBX RCX RDX RDI RBP R8 … R15 */
};

_Static_assert(offsetof(struct entry_state, rflags) == ENTRY_STATE_RFLAGS &&
		       offsetof(struct entry_state, rsi) == ENTRY_STATE_RSI &&
		       offsetof(struct entry_state, gpr) == ENTRY_STATE_GPR,
	       "payload.S saves to these offsets");

#pragma GCC visibility push(hidden)

/* text.c: output to the second serial port, polled, with a time-out per byte. */

/** serial_open - 115200 8N1, no interrupts. */
void serial_open(void);

/** text_put - print @text; a line feed gets its carriage return. */
void text_put(const char *text);

/** text_hex - print 0x and @value without leading zeros. */
void text_hex(uint64_t value);

/** text_decimal - print @value. */
void text_decimal(uint64_t value);

/* walk.c: everything that the tables of CR3 map. */

/** page_translate - Return: physical address behind @va, or ~0 when unmapped. */
uint64_t page_translate(uint64_t va);

/**
 * walk_print - print identity ranges, the text mapping's extent, and strays
 * @x: start of the region; VA 0xffffffff80000000 + o must be x + o
 */
void walk_print(uint64_t x);

/** efi_reset_call - call ResetSystem at @service with EFI_RESET_TYPE @type. */
void efi_reset_call(uint64_t service, uint32_t type);

/**
 * payload_main - print everything, then end the machine or the OS
 * @state: the registers of the entry
 * @start: where the payload's first byte lies: X + 16 MiB
 */
void payload_main(const struct entry_state *state, const uint8_t *start);

#pragma GCC visibility pop

#endif
#endif
