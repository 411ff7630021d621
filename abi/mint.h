/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * mint.h - the ABI between user space, the successor's tables and mint.ko
 *
 * One file descriptor of /dev/mint stands for one OS: MINT_IOC_CREATE or
 * MINT_IOC_OPEN binds it by name, every later call acts on that OS. Fixed-width
 * fields, explicit padding that must be zero, physical ranges half-open.
 *
 * Calls: the structure of a call may grow at its end, and its number says how large the
 * caller's is (_IOC_SIZE). Either side may be the older one: what the caller's lacks
 * counts as zero; what it has beyond the module's must be zero (E2BIG), and is given back
 * as zero. Elements of arrays do not grow.
 *
 *   mailbox (MINT_MAILBOX_PAGES pages below 4 GiB, e820 type 2)
 *   page 0      registers: struct mint_mailbox
 *   page 1      struct mint_watchdog, when a hang timeout was asked for
 *   page 2..5   dummy I/O APICs, one pin each: one doorbell each
 *   page 6..7   kept for later
 *
 *   real-mode window (below 1 MiB)
 *   page 0      start stub, written by the module before each start
 *   page 1..5   its page tables; all of it is the successor's RAM afterwards
 */
#ifndef MINT_UAPI_MINT_H
#define MINT_UAPI_MINT_H

#ifdef __KERNEL__
#include <linux/ioctl.h>
#include <linux/types.h>
#else
#include <linux/types.h>
#include <sys/ioctl.h>
#endif

#define MINT_ABI_VERSION 5
#define MINT_DEVICE	 "/dev/mint"
#define MINT_NAME_SIZE	 32 /* [a-z0-9][a-z0-9_-]{0,30} and its NUL */

#define MINT_MAILBOX_PAGES     8
#define MINT_MAILBOX_REGISTERS 0
#define MINT_MAILBOX_WATCHDOG  1
#define MINT_MAILBOX_IOAPIC    2
#define MINT_DOORBELLS	       4

/*
 * A dummy I/O APIC is plain memory, so its data window (IOWIN of the 82093AA) is a cell
 * that holds what was written last. Before a start it reads as version 0x11 with one pin,
 * whose low byte is no vector; once a kernel has armed the doorbell the low byte is one.
 */
#define MINT_IOAPIC_CELL    0x10 /* byte offset in its page; 32 bits */
#define MINT_IOAPIC_VERSION 0x11 /* what the cell holds before a start */
#define MINT_VECTOR_FIRST   0x20 /* what MINT_IOC_SIGNAL sends, inclusive: below are */
#define MINT_VECTOR_LAST    0xef /* exceptions, above the local APIC's own */
#define MINT_LAST_APICID    254	 /* 255 is the xAPIC broadcast, SDM 3A 11.6.1 */

#define MINT_STUB_PAGES 6 /* used of the real-mode window by a start */
#define MINT_REALMODE_MIN \
	0xa000 /* bytes: 36 KiB for the kernel, which reuses the stub's */

/*
 * Below lie the BIOS's data, what some BIOSes scribble over (Linux keeps it for itself:
 * reservelow=), and what a core writes that gets an NMI before it has a stack.
 */
#define MINT_REALMODE_FIRST 0x10000

/* Where a kernel is looked for in its region, from the region's start (paper rule R3). */
#define MINT_KERNEL_OFFSET 0x1000000ULL
#define MINT_KERNEL_SIZE   0x8000000ULL

#define MINT_MAX_RANGES	  8
#define MINT_MAX_CPUS	  256
#define MINT_MAX_BLOCKS	  65536
#define MINT_MAX_SEGMENTS 32
#define MINT_MAX_PCI	  48
#define MINT_PCI_WINDOWS  4
#define MINT_DRIVER_SIZE  32 /* a driver's name and its NUL */
#define MINT_UART_PORTS	  8  /* I/O ports of a serial port: the registers of a 16550 */

