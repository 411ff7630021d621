/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stage.h - a plain load's purgatory in a machine that waits to enter it
 *
 * In: the built blob, the probes. Out: a machine whose memory the test holds.
 * Ref: abi/handoff.h, enum handoff_entry_mode.
 *
 *   0x10000     probe16         0x18000   trampoline of the real-mode entry
 *   0x3000000   purgatory       0x4000000 probe32, or probe64
 *   0x5000000   backup target   0x6000000 page of the caller's stack
 *
 * The machine enters it as Linux' kexec does: an identity map of all RAM. Its firmware
 * writes to low memory, so everything is put there while the machine waits in bare.S.
 */
#ifndef MINT_TESTS_VM_PAYLOAD_STAGE_H
#define MINT_TESTS_VM_PAYLOAD_STAGE_H

#include "bare.h"
#include "probe.h"
#include "abi/handoff.h"

#define PROBE16_AT     0x10000ULL
#define TRAMPOLINE     0x18000
#define PURGATORY      0x3000000ULL
#define PURGATORY_HIGH 0x140000000ULL
#define BACKUP	       0x5000000ULL
#define BACKUP_SIZE    0xa0000ULL
#define STACK_TOP      0x6001000ULL
#define TEXT_AT	       (PROBE32_AT + 0x2000ULL)
#define CR4_LA57       (1ULL << 12)
#define SERIAL	       0x2f8

struct stage {
	struct machine machine;
	struct handoff *handoff; /* in guest memory, inside purgatory */
	struct bare_params *params;
	uint64_t purgatory;
	bool five_levels; /* may be changed before stage_go() */
};

/** stage_open - a machine that waits, with a blob that is not yet told where to go. */
void stage_open(struct stage *stage, uint64_t purgatory, const char *cpu);

/** stage_segment - one more digest for purgatory to compare. */
void stage_segment(struct stage *stage, uint64_t start, uint64_t size);

/** stage_enter_64 - to probe64, with strange boot_params. */
void stage_enter_64(struct stage *stage);

/** stage_enter_32 - to probe32, with registers that all differ. */
void stage_enter_32(struct stage *stage);

/** stage_enter_16 - to probe16 at 0x1000:0. */
void stage_enter_16(struct stage *stage);

/** stage_port - what the leader may have left in I/O port @port: @size is 'b' or 'h'. */
void stage_port(struct stage *stage, char size, unsigned int port, unsigned int value);

/** stage_go - let the machine enter purgatory. */
void stage_go(struct stage *stage);

/** stage_wait - until the cell @done is not 0; fails the test when it stays so. */
void stage_wait(struct stage *stage, void *done);

/** stage_hear - until the serial port has got @text; fails the test otherwise. */
void stage_hear(struct stage *stage, const char *text);

#endif
