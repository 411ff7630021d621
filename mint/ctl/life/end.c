/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * end.c - how the end that a verb has just brought about is told
 *
 * In: the OS as it was before, and what the module still says of it. Out: the OS as it
 * was at its end, though somebody else (mintctl run) may have released it since.
 * Ref: end.h.
 */
#include "mint/ctl/life/end.h"

#include <stdio.h>

#include "leader/mint_os.h"
#include "leader/mint_status.h"

void life_end_see(struct mint_device *os, enum mint_reason known, struct machine_os *ret)
{
	struct mint_status status = { 0 };
	const char *reason;

	/* Being released it is empty and keeps its reason; then there is nothing. */
	if (mint_os_status(os, &status, NULL))
		status = (struct mint_status){ .starts = (uint32_t)ret->starts };
	if (status.state != MINT_LOST)
		status.state = MINT_STOPPED;
	/* Without one it runs anew, or is gone. */
	if (status.reason == MINT_REASON_NONE)
		status.reason = known;
	reason = mint_reason_name(status.reason);
	snprintf(ret->state, sizeof(ret->state), "%s", mint_state_name(status.state));
	snprintf(ret->reason, sizeof(ret->reason), "%s", reason ? reason : "");
	ret->starts = status.starts;
	ret->lost_cpus = status.lost_cpus;
	ret->uptime_s = 0;
}
