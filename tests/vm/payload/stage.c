/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stage.c - a plain load's purgatory in a machine that waits to enter it
 *
 * In: the built blob, the probes. Out: see stage.h.
 * Ref: SDM volume 3A section 4.5 (tables); abi/handoff.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "purgatory/blobs.h"
#include "purgatory/sha256.h"
#include "stage.h"

void stage_segment(struct stage *stage, uint64_t start, uint64_t size)
{
	struct handoff_segment *segment =
		&stage->handoff->segments[stage->handoff->nr_segments++];

	segment->start = start;
	segment->data_size = size;
	sha256_digest(machine_at(&stage->machine, start), size, segment->sha256);
}

/* 8 GiB in pages of 2 MiB: PML5, PML4, PDPT, and a directory for each GiB. */
static void entry_map_write(struct stage *stage)
{
	uint64_t *pml5 = machine_at(&stage->machine, BARE_TABLES);
	uint64_t *pml4 = pml5 + 512, *pdpt = pml4 + 512, *directory = pdpt + 512;

	pml5[0] = (BARE_TABLES + 0x1000) | 3;
	pml4[0] = (BARE_TABLES + 0x2000) | 3;
	for (uint64_t i = 0; i < 8; i++)
		pdpt[i] = (BARE_TABLES + 0x3000 + i * 0x1000) | 3;
	for (uint64_t i = 0; i < 8 * 512; i++)
		directory[i] = i << 21 | 0x83;
	stage->params->cr3 = BARE_TABLES + (stage->five_levels ? 0 : 0x1000);
	stage->params->cr4 = 1 << 5 | (stage->five_levels ? CR4_LA57 : 0);
	stage->params->entry = stage->purgatory;
}

static bool machine_is_ready(struct machine *machine, void *argument)
{
	const struct bare_params *params = argument;

	(void)machine;
	return *(const volatile uint64_t *)&params->ready != 0;
}

void stage_open(struct stage *stage, uint64_t purgatory, const char *cpu)
{
	memset(stage, 0, sizeof(*stage));
	stage->purgatory = purgatory;
	machine_open(&stage->machine, purgatory >> 32 ? 6ULL << 30 : 256ULL << 20);
	stage->machine.has_vga = true;
	stage->params = machine_at(&stage->machine, BARE_PARAMS);
	stage->params->wait = 1;
	machine_start(&stage->machine, cpu);
	if (!machine_wait(&stage->machine, machine_is_ready, stage->params))
		fail_msg("the machine does not start");

	memcpy(machine_at(&stage->machine, purgatory), purgatory_blob,
	       purgatory_blob_size);
	memset(machine_at(&stage->machine, purgatory + purgatory_blob_size), 0xa5,
	       PURGATORY_MEMSZ - purgatory_blob_size);
	stage->handoff = machine_at(&stage->machine, purgatory + HANDOFF_OFFSET);
	*stage->handoff = (struct handoff){
		.magic = HANDOFF_MAGIC,
		.version = HANDOFF_VERSION,
		.flags = HANDOFF_KEEP_MAP | HANDOFF_VERIFY | HANDOFF_CONSOLE_SERIAL,
		.serial_port = SERIAL,
	};
}

void stage_port(struct stage *stage, char size, unsigned int port, unsigned int value)
{
	char command[64], reply[16384];

	snprintf(command, sizeof(command), "o/%c %#x %#x", size, port, value);
	machine_command(&stage->machine, command, reply, sizeof(reply));
}

void stage_go(struct stage *stage)
{
	entry_map_write(stage);
	*(volatile uint64_t *)&stage->params->wait = 0;
}

void stage_enter_32(struct stage *stage)
{
	memcpy(machine_at(&stage->machine, PROBE32_AT), probe32, PROBE_SIZE);
	stage_segment(stage, PROBE32_AT, PROBE_REPORT);
	stage->handoff->entry_mode = HANDOFF_ENTRY_32;
	stage->handoff->entry = PROBE32_AT;
	stage->handoff->registers = (struct handoff_registers){
		0xa1a1a1a1, 0xb2b2b2b2, 0xc3c3c3c3, 0xd4d4d4d4,
		0x51515151, 0xd1d1d1d1, 0xebebebeb, 0x7ffffff0,
	};
}

void stage_enter_64(struct stage *stage)
{
	memcpy(machine_at(&stage->machine, PROBE32_AT), probe64, PROBE_SIZE);
	stage_segment(stage, PROBE32_AT, PROBE_SIZE);
	stage->handoff->entry = PROBE32_AT;
	stage->handoff->boot_params = 0x123456789a000ULL;
}

void stage_enter_16(struct stage *stage)
{
	memcpy(machine_at(&stage->machine, PROBE16_AT), probe16, PROBE_SIZE);
	stage_segment(stage, PROBE16_AT, PROBE_REPORT);
	stage->handoff->entry_mode = HANDOFF_ENTRY_16;
	stage->handoff->real_cs = PROBE16_AT >> 4; /* IP is 0 */
	stage->handoff->real_ds = 0x2000;
	stage->handoff->registers.esp = 0xfff0;
	stage->handoff->real_trampoline = TRAMPOLINE;
}

static bool stage_said(struct machine *machine, void *argument)
{
	return strstr(machine_serial(machine), argument) != NULL;
}

static bool cell_is_set(struct machine *machine, void *argument)
{
	(void)machine;
	return *(volatile uint32_t *)argument != 0;
}

void stage_wait(struct stage *stage, void *done)
{
	if (!machine_wait(&stage->machine, cell_is_set, done))
		fail_msg("not entered, %s; serial:\n%s",
			 machine_is_alive(&stage->machine) ? "alive" : "reset",
			 machine_serial(&stage->machine));
}

void stage_hear(struct stage *stage, const char *text)
{
	/* Only read by stage_said(); its type is that of any argument. */
	union {
		const char *text;
		void *argument;
	} line = { .text = text };

	if (!machine_wait(&stage->machine, stage_said, line.argument))
		fail_msg("not said: %s\nserial:\n%s", text,
			 machine_serial(&stage->machine));
}
