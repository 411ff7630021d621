/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run_follow.c - one life of an OS that mintctl runs: its log, signs of its end, a stop
 *
 * In: its memory, signals. Out: its kernel log on stdout, READY=1 and STOPPING=1, its end
 * where nothing else would bring it.
 * Ref: mintctl(8) "RUN"; sd_notify(3).
 */
#include "mint/ctl/verb/run_follow.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "leader/mint_start.h"
#include "leader/mint_status.h"
#include "mint/ctl/life/life.h"
#include "mint/ctl/look/log_print.h"
#include "mint/ctl/notify.h"

/* For the log of an OS that has ended, when asked to stop: it may have no end. */
#define DRAIN_MS 10000

/* What the manager grants beyond the stop timeout: to kill, drain the log, release. */
#define STOP_MARGIN_MS 30000

void run_ready(struct run *run)
{
	if (!run->is_ready)
		notify_send("READY=1\nSTATUS=running");
	run->is_ready = true;
}

static int record_take(void *context, const struct printk_record *record)
{
	struct run *run = context;
	bool is_kernel = record->has_level && record->facility == 0;
	enum landmark landmark = landmark_of(record->text, is_kernel);

	signs_take_line(&run->signs, landmark, record->text);
	/* So much was said that the first lines are gone: init is long up. */
	if (landmark == LANDMARK_INIT || record->lost)
		run_ready(run);
	if (record->lost && !run->is_mute)
		fprintf(run->out->stream, "(%" PRIu64 " messages were overwritten)\n",
			record->lost);
	if (!run->is_mute)
		log_text_print(run->out->stream, record);
	return 0;
}

/* Nor is it one that nobody reads: said once. */
static void run_show(struct run *run)
{
	int err = run->is_mute ? 0 : out_flush(run->out);

	if (!err)
		return;
	fprintf(stderr,
		"mintctl: warning: %s: its log is not shown any more: standard output: "
		"%s\n",
		run->name, strerror(-err));
	run->is_mute = true;
}

/*
 * Reading the log is no reason to end an OS: said once, then done without. Nor may it be
 * one for a manager that waits for READY=1: it will not be told that its init began.
 */
static int run_read(struct run *run, bool has_ended)
{
	struct diag why = { 0 };
	int count = log_read(&run->log, has_ended, record_take, run, &why);

	run->log_err = count < 0 ? count : 0;
	run_show(run);
	if (count >= 0 || count == -ENOENT || count == -ESTALE)
		return count < 0 ? 0 : count;
	if (!run->is_mute)
		fprintf(stderr, "mintctl: warning: %s: %s\n", run->name, why.line);
	run->is_mute = true;
	run_ready(run);
	return 0;
}

/* Not to be able to look is no reason to end an OS: said once, then done without. */
static void heart_give_up(struct run *run, const char *why)
{
	run->heart.is_missing = true;
	fprintf(stderr, "mintctl: warning: %s: %s\n", run->name, why);
}

/* 0 its clock can be looked at; -EAGAIN not yet; else it never can, or not in this life.
 */
static int heart_find(struct run *run, struct diag *why)
{
	return run->heart.counter ? 0 : heartbeat_find(&run->heart, &run->log, why);
}

static void heart_step(struct run *run, const struct mint_status *status)
{
	enum pulse_verdict verdict = PULSE_MOVED;
	struct diag why = { 0 };
	int err;

	if (!run->heartbeat_timeout_ms || run->heart.is_missing)
		return;
	err = heart_find(run, &why);
	err = err ? err
		  : heartbeat_look(&run->heart, &run->log, &run->os, status,
				   mint_clock_ms(), run->heartbeat_timeout_ms, &verdict,
				   &why);
	/* Not yet; or the next look is at another life. */
	if (err == -EAGAIN || err == -ESTALE)
		return;
	if (err)
		heart_give_up(run, why.line);
	else if (verdict == PULSE_HUNG)
		signs_take_hang(&run->signs, &run->heart.pulse);
}

/* It would be waited for in vain: what runs there is no kernel that came up. */
static void start_step(struct run *run, const struct mint_status *status)
{
	if (life_is_no_start(status, run->log_err, run->start_timeout_ms))
		signs_take_no_start(&run->signs, status, run->start_timeout_ms);
}

