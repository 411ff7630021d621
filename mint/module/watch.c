// SPDX-License-Identifier: GPL-2.0-only
/*
 * watch.c - a running OS: looks at its mailbox, notices its end
 *
 * In:  mailbox page 0, written by the EFI runtime page, the AML and purgatory
 * Out: os_end() with the reason, from a work item
 * Ref: ACPI 6.4 sections 4.8.3.6, 4.8.3.7; Linux drivers/acpi/reset.c: the kernel waits
 *      15 ms after its write to the reset register, then pulls real reset lines
 */
#include "mint.h"

#define WATCH_NS (10 * NSEC_PER_MSEC)
#define WATCH_ACPI_NS NSEC_PER_MSEC

static enum mint_reason box_read(const struct mint_os *os, struct mint_mailbox *box)
{
	memcpy(box, os->box, sizeof(*box));
	if (mint_mailbox_reason(box) == MINT_REASON_NONE)
		return MINT_REASON_NONE;
	/* _TTS is written before the sign: once the sign is seen, a new copy has it. */
	rmb();
	memcpy(box, os->box, sizeof(*box));
	return mint_mailbox_reason(box);
}

static enum hrtimer_restart watch_look(struct hrtimer *timer)
{
	struct mint_os *os = container_of(timer, struct mint_os, timer);
	bool acpi = os->load.flags & MINT_LOAD_WATCH_ACPI;
	enum mint_reason reason;
	struct mint_mailbox box;

	reason = box_read(os, &box);
	if (reason == MINT_REASON_NONE || test_ignores_mailbox(os)) {
		hrtimer_forward_now(timer, ns_to_ktime(acpi ? WATCH_ACPI_NS : WATCH_NS));
		return HRTIMER_RESTART;
	}
	if (box.reset == MINT_RESET_VALUE)
		core_init_all(os); /* the race of 15 ms: no time for a work item */
	os->sign = reason;
	get_device(&os->dev);
	if (!queue_work(mint.works, &os->end_work))
		put_device(&os->dev);
	return HRTIMER_NORESTART;
}

static void watch_end(struct work_struct *work)
{
	struct mint_os *os = container_of(work, struct mint_os, end_work);

	mutex_lock(&os->lock);
	if (os->state == MINT_RUNNING && os->sign != MINT_REASON_NONE)
		os_end(os, os->sign);
	mutex_unlock(&os->lock);
	put_device(&os->dev);
}

void watch_init(struct mint_os *os)
{
	mint_timer_setup(&os->timer, watch_look);
	INIT_WORK(&os->end_work, watch_end);
}

void watch_start(struct mint_os *os)
{
	os->sign = MINT_REASON_NONE;
	hrtimer_start(&os->timer, 0, HRTIMER_MODE_REL);
}

void watch_stop(struct mint_os *os)
{
	hrtimer_cancel(&os->timer);
}
