/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stop.c - ask an OS to power off, kill it when it does not
 *
 * In: a running OS. Out: one that has ended.
 * Ref: stop.h, doorbell.h.
 */
#include "mint/ctl/life/stop.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "leader/mint_os.h"
#include "mint/ctl/life/life.h"
#include "leader/mint_start.h"

int life_stop_begin(struct life_stop *stop, struct mint_device *os, int64_t timeout_ms,
		    struct diag *diag)
{
	int err = bell_open(&stop->bell, os, diag);

	if (err)
		return err;
	stop->deadline = mint_clock_ms() + timeout_ms;
	stop->is_begun = true;
	return 0;
}

int life_stop_step(struct life_stop *stop, struct mint_device *os, struct diag *diag)
{
	bool was_heard = stop->bell.is_heard;
	struct diag refusal = { 0 };
	int64_t now = mint_clock_ms();
	int err;

	if (now >= stop->deadline) {
		stop->is_killed = true;
		return life_kill(os, MINT_REASON_KILLED, 0, diag);
	}
	if (was_heard && now >= stop->again)
		bell_again(&stop->bell);
	err = bell_ring(&stop->bell, os, &refusal);
	if (!was_heard && stop->bell.is_heard)
		stop->again = now + LIFE_PRESS_AGAIN_MS;
	/* It ended between two looks: the next look at its state says so. */
	if (err == -ESRCH || err == -ENODEV)
		return 0;
	return err ? diag_fail(diag, err, "%s", refusal.line) : 0;
}

const char *life_stop_why(const struct life_stop *stop)
{
	if (stop->bell.presses)
		return "its kernel took the power button, but it did not power off (is "
		       "systemd-logind or acpid running in it?)";
	if (stop->bell.is_armed)
		return "no core of it answered the power button";
	return "its kernel never came to listen to the power button";
}

void life_stop_end(struct life_stop *stop)
{
	bell_close(&stop->bell);
	stop->is_begun = false;
}

static int os_stop_loop(struct life_stop *stop, struct mint_device *os, struct diag *diag)
{
	struct mint_status status;
	int err;

	for (;;) {
		err = mint_os_status(os, &status, diag);
		if (err == -ENODEV) /* ended, and released by who looks after it */
			return 0;
		if (err)
			return err;
		if (status.state == MINT_LOST)
			return diag_fail(
				diag, -EIO,
				"%s: is lost: %u of its %u cores did not answer "
				"when parked; its memory and CPUs stay out of use "
				"until the machine is rebooted",
				os->name, status.lost_cpus, status.nr_cpus);
		if (life_has_ended(&status))
			return 0;
		err = life_stop_step(stop, os, diag);
		if (err)
			return err;
		err = mint_os_wait(os, BELL_STEP_MS, diag);
		if (err < 0 && err != -EINTR)
			return err;
	}
}

int life_stop(struct mint_device *os, int64_t timeout_ms, const char **ret,
	      struct diag *diag)
{
	CLEANUP(life_stop_end) struct life_stop stop = { 0 };
	struct mint_status status;
	struct diag refusal = { 0 };
	int err;

	*ret = NULL;
	err = life_stop_begin(&stop, os, timeout_ms, &refusal);
	/* Who has ended already is what was asked for. */
	if (err == -ESRCH && !mint_os_status(os, &status, NULL) &&
	    status.state == MINT_STOPPED)
		return 0;
	if (err)
		return diag_fail(diag, err, "%s", refusal.line);
	err = os_stop_loop(&stop, os, diag);
	if (err)
		return err;
	*ret = stop.is_killed ? life_stop_why(&stop) : NULL;
	return 0;
}