/* Offsets in mailbox page 0; AML, the EFI runtime page and purgatory write them. */
struct mint_mailbox {
	__u8 sleep; /* 0x00 ACPI SLEEP_CONTROL and SLEEP_STATUS (one cell) */
	__u8 pad0[7];
	__u8 reset; /* 0x08 ACPI RESET_REG, MINT_RESET_VALUE */
	__u8 pad1[7];
	__u8 efi_reset; /* 0x10 MINT_EFI_RESET_BASE + EFI_RESET_TYPE */
	__u8 pad2[7];
	__u32 tts;    /* 0x18 argument of \_TTS, 0 when it never ran */
	__u32 kernel; /* 0x1c enum mint_kernel; \_SB._INI writes it */
	struct {
		__u32 request;	    /* MINT_DOORBELL_*; written by the leader */
		__u32 ack;	    /* counts the _EVT runs */
	} doorbell[MINT_DOORBELLS]; /* 0x20 */
	__u32 purgatory_stage;	    /* 0x40 enum mint_purgatory_stage */
	__u32 purgatory_detail;	    /* 0x44 segment index or exception vector */
	__u64 purgatory_address;    /* 0x48 segment start or faulting RIP */
	__u32 cpu_present[8];	    /* 0x50 bit per lendable processor object */
	__u32 cpu_ejected;	    /* 0x70 uid of the last _EJ0 */
	__u32 memory_present;	    /* 0x74 bit per pre-declared memory object */
	__u32 memory_ejected;	    /* 0x78 */
	__u32 pad4;
};

/*
 * Mailbox page MINT_MAILBOX_WATCHDOG, the registers of the WDAT table. Each has a cache
 * line of its own: the two sides may map the page with different memory types, and
 * then a write to one register must not carry old bytes of another.
 */
struct mint_watchdog {
	__u32 ping; /* 0x00 the OS writes 1, the leader clears it */
	__u32 pad0[15];
	__u32 countdown; /* 0x40 periods without a ping that mean a hang */
	__u32 pad1[15];
	__u32 running; /* 0x80 1 counting, 0 stopped */
	__u32 pad2[15];
	__u32 fired; /* 0xc0 1: the last start ended as a hang */
	__u32 pad3[15];
};

#define MINT_WATCHDOG_PERIOD_MS 100

#define MINT_RESET_VALUE    0x5a
#define MINT_SLEEP_ENABLE   0x20 /* SLP_EN of SLEEP_CONTROL, ACPI 6.4 section 4.8.3.7 */
#define MINT_EFI_RESET_BASE 0x50

enum mint_doorbell {
	MINT_DOORBELL_NONE = 0,
	MINT_DOORBELL_POWER_BUTTON = 1,
	/* plus the index of the lent object, 0..31: its bit of *_present */
	MINT_DOORBELL_CPU_ADD = 0x100,
	MINT_DOORBELL_CPU_REMOVE = 0x200,
	MINT_DOORBELL_MEMORY_ADD = 0x300,
	MINT_DOORBELL_MEMORY_REMOVE = 0x400,
};

enum mint_kernel {
	MINT_KERNEL_NONE = 0,
	MINT_KERNEL_FIRST = 1, /* a kernel of this life has come up to its ACPI */
	MINT_KERNEL_CRASH = 2, /* so has another one, and no \_TTS ran in between */
};

enum mint_purgatory_stage {
	MINT_PURGATORY_NONE = 0,
	MINT_PURGATORY_ENTERED = 1,  /* the hand-shake of a start */
	MINT_PURGATORY_VERIFIED = 2, /* digests right, about to enter the kernel */
	MINT_PURGATORY_DIGEST = 3,   /* refused: purgatory_detail = segment */
	MINT_PURGATORY_FAULT = 4,    /* exception: purgatory_detail = vector */
};

enum mint_state {
	MINT_EMPTY = 0,
	MINT_LOADED = 1,
	MINT_RUNNING = 2,
	MINT_STOPPING = 3,
	MINT_STOPPED = 4,
	MINT_LOST = 5,
};

enum mint_reason {
	MINT_REASON_NONE = 0,
	MINT_REASON_POWEROFF = 1,
	MINT_REASON_HALT = 2,
	MINT_REASON_REBOOT = 3,
	MINT_REASON_PANIC = 4,
	MINT_REASON_HANG = 5,
	MINT_REASON_KILLED = 6,
	MINT_REASON_DIGEST = 7,
	MINT_REASON_NO_START = 8,
};

struct mint_name {
	char name[MINT_NAME_SIZE];
};

/* What user space is about to take from the leader, so that anyone can put it back. */
struct mint_block {
	__u64 start;  /* physical, bytes */
	__u64 size;   /* bytes: the memory block size */
	__u32 zone;   /* enum mint_zone it was online in */
	__u32 shared; /* out (MINT_IOC_TAKEN): other OSes that recorded it too */
};

enum mint_zone {
	MINT_ZONE_OFFLINE = 0, /* was offline already: release leaves it so */
	MINT_ZONE_KERNEL = 1,
	MINT_ZONE_MOVABLE = 2,
};

struct mint_cpu {
	__u32 cpu;    /* logical number of the leader */
	__u32 apicid; /* out (MINT_IOC_TAKEN) */
	__u32 was_online;
	__u32 pad;
};

