/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * peek.c - what "status" tells of the clock of a running OS
 *
 * In: its memory, for root. Out: jiffies_64, and whether it moves.
 * Ref: peek.h, heartbeat.h. Looking does not interrupt the OS: one that idles may stand
 * still.
 *
 * Memory that is mapped cannot be released, and who only looks must not make a release
 * fail. So nothing is mapped without the lock that every release takes; and because a
 * launch may hold it for long, that lock is not waited for longer than for the clock.
 */
#include "mint/ctl/life/peek.h"

#include <errno.h>
#include <poll.h>
#include <sys/file.h>

#include "base/cleanup.h"
#include "leader/mint_os.h"
#include "mint/ctl/life/life.h"
#include "mint/ctl/look/heartbeat.h"
#include "mint/ctl/look/log.h"
#include "leader/mint_start.h"

#define PEEK_STEP_MS 4 /* a tick at CONFIG_HZ=250; doubles */

struct peek {
	struct mint_device os;
	struct log log;
	struct heartbeat heart;
};

static int peek_lock(struct peek *peek)
{
	int64_t end = mint_clock_ms() + CTL_PEEK_MS;

	while (flock(peek->os.fd, LOCK_SH | LOCK_NB)) {
		if (errno != EWOULDBLOCK || mint_clock_ms() >= end)
			return -errno;
		poll(NULL, 0, PEEK_STEP_MS);
	}
	return 0;
}

/* With the lock held: find the counter where it has not been found yet; read it. */
static int peek_locked(struct peek *peek, uint64_t *ret)
{
	int err;

	if (!peek->heart.counter) {
		err = log_find(&peek->log, NULL);
		if (err)
			return err;
		err = heartbeat_find(&peek->heart, &peek->log, NULL);
		if (err)
			return err;
	}
	return heartbeat_read(&peek->heart, &peek->log, ret);
}

static int peek_read(struct peek *peek, uint64_t *ret)
{
	int err = peek_lock(peek);

	if (err)
		return err;
	err = peek_locked(peek, ret);
	view_close(&peek->log.view);
	flock(peek->os.fd, LOCK_UN);
	return err;
}

static int peek_watch(struct peek *peek, struct ctl_heartbeat *ret)
{
	int step = PEEK_STEP_MS, left = CTL_PEEK_MS;
	uint64_t first, now;
	int err = peek_read(peek, &first);

	if (err)
		return err;
	now = first;
	while (now == first && left) {
		poll(NULL, 0, step);
		left -= step;
		step = 2 * step < left ? 2 * step : left;
		err = peek_read(peek, &now);
		if (err)
			return err;
	}
	*ret = (struct ctl_heartbeat){ .jiffies = now, .has_moved = now != first };
	return 0;
}

static void peek_cleanup(struct peek *peek)
{
	log_close(&peek->log);
	mint_device_close(&peek->os);
}

int ctl_heartbeat_peek(const char *name, struct ctl_heartbeat *ret)
{
	CLEANUP(peek_cleanup) struct peek peek = { .os = { .fd = -1 } };
	struct mint_status status;
	int err = life_open(name, &peek.os, NULL);

	if (err)
		return err;
	err = mint_os_status(&peek.os, &status, NULL);
	if (err)
		return err;
	if (status.state != MINT_RUNNING)
		return -ESRCH;
	log_open(&peek.log, &peek.os, &status);
	return peek_watch(&peek, ret);
}
