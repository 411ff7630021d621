/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * heartbeat.h - does the clock of another kernel go on?
 *
 * In: its memory, with vmcoreinfo and kallsyms (lib/printk/kallsyms.h); a descriptor that
 * can signal its cores. Out: alive, or not. Ref: Linux kernel/time/tick-sched.c (who
 * moves jiffies_64 and when), kernel/softirq.c (irq_enter_rcu),
 * arch/x86/include/asm/irq_vectors.h.
 *
 * The heartbeat is jiffies_64, which each timer tick moves. A kernel whose cores all
 * idle stops its tick until its next timer (CONFIG_NO_HZ_COMMON), so standing still
 * alone says nothing. Debian's wake up twice a second (kcompactd, the check of the
 * TSC); 4 seconds were seen with both switched off, and nothing but the hung task
 * detector, every 120 seconds, promises more. But the first interrupt that ends such a
 * sleep brings jiffies_64 up to date before anything else. So, half of the timeout
 * having gone by, each core of the OS is sent the vector of its own timer (0xec in all
 * of 5.10 to 7.2, always handled; a timer interrupt too early finds nothing due and
 * goes), and again with each later look. A kernel that is alive answers the first one,
 * within microseconds; one whose cores all have interrupts off, or stand, answers none.
 * What does not move after the whole timeout, HEARTBEAT_NUDGES of them unanswered,
 * hangs.
 *
 * Cores that run with interrupts on are no hang here, whatever they do: that is for the
 * watchdog of hang-timeout=, which the OS feeds from a process. An OS that suspends
 * (s2idle) stops its clock and counts as hung.
 */
#ifndef MINT_CTL_LOOK_HEARTBEAT_H
#define MINT_CTL_LOOK_HEARTBEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "abi/mint.h"
#include "base/diag.h"
#include "leader/mint_device.h"
#include "mint/ctl/look/log.h"

#define HEARTBEAT_VECTOR     0xec /* LOCAL_TIMER_VECTOR */
#define HEARTBEAT_NUDGES     3	  /* unanswered ones before it counts as a hang */
#define HEARTBEAT_NUDGE_MS   500  /* between two of them */
#define HEARTBEAT_WATCHED_MS 2000 /* time between two looks counts up to this */

/* What was seen of one counter; zero-initialise. */
struct pulse {
	uint64_t value;
	int64_t looked_ms;   /* clock of the last look */
	int64_t nudged_ms;   /* of the last nudge */
	int64_t still_ms;    /* watched without a move */
	unsigned int nudges; /* since the last move */
	bool is_begun;
};

enum pulse_verdict {
	PULSE_MOVED,
	PULSE_STILL,
	PULSE_NUDGE, /* interrupt its cores, then look again */
	PULSE_HUNG,
};

/**
 * pulse_look - judge one reading of the counter; pure
 * @now_ms:     monotonic clock
 * @timeout_ms: > 0
 *
 * Only time in which somebody looked counts: at most HEARTBEAT_WATCHED_MS between two
 * looks, so that a watcher that was stopped itself accuses nobody.
 */
enum pulse_verdict pulse_look(struct pulse *pulse, uint64_t value, int64_t now_ms,
			      int64_t timeout_ms);

/*
 * One life of one OS; zero-initialise. What is read while another one is made says
 * nothing of either: all that look return -ESTALE then, and change nothing.
 */
struct heartbeat {
	phys_t counter;	 /* of jiffies_64 in its memory; 0: not found yet */
	bool is_missing; /* its kernel does not tell */
	struct pulse pulse;
};

/**
 * heartbeat_find - where the counter is, once the kernel has announced its log
 * @log: of the same life; what log_find() found in it, now or before, is used
 *
 * May be called again and again until it returns something else than -EAGAIN.
 * Return: 0 (counter is set), -EAGAIN (too early in its boot), -ESTALE (@log is not of
 * the OS's life, or that cannot be told); -ENOENT (this kernel does not tell) and any
 * other errno of kallsyms_open(): is_missing is set, and @diag has one line for people.
 */
int heartbeat_find(struct heartbeat *heart, struct log *log, struct diag *diag);

/** heartbeat_read - jiffies_64 as it is now; 0, -ESTALE, or errno of view_read() */
int heartbeat_read(const struct heartbeat *heart, struct log *log, uint64_t *ret);

/**
 * heartbeat_look - read, judge, and interrupt the cores where pulse_look() asks for it
 * @heart:  found
 * @status: of the OS, for its cores
 *
 * A core that cannot be signalled because the OS has ended meanwhile is no error.
 * Return: 0, -ESTALE, errno of view_read() or of the signal.
 */
int heartbeat_look(struct heartbeat *heart, struct log *log, struct mint_device *os,
		   const struct mint_status *status, int64_t now_ms, int64_t timeout_ms,
		   enum pulse_verdict *ret, struct diag *diag);

#endif
