/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lifecycle.c - the verbs that act on one OS: start, wait, kill, release
 *
 * In: /dev/mint (root). Out: the OS in its new state, and one line about it.
 * Ref: mint/uapi/mint.h.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "ctl/ctl.h"
#include "ctl/life.h"
#include "sink/mint_device.h"
#include "sink/reserve.h"

int life_open(const char *name, struct mint_device *ret, struct diag *diag)
{
	int err = mint_device_open(&mint_device_ops, NULL, ret, diag);

	return err ? err : mint_os_attach(ret, name, diag);
}

int life_print(const struct ctl *ctl, struct diag *diag)
{
	struct ctl_os os;
	int err = ctl_os_read("", ctl->name, &os, diag);

	if (err)
		return err;
	err = ctl_print_change(&os, ctl->is_json);
	ctl_os_free(&os);
	return err;
}

int verb_start(const struct ctl *ctl, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	int err = life_open(ctl->name, &os, diag);

	if (!err)
		err = mint_os_start(&os, diag);
	return err ? err : life_print(ctl, diag);
}

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

/* 1 reached, 0 not yet, -EIO never will be. */
static int state_is_reached(const struct ctl *ctl, const struct mint_status *status,
			    struct diag *diag)
{
	if (ctl->state < 0)
		return life_has_ended(status);
	if (status->state == (uint32_t)ctl->state)
		return 1;
	if (status->state == MINT_LOST)
		return diag_fail(diag, -EIO, "%s: is lost and will never be %s",
				 ctl->name, mint_state_name((uint32_t)ctl->state));
	return 0;
}

static int os_wait_step(const struct ctl *ctl, struct mint_device *os, int64_t deadline,
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
		return diag_fail(diag, err, "%s: cannot wait", ctl->name);
	return 0;
}

static int os_wait(const struct ctl *ctl, struct mint_device *os, struct diag *diag)
{
	int64_t deadline = life_clock_ms() + ctl->timeout_ms;
	struct mint_status status;
	int err;

	for (;;) {
		err = mint_os_status(os, &status, NULL);
		if (err == -ENODEV)
			return diag_fail(diag, -ENOENT, "%s: was released while waiting",
					 ctl->name);
		if (err)
			return mint_os_status(os, &status, diag);
		err = state_is_reached(ctl, &status, diag);
		if (err)
			return err < 0 ? err : 0;
		err = os_wait_step(ctl, os, deadline, &status, diag);
		if (err)
			return err;
	}
}

/* Is it the end of this one that is waited for? */
static bool wait_is_for_end(const struct ctl *ctl, const struct ctl_os *os)
{
	return ctl->state < 0 && (strcmp(os->state, mint_state_name(MINT_RUNNING)) == 0 ||
				  strcmp(os->state, mint_state_name(MINT_STOPPING)) == 0);
}

int verb_wait(const struct ctl *ctl, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	CLEANUP(ctl_os_free) struct ctl_os seen = { 0 };
	int err = life_open(ctl->name, &os, diag);

	if (!err)
		err = ctl_os_read("", ctl->name, &seen, diag);
	if (!err)
		err = os_wait(ctl, &os, diag);
	if (err)
		return err;
	if (!wait_is_for_end(ctl, &seen))
		return life_print(ctl, diag);
	life_end_see(&os, MINT_REASON_NONE, &seen);
	return ctl_print_change(&seen, ctl->is_json);
}

int life_kill(struct mint_device *os, enum mint_reason reason, struct diag *diag)
{
	struct mint_status status;
	struct diag refusal = { 0 };
	int err = mint_os_kill(os, reason, &refusal);

	/* One that ended by itself a moment ago is what was asked for. */
	if (err == -ESRCH && !mint_os_status(os, &status, NULL) &&
	    status.state == MINT_STOPPED)
		return 0;
	return err ? diag_fail(diag, err, "%s", refusal.line) : 0;
}

int verb_kill(const struct ctl *ctl, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	CLEANUP(ctl_os_free) struct ctl_os seen = { 0 };
	int err = life_open(ctl->name, &os, diag);

	if (!err)
		err = ctl_os_read("", ctl->name, &seen, diag);
	if (!err)
		err = life_kill(&os, MINT_REASON_KILLED, diag);
	if (err)
		return err;
	life_end_see(&os, MINT_REASON_KILLED, &seen);
	return ctl_print_change(&seen, ctl->is_json);
}

int life_release(struct mint_device *os, struct diag *diag)
{
	static const struct leader leader = { .ops = &leader_machine_ops, .root = "" };

	return reserve_give_back(os, &leader, diag);
}

int verb_release(const struct ctl *ctl, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	int err = life_open(ctl->name, &os, diag);

	if (!err)
		err = life_release(&os, diag);
	if (err)
		return err;
	if (ctl->is_json)
		printf("{\n  \"name\": \"%s\",\n  \"state\": \"released\"\n}\n",
		       ctl->name);
	else
		printf("%s: released\n", ctl->name);
	return fflush(stdout) ? -EIO : 0;
}
