/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * judge.c - what does this end of an OS mean to who runs it as a service?
 *
 * In: what is known of an end. Out: done, start it again, or an error; pure.
 * Ref: judge.h.
 */
#include "mint/ctl/life/judge.h"

#include <errno.h>

#include "leader/mint_status.h"

int life_judge(const struct life_end *end, struct diag *diag)
{
	const struct mint_status *status = end->status;
	char text[48];

	mint_status_text(status, text, sizeof(text));
	if (status->state != MINT_STOPPED)
		return diag_fail(diag, -EIO, "%s: is %s", end->name, text);
	if (status->reason == MINT_REASON_KILLED)
		return diag_fail(diag, -ECANCELED, "%s: killed%s%s", end->name,
				 end->killed ? ": " : "", end->killed ? end->killed : "");
	if (end->is_asked)
		return JUDGE_DONE;
	switch (status->reason) {
	case MINT_REASON_POWEROFF:
	case MINT_REASON_HALT:
		return JUDGE_DONE;
	case MINT_REASON_REBOOT:
		return end->may_start_again ? JUDGE_START_AGAIN : JUDGE_DONE;
	case MINT_REASON_PANIC:
		return diag_fail(diag, -EIO, "%s: %s", end->name,
				 *end->panic ? end->panic
					     : "was reset without an orderly end, and "
					       "its log tells of no panic");
	default:
		return diag_fail(diag, -EIO, "%s: %s", end->name,
				 *end->seen ? end->seen : text);
	}
}
