/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * judge.h - what does this end of an OS mean to who runs it as a service?
 *
 * In: what is known of an end. Out: done, start it again, or an error; pure.
 * Ref: mintctl(8) "RUN".
 */
#ifndef MINT_CTL_LIFE_JUDGE_H
#define MINT_CTL_LIFE_JUDGE_H

#include <stdbool.h>

#include "abi/mint.h"
#include "base/diag.h"

enum {
	JUDGE_DONE = 0,
	JUDGE_START_AGAIN = 1,
};

/* What is known of an end; strings are never NULL but where it says so. */
struct life_end {
	const char *name;
	const struct mint_status *status;
	bool may_start_again; /* when it reboots */
	bool is_asked;	      /* it was told to stop */
	const char *killed;   /* why its time was over; NULL: it was not */
	const char *panic;    /* what its kernel said it was, "" nothing */
	const char *seen;     /* what was seen of it from outside, "" nothing */
};

/**
 * life_judge - what its end means
 *
 * What was lost or killed is so whoever asked for a stop; any other end is what a stop
 * wants.
 * Return: JUDGE_DONE, JUDGE_START_AGAIN, -ECANCELED (killed), -EIO (lost, panic, hang, no
 * start …), each with a line.
 */
int life_judge(const struct life_end *end, struct diag *diag);

#endif
