/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * life.h - steps that several verbs take with one OS
 *
 * In: /dev/mint (root). Out: the OS in another state, or a line why not.
 */
#ifndef MINT_CTL_LIFE_H
#define MINT_CTL_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "mint/ctl/life/doorbell.h"
#include "mint/ctl/ctl.h"
#include "leader/mint_device.h"
#include "leader/mint_os.h"
#include "leader/mint_status.h"

/** life_open - a descriptor bound to the OS; @ret is to be closed after any return */
int life_open(const char *name, struct mint_device *ret, struct diag *diag);

/** life_start - the first time or again: reserve_start() on this machine */
int life_start(struct mint_device *os, struct diag *diag);

/** life_print - one line, or the JSON object, about the OS as it is now; on stdout */
int life_print(const struct ctl *ctl, struct diag *diag);

/**
 * life_end_see - the OS as it was at the end that the caller has just brought about
 * @os:    bound to it; the OS may be released by now, or even run anew
 * @known: the reason as far as the caller knows it, for when the module tells none
 * @ret:   in: the OS as it was while it ran; out: stopped, or lost, with its reason
 *
 * Who runs under "mintctl run" is released at once: to look at /sys/class/mint again
 * would show an empty OS, or none.
 */
void life_end_see(struct mint_device *os, enum mint_reason known, struct machine_os *ret);

/** life_clock_ms - monotonic milliseconds */
int64_t life_clock_ms(void);

/** life_has_ended - neither running nor about to stop running */
bool life_has_ended(const struct mint_status *status);

/**
 * life_is_no_start - has it run for that long without a kernel that announces its log?
 * @status:     of the OS, read before its log was looked for
 * @log_err:    what log_read() said: only -ENOENT, nothing of Linux there, counts; a log
 *              that cannot be read for another reason is none of the OS's faults
 * @timeout_ms: since its start; 0: never
 */
bool life_is_no_start(const struct mint_status *status, int log_err, int64_t timeout_ms);

/**
 * life_kill - stop its cores; one that has ended by itself a moment ago is no error
 * @reason: what to record: KILLED, or what its log says that it died of
 * Return: 0, -ESRCH (does not run), -EIO (a core is lost).
 */
int life_kill(struct mint_device *os, enum mint_reason reason, struct diag *diag);

/*
 * Who follows its log, or has pressed its power button, has some of its memory mapped and
 * lets go of it on seeing the same end: no release may fail because it saw the end first.
 */
#define LIFE_UNMAP_MS	   10000
#define LIFE_UNMAP_STEP_MS 20 /* an unmapping is no event that poll(2) tells */

/**
 * life_release - the leader gets back all that the OS took; the OS is gone
 *
 * One that somebody else releases at the same time is no error.
 * Return: 0, -EBUSY (runs, or its memory was mapped for all of LIFE_UNMAP_MS), what else
 * reserve_give_back() returns.
 */
int life_release(struct mint_device *os, struct diag *diag);

struct leader;

/** life_release_from - the same, told which leader and how long to wait */
int life_release_from(struct mint_device *os, const struct leader *leader,
		      int64_t timeout_ms, struct diag *diag);

/** life_is_end_awaited - is it the end of the life that was @seen that "wait" is for? */
bool life_is_end_awaited(const struct ctl *ctl, const struct machine_os *seen);

/**
 * life_wait - until the OS has ended, or is in ctl->state
 * @seen: the OS as it was before
 *
 * An end counts though the OS runs anew, or was released, by the time that it is noticed.
 * Return: 0, -ETIMEDOUT, -ENOENT (released, and never was in that state), -EIO (lost, so
 * it never will be), errno of the status or of poll(2).
 */
int life_wait(const struct ctl *ctl, const struct machine_os *seen,
	      struct mint_device *os, struct diag *diag);

/*
 * A kernel takes the power button as soon as its ACPI is up, long before anybody in its
 * user space listens: a press that came to nothing is repeated.
 */
#define LIFE_PRESS_AGAIN_MS 10000

/* A graceful stop under way; zero-initialise, life_stop_end() after any return. */
struct life_stop {
	struct bell bell;
	int64_t deadline; /* life_clock_ms() at which it is killed */
	int64_t again;	  /* when the button is pressed anew */
	bool is_begun;
	bool is_killed; /* the time was over */
};

/** life_stop_begin - from now on life_stop_step() rings; -ESRCH when it does not run */
int life_stop_begin(struct life_stop *stop, struct mint_device *os, int64_t timeout_ms,
		    struct diag *diag);

/**
 * life_stop_step - one ring of the doorbell, or the kill when the time is over
 *
 * To be called every BELL_STEP_MS until the OS has ended.
 * Return: 0, what life_kill() returns.
 */
int life_stop_step(struct life_stop *stop, struct mint_device *os, struct diag *diag);

/** life_stop_why - why the time was not enough, for people */
const char *life_stop_why(const struct life_stop *stop);

void life_stop_end(struct life_stop *stop);

#endif