/* The button cannot be pressed: who was told to stop must not go on for ever. */
static void stop_hurry(struct run *run, const char *why)
{
	fprintf(stderr, "mintctl: warning: %s\n", why);
	run->stop.is_begun = true;
	run->stop.deadline = 0;
}

static int stop_step(struct run *run)
{
	struct diag refusal = { 0 };
	int err = life_stop_step(&run->stop, &run->os, &refusal);

	if (err && run->stop.is_killed)
		return diag_fail(run->diag, err, "%s", refusal.line);
	if (err)
		stop_hurry(run, refusal.line);
	return 0;
}

/* SIGTERM: a graceful stop; again: at once. */
static void signal_take(struct run *run)
{
	struct signalfd_siginfo info;
	struct diag refusal = { 0 };
	int err;

	if (read(run->signals, &info, sizeof(info)) != sizeof(info))
		return;
	if (run->is_asked) {
		run->stop.deadline = 0;
		return;
	}
	run->is_asked = true;
	notify_send("STOPPING=1\nSTATUS=stopping: power button pressed\n"
		    "EXTEND_TIMEOUT_USEC=%" PRId64,
		    (run->stop_timeout_ms + STOP_MARGIN_MS) * 1000);
	err = life_stop_begin(&run->stop, &run->os, run->stop_timeout_ms, &refusal);
	if (err && err != -ESRCH)
		stop_hurry(run, refusal.line);
}

/* Until the OS changes, a signal comes, or the log should be looked at again. */
static int run_wait(struct run *run, int delay_ms)
{
	struct pollfd fds[] = {
		{ .fd = run->os.fd, .events = POLLIN | POLLPRI },
		{ .fd = run->signals, .events = POLLIN },
	};

	if (run->stop.is_begun && delay_ms > BELL_STEP_MS)
		delay_ms = BELL_STEP_MS;
	if (poll(fds, ARRAY_SIZE(fds), delay_ms) < 0 && errno != EINTR)
		return diag_fail(run->diag, -errno, "%s: cannot wait: %s", run->name,
				 strerror(errno));
	if (fds[1].revents)
		signal_take(run);
	return 0;
}

void run_begin(struct run *run, const struct mint_status *status)
{
	log_close(&run->log);
	log_open(&run->log, &run->os, status);
	run->signs = (struct signs){ 0 };
	run->heart = (struct heartbeat){ 0 };
	run->drained_ms = 0;
}

/* The life that showed the signs, and no other. */
static int judged_end(struct run *run)
{
	struct diag refusal = { 0 };
	int err = life_kill(&run->os, run->signs.end, run->log.life, &refusal);

	if (err && err != -ESTALE)
		return diag_fail(run->diag, err, "%s", refusal.line);
	return 0;
}

/* What was seen is acted on: an end that nothing else will bring, or a stop. */
static int run_act(struct run *run, const struct mint_status *status)
{
	/* One that powers off may stand still: it has its time already. */
	if (run->signs.end == MINT_REASON_NONE && !run->stop.is_begun) {
		heart_step(run, status);
		start_step(run, status);
	}
	if (run->signs.end != MINT_REASON_NONE)
		return judged_end(run);
	return run->stop.is_begun ? stop_step(run) : 0;
}

/* It has ended: is that all that is read of its log? @count of the last look. */
static bool run_is_drained(struct run *run, int count)
{
	if (!run->drained_ms)
		run->drained_ms = mint_clock_ms() + DRAIN_MS;
	return count < LOG_READ_MAX ||
	       (run->is_asked && mint_clock_ms() >= run->drained_ms);
}

int run_follow(struct run *run, struct mint_status *ret)
{
	int err, count, delay_ms = 0;

	for (;;) {
		err = mint_os_status(&run->os, ret, run->diag);
		if (err)
			return err;
		/* Somebody restarted it; while its memory is made anew it is nobody's. */
		if (ret->life && ret->life != run->log.life)
			run_begin(run, ret);
		count = run_read(run, life_has_ended(ret));
		if (life_has_ended(ret) && run_is_drained(run, count))
			return 0;
		err = life_has_ended(ret) ? 0 : run_act(run, ret);
		if (err)
			return err;
		delay_ms = log_delay_next(delay_ms, count);
		err = run_wait(run, delay_ms);
		if (err)
			return err;
	}
}
