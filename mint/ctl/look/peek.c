/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * peek.c - what "status" tells of the clock of a running OS
 *
 * In: its memory, for root. Out: jiffies_64, and whether it moves.
 * Ref: heartbeat.h. Looking does not interrupt the OS: one that idles may stand still.
 *
 * Memory that is mapped cannot be released, and who only looks must not make a release
 * fail. So nothing is mapped without the lock that every release takes; and because a
 * launch may hold it for long, that lock is not waited for longer than for the clock.
 */
#include <errno.h>
#include <poll.h>
#include <sys/file.h>

#include "base/cleanup.h"
#include "mint/ctl/ctl.h"
#include "mint/ctl/look/heartbeat.h"
#include "mint/ctl/life/life.h"
#include "mint/ctl/look/log.h"

#define PEEK_STEP_MS 4 /* a tick at CONFIG_HZ=250; doubles */

struct peek {
	struct mint_device os;
	struct log log;
	struct heartbeat heart;
};

static int peek_lock(struct peek *peek)
{
	int64_t end = life_clock_ms() + CTL_PEEK_MS;

	while (flock(peek->os.fd, LOCK_SH | LOCK_NB)) {
		if (errno != EWOULDBLOCK || life_clock_ms() >= end)
			return -errno;
		poll(NULL, 0, PEEK_STEP_MS);
	}
	return 0;
}

/* In one hold of the lock: find the counter where it has not been found yet; read it. */
static int peek_read(struct peek *peek, uint64_t *ret)
{
	int err = peek_lock(peek);

	if (err)
		return err;
	if (!peek->heart.counter)
		err = log_find(&peek->log, NULL);
	if (!err && !peek->heart.counter)
		err = heartbeat_find(&peek->heart, &peek->log, NULL);
	if (!err)
		err = heartbeat_read(&peek->heart, &peek->log, ret);
	view_close(&peek->log.view);
	flock(peek->os.fd, LOCK_UN);
	return err;
}

static int peek_watch(struct peek *peek, struct ctl_heartbeat *ret)
{
	int step = PEEK_STEP_MS, left = CTL_PEEK_MS;
	uint64_t first, now;
	int err = peek_read(peek, &first);

	now = first;
	while (!err && now == first && left) {
		poll(NULL, 0, step);
		left -= step;
		step = 2 * step < left ? 2 * step : left;
		err = peek_read(peek, &now);
	}
	if (!err)
		*ret = (struct ctl_heartbeat){ .jiffies = now,
					       .has_moved = now != first };
	return err;
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

	if (!err)
		err = mint_os_status(&peek.os, &status, NULL);
	if (!err && status.state != MINT_RUNNING)
		err = -ESRCH;
	if (err)
		return err;
	log_open(&peek.log, &peek.os, &status);
	return peek_watch(&peek, ret);
}