/*
 * A PCI function that goes to the OS, or the root port that it is behind. A port stays
 * awake from the intent until the OS is destroyed, whatever its power/control says.
 */
struct mint_pci {
	__u16 segment;
	__u8 bus;
	__u8 devfn;		       /* device << 3 | function */
	__u32 flags;		       /* MINT_PCI_* */
	char driver[MINT_DRIVER_SIZE]; /* to be bound again; "" none */
	/*
	 * Of a port: what it forwards, addresses and I/O ports, half-open; unused ones
	 * are 0. The image describes them: another start needs the very same.
	 */
	struct {
		__u64 start;
		__u64 end;
	} window[MINT_PCI_WINDOWS];
};

_Static_assert(sizeof(struct mint_pci) == 40 + 16 * MINT_PCI_WINDOWS, "ABI");

#define MINT_PCI_PORT	1u /* a root port: it stays with the leader */
#define MINT_PCI_MANUAL 4u /* of a port: drivers were not looked for by themselves */

/* The serial port that goes to the OS; all zero: none. */
struct mint_uart {
	__u16 port; /* I/O port */
	__u16 line; /* N of the leader's ttySN */
	__u32 type; /* what its driver took it for, to be set again: PORT_*, not 0 */
};

/* MINT_IOC_INTENT (in), MINT_IOC_TAKEN (out; counts in: room, out: used). */
struct mint_taken {
	__u64 blocks; /* pointer to struct mint_block[nr_blocks] */
	__u64 cpus;   /* pointer to struct mint_cpu[nr_cpus] */
	__u64 pci;    /* pointer to struct mint_pci[nr_pci] */
	__u32 nr_blocks;
	__u32 nr_cpus;
	__u32 nr_pci;
	__u32 pad;
	struct mint_uart uart;
};

enum mint_purpose {
	MINT_PURPOSE_REGION = 0,
	MINT_PURPOSE_REALMODE = 1,
	MINT_PURPOSE_SWIOTLB = 2,
};

struct mint_range {
	__u64 start;
	__u64 end;     /* half-open */
	__u32 purpose; /* enum mint_purpose */
	__u32 pad;
};

/*
 * MINT_IOC_CLAIM: all or nothing. The first CPU is the boot CPU.
 *
 * The memory is cleared before anybody may reach it: that goes on when the call returns.
 * MINT_IOC_LOAD waits for it; until then mmap(2) and read(2) fail with EAGAIN.
 */
struct mint_claim {
	__u32 nr_ranges;
	__u32 nr_cpus;
	struct mint_range ranges[MINT_MAX_RANGES];
	__u32 cpus[MINT_MAX_CPUS];
	__u32 uart;  /* I/O port of its serial port, 0 none; one owner each */
	__u32 flags; /* MINT_CLAIM_* */
};

#define MINT_CLAIM_NO_SCRUB 1u /* leave in it what is there: for measurements */

struct mint_segment {
	__u64 start;  /* physical, page aligned */
	__u64 memsz;  /* bytes; what lies behind filesz is zeroed at each start */
	__u64 offset; /* in the image */
	__u64 filesz; /* bytes, <= memsz */
};

/* MINT_IOC_LOAD: the image is held, copied at each start. */
struct mint_load {
	__s32 image_fd; /* memfd sealed with WRITE|SHRINK|GROW|SEAL */
	__u32 nr_segments;
	__u64 entry;	       /* physical address of purgatory's long-mode entry */
	__u64 mailbox;	       /* physical, MINT_MAILBOX_PAGES pages owned, below 4 GiB */
	__u32 flags;	       /* MINT_LOAD_* */
	__u32 hang_timeout_ms; /* 0 no watchdog; its countdown until the OS sets one */
	struct mint_segment segments[MINT_MAX_SEGMENTS];
};

#define MINT_LOAD_WATCH_ACPI 1u /* no EFI runtime: watch the reset register every ms */

/*
 * MINT_IOC_KILL: what is recorded as the reason of the end. Who reads the OS's log may
 * know better than KILLED: HALT, HANG, PANIC and NO_START are taken too. An end that the
 * OS itself has shown in its mailbox meanwhile goes before all of them. Who has judged a
 * life by what it showed names that one: the next is not to die of it (ESTALE).
 */
struct mint_kill {
	__u32 reason; /* enum mint_reason */
	__u32 life;   /* of struct mint_status; 0 whichever runs */
};

/*
 * MINT_IOC_STATUS
 *
 * What is read in an OS's memory is of the life that was told before and after: it is 0
 * from before a start touches the memory until that is ready for the core, after such a
 * start has failed, and before the first one. No two starts have the same.
 */
