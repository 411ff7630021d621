/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * legacy.c - what the 32-bit and the real-mode entry need before long mode is left
 *
 * In:  entry_mode and its addresses. Out: the trampoline, 8259s and 8254 made ready.
 * Ref: SDM volume 3A section 9.9.2; Intel 8259A data sheet (ICW1 … ICW4) and 8254 data
 *      sheet (control word); IBM PC AT technical reference, BIOS listing (vectors 0x08
 *      and 0x70, 18.2 ticks a second).
 */
#include "purgatory/legacy.h"

#include <stddef.h>

#include "purgatory/cpu.h"
#include "purgatory/enter.h"
#include "purgatory/handoff_cells.h"
#include "purgatory/leave.h"

#define LIMIT_32   (1ULL << 32)
#define LIMIT_REAL 0x100000u
#define IP_MAX	   0xffff

#define PIC_MASTER	0x20
#define PIC_SLAVE	0xa0
#define PIC_ICW1	0x11 /* edge triggered, cascaded, ICW4 follows */
#define PIC_ICW4	0x01 /* 8086 mode, normal end of interrupt */
#define PIC_MASTER_BASE 0x08
#define PIC_SLAVE_BASE	0x70
#define PIC_MASTER_MASK 0xb8 /* timer, keyboard, cascade and diskette are open */
#define PIC_SLAVE_MASK	0x8f /* mouse, FPU and the first fixed disk */
#define PIT_CHANNEL_0	0x40
#define PIT_CONTROL	0x43
#define PIT_RATE	0x34 /* channel 0, low then high byte, mode 2, binary */

_Static_assert(offsetof(struct handoff, entry) == PURGATORY_ENTRY &&
		       offsetof(struct handoff, boot_params) == PURGATORY_BOOT_PARAMS &&
		       offsetof(struct handoff, entry_mode) == PURGATORY_MODE &&
		       offsetof(struct handoff, registers) == PURGATORY_REGISTERS &&
		       offsetof(struct handoff, real_trampoline) ==
			       PURGATORY_TRAMPOLINE &&
		       PURGATORY_MODE_16 == HANDOFF_ENTRY_16,
	       "handoff_cells.h repeats handoff.h for the assembler");
_Static_assert(TRAMPOLINE_SIZE <= HANDOFF_TRAMPOLINE_SIZE, "handoff.h promises less");

bool legacy_is_possible(const struct handoff *handoff)
{
	uint64_t own_end = (uint64_t)(uintptr_t)purgatory_image + PURGATORY_MEMSZ;

	if (own_end > LIMIT_32)
		return false;
	if (handoff->entry_mode == HANDOFF_ENTRY_32)
		return handoff->entry < LIMIT_32;
	return handoff->entry_mode == HANDOFF_ENTRY_16 && handoff->entry <= IP_MAX &&
	       handoff->real_trampoline % 16 == 0 &&
	       handoff->real_trampoline <= LIMIT_REAL - HANDOFF_TRAMPOLINE_SIZE;
}

static void trampoline_write(const struct handoff *handoff)
{
	uint8_t *to = (uint8_t *)(uintptr_t)handoff->real_trampoline;
	const uint16_t cells[] = {
		(uint16_t)(real_trampoline_half - real_trampoline),
		(uint16_t)(handoff->real_trampoline >> 4),
		(uint16_t)handoff->entry,
		handoff->real_cs,
		handoff->real_ds,
		0,
		(uint16_t)handoff->registers.esp,
		(uint16_t)(handoff->registers.esp >> 16),
	};

	_Static_assert(TRAMPOLINE_OWN_IP + sizeof(cells) == TRAMPOLINE_SIZE &&
			       TRAMPOLINE_ESP + 4 == TRAMPOLINE_SIZE,
		       "the cells, in their order");
	__builtin_memcpy(to, real_trampoline, TRAMPOLINE_OWN_IP);
	__builtin_memcpy(to + TRAMPOLINE_OWN_IP, cells, sizeof(cells));
}

static void pic_program(uint16_t port, uint8_t base, uint8_t cascade, uint8_t mask)
{
	port_write(port, PIC_ICW1);
	port_write(port + 1, base);
	port_write(port + 1, cascade);
	port_write(port + 1, PIC_ICW4);
	port_write(port + 1, mask);
}

void legacy_prepare(const struct handoff *handoff)
{
	trampoline_write(handoff);
	pic_program(PIC_MASTER, PIC_MASTER_BASE, 1 << 2, PIC_MASTER_MASK);
	pic_program(PIC_SLAVE, PIC_SLAVE_BASE, 2, PIC_SLAVE_MASK);
	port_write(PIT_CONTROL, PIT_RATE);
	port_write(PIT_CHANNEL_0, 0); /* 65536: 1193182 Hz / 65536 */
	port_write(PIT_CHANNEL_0, 0);
}
