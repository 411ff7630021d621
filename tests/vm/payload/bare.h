/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bare.h - a QEMU machine whose memory the test holds in its hand
 *
 * In:  a plan written straight into guest memory. Out: mailbox, serial text, monitor.
 * Ref: QEMU memory-backend-file,share=on; human monitor protocol on a unix socket.
 *
 * The test sees the successor's memory as mint.ko does: by address, while it runs.
 */
#ifndef MINT_TESTS_VM_PAYLOAD_BARE_H
#define MINT_TESTS_VM_PAYLOAD_BARE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "abi/mint.h"

#define BARE_PARAMS 0x180000 /* bare.S reads it */
#define BARE_TABLES 0x200000 /* page tables it starts with: 2 MiB, its own */

struct bare_params {
	uint64_t entry;
	uint64_t cr3;
	uint64_t cr4;
	uint64_t stack; /* 0: jump to entry; else call it with this RSP */
	uint64_t calls; /* so many times; down to 0 */
	uint64_t
		returns; /* out: so many times it came back; entry is then the next one */
	uint64_t wait;	 /* the machine waits here until this is 0 */
	uint64_t ready;	 /* out: 1 once it is there */
};

struct machine {
	uint8_t *ram;	    /* guest memory, shared with QEMU */
	uint64_t ram_size;  /* bytes */
	uint64_t low_size;  /* bytes below 4 GiB; the rest lies at 4 GiB */
	char dir[64];	    /* temporary files, removed by machine_close() */
	bool has_vga;	    /* set before machine_start() */
	pid_t pid;	    /* QEMU, or 0 */
	int monitor;	    /* or -1 */
	char serial[16384]; /* what the second serial port got, by machine_serial() */
};

/** machine_open - guest memory of @ram_size bytes, all zero; asserts on failure. */
void machine_open(struct machine *machine, uint64_t ram_size);

/** machine_at - Return: guest physical address @pa as the test can write it. */
void *machine_at(struct machine *machine, uint64_t pa);

/** machine_start - run QEMU with CPU model @cpu until machine_close(). */
void machine_start(struct machine *machine, const char *cpu);

/** machine_is_alive - has QEMU not ended (as it does at a reset)? */
bool machine_is_alive(struct machine *machine);

/**
 * machine_wait - until @is_done says so, the machine ends, or 20 s have passed
 * Return: whether @is_done was seen.
 */
bool machine_wait(struct machine *machine, bool (*is_done)(struct machine *, void *),
		  void *argument);

/** machine_command - a monitor command; @reply gets its answer, up to the prompt. */
void machine_command(struct machine *machine, const char *command, char *reply,
		     size_t size);

/** machine_serial - Return: all that the second serial port got so far. */
const char *machine_serial(struct machine *machine);

/** machine_exists - is there a QEMU to start? */
bool machine_exists(void);

/** machine_close - end QEMU, drop memory and files. */
void machine_close(struct machine *machine);

#endif
