/* SPDX-License-Identifier: GPL-2.0-only */
/* run_follow.h - one life of an OS that mintctl runs: its log, signs of its end, a stop
 */
#ifndef MINT_CTL_VERB_RUN_FOLLOW_H
#define MINT_CTL_VERB_RUN_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"
#include "leader/mint_os.h"
#include "mint/ctl/life/stop.h"
#include "mint/ctl/look/heartbeat.h"
#include "mint/ctl/look/log.h"
#include "mint/ctl/look/signs.h"
#include "out/out.h"
#include "request/request.h"

struct run {
	const char *name;
	struct out *out;
	struct mint_device os;
	struct log log;
	struct life_stop stop;
	struct heartbeat heart;
	int64_t start_timeout_ms; /* 0: it may take for ever */
	int64_t stop_timeout_ms;
	int64_t heartbeat_timeout_ms; /* 0: nobody looks */
	enum request_reset policy;
	int64_t drained_ms; /* when it must be, by mint_clock_ms(); 0: it runs */
	int signals;	    /* signalfd of SIGTERM and SIGINT */
	bool is_asked;	    /* to stop, by a signal */
	bool is_ready;	    /* READY=1 was sent */
	bool is_mute;	    /* nobody reads stdout any more, or the log cannot be read */
	int log_err;	    /* of the last look at it */
	struct signs signs; /* what was seen of its end */
	struct diag *diag;
};

/** run_ready - tell the service manager, once, that the OS is up. */
void run_ready(struct run *run);

/** run_begin - what follows is of the life that @status is of. */
void run_begin(struct run *run, const struct mint_status *status);

/**
 * run_follow - read and wait until the OS has ended
 * @ret: its status then
 * Return: 0; negative errno: it cannot be waited for, or not be ended.
 */
int run_follow(struct run *run, struct mint_status *ret);

#endif
