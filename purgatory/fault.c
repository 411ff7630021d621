/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fault.c - exceptions and reports: everything ends in words, nothing in a reset
 *
 * In:  the stubs of stubs.S. Out: purgatory_* cells of struct mint_mailbox, consoles.
 * Ref: SDM volume 3A section 6.14 (64-bit gates); abi/mint.h for the cells.
 *
 * A fault without a handler is a triple fault, and that resets the whole machine with
 * the leader in it.
 */
#include "purgatory/fault.h"

#include <stdbool.h>
#include <stddef.h>

#include "abi/mint.h"
#include "purgatory/console.h"
#include "purgatory/enter.h"
#include "purgatory/handoff_cells.h"
#include "purgatory/stubs.h"

#define GATE_INTERRUPT 0x8e00 /* present, ring 0, 64-bit interrupt gate, no IST */

struct gate {
	uint16_t offset_low;
	uint16_t selector;
	uint16_t type;
	uint16_t offset_middle;
	uint32_t offset_high;
	uint32_t reserved;
};

struct __attribute__((packed)) table_register {
	uint16_t limit;
	uint64_t base;
};

static struct gate idt[PURGATORY_VECTORS];
static volatile struct mint_mailbox *mailbox;
static volatile bool faulted;

void idt_load(const uint8_t *stubs)
{
	/* Volatile: a compiler that copied a constant would need a relocation for it. */
	volatile struct table_register idtr;

	for (unsigned int i = 0; i < PURGATORY_VECTORS; i++) {
		uint64_t stub = (uint64_t)(uintptr_t)stubs + i * PURGATORY_STUB_SIZE;

		idt[i] = (struct gate){
			.offset_low = (uint16_t)stub,
			.selector = PURGATORY_CS,
			.type = GATE_INTERRUPT,
			.offset_middle = (uint16_t)(stub >> 16),
			.offset_high = (uint32_t)(stub >> 32),
		};
	}
	idtr.limit = sizeof(idt) - 1;
	idtr.base = (uint64_t)(uintptr_t)idt;
	__asm__ volatile("lidt %0" : : "m"(idtr), "m"(idt));
}

void mailbox_set(uint64_t address)
{
	mailbox = (volatile struct mint_mailbox *)(uintptr_t)address;
}

void mailbox_report(uint32_t stage, uint32_t detail, uint64_t address)
{
	if (mailbox == NULL)
		return;
	mailbox->purgatory_detail = detail;
	mailbox->purgatory_address = address;
	mailbox->purgatory_stage = stage;
}

static void fault_say(uint64_t vector, uint64_t rip)
{
	if (vector == HANDOFF_REFUSED) {
		console_text("purgatory: the handoff is refused, reason ");
		console_decimal(rip);
	} else {
		console_text("purgatory: exception ");
		console_decimal(vector);
		console_text(" at ");
		console_hex(rip);
	}
	console_text(": halted\n");
}

void purgatory_fault(uint64_t vector, uint64_t rip)
{
	/* The first fault is the cause; a fault while reporting has nobody to tell. */
	if (!faulted) {
		faulted = true;
		fault_say(vector, rip);
		mailbox_report(MINT_PURGATORY_FAULT, (uint32_t)vector, rip);
	}
	purgatory_park();
}

void purgatory_refuse(enum handoff_refusal why)
{
	purgatory_fault(HANDOFF_REFUSED, (uint64_t)why);
}
