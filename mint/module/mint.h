/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint.h - what the files of the module share
 *
 *   device.c  file descriptors
 *   call.c    what comes from user space, and goes there
 *   guard.c   the leader's own ends: reboot, sleep, panic
 *   life.c    image, start, end
 *   claim.c   what an OS is about to take, and what it owns
 *   os.c      OS objects: name, state
 *   attr.c    what is read in /sys
 *   memory.c  who owns which pages, and how the module reaches them
 *   ram.c     which RAM may be lent
 *   firmware.c  the firmware's memory map
 *   cpu.c     who owns which core
 *   start.c   the first core of an OS
 *   park.c    where cores halt
 *   apic.c    what is sent to cores
 *   watch.c   a running OS: its mailbox, its end
 *   pci.c     devices it was given
 *   uart.c    its serial port
 *   machine.c  struct mint_machine below
 *
 * Locks, outermost first: os->lock, mint.registry, cpus_read_lock, mint.guard; below
 * os->lock and without any other the kernel's PCI rescan lock. User memory is never
 * touched below os->lock (a fault takes mmap_lock, and mmap takes mint.guard). The
 * hot-plug callbacks run under the leader's hot-plug locks and take mint.guard only. The
 * leader's panic takes none.
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
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "../uapi/mint.h"
#include "check.h"

/* Armed by MINT_IOC_TEST, each used once; see test.h. */
struct mint_hooks {
	u64 flip;
	u32 ignore_mailbox_ms;
	u64 ignore_until;
	bool ignore_park;
	u32 fail_step;
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
	bool claimed; /* checks passed: the pages may be reached */
	u32 pins;     /* mappings and reads that reach the pages */

	/* State; changed under lock and guard. */
	enum mint_state state;
	enum mint_reason reason;
	u32 starts, lost_cpus;
	bool is_used;		 /* its devices have been, and not reset; under lock */
	struct pci_bus *pci_bus; /* for accesses behind a port; while claimed */
	u64 event;
	ktime_t started;

	/* Image; under lock. */
	struct file *image;
	struct mint_load load;
	struct mint_mailbox *box; /* MINT_MAILBOX_PAGES pages, mapped while loaded */

	/* While it runs. */
	bool is_starting; /* a start is under way; guard */
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
	struct mutex ipi;		/* one core sequence at a time, of all OSes */
	void __iomem *lapic;		/* NULL: x2APIC */
	bool x2apic_locked;
	u32 bsp; /* CPU that is the boot processor, or MINT_NO_BSP */
	struct mint_range trampoline;
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
#endif
};

extern struct mint_machine mint;

/* ---- os.c: os->lock is held by the caller unless there is no OS yet ---- */

/**
 * mint_os_create - a new, empty OS object
 * @name: checked syntax
 * @end:  see mint_watch_init()
 * @ret:  with a reference for the caller (put_device)
 * Return: 0, -EEXIST, -ENOMEM.
 */
int mint_os_create(const char *name, work_func_t end, struct mint_os **ret);

/** mint_os_find - an OS by name with a reference, or NULL. */
struct mint_os *mint_os_find(const char *name);

/** mint_os_change - set state and reason, wake pollers, send a uevent; os->lock held. */
void mint_os_change(struct mint_os *os, enum mint_state state, enum mint_reason reason);

/* What user space is about to take; kvmalloc()ed arrays. */
struct mint_intent {
	struct mint_block *blocks;
	struct mint_cpu *cpus;
	struct mint_pci *pci;
	u32 nr_blocks, nr_cpus, nr_pci;
	struct mint_uart uart;
};

/**
 * mint_os_intent - record what will be taken (takes over the arrays on success)
 *
 * Once: a second record would forget what the first one says must be given back. From
 * then on the module stays, until mint_os_destroy().
 * Return: 0, -EINVAL, -EBUSY: it already owns or has recorded something, or a device is
 *	   another's.
 */
int mint_os_intent(struct mint_os *os, const struct mint_intent *intent);

/** mint_os_shared - how many other OSes recorded that block; registry held. */
u32 mint_os_shared(const struct mint_os *os, const struct mint_block *block);

/**
 * mint_os_claim - own ranges and CPUs, all or nothing
 * Return: 0, -EBUSY (owned by another, online, or being onlined), -EPERM (not RAM
 *	   that can be given), -EINVAL, -ERANGE.
 */
int mint_os_claim(struct mint_os *os, const struct mint_claim *claim);

