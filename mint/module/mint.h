/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint.h - what the files of the module share
 *
 * One column; each file calls only files below it, and has a header of its name:
 *
 *   device.c    descriptors, which call is whose; load and unload
 *   call.c      what comes from user space, and goes there
 *   guard.c     the leader's own ends: reboot, sleep, panic
 *   life.c      an image, its start and its end
 *   claim.c     what an OS is about to take, and what it owns
 *   os.c        the objects that stand for OSes: by name, with a state
 *   attr.c      what is read in /sys
 *   watch.c     a running OS: its mailbox, signs of its end
 *   cpu.c       which cores are owned, and by whom
 *   start.c     the first core of an OS: from INIT to purgatory
 *   park.c      where cores halt
 *   apic.c      what is sent to cores
 *   scrub.c     what was claimed is cleared, before anybody may reach it
 *   erase.c     what a dead kernel left and would pass for a living one
 *   memory.c    which pages are owned, by whom, and how they are reached
 *   ram.c       which RAM may be lent
 *   pages.c     what the leader's struct pages and its direct map say of memory
 *   unplug.c    which RAM can be taken out of the running machine
 *   firmware.c  what the firmware called a piece of memory
 *   setup.c     what a boot loader left for the leader, and the leader goes on reading
 *   pci.c       devices that an OS was given
 *   reset.c     what is behind their ports, as new
 *   uart.c      its serial port
 *   policy.c    what the leader lets kexec_load(2) do
 *   check.c     rules that need nothing but numbers; compiled for the host too
 *   machine.c   struct mint_machine below
 *   stub.S      what a core executes first
 *   wrong.c     mistakes on demand, in mint-test.ko only
 *
 * Whoever is below and has something to tell is given a function to call, once: the watch
 * the work item of an end (mint_watch_init()).
 *
 * Locks, outermost first: os->lock, mint.registry, the kernel's PCI rescan lock or the
 * device locks of CPUs, cpus_read_lock, mint.guard. Nobody who holds one of the kernel's
 * calls us for more than mint.guard, so they may be taken below ours. User memory is
 * never touched below os->lock (a fault takes mmap_lock, and mmap takes mint.guard). The
 * hot-plug callbacks run under the leader's hot-plug locks and take mint.guard only. The
 * leader's panic, and its last step before it sleeps, take none.
 */
#ifndef MINT_MODULE_MINT_H
#define MINT_MODULE_MINT_H

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/fs.h>
#include <linux/hrtimer.h>
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "abi/mint.h"
#include "check.h"

/* Armed by MINT_IOC_TEST, each used once; see test.h. */
struct mint_hooks {
	u64 flip;
	u32 ignore_mailbox_ms;
	u64 ignore_until;
	bool ignore_park;
	u32 fail_step;
};

#define MINT_SCRUBBERS 4

/* Clearing what was claimed; changed under guard. */
struct mint_scrub {
	struct mint_scrubber {
		struct work_struct work;
		struct mint_os *os;
	} worker[MINT_SCRUBBERS];
	atomic64_t next; /* piece of the ranges that nobody has begun with */
	u32 left;	 /* workers that are not done */
	int err;	 /* of the first that failed */
	bool is_stopped;
};

struct mint_os {
	struct device dev;     /* owns this memory */
	struct list_head node; /* mint.oses; registry and guard */
	struct mutex lock;     /* one changing call at a time */
	wait_queue_head_t wait;
	char name[MINT_NAME_SIZE];
	bool gone; /* destroyed; under lock */

	/* What user space said it would take; under lock, counts also under registry. */
	struct mint_block *blocks;
	struct mint_cpu *taken;
	u32 nr_blocks, nr_taken;
	struct mint_pci *pci; /* set once, under guard too */
	u32 nr_pci;
	struct mint_uart uart_taken; /* set once */

	/* Owned; changed under registry and guard. */
	struct mint_range ranges[MINT_MAX_RANGES];
	struct resource resources[MINT_MAX_RANGES];
	char label[MINT_NAME_SIZE + 8];
	u32 cpus[MINT_MAX_CPUS];
	u32 apicids[MINT_MAX_CPUS];
	u32 nr_ranges, nr_cpus;
	u32 uart;     /* I/O port, 0 none */
	bool claimed; /* checks passed, cleared: the pages may be reached */
	struct mint_scrub scrub;
	u32 pins; /* mappings and reads that reach the pages */

