/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stop.h - ask an OS to power off, kill it when it does not
 *
 * In: a running OS. Out: one that has ended.
 * Ref: doorbell.h.
 */
#ifndef MINT_CTL_LIFE_STOP_H
#define MINT_CTL_LIFE_STOP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"
#include "leader/mint_device.h"
#include "mint/ctl/life/doorbell.h"

/*
 * A kernel takes the power button as soon as its ACPI is up, long before anybody in its
 * user space listens: a press that came to nothing is repeated.
 */
#define LIFE_PRESS_AGAIN_MS 10000

/* A graceful stop under way; zero-initialise, life_stop_end() after any return. */
struct life_stop {
	struct bell bell;
	int64_t deadline; /* mint_clock_ms() at which it is killed */
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

/**
 * life_stop - all of it: returns when the OS has ended
 * @ret: NULL when it ended in time, else why it was killed; static
 * Return: 0 (also when it had ended already, or was released meanwhile), -ESRCH, -EIO (it
 * is lost), what life_kill() returns.
 */
int life_stop(struct mint_device *os, int64_t timeout_ms, const char **ret,
	      struct diag *diag);

#endif
