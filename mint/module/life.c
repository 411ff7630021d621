// SPDX-License-Identifier: GPL-2.0-only
/*
 * life.c - an image, its start and its end
 *
 *   empty -> loaded -> running -> stopping -> stopped -> (start) running
 *                                         \-> lost, for ever
 *
 * In:  calls of user space (os->lock held); signs that watch.c saw, as a work item; the
 *      leader's own end (guard.c)
 * Out: a running OS, or parked cores and the reason
 * Ref: abi/mint.h
 */
#include "life.h"
#include "apic.h"
#include "claim.h"
#include "erase.h"
#include "memory.h"
#include "os.h"
#include "park.h"
#include "pci.h"
#include "scrub.h"
#include "start.h"
#include "test.h"
#include "watch.h"

#include <linux/file.h>

/* ---- the image ---- */

int mint_os_load(struct mint_os *os, const struct mint_load *load, struct file *image)
{
	struct mint_mailbox *box;
	int err;

	err = mint_os_idle(os);
	if (err)
		return err;
	err = test_fail(os, MINT_TEST_STEP_LOAD);
	if (err)
		return err;
	err = mint_check_load(load, os->ranges, os->nr_ranges,
			      i_size_read(file_inode(image)));
	if (err)
		return err;
	err = mint_scrub_wait(os);
	if (err)
		return err;
	box = mint_memory_map(load->mailbox, MINT_MAILBOX_PAGES * PAGE_SIZE);
	if (!box)
		return -ENOMEM;
	mint_os_image_drop(os);
	memset(box, 0, MINT_MAILBOX_PAGES * PAGE_SIZE);
	os->image = image;
	os->load = *load;
	spin_lock(&mint.guard);
	os->box = box;
	spin_unlock(&mint.guard);
	mint_os_change(os, MINT_LOADED, os->reason);
	return 0;
}

int mint_os_forget(struct mint_os *os)
{
	int err = mint_os_idle(os);

	if (err || !os->image)
		return err;
	mint_os_image_drop(os);
	mint_os_change(os, MINT_EMPTY, os->reason);
	return 0;
}

/* MINT_TEST_FLIP_BYTE; compiled to nothing without MINT_TEST. */
static void test_flip(struct mint_os *os)
{
#ifdef MINT_TEST
	u8 *byte = os->hooks.flip ? mint_memory_map(os->hooks.flip, 1) : NULL;

	os->hooks.flip = 0;
	if (!byte)
		return;
	*byte ^= 0xff;
	mint_memory_unmap(byte);
#endif
}

/* The mailbox as no kernel has written it yet. */
static void box_reset(struct mint_os *os)
{
	u8 *box = (u8 *)os->box;
	u32 i;

	memset(box, 0, MINT_MAILBOX_PAGES * PAGE_SIZE);
	mint_os_watchdog(os)->countdown =
		os->load.hang_timeout_ms / MINT_WATCHDOG_PERIOD_MS;
	mint_os_watchdog(os)->fired = os->reason == MINT_REASON_HANG;
	/* No vector yet, so a doorbell that the kernel arms shows. */
	for (i = 0; i < MINT_DOORBELLS; i++)
		*(u32 *)(box + (MINT_MAILBOX_IOAPIC + i) * PAGE_SIZE + MINT_IOAPIC_CELL) =
			MINT_IOAPIC_VERSION;
}

/* Everything a start needs in memory, as if it were the first one. */
static int image_place(struct mint_os *os)
{
	u32 i;
	int err;

	err = mint_erase_kernel(os);
	if (err)
		return err;
	box_reset(os);
	for (i = 0; i < os->load.nr_segments; i++) {
		err = test_fail(os, MINT_TEST_STEP_COPY);
		if (err)
			return err;
		err = mint_memory_copy(os->image, &os->load.segments[i]);
		if (err)
			return err;
	}
	test_flip(os);
	return test_fail(os, MINT_TEST_STEP_START);
}

/* ---- start ---- */

/* A start begins: from now on the leader waits for its end, or refuses. */
static int guard_enter(struct mint_os *os)
{
	bool is_held;

	spin_lock(&mint.guard);
	is_held = mint.is_ending || mint.is_sleeping;
	os->is_starting = !is_held;
	spin_unlock(&mint.guard);
	return is_held ? -ESHUTDOWN : 0;
}

