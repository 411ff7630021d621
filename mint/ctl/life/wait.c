/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wait.c - wait for what becomes of one OS: its end, a state, its release
 *
 * In: a descriptor bound to the OS. Out: 0 once it has come to that, or why it never
 * will. Ref: life.h; mint/module/memory.c: what is mapped is not released.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#include "mint/ctl/ctl.h"
#include "mint/ctl/life/life.h"
#include "leader/give_back.h"

int64_t life_clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool life_has_ended(const struct mint_status *status)
{
	return status->state != MINT_RUNNING && status->state != MINT_STOPPING;
}

bool life_is_no_start(const struct mint_status *status, int log_err, int64_t timeout_ms)
{
	return timeout_ms > 0 && log_err == -ENOENT && status->state == MINT_RUNNING &&
	       status->uptime_ns / 1000000 >= (uint64_t)timeout_ms;
}

bool life_is_end_awaited(const struct ctl *ctl, const struct machine_os *seen)
{
	return ctl->state < 0 &&
	       (strcmp(seen->state, mint_state_name(MINT_RUNNING)) == 0 ||
		strcmp(seen->state, mint_state_name(MINT_STOPPING)) == 0);
}

/* 1 reached, 0 not yet, -EIO never will be. */
static int state_is_reached(const struct ctl *ctl, const struct machine_os *seen,
			    const struct mint_status *status, struct diag *diag)
{
	/* Who looks after it may have started it anew before anybody else looked. */
	if (life_is_end_awaited(ctl, seen) && status->starts != seen->starts)
		return 1;
	if (ctl->state < 0)
		return life_has_ended(status);
	if (status->state == (uint32_t)ctl->state)
		return 1;
	if (status->state == MINT_LOST)
		return diag_fail(diag, -EIO, "%s: is lost and will never be %s",
				 ctl->name, mint_state_name((uint32_t)ctl->state));
	return 0;
}

static int wait_step(const struct ctl *ctl, struct mint_device *os, int64_t deadline,
		     const struct mint_status *status, struct diag *diag)
{
	int64_t left = deadline - life_clock_ms();
	int err;

	if (ctl->timeout_ms < 0)
		left = -1;
	else if (left <= 0)
		return diag_fail(diag, -ETIMEDOUT, "%s: still %s after %lld.%03lld s",
				 ctl->name, mint_state_name(status->state),
				 (long long)ctl->timeout_ms / 1000,
				 (long long)ctl->timeout_ms % 1000);
	err = mint_os_wait(os, left > INT_MAX ? INT_MAX : (int)left, NULL);
	/* A stopped and continued process is no reason to give up. */
	if (err < 0 && err != -EINTR)
		return diag_fail(diag, err, "%s: cannot wait: %s", ctl->name,
				 strerror(-err));
	return 0;
}

int life_wait(const struct ctl *ctl, const struct machine_os *seen,
	      struct mint_device *os, struct diag *diag)
{
	int64_t deadline = life_clock_ms() + ctl->timeout_ms;
	struct mint_status status;
	int err;

	for (;;) {
		err = mint_os_status(os, &status, NULL);
		/* Only what has ended can be released. */
		if (err == -ENODEV && life_is_end_awaited(ctl, seen))
			return 0;
		if (err == -ENODEV)
			return diag_fail(diag, -ENOENT, "%s: was released while waiting",
					 ctl->name);
		if (err)
			return mint_os_status(os, &status, diag);
		err = state_is_reached(ctl, seen, &status, diag);
		if (err)
			return err < 0 ? err : 0;
		err = wait_step(ctl, os, deadline, &status, diag);
		if (err)
			return err;
	}
}

/* Refused although it does not run: then a program has its memory mapped. */
static bool release_is_held(struct mint_device *os, int err)
{
	struct mint_status status;

	return err == -EBUSY && !mint_os_status(os, &status, NULL) &&
	       life_has_ended(&status);
}

/* What one of several tries said, to the caller's. */
static int said_pass_on(struct diag *said, int err, struct diag *diag)
{
	size_t i;

	for (i = 0; i < said->nr_warnings; i++)
		diag_warn(diag, "%s", said->warning[i]);
	if (err)
		diag_fail(diag, err, "%s", said->line);
	diag_clear(said);
	return err;
}

int life_release_from(struct mint_device *os, const struct leader *leader,
		      int64_t timeout_ms, struct diag *diag)
{
	int64_t deadline = life_clock_ms() + timeout_ms;
	int err;

	for (;;) {
		struct diag said = { 0 };

		err = reserve_give_back(os, leader, &said);
		/* Somebody else has released it meanwhile: that is what was asked for. */
		if (err == -ENODEV)
			err = 0;
		if (!release_is_held(os, err))
			return said_pass_on(&said, err, diag);
		diag_clear(&said);
		if (life_clock_ms() >= deadline)
			return diag_fail(diag, err,
					 "%s: a program still maps its memory after "
					 "%lld.%03lld s: end mintctl log or stop, or a "
					 "debugger, then mintctl release %s",
					 os->name, (long long)timeout_ms / 1000,
					 (long long)timeout_ms % 1000, os->name);
		poll(NULL, 0, LIFE_UNMAP_STEP_MS);
	}
}
