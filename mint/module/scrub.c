// SPDX-License-Identifier: GPL-2.0-only
/*
 * scrub.c - what was claimed is cleared, before anybody may reach it
 *
 *   claim ----+--> user space builds the image -----> load: waits for the last worker
 *             |
 *             +--> worker   |piece 0|   |piece 2|  …  the next that nobody has begun with
 *             +--> worker       |piece 1|   |piece 3|
 *
 * In:  ranges whose pages nobody uses; os->lock held
 * Out: zeros instead of what the leader's processes or an earlier OS left there; then
 *      os->claimed, without which nobody can pin a page
 * Ref: Documentation/core-api/workqueue.rst
 *
 * Locks: workers take mint.guard only. An OS that owns memory stays, and so do its
 * ranges: whoever takes them away waits for the workers first (mint_scrub_stop()).
 */
#include "scrub.h"
#include "memory.h"

#include <linux/cpumask.h>

#define PIECE (32 * MINT_MIB) /* between two looks at whether to go on */

/* Of the ranges, one behind the other. */
static int piece_clear(const struct mint_os *os, u64 piece)
{
	struct mint_range range;

	if (!mint_piece(os->ranges, os->nr_ranges, PIECE, piece, &range))
		return -ENOENT;
	return mint_memory_zero(range.start, range.end - range.start);
}

static void worker_done(struct mint_os *os, int err)
{
	struct mint_scrub *scrub = &os->scrub;

	spin_lock(&mint.guard);
	if (!scrub->err)
		scrub->err = err;
	scrub->left--;
	if (!scrub->left && !scrub->err && !scrub->is_stopped)
		os->claimed = true;
	spin_unlock(&mint.guard);
	wake_up_all(&os->wait);
}

static void scrub_run(struct mint_os *os)
{
	struct mint_scrub *scrub = &os->scrub;
	int err = 0;

	while (!err && !READ_ONCE(scrub->is_stopped))
		err = piece_clear(os, atomic64_fetch_inc(&scrub->next));
	worker_done(os, err == -ENOENT ? 0 : err);
}

static void scrub_work(struct work_struct *work)
{
	scrub_run(container_of(work, struct mint_scrubber, work)->os);
}

void mint_scrub_init(struct mint_os *os)
{
	u32 i;

	for (i = 0; i < MINT_SCRUBBERS; i++) {
		INIT_WORK(&os->scrub.worker[i].work, scrub_work);
		os->scrub.worker[i].os = os;
	}
}

/* Half of the leader's CPUs: the program that claims has work of its own meanwhile. */
void mint_scrub_start(struct mint_os *os)
{
	struct mint_scrub *scrub = &os->scrub;
	u32 i, nr = clamp_t(u32, num_online_cpus() / 2, 1, MINT_SCRUBBERS);

	spin_lock(&mint.guard);
	atomic64_set(&scrub->next, 0);
	scrub->left = nr;
	scrub->err = 0;
	WRITE_ONCE(scrub->is_stopped, false);
	spin_unlock(&mint.guard);
	for (i = 0; i < nr; i++)
		queue_work(mint.works, &scrub->worker[i].work);
}

void mint_scrub_skip(struct mint_os *os)
{
	spin_lock(&mint.guard);
	os->scrub.err = 0;
	os->claimed = true;
	spin_unlock(&mint.guard);
}

static bool is_done(const struct mint_os *os)
{
	bool done;

	spin_lock(&mint.guard);
	done = !os->scrub.left;
	spin_unlock(&mint.guard);
	return done;
}

int mint_scrub_wait(struct mint_os *os)
{
	if (wait_event_killable(os->wait, is_done(os)))
		return -EINTR;
	return os->scrub.err;
}

void mint_scrub_stop(struct mint_os *os)
{
	u32 i;

	spin_lock(&mint.guard);
	WRITE_ONCE(os->scrub.is_stopped, true);
	spin_unlock(&mint.guard);
	for (i = 0; i < MINT_SCRUBBERS; i++)
		flush_work(&os->scrub.worker[i].work);
}
