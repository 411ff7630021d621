/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fake_mint.h - a leader in a temporary directory and a module in memory, for tests
 *
 * In: which step shall fail, or kill the process. Out: the machine before and after.
 * The fake checks what the real ones check: no claim of what is online, no onlining of
 * what is claimed, nothing taken that was not recorded first.
 * The state lies in shared memory, so that a child may die in the middle.
 */
#ifndef MINT_TESTS_FAKE_MINT_H
#define MINT_TESTS_FAKE_MINT_H

#include "machine/machine.h"
#include "abi/mint.h"
#include "plan/plan.h"
#include "load/launch.h"

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

/** fake_new - a machine of 16 blocks (one absent) and 6 CPUs, all online */
struct fake *fake_new(void);

void fake_free(struct fake *fake);

/** fake_tools - what the sinks act through */
struct launch_tools fake_tools(struct fake *fake);

/** fake_snapshot - state and zone of every block, state of every CPU, every OS; owned */
char *fake_snapshot(const struct fake *fake);

/** fake_write - replace a file below the root, making its directories */
void fake_write(const struct fake *fake, const char *path, const char *text);

/** fake_pci_add - PCI files of the leader: a port whose power is on auto, two functions
 */
void fake_pci_add(struct fake *fake);

/** fake_pci_plan - both functions go to the OS of @plan */
void fake_pci_plan(struct plan *plan);

/** fake_pci_write - sysfs of PCI; -ENOENT for any other path */
int fake_pci_write(struct fake *fake, const char *path, const char *text);

/** fake_pci_start - @os has its devices from now on; -EUCLEAN as the module */
int fake_pci_start(struct fake *fake, struct fake_os *os);

/** fake_pci_hide - the leader finds no device of @os; -EUCLEAN when it knows one */
int fake_pci_hide(struct fake *fake, struct fake_os *os);

/** fake_pci_end - @os has ended: its devices reach no memory */
void fake_pci_end(struct fake *fake, struct fake_os *os);

/** fake_pci_forward - the module lets the devices of @os reach memory again */
void fake_pci_forward(struct fake *fake, struct fake_os *os);

/** fake_pci_machine - fake_new() with fake_pci_add() */
struct fake *fake_pci_machine(void);

/** fake_pci_launch - "os1" with both functions, as launch_beside() does it */
int fake_pci_launch(struct fake *fake, bool start, struct launch_result *result,
		    struct diag *diag);

/** fake_pci_release - reserve_give_back() of "os1" by its name */
int fake_pci_release(struct fake *fake, struct diag *diag);

/** fake_pci_restart - reserve_start() of "os1" by its name */
int fake_pci_restart(struct fake *fake, struct diag *diag);

/** fake_pci_is_known - does the leader know one of the functions? */
bool fake_pci_is_known(const struct fake *fake);

/** fake_pci_rescan - somebody had the leader look for devices: they got drivers */
void fake_pci_rescan(struct fake *fake);

/**
 * fake_plan - a beside plan with the given region and low window
 * @plan: its segments point to static data
 */
void fake_plan(struct plan *plan, const char *name, struct prange region,
	       struct prange swiotlb, unsigned int first_cpu, unsigned int nr_cpus);

#endif
