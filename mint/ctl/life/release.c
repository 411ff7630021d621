/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * release.c - the leader gets back all that an OS took, though it is still looked at
 *
 * In: an OS that does not run. Out: no OS, or why it stays.
 * Ref: release.h.
 */
#include "mint/ctl/life/release.h"

#include <errno.h>
#include <poll.h>

#include "leader/give_back.h"
#include "leader/mint_os.h"
#include "leader/this_machine.h"
#include "mint/ctl/life/life.h"
#include "leader/mint_start.h"

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
	int64_t deadline = mint_clock_ms() + timeout_ms;
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
		if (mint_clock_ms() >= deadline)
			return diag_fail(diag, err,
					 "%s: a program still maps its memory after "
					 "%lld.%03lld s: end mintctl log or stop, or a "
					 "debugger, then mintctl release %s",
					 os->name, (long long)timeout_ms / 1000,
					 (long long)timeout_ms % 1000, os->name);
		poll(NULL, 0, LIFE_UNMAP_STEP_MS);
	}
}

int life_release(struct mint_device *os, struct diag *diag)
{
	return life_release_from(os, leader_this_machine(), LIFE_UNMAP_MS, diag);
}