/** mint_os_unclaim - give everything back; -EBUSY: runs or is mapped, -EIO: lost. */
int mint_os_unclaim(struct mint_os *os);

/** mint_os_load - hold an image; takes over @image on success. See mint_check_load(). */
int mint_os_load(struct mint_os *os, const struct mint_load *load, struct file *image);

/** mint_os_forget - drop the image; -EBUSY while it runs. */
int mint_os_forget(struct mint_os *os);

/**
 * mint_os_start - copy the image, start the boot CPU, wait for purgatory
 * Return: 0; -EBUSY runs; -ESHUTDOWN the leader goes down or to sleep; -EUCLEAN and
 *-ENXIO, see mint_pci_enter(); -EINVAL no image; -EINTR killed while copying (state as
 *before); -EIO lost, or purgatory gave no sign (stopped, no-start).
 */
int mint_os_start(struct mint_os *os);

/**
 * mint_os_kill - park every core
 * @reason: for the end, unless the OS has shown one itself; see mint_check_kill()
 * Return: 0, -ESRCH not running, -EIO now lost.
 */
int mint_os_kill(struct mint_os *os, enum mint_reason reason);

/** mint_os_end_work - the end of struct mint_os.end_work: mint_os_end() with os->sign. */
void mint_os_end_work(struct work_struct *work);

/** mint_os_image_drop - let the image go, and the mapping of the mailbox; os->lock held
 */
void mint_os_image_drop(struct mint_os *os);

/** mint_os_end - park the cores of a running OS and record why; os->lock held; 0 or -EIO.
 */
int mint_os_end(struct mint_os *os, enum mint_reason reason);

/** mint_os_signal - a fixed interrupt to one own core; -EINVAL, -ENODEV not its core. */
int mint_os_signal(struct mint_os *os, u32 cpu, u32 vector);

/** mint_os_destroy - forget the object; -EBUSY: still owns something. */
int mint_os_destroy(struct mint_os *os);

/** mint_os_status - a consistent snapshot. */
void mint_os_status(struct mint_os *os, struct mint_status *ret);

/** mint_os_destroy_all - at unload, when no descriptor is open and nothing is owned. */
void mint_os_destroy_all(void);

/* ---- memory.c ---- */

/**
 * mint_memory_init - trampoline, notifier
 * Return: 0, -ENODEV when the trampoline is not found, -EOPNOTSUPP when the direct map
 *	   does not show memory as other cores see it.
 */
int mint_memory_init(void);
void mint_memory_exit(void);

/**
 * mint_memory_own - publish and check ranges, then show them in /proc/iomem
 * Registry held. On failure nothing stays owned. Errors as mint_os_claim().
 */
int mint_memory_own(struct mint_os *os, const struct mint_range *ranges, u32 nr);

/** mint_memory_disown - the opposite; -EBUSY while a mapping or a read pins a page. */
int mint_memory_disown(struct mint_os *os);

/**
 * mint_memory_map - reach owned (or park) pages, cached; give back with
 * mint_memory_unmap() Return: an address, or NULL when the range is neither all RAM nor
 * all reserved.
 */
void *mint_memory_map(u64 start, u64 size);
void mint_memory_unmap(void *map);

/** mint_memory_copy - image bytes to physical memory; -EINTR, -EIO, -ENOMEM; sleeps. */
int mint_memory_copy(struct file *image, const struct mint_segment *segment);

/** mint_memory_zero - clear physical memory; -EINTR, -ENOMEM; sleeps. */
int mint_memory_zero(u64 start, u64 size);

/** mint_memory_pin - keep [start, start+size) owned until mint_memory_unpin(); -EFAULT if
 * not. */
int mint_memory_pin(struct mint_os *os, u64 start, u64 size);
void mint_memory_unpin(struct mint_os *os);

/** mint_memory_read - owned bytes at *pos for read(2); -EFAULT where nothing is owned. */
ssize_t mint_memory_read(struct mint_os *os, char __user *to, size_t size, loff_t *pos);

/** mint_memory_mmap - owned pages at vm_pgoff, shared mappings only. */
int mint_memory_mmap(struct mint_os *os, struct vm_area_struct *vma);

/* ---- cpu.c ---- */

/** mint_core_init - local APIC, boot processor, park page, hot-plug veto. */
int mint_core_init(void);
void mint_core_exit(void);

