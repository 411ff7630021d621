/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fake.h - what the fakes of one test share: leader, module, PCI devices
 *
 * In: which step shall fail, or kill the process. Out: the machine before and after.
 * The fake checks what the real ones check: no claim of what is online, no onlining of
 * what is claimed, nothing taken that was not recorded first.
 * The state lies in shared memory, so that a child may die in the middle.
 */
#ifndef MINT_TESTS_FAKE_H
#define MINT_TESTS_FAKE_H

#include "machine/machine.h"
#include "abi/mint.h"
#include "plan/plan.h"

#define FAKE_BLOCKS	16
#define FAKE_BLOCK_SIZE (128ULL << 20)
#define FAKE_ABSENT	9  /* this block is a hole */
#define FAKE_RESERVED	15 /* online, but hidden at boot: no System RAM of the leader */
#define FAKE_CPUS	6
#define FAKE_OSES	4
#define FAKE_PCI	2 /* functions 0000:01:00.0 and .1, behind port 0000:00:04.0 */
#define FAKE_UART	0x2f8 /* the port of ttyS1, of type 4 */
#define FAKE_DIED	9     /* exit status of a process that had to die */
#define FAKE_LOG	64

enum fake_memfd { FAKE_MEMFD_REAL = 0, FAKE_MEMFD_FULL, FAKE_MEMFD_UNSEALABLE };

struct fake_os {
	bool is_used;
	bool is_hidden;	 /* the leader finds none of its devices */
	bool is_unclean; /* its devices have been used since they were reset */
	struct mint_status status;
	struct mint_block block[FAKE_BLOCKS];
	struct mint_cpu cpu[FAKE_CPUS];
	struct mint_pci pci[FAKE_PCI + 1];
	uint32_t nr_blocks, nr_cpus, nr_pci;
	struct mint_uart uart;
	uint32_t claim_flags;
	int image_seals;
	struct mint_load load;
	uint8_t first_byte[MINT_MAX_SEGMENTS];
};

struct fake {
	char root[64];
	struct machine machine;
	struct iomem_entry iomem[2];
	struct fake_os os[FAKE_OSES];
	int open_os[32]; /* by fd - 100: -2 free, -1 unbound, else index */
	bool is_locked;
	unsigned int step;	  /* calls, writes, memfds and looks at signals so far */
	unsigned int fail_at;	  /* 0: never */
	int fail_err;		  /* negative errno; 0: the process dies there */
	char failed_at[96];	  /* what failed */
	char stuck[96];		  /* "path=text" that keeps failing with EBUSY */
	unsigned int stuck_times; /* after so many it works; 0: never */
	char ignored[96];	  /* "path=text" that succeeds and does nothing */
	int open_err;		  /* what opening the device says */
	enum fake_memfd memfd;
	uint32_t start_stage;	     /* enum mint_purgatory_stage after a start */
	uint32_t start_state;	     /* enum mint_state after a start */
	bool was_unrecorded;	     /* something went offline that no OS had recorded */
	bool pci_is_clean[FAKE_PCI]; /* reset, or never taken */
	char held[32];		     /* a block device that somebody has for himself */
	int held_err;		     /* what asking for it gives then */
	unsigned int held_late;	     /* asked that often it is nobody's yet */
	int start_err;		     /* the module refuses every start so */
	bool was_dirty;	   /* a driver, or its memory given up, before the reset */
	bool pci_is_stuck; /* a rescan finds nothing */
	const char *pci_resource[FAKE_PCI]; /* what it finds; NULL: as before */
	char log[FAKE_LOG][96];		    /* writes, in order */
	unsigned int nr_log;
};

#endif
