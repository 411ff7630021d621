// SPDX-License-Identifier: GPL-2.0-only
/*
 * watch.c - a running OS: looks at its mailbox, notices its end
 *
 * In:  mailbox page 0, written by the EFI runtime page, the AML and purgatory; page 1,
 *      written by the OS's watchdog driver
 * Out: the reason in os->sign, and the work item that mint_watch_init() was given
 * Ref: ACPI 6.4 sections 4.8.3.6, 4.8.3.7; Linux drivers/acpi/reset.c: the kernel waits
 *      15 ms after its write to the reset register, then pulls real reset lines;
 *      drivers/watchdog/wdat_wdt.c: maps its registers uncached
 */
#include "watch.h"
#include "apic.h"
#include "compat.h"
#include "test.h"

#include <asm/cacheflush.h>

#define WATCH_NS      (10 * NSEC_PER_MSEC)
#define WATCH_ACPI_NS NSEC_PER_MSEC

/*
 * The OS writes while this reads: each cell is read once, and what the cells mean is told
 * by the copy alone. _TTS and _INI have written theirs before any sign of an end: whoever
 * has seen the sign sees them.
 */
static void box_read(const struct mint_os *os, struct mint_mailbox *ret)
{
	const struct mint_mailbox *box = os->box;

	memset(ret, 0, sizeof(*ret));
	ret->efi_reset = READ_ONCE(box->efi_reset);
	ret->sleep = READ_ONCE(box->sleep);
	ret->reset = READ_ONCE(box->reset);
	ret->purgatory_stage = READ_ONCE(box->purgatory_stage);
	rmb();
	ret->tts = READ_ONCE(box->tts);
	ret->kernel = READ_ONCE(box->kernel);
}

enum mint_reason mint_watch_word(const struct mint_os *os)
{
	struct mint_mailbox box;

	box_read(os, &box);
	return mint_mailbox_reason(&box);
}

/* What the other side writes past its caches must not be looked for in ours. */
static u32 register_read(u32 *at)
{
	clflush_cache_range(at, sizeof(*at));
	return READ_ONCE(*at);
}

/* A ping between the look and the clearing is lost: it counts as the one seen. */
static void dog_read(const struct mint_os *os, struct mint_watchdog *ret)
{
	struct mint_watchdog *dog = mint_os_watchdog(os);

	ret->running = register_read(&dog->running);
	ret->countdown = register_read(&dog->countdown);
	ret->ping = register_read(&dog->ping);
	if (!ret->ping)
		return;
	WRITE_ONCE(dog->ping, 0);
	clflush_cache_range(&dog->ping, sizeof(dog->ping));
}

static enum mint_reason os_look(struct mint_os *os, struct mint_mailbox *box)
{
	bool has_dog = os->load.hang_timeout_ms;
	struct mint_watchdog dog;

	box_read(os, box);
	if (has_dog)
		dog_read(os, &dog);
	return mint_watch_look(&os->watch, box, has_dog ? &dog : NULL,
			       ktime_to_ms(ktime_get()));
}

static enum hrtimer_restart watch_look(struct hrtimer *timer)
{
	struct mint_os *os = container_of(timer, struct mint_os, timer);
	bool acpi = os->load.flags & MINT_LOAD_WATCH_ACPI;
	enum mint_reason reason;
	struct mint_mailbox box;

	reason = os_look(os, &box);
	if (reason == MINT_REASON_NONE || test_ignores_mailbox(os)) {
		hrtimer_forward_now(timer, ns_to_ktime(acpi ? WATCH_ACPI_NS : WATCH_NS));
		return HRTIMER_RESTART;
	}
	if (box.reset == MINT_RESET_VALUE)
		mint_core_init_all(os); /* the race of 15 ms: no time for a work item */
	os->sign = reason;
	get_device(&os->dev);
	if (!queue_work(mint.works, &os->end_work))
		put_device(&os->dev);
	return HRTIMER_NORESTART;
}

void mint_watch_init(struct mint_os *os, work_func_t end)
{
	mint_timer_setup(&os->timer, watch_look);
	INIT_WORK(&os->end_work, end);
}

void mint_watch_start(struct mint_os *os)
{
	os->sign = MINT_REASON_NONE;
	mint_watch_begin(&os->watch, &os->load, ktime_to_ms(ktime_get()));
	/* Hard: on an RT leader the look would wait for threads, longer than 15 ms. */
	hrtimer_start(&os->timer, 0, HRTIMER_MODE_REL_HARD);
}

void mint_watch_stop(struct mint_os *os)
{
	hrtimer_cancel(&os->timer);
}