/**
 * mint_core_own - own offline cores that no other OS owns
 * Registry held. -EINVAL not recorded as intent, bad APIC id, or (perhaps) the boot
 * processor; -EBUSY online or owned.
 */
int mint_core_own(struct mint_os *os, const u32 *cpus, u32 nr);
void mint_core_disown(struct mint_os *os);

/* ---- watch.c ---- */

/**
 * mint_watch_init - once per OS object
 * @end: runs when a sign was seen, after os->sign was written, with a reference to the OS
 *	 that it must give back (put_device)
 */
void mint_watch_init(struct mint_os *os, work_func_t end);

/** mint_watch_start - look at the mailbox until a sign; os->lock held, state running. */
void mint_watch_start(struct mint_os *os);

/** mint_watch_stop - no more looks; an end already queued finds the OS not running. */
void mint_watch_stop(struct mint_os *os);

/* ---- pci.c ---- */

/** mint_pci_free_for - -EBUSY when another OS has recorded one of them; registry held. */
int mint_pci_free_for(const struct mint_os *os, const struct mint_pci *pci, u32 nr);

/**
 * mint_pci_own - the leader knows none of its devices, and finds none from now on
 * Return: 0, -ENOMEM, -EUCLEAN (it knows some), -ENXIO (a port is gone or is no root
 *	   port, or a function is behind none of its ports).
 */
int mint_pci_own(struct mint_os *os);

/** mint_pci_check_back - may they be given back? -ENXIO: used, and no port to stop them
 */
int mint_pci_check_back(const struct mint_os *os);

/** mint_pci_disown - found by whoever looks, and forwarded; also after a failed
 * mint_pci_own() */
void mint_pci_disown(struct mint_os *os);

/** mint_pci_enter - before a start; as mint_pci_own(), -EUCLEAN also: used and not reset
 * since */
int mint_pci_enter(const struct mint_os *os);

/** mint_pci_end - its cores are parked: its devices reach no memory; os->lock held. */
void mint_pci_end(struct mint_os *os);

/** mint_pci_find - the leader may find its devices; -EBUSY runs, -EIO lost. */
int mint_pci_find(struct mint_os *os);

/** mint_pci_hide - it does not any more; -EUCLEAN knows some, -ENXIO, -EBUSY, -EIO lost.
 */
int mint_pci_hide(struct mint_os *os);

/** mint_pci_renew - they have been reset: mint_pci_hide(), and a start may follow. */
int mint_pci_renew(struct mint_os *os);

/* ---- uart.c ---- */

/**
 * mint_uart_own - own the serial port at an I/O port; 0: none
 * Registry held. Return: 0, -EINVAL not recorded as intent, -EBUSY: another OS has it, or
 *	   a driver of the leader.
 */
int mint_uart_own(struct mint_os *os, u32 port);
void mint_uart_disown(struct mint_os *os);

/* ---- guard.c ---- */

/** mint_guard_init - notifiers of reboot, sleep and panic; 0 or -errno. */
int mint_guard_init(void);
void mint_guard_exit(void);

/* ---- attr.c ---- */

/** mint_attr_os - the groups of files of an OS */
extern const struct attribute_group *mint_attr_os[];

/** mint_attr_machine - those of the machine */
extern const struct attribute_group *mint_attr_machine[];

/** mint_attr_state - its name, static. */
const char *mint_attr_state(enum mint_state state);

/** mint_attr_reason - its name, static. */
const char *mint_attr_reason(enum mint_reason reason);

/** mint_attr_uptime_ns - since the hand-shake of its start; 0: does not run; guard held
 */
u64 mint_attr_uptime_ns(const struct mint_os *os);

/* For printk: a function, as lspci names it; needs linux/pci.h. */
#define PCI_FORMAT "%04x:%02x:%02x.%x"
#define PCI_NUMBERS(pci) \
	(pci)->segment, (pci)->bus, PCI_SLOT((pci)->devfn), PCI_FUNC((pci)->devfn)

static inline struct mint_os *mint_to_os(struct device *dev)
{
	return container_of(dev, struct mint_os, dev);
}

/** mint_os_idle - 0: no core of it may run; -EBUSY it may, -EIO lost; os->lock held. */
static inline int mint_os_idle(const struct mint_os *os)
{
	if (os->state == MINT_RUNNING || os->state == MINT_STOPPING)
		return -EBUSY;
	return os->state == MINT_LOST ? -EIO : 0;
}

/** mint_os_has_record - has it said what it takes? os->lock held */
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
