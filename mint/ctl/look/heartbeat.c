/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * heartbeat.c - does the clock of another kernel go on?
 *
 * In: its memory. Out: a verdict.
 * Ref: heartbeat.h.
 */
#include "mint/ctl/look/heartbeat.h"

#include <errno.h>
#include <string.h>

#include "printk/kallsyms.h"
#include "printk/space.h"

#define COUNTER "jiffies_64"

enum pulse_verdict pulse_look(struct pulse *pulse, uint64_t value, int64_t now_ms,
			      int64_t timeout_ms)
{
	int64_t watched = now_ms - pulse->looked_ms;

	if (!pulse->is_begun || pulse->value != value) {
		*pulse = (struct pulse){ .is_begun = true,
					 .value = value,
					 .looked_ms = now_ms };
		return PULSE_MOVED;
	}
	pulse->looked_ms = now_ms;
	pulse->still_ms += watched < HEARTBEAT_WATCHED_MS ? watched
							  : HEARTBEAT_WATCHED_MS;
	if (pulse->still_ms < timeout_ms / 2)
		return PULSE_STILL;
	if (pulse->nudges && now_ms - pulse->nudged_ms < HEARTBEAT_NUDGE_MS)
		return PULSE_STILL; /* the last one has not had its time */
	if (pulse->still_ms >= timeout_ms && pulse->nudges >= HEARTBEAT_NUDGES)
		return PULSE_HUNG;
	pulse->nudges++;
	pulse->nudged_ms = now_ms;
	return PULSE_NUDGE;
}

static int counter_find(struct log *log, const struct vmcoreinfo *info, phys_t *ret,
			struct diag *diag)
{
	struct printk_memory memory = { .read = view_read, .context = &log->view };
	struct kallsyms *symbols = NULL;
	struct space space;
	uint64_t va, run;
	int err;

	err = kallsyms_open(&memory, info, &symbols, diag);
	err = err ? err : kallsyms_find(symbols, COUNTER, &va, diag);
	kallsyms_close(symbols);
	if (err)
		return err;
	err = space_open(&memory, info, &space, diag);
	if (err)
		return err;
	if (space_translate(&space, va, ret, &run))
		return diag_fail(diag, -EFAULT, COUNTER " is not mapped");
	if (run < sizeof(uint64_t) || !is_aligned(*ret, sizeof(uint64_t)))
		return diag_fail(diag, -EINVAL,
				 COUNTER " at a place that it cannot have");
	return 0;
}

/* @why: what is wrong with its symbols. */
static int heartbeat_miss(struct heartbeat *heart, const struct vmcoreinfo *info, int err,
			  const char *why, struct diag *diag)
{
	const char *release = vmcoreinfo_get(info, "OSRELEASE");

	heart->is_missing = true;
	return diag_fail(diag, err,
			 "heartbeat-timeout: kernel %s does not tell where its counter "
			 "is (%s); use hang-timeout=",
			 release ? release : "?", why);
}

int heartbeat_find(struct heartbeat *heart, struct log *log, struct diag *diag)
{
	const struct vmcoreinfo *info = &log->info;
	struct diag why = { 0 };
	phys_t counter;
	int err;

	if (!info->text)
		return -EAGAIN;
	view_look(&log->view);
	err = counter_find(log, info, &counter, &why);
	if (log_is_current(log, NULL))
		return -ESTALE;
	if (err)
		return heartbeat_miss(heart, info, err, why.line, diag);
	heart->counter = counter;
	heart->pulse = (struct pulse){ 0 };
	return 0;
}

int heartbeat_read(const struct heartbeat *heart, struct log *log, uint64_t *ret)
{
	uint64_t value;
	int err;

	view_look(&log->view);
	err = view_read(&log->view, heart->counter, &value, sizeof(value));
	if (log_is_current(log, NULL))
		return -ESTALE;
	if (!err)
		*ret = value;
	return err;
}

/* The first one that wakes up brings the counter up to date: which does not matter. */
static int cores_interrupt(struct mint_device *os, const struct mint_status *status,
			   struct diag *diag)
{
	struct mint_signal signal = { .vector = HEARTBEAT_VECTOR };
	uint32_t i;
	int err;

	for (i = 0; i < status->nr_cpus; i++) {
		signal.cpu = status->cpus[i];
		err = os->ops->call(os->context, os->fd, MINT_IOC_SIGNAL, &signal);
		if (err == -ESRCH || err == -ENODEV)
			return 0; /* it has ended */
		if (err < 0)
			return diag_fail(diag, err, "%s: cannot interrupt CPU %u: %s",
					 os->name, signal.cpu, strerror(-err));
	}
	return 0;
}

int heartbeat_look(struct heartbeat *heart, struct log *log, struct mint_device *os,
		   const struct mint_status *status, int64_t now_ms, int64_t timeout_ms,
		   enum pulse_verdict *ret, struct diag *diag)
{
	uint64_t value;
	int err = heartbeat_read(heart, log, &value);

	if (err)
		return diag_fail(diag, err, "%s: its " COUNTER " cannot be read: %s",
				 os->name, strerror(-err));
	*ret = pulse_look(&heart->pulse, value, now_ms, timeout_ms);
	return *ret == PULSE_NUDGE ? cores_interrupt(os, status, diag) : 0;
}
