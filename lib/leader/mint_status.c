/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint_status.c - what the module says of an OS, in words
 *
 * In: struct mint_status. Out: names and texts for people.
 * Ref: abi/mint.h.
 */
#include "leader/mint_status.h"

#include <stddef.h>
#include <stdio.h>

#include "base/cleanup.h"

bool mint_status_is_running(const struct mint_status *status)
{
	return status->state == MINT_RUNNING || status->state == MINT_STOPPING;
}

bool mint_status_was_entered(const struct mint_status *status)
{
	return status->starts || status->reason != MINT_REASON_NONE;
}

const char *mint_state_name(uint32_t state)
{
	static const char *const names[] = {
		[MINT_EMPTY] = "empty",	    [MINT_LOADED] = "loaded",
		[MINT_RUNNING] = "running", [MINT_STOPPING] = "stopping",
		[MINT_STOPPED] = "stopped", [MINT_LOST] = "lost",
	};

	return state < ARRAY_SIZE(names) ? names[state] : "unknown";
}

const char *mint_reason_name(uint32_t reason)
{
	static const char *const names[] = {
		[MINT_REASON_NONE] = NULL,	     [MINT_REASON_POWEROFF] = "poweroff",
		[MINT_REASON_HALT] = "halt",	     [MINT_REASON_REBOOT] = "reboot",
		[MINT_REASON_PANIC] = "panic",	     [MINT_REASON_HANG] = "hang",
		[MINT_REASON_KILLED] = "killed",     [MINT_REASON_DIGEST] = "digest",
		[MINT_REASON_NO_START] = "no-start",
	};

	return reason < ARRAY_SIZE(names) ? names[reason] : "unknown";
}

void mint_status_text(const struct mint_status *status, char *text, size_t size)
{
	const char *state = mint_state_name(status->state);
	const char *reason = mint_reason_name(status->reason);

	/* The reason is that of the last end: it says nothing about one that runs. */
	if (reason && status->state == MINT_STOPPED)
		snprintf(text, size, "%s (%s)", state, reason);
	else
		snprintf(text, size, "%s", state);
}