/* Its state says what came out of it. */
static void guard_leave(struct mint_os *os)
{
	spin_lock(&mint.guard);
	os->is_starting = false;
	spin_unlock(&mint.guard);
}

/*
 * Who looks into its memory asks before and after whose it is: nobody's while it is made
 * anew, and after a start that failed half way.
 */
static void life_set(struct mint_os *os, u32 life)
{
	spin_lock(&mint.guard);
	os->life = life;
	spin_unlock(&mint.guard);
}

static int os_run(struct mint_os *os)
{
	int err;

	life_set(os, 0);
	err = image_place(os);
	if (err)
		return err;
	if (!++os->lives)
		os->lives = 1;
	life_set(os, os->lives);
	err = mint_core_start(os);
	if (err == -EIO)
		mint_os_end(os, MINT_REASON_NO_START);
	else if (err)
		life_set(os, 0); /* no core has run there */
	if (err)
		return err;
	spin_lock(&mint.guard);
	os->started = ktime_get();
	os->starts++;
	spin_unlock(&mint.guard);
	mint_os_change(os, MINT_RUNNING, MINT_REASON_NONE);
	mint_watch_start(os);
	return 0;
}

int mint_os_start(struct mint_os *os)
{
	int err = mint_os_idle(os);

	if (err)
		return err;
	if (!os->image)
		return -EINVAL;
	err = guard_enter(os);
	if (err)
		return err;
	err = mint_pci_enter(os);
	if (err)
		goto leave;
	err = os_run(os);
leave:
	guard_leave(os);
	return err;
}

int mint_os_signal(struct mint_os *os, u32 cpu, u32 vector)
{
	u32 i;

	if (vector < MINT_VECTOR_FIRST || vector > MINT_VECTOR_LAST)
		return -EINVAL;
	if (os->state != MINT_RUNNING)
		return -ESRCH;
	for (i = 0; i < os->nr_cpus; i++)
		if (os->cpus[i] == cpu) {
			mint_core_signal(os->apicids[i], vector);
			return 0;
		}
	return -ENODEV;
}

/* ---- end ---- */

int mint_os_end(struct mint_os *os, enum mint_reason reason)
{
	u32 lost;

	mint_os_change(os, MINT_STOPPING, reason);
	mint_watch_stop(os);
	lost = mint_core_park_all(os);
	mint_pci_end(os);
	spin_lock(&mint.guard);
	os->lost_cpus = lost;
	spin_unlock(&mint.guard);
	mint_os_change(os, lost ? MINT_LOST : MINT_STOPPED, reason);
	return lost ? -EIO : 0;
}

int mint_os_kill(struct mint_os *os, const struct mint_kill *kill)
{
	enum mint_reason shown;

	if (os->state != MINT_RUNNING)
		return os->state == MINT_LOST ? -EIO : -ESRCH;
	if (kill->life && kill->life != os->life)
		return -ESTALE;
	/* Its own word is the truth, though the watch may not have looked yet. */
	shown = mint_watch_word(os);
	return mint_os_end(os, shown != MINT_REASON_NONE ? shown : kill->reason);
}

/* Ends that no word of the OS explains. */
static void silence_explain(const struct mint_os *os)
{
	const struct mint_watch *watch = &os->watch;

	if (os->sign == MINT_REASON_HANG)
		pr_notice("%s: hang: its watchdog was not fed for %llu ms\n", os->name,
			  watch->hang_ms);
	else if (os->sign == MINT_REASON_HALT)
		pr_notice("%s: halt: no sign of power off or reboot for %llu ms behind "
			  "its \\_TTS\n",
			  os->name, watch->halt_ms);
	else if (os->sign == MINT_REASON_NO_START &&
		 watch->verify_ms > watch->verify_limit_ms)
		pr_notice("%s: no start: purgatory was not done after %llu ms\n",
			  os->name, watch->verify_ms);
}

void mint_os_end_work(struct work_struct *work)
{
	struct mint_os *os = container_of(work, struct mint_os, end_work);

	mutex_lock(&os->lock);
	if (os->state == MINT_RUNNING && os->sign != MINT_REASON_NONE) {
		silence_explain(os);
		mint_os_end(os, os->sign);
	}
	mutex_unlock(&os->lock);
	put_device(&os->dev);
}
