/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wait.c - wait for what becomes of one OS: its end, a state, its release
 *
 * In: a descriptor bound to the OS. Out: 0 once it has come to that, or why it never
 * will.
 * Ref: wait.h.
 */
#include "mint/ctl/life/wait.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "leader/mint_os.h"
#include "leader/mint_status.h"
#include "mint/ctl/life/life.h"
#include "leader/mint_start.h"

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
	int64_t left = deadline - mint_clock_ms();
	int err;

	if (ctl->timeout_ms < 0)
		left = -1;
	else if (left <= 0)
		return diag_fail(diag, -ETIMEDOUT, "%s: still %s after %lld.%03lld s",
				 ctl->name, mint_state_name(status->state),
				 (long long)ctl->timeout_ms / 1000,
				 (long long)ctl->timeout_ms % 1000);
	err = mint_os_wait(os, left > INT_MAX ? INT_MAX : (int)left, diag);
	/* A stopped and continued process is no reason to give up. */
	return err == -EINTR || err > 0 ? 0 : err;
}

int life_wait(const struct ctl *ctl, const struct machine_os *seen,
	      struct mint_device *os, struct diag *diag)
{
	int64_t deadline = mint_clock_ms() + ctl->timeout_ms;
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