struct mint_status {
	char name[MINT_NAME_SIZE];
	__u32 state;  /* enum mint_state */
	__u32 reason; /* enum mint_reason of the last end */
	__u32 starts;
	__u32 nr_ranges;
	__u32 nr_cpus;
	__u32 lost_cpus; /* how many cores did not answer the park hand-shake */
	__u64 uptime_ns; /* of the running OS, else 0 */
	__u64 event;	 /* grows with every change of state */
	__u32 has_image;
	__u32 stage;	    /* enum mint_purgatory_stage of the last start */
	__u64 stage_detail; /* segment start or faulting RIP */
	struct mint_range ranges[MINT_MAX_RANGES];
	__u32 cpus[MINT_MAX_CPUS];
	__u32 apicids[MINT_MAX_CPUS];
	__u32 uart;    /* I/O port, 0 none */
	__u32 life;    /* whose memory it is; 0 nobody's */
	__u64 mailbox; /* physical; 0 when nothing is loaded */
};

struct mint_signal {
	__u32 cpu;    /* logical number; one of the OS's own */
	__u32 vector; /* MINT_VECTOR_FIRST..MINT_VECTOR_LAST */
};

/* Test hooks: only mint-test.ko knows this call. */
struct mint_test {
	__u32 hook; /* enum mint_test_hook */
	__u32 value;
	__u64 address;
};

enum mint_test_hook {
	MINT_TEST_FLIP_BYTE = 1,      /* address: physical, after the copy of a start */
	MINT_TEST_IGNORE_MAILBOX = 2, /* value: milliseconds from the first sign on */
	MINT_TEST_IGNORE_PARK = 3,    /* value: 1 = treat the next park as unanswered */
	MINT_TEST_FAIL_STEP = 4, /* value: which step fails next (enum mint_test_step) */
};

enum mint_test_step {
	MINT_TEST_STEP_INTENT = 1,
	MINT_TEST_STEP_CLAIM_RANGE = 2,
	MINT_TEST_STEP_CLAIM_CPU = 3,
	MINT_TEST_STEP_LOAD = 4,
	MINT_TEST_STEP_COPY = 5,
	MINT_TEST_STEP_START = 6,
	MINT_TEST_STEP_RESET = 7,
};

#define MINT_IOC_CREATE _IOW('m', 0x01, struct mint_name)  /* EEXIST: taken */
#define MINT_IOC_OPEN	_IOW('m', 0x02, struct mint_name)  /* ENOENT */
#define MINT_IOC_INTENT _IOW('m', 0x03, struct mint_taken) /* EBUSY: only once */
#define MINT_IOC_TAKEN	_IOWR('m', 0x04, struct mint_taken)
/* EBUSY, EPERM, EOPNOTSUPP, EADDRINUSE, EADDRNOTAVAIL, EHWPOISON: of its memory */
#define MINT_IOC_CLAIM _IOW('m', 0x05, struct mint_claim)
#define MINT_IOC_LOAD  _IOW('m', 0x06, struct mint_load)
/* ESHUTDOWN; EUCLEAN: MINT_IOC_RENEW first; ENXIO: a port is gone */
#define MINT_IOC_START _IO('m', 0x07)
#define MINT_IOC_KILL                                                    \
	_IOW('m', 0x08, struct mint_kill) /* returns when parked or lost \
					   */
/*
 * EBUSY: runs; EIO: lost; of devices that the end could not reset: ENXIO a port takes no
 * reset, EUCLEAN the leader knows some
 */
#define MINT_IOC_UNCLAIM _IO('m', 0x09)
#define MINT_IOC_DESTROY _IO('m', 0x0a) /* EBUSY: still claims */
#define MINT_IOC_FORGET	 _IO('m', 0x0b) /* drop the image */
#define MINT_IOC_STATUS	 _IOR('m', 0x0c, struct mint_status)
#define MINT_IOC_SIGNAL	 _IOW('m', 0x0d, struct mint_signal)
#define MINT_IOC_TEST	 _IOW('m', 0x0e, struct mint_test)
/*
 * Its devices, which the module reset at the end, have been set up and removed: hidden,
 * and they reach memory again; EUCLEAN: the leader knows some; ENXIO: a port is gone or
 * takes no reset; EBUSY: runs; EIO: lost
 */
#define MINT_IOC_RENEW _IO('m', 0x0f)
/*
 * From now on the leader finds its devices when it looks; EINVAL: nothing is claimed;
 * other errors as of MINT_IOC_UNCLAIM
 */
#define MINT_IOC_FIND _IO('m', 0x10)
/* No more, as after the claim; errors as of MINT_IOC_RENEW */
#define MINT_IOC_HIDE _IO('m', 0x11)

#endif
