/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * doorbell.h - press the power button of a running OS
 *
 * In: a descriptor bound to the OS. Out: its _EVT has run, or not yet.
 * Ref: abi/mint.h (the mailbox); ACPI 6.4 section 5.6.9 (generic event device);
 *      82093AA data sheet, section 3.1 (IOWIN, MINT_IOAPIC_CELL);
 *      lib/platform/acpi/dsdt.c (_EVT).
 *
 *   mailbox page 0     doorbell[0].request <- POWER_BUTTON, .ack grows when _EVT ran
 *   mailbox page 2     the dummy I/O APIC, plain memory: the byte at 0x10 is what the
 *                      kernel wrote last into IOWIN, the vector of the doorbell
 *
 * The kernel writes the high word of the redirection entry first and the low word last
 * into the same cell, so which core the vector lives on is lost: each core of the OS is
 * rung in turn until one of them has acknowledged.
 */
#ifndef MINT_CTL_LIFE_DOORBELL_H
#define MINT_CTL_LIFE_DOORBELL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"
#include "abi/mint.h"
#include "leader/mint_device.h"

/* How long one core has to run _EVT before the next one is rung. */
#define BELL_STEP_MS 100

/* Zero-initialise; bell_close() it before the OS is released. */
struct bell {
	volatile uint8_t *page; /* the mailbox, mapped; NULL: not yet */
	uint32_t ack;		/* before the request */
	uint32_t nr_cpus;
	uint32_t next; /* which of its cores is rung next */
	uint32_t cpus[MINT_MAX_CPUS];
	bool is_armed;	  /* a vector was seen */
	bool is_heard;	  /* _EVT ran: the request was taken */
	uint32_t presses; /* how often it was */
};

/**
 * bell_open - map the mailbox of a running OS; nothing is written yet
 * Return: 0, -ESRCH (does not run), or the errno of mmap(2).
 */
int bell_open(struct bell *bell, struct mint_device *os, struct diag *diag);

/**
 * bell_ring - write the request and signal the next core, unless it has been heard
 *
 * To be called every BELL_STEP_MS. Before the successor has armed its doorbell, and on a
 * vector that cannot be one, nothing is sent.
 * Return: 0 (look at is_heard), -ESRCH (does not run any more), -errno of the signal.
 */
int bell_ring(struct bell *bell, struct mint_device *os, struct diag *diag);

/** bell_again - the button was pressed to no end: the next bell_ring() presses it anew */
void bell_again(struct bell *bell);

/** bell_close - unmap; may be called twice */
void bell_close(struct bell *bell);

/**
 * bell_vector - the vector in the redirection entry's low byte, or 0 when it is none
 *
 * The entry is written once the successor's GED driver asks for its IRQ.
 */
uint32_t bell_vector(uint8_t cell);

#endif