	/* State; changed under lock and guard. */
	enum mint_state state;
	enum mint_reason reason;
	u32 starts, lost_cpus;
	u32 life;  /* whose memory it is: that of so many starts; 0 nobody's */
	u32 lives; /* how many starts have been begun */
	/* Its devices; under lock. */
	bool is_hidden;		    /* claimed: its ports are ports, and were hidden */
	bool is_used;		    /* and not set up again since: no start */
	bool is_dirty;		    /* and not even reset: nothing is given back */
	struct pci_bus *pci_bus;    /* for accesses behind a port; while claimed */
	struct list_head functions; /* behind its ports, at the claim: reset.c */
	struct pci_dev *awake[MINT_MAX_PCI]; /* ports that may not sleep; referenced */
	u64 event;
	ktime_t started;

	/* Image; under lock. */
	struct file *image;
	struct mint_load load;
	struct mint_mailbox *box; /* MINT_MAILBOX_PAGES pages, mapped while loaded */

	/* While it runs. */
	bool is_starting; /* a start is under way; guard */
	bool is_retried;  /* lost, and parked once more at the leader's end; guard */
	struct hrtimer timer;
	struct mint_watch watch; /* the timer's */
	struct work_struct end_work;
	enum mint_reason sign; /* written by the timer before the work is queued */
#ifdef MINT_TEST
	struct mint_hooks hooks;
#endif
};

#define MINT_NO_BSP U32_MAX /* no CPU that was online at load */

struct mint_machine {
	struct mutex registry;
	spinlock_t guard;
	struct list_head oses;
	struct class *class;
	struct workqueue_struct *works; /* ends of OSes; drained at unload */
	void __iomem *lapic;		/* NULL: x2APIC */
	bool x2apic_locked;
	u32 bsp; /* CPU that is the boot processor, or MINT_NO_BSP */
	struct mint_range trampoline;
	u64 setup_data;		    /* first item of the leader's; 0 none */
	struct mint_range onlining; /* memory that the leader is bringing online; guard */
	u8 *park;		    /* the park page, and its physical address */
	u64 park_page;
	struct resource park_resource;
	int cpuhp;
	bool is_ending;	  /* the leader goes down: no start any more; guard */
	bool is_sleeping; /* or is about to sleep; guard */
#ifdef MINT_TEST
	unsigned int fail_next;	  /* parameter: enum mint_test_step of any OS */
	unsigned int pretend_bsp; /* parameter: a CPU, or MINT_NO_BSP; 0 as it is */
	bool pretend_locked;	  /* parameter: x2APIC mode cannot be left */
	bool pretend_jump;	  /* parameter: notifiers of sleep are not heard of */
	bool pretend_lost;	  /* parameter: no core answers when it is parked */
#endif
};

extern struct mint_machine mint; /* machine.c */

/* For printk: a function of struct mint_pci, as lspci names it. */
#define PCI_FORMAT "%04x:%02x:%02x.%x"
#define PCI_NUMBERS(pci) \
	(pci)->segment, (pci)->bus, PCI_SLOT((pci)->devfn), PCI_FUNC((pci)->devfn)

/** mint_to_os - whose device is it? No reference is taken. */
static inline struct mint_os *mint_to_os(struct device *dev)
{
	return container_of(dev, struct mint_os, dev);
}

/**
 * mint_os_idle - is no core of it running?
 * @os: os->lock held
 * Return: 0; -EBUSY it runs, or is being stopped; -EIO lost: a core may run for ever.
 */
static inline int mint_os_idle(const struct mint_os *os)
{
	if (os->state == MINT_RUNNING || os->state == MINT_STOPPING)
		return -EBUSY;
	return os->state == MINT_LOST ? -EIO : 0;
}

/** mint_os_has_record - has it said what it takes? os->lock or registry held. */
static inline bool mint_os_has_record(const struct mint_os *os)
{
	return os->nr_blocks || os->nr_taken || os->nr_pci || os->uart_taken.port;
}

/** mint_os_watchdog - the registers behind the mailbox; the image is loaded. */
static inline struct mint_watchdog *mint_os_watchdog(const struct mint_os *os)
{
	return (void *)((u8 *)os->box + MINT_MAILBOX_WATCHDOG * PAGE_SIZE);
}

#endif
