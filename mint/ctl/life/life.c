/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * life.c - one OS: open, print, start and kill it; has it ended?
 *
 * In: /dev/mint (root). Out: the OS in another state, or a line why not.
 * Ref: life.h; abi/mint.h.
 */
#include "mint/ctl/life/life.h"

#include <errno.h>
#include <time.h>

#include "base/cleanup.h"
#include "leader/mint_os.h"
#include "leader/mint_status.h"
#include "leader/renew.h"
#include "leader/this_machine.h"
#include "mint/ctl/os.h"
#include "mint/ctl/print.h"

int life_open(const char *name, struct mint_device *ret, struct diag *diag)
{
	int err = mint_device_open(&mint_device_ops, NULL, ret, diag);

	return err ? err : mint_os_attach(ret, name, diag);
}

void life_print(const struct ctl *ctl, struct diag *diag)
{
	CLEANUP(machine_os_free) struct machine_os os = { 0 };
	struct diag why = { 0 };

	if (!ctl_os_read("", ctl->name, &os, &why))
		ctl_print_change(ctl, &os, diag);
	else
		diag_warn(diag, "%s: done, but its state cannot be told: %s", ctl->name,
			  why.line);
	diag_clear(&why);
}

int life_start(struct mint_device *os, struct diag *diag)
{
	bool acted;

	return reserve_start(os, leader_this_machine(), &acted, diag);
}

int life_kill(struct mint_device *os, enum mint_reason reason, uint32_t life,
	      struct diag *diag)
{
	struct mint_status status;
	struct diag refusal = { 0 };
	int err = mint_os_kill(os, reason, life, &refusal);

	/* One that ended by itself a moment ago is what was asked for. */
	if (err == -ESRCH && !mint_os_status(os, &status, NULL) &&
	    status.state == MINT_STOPPED)
		return 0;
	return err ? diag_fail(diag, err, "%s", refusal.line) : 0;
}

bool life_has_ended(const struct mint_status *status)
{
	return !mint_status_is_running(status);
}

bool life_is_entering(const struct mint_status *status)
{
	return status->life && status->has_image &&
	       (status->state == MINT_LOADED || status->state == MINT_STOPPED) &&
	       status->stage == MINT_PURGATORY_NONE &&
	       status->reason != MINT_REASON_NO_START;
}

bool life_is_no_start(const struct mint_status *status, int log_err, int64_t timeout_ms)
{
	return timeout_ms > 0 && log_err == -ENOENT && status->state == MINT_RUNNING &&
	       status->uptime_ns / 1000000 >= (uint64_t)timeout_ms;
}
