/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lifecycle.c - the verbs that act on one OS: start, wait, kill, release
 *
 * In: /dev/mint (root). Out: the OS in its new state, and one line about it.
 * Ref: abi/mint.h.
 */
#include <errno.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "mint/ctl/ctl.h"
#include "mint/ctl/life/life.h"
#include "leader/mint_device.h"
#include "leader/renew.h"
#include "leader/this_machine.h"

static const struct leader this_leader = { .ops = &leader_machine_ops, .root = "" };

int life_open(const char *name, struct mint_device *ret, struct diag *diag)
{
	int err = mint_device_open(&mint_device_ops, NULL, ret, diag);

	return err ? err : mint_os_attach(ret, name, diag);
}

int life_print(const struct ctl *ctl, struct diag *diag)
{
	struct machine_os os;
	int err = ctl_os_read("", ctl->name, &os, diag);

	if (err)
		return err;
	err = ctl_print_change(&os, ctl->is_json);
	machine_os_free(&os);
	return err;
}

int life_start(struct mint_device *os, struct diag *diag)
{
	bool acted;

	return reserve_start(os, &this_leader, &acted, diag);
}

int verb_start(const struct ctl *ctl, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	int err = life_open(ctl->name, &os, diag);

	if (!err)
		err = life_start(&os, diag);
	return err ? err : life_print(ctl, diag);
}

int verb_wait(const struct ctl *ctl, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	CLEANUP(machine_os_free) struct machine_os seen = { 0 };
	int err = life_open(ctl->name, &os, diag);

	if (!err)
		err = ctl_os_read("", ctl->name, &seen, diag);
	if (!err)
		err = life_wait(ctl, &seen, &os, diag);
	if (err)
		return err;
	if (!life_is_end_awaited(ctl, &seen))
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
	CLEANUP(machine_os_free) struct machine_os seen = { 0 };
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
	return life_release_from(os, &this_leader, LIFE_UNMAP_MS, diag);
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
