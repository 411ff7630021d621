/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run.c - the verb run: one OS as a service, from its configuration to its end
 *
 * In: /etc/mint/NAME.conf, signals. Out: its kernel log on stdout, sd_notify(3), an exit
 * code that says how it ended; the leader has its memory and cores back afterwards.
 * Ref: mintctl(8), "run"; sd_notify(3), systemd.service(5).
 *
 *   load (kexec -l) -> start -> log ... -> ended -> reboot? start again : release
 *
 * An OS of that name that is there already is taken as it is: one that runs is adopted.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "request/conf_file.h"
#include "mint/ctl/look/heartbeat.h"
#include "mint/ctl/load.h"
#include "mint/ctl/life/life.h"
#include "mint/ctl/look/log.h"
#include "mint/ctl/notify.h"
#include "mint/ctl/verb/run.h"
#include "request/request.h"

/* What the manager grants beyond the stop timeout: to kill, drain the log, release. */
#define STOP_MARGIN_MS 30000

struct run {
	const char *name;
	struct mint_device os;
	struct log log;
	struct life_stop stop;
	struct heartbeat heart;
	int64_t start_timeout_ms; /* 0: it may take for ever */
	int64_t stop_timeout_ms;
	int64_t heartbeat_timeout_ms; /* 0: nobody looks */
	enum request_reset policy;
	int signals;	 /* signalfd of SIGTERM and SIGINT */
	bool is_asked;	 /* to stop, by a signal */
	bool is_ready;	 /* READY=1 was sent */
	bool is_mute;	 /* nobody reads stdout any more, or the log cannot be read */
	uint32_t starts; /* the life whose log is read */
	int log_err;	 /* of the last look at it */
	enum mint_reason end; /* what the log shows, or NONE */
	char panic[256];      /* what the kernel said it was, "" nothing */
	char why[160];	      /* what was seen of it from outside, "" nothing */
	struct diag *diag;
};

static void run_cleanup(struct run *run)
{
	log_close(&run->log);
	life_stop_end(&run->stop);
	mint_device_close(&run->os);
	if (run->signals >= 0)
		close(run->signals);
}

static void run_ready(struct run *run)
{
	if (!run->is_ready)
		notify_send("READY=1\nSTATUS=running");
	run->is_ready = true;
}

/* The first line; it goes to a terminal. */
static void panic_keep(struct run *run, struct bytes text)
{
	size_t i;

	if (run->panic[0])
		return;
	for (i = 0; i < text.size && i + 1 < sizeof(run->panic); i++) {
		if (text.data[i] == '\n')
			break;
		run->panic[i] = text.data[i] >= 0x20 && text.data[i] < 0x7f
					? (char)text.data[i]
					: '?';
	}
	run->panic[i] = '\0';
}

static int record_take(void *context, const struct printk_record *record)
{
	struct run *run = context;
	bool is_kernel = record->has_level && record->facility == 0;

	switch (landmark_of(record->text, is_kernel)) {
	case LANDMARK_INIT:
		run_ready(run);
		break;
	case LANDMARK_PANIC:
		panic_keep(run, record->text);
		break;
	case LANDMARK_PANIC_LOOP:
		run->end = MINT_REASON_PANIC;
		break;
	case LANDMARK_HALTED:
		run->end = MINT_REASON_HALT;
		break;
	case LANDMARK_NONE:
		break;
	}
	/* So much was said that the first lines are gone: init is long up. */
	if (record->lost) {
		run_ready(run);
		if (!run->is_mute)
			printf("(%" PRIu64 " messages were overwritten)\n", record->lost);
	}
	if (!run->is_mute && log_text_print(stdout, record))
		run->is_mute = true;
	return 0;
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
	if (fflush(stdout))
		run->is_mute = true;
	if (count >= 0 || count == -ENOENT)
		return count < 0 ? 0 : count;
	if (!run->is_mute)
		fprintf(stderr, "mintctl: warning: %s: %s\n", run->name, why.line);
	run->is_mute = true;
	run_ready(run);
	return 0;
}

/* It stands still and answers nothing: what its log said last is why. */
static void heart_stopped(struct run *run)
{
	const struct pulse *pulse = &run->heart.pulse;

	run->end = run->panic[0] ? MINT_REASON_PANIC : MINT_REASON_HANG;
	snprintf(run->why, sizeof(run->why),
		 "jiffies stood at %" PRIu64 " for %" PRId64 ".%03" PRId64
		 " s, and %u timer interrupts to each of its cores moved nothing",
		 pulse->value, pulse->still_ms / 1000, pulse->still_ms % 1000,
		 pulse->nudges);
}

/* Not to be able to look is no reason to end an OS: said once, then done without. */
static void heart_step(struct run *run, const struct mint_status *status)
{
	enum pulse_verdict verdict = PULSE_MOVED;
	struct diag why = { 0 };
	int err = 0;

	if (!run->heartbeat_timeout_ms || run->heart.is_missing)
		return;
	if (!run->heart.counter)
		err = heartbeat_find(&run->heart, &run->log, &why);
	if (err == -EAGAIN)
		return;
	if (!err)
		err = heartbeat_look(&run->heart, &run->log, &run->os, status,
				     life_clock_ms(), run->heartbeat_timeout_ms, &verdict,
				     &why);
	if (err) {
		run->heart.is_missing = true;
		fprintf(stderr, "mintctl: warning: %s: %s\n", run->name, why.line);
	} else if (verdict == PULSE_HUNG) {
		heart_stopped(run);
	}
}

/* It would be waited for in vain: what runs there is no kernel that came up. */
static void start_step(struct run *run, const struct mint_status *status)
{
	if (!life_is_no_start(status, run->log_err, run->start_timeout_ms))
		return;
	run->end = MINT_REASON_NO_START;
	snprintf(run->why, sizeof(run->why),
		 "ran for %" PRIu64 ".%03" PRIu64 " s and its memory has no kernel log "
		 "(start-timeout=%" PRId64 ")",
		 (uint64_t)status->uptime_ns / 1000000000,
		 (uint64_t)status->uptime_ns / 1000000 % 1000,
		 run->start_timeout_ms / 1000);
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

static int delay_next(int delay_ms, int count)
{
	if (count == LOG_READ_MAX)
		return 0;
	if (count > 0 || !delay_ms)
		return LOG_LOOK_MIN_MS;
	return delay_ms * 2 > LOG_LOOK_MAX_MS ? LOG_LOOK_MAX_MS : delay_ms * 2;
}

static void run_begin(struct run *run, const struct mint_status *status)
{
	log_close(&run->log);
	log_open(&run->log, &run->os, status);
	run->starts = status->starts;
	run->end = MINT_REASON_NONE;
	run->panic[0] = '\0';
	run->why[0] = '\0';
	run->heart = (struct heartbeat){ 0 };
}

/* Reads and waits until the OS has ended; @ret is its status then. */
static int run_follow(struct run *run, struct mint_status *ret)
{
	int err, count, delay_ms = 0;

	for (;;) {
		err = mint_os_status(&run->os, ret, run->diag);
		if (err)
			return err;
		if (ret->starts != run->starts) /* somebody restarted it */
			run_begin(run, ret);
		count = run_read(run, life_has_ended(ret));
		if (life_has_ended(ret))
			return 0;
		/* One that powers off may stand still: it has its time already. */
		if (run->end == MINT_REASON_NONE && !run->stop.is_begun) {
			heart_step(run, ret);
			start_step(run, ret);
		}
		/* Its log or its clock says that it is over, and nothing else will. */
		if (run->end != MINT_REASON_NONE)
			err = life_kill(&run->os, run->end, run->diag);
		else if (run->stop.is_begun)
			err = stop_step(run);
		if (err)
			return err;
		delay_ms = delay_next(delay_ms, count);
		err = run_wait(run, delay_ms);
		if (err)
			return err;
	}
}

/* What its end means: 0 done, 1 start it again, negative: the exit code's errno. */
static int end_judge(struct run *run, const struct mint_status *status)
{
	char text[48];

	mint_status_text(status, text, sizeof(text));
	notify_send("STATUS=%s", text);
	fprintf(stderr, "mintctl: %s: %s\n", run->name, text);
	if (status->state != MINT_STOPPED)
		return diag_fail(run->diag, -EIO, "%s: is %s", run->name, text);
	if (status->reason == MINT_REASON_KILLED)
		return diag_fail(run->diag, -ECANCELED, "%s: killed%s%s", run->name,
				 run->stop.is_killed ? ": " : "",
				 run->stop.is_killed ? life_stop_why(&run->stop) : "");
	if (run->is_asked)
		return 0;
	switch (status->reason) {
	case MINT_REASON_POWEROFF:
	case MINT_REASON_HALT:
		return 0;
	case MINT_REASON_REBOOT:
		return run->policy == RESET_RESTART;
	case MINT_REASON_PANIC:
		return diag_fail(run->diag, -EIO, "%s: %s", run->name,
				 run->panic[0] ? run->panic
					       : "was reset without an orderly end, and "
						 "its log tells of no panic");
	default:
		return diag_fail(run->diag, -EIO, "%s: %s", run->name,
				 run->why[0] ? run->why : text);
	}
}

/* A signal that came while nothing ran. */
static bool is_asked_already(struct run *run)
{
	struct pollfd fd = { .fd = run->signals, .events = POLLIN };

	return poll(&fd, 1, 0) > 0;
}

static int run_lives(struct run *run, bool is_running)
{
	struct mint_status status;
	int err = 0;

	do {
		if (!is_running && is_asked_already(run))
			return 0;
		if (!is_running) {
			notify_send("STATUS=starting");
			err = life_start(&run->os, run->diag);
		}
		if (err == -EINTR && is_asked_already(run)) {
			diag_clear(run->diag);
			return 0;
		}
		if (!err)
			err = mint_os_status(&run->os, &status, run->diag);
		if (err)
			return err;
		run_begin(run, &status);
		/* Who adopts cannot know when its init began. */
		if (is_running)
			run_ready(run);
		is_running = false;
		err = run_follow(run, &status);
		life_stop_end(&run->stop);
		if (!err)
			err = end_judge(run, &status);
	} while (err > 0);
	return err;
}

static int run_load(struct run *run, const char *conf)
{
	int err;

	notify_send("STATUS=loading");
	err = load_by_conf(run->name, conf, run->signals, run->diag);
	if (err == -EINTR) {
		notify_send("STOPPING=1\nSTATUS=told to stop while it was loaded");
		fprintf(stderr, "mintctl: %s: told to stop while it was loaded\n",
			run->name);
	}
	return err;
}

/* The OS, loaded or running already; @ret_running tells which. */
static int run_enter(struct run *run, const char *conf, bool *ret_running)
{
	struct mint_status status;
	int err = life_open(run->name, &run->os, NULL);

	if (err == -ENOENT) {
		mint_device_close(&run->os);
		err = run_load(run, conf);
		if (err)
			return err;
	}
	if (run->os.fd < 0 || err)
		err = life_open(run->name, &run->os, run->diag);
	if (!err)
		err = mint_os_status(&run->os, &status, run->diag);
	if (err)
		return err;
	*ret_running = !life_has_ended(&status);
	if (*ret_running)
		fprintf(stderr, "mintctl: %s: runs already: adopted\n", run->name);
	if (status.state != MINT_EMPTY)
		return 0;
	/* What a kexec left that was killed. */
	fprintf(stderr, "mintctl: %s: was left empty: loading it anew\n", run->name);
	err = life_release(&run->os, run->diag);
	mint_device_close(&run->os);
	if (!err)
		err = run_load(run, conf);
	return err ? err : life_open(run->name, &run->os, run->diag);
}

/* Releasing is part of the end, but does not hide how it ended. */
static int run_leave(struct run *run, int err)
{
	struct mint_status status;
	struct diag why = { 0 };
	size_t i;

	log_close(&run->log);
	if (run->os.fd < 0 || mint_os_status(&run->os, &status, NULL) ||
	    !life_has_ended(&status) || status.state == MINT_LOST)
		return err;
	if (!err)
		return life_release(&run->os, run->diag);
	if (life_release(&run->os, &why))
		diag_warn(&why, "%s", why.line);
	for (i = 0; i < why.nr_warnings; i++)
		diag_warn(run->diag, "%s", why.warning[i]);
	diag_clear(&why);
	return err;
}

static int signals_open(struct run *run)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	run->signals = signalfd(-1, &set, SFD_CLOEXEC);
	return run->signals < 0 ? -errno : 0;
}

int verb_run(const struct ctl *ctl, struct diag *diag)
{
	CLEANUP(run_cleanup)
	struct run run = {
		.name = ctl->name, .os = { .fd = -1 }, .signals = -1, .diag = diag
	};
	CLEANUP(request_free) struct request request;
	char path[64 + MINT_NAME_SIZE];
	const char *conf = ctl->conf ? ctl->conf : path;
	bool is_running = false;
	int err;

	snprintf(path, sizeof(path), "/etc/mint/%.*s.conf", MINT_NAME_SIZE, ctl->name);
	request_init(&request);
	err = conf_read(conf, 0, &request, diag);
	if (err)
		return -EINVAL; /* a file that is missing is not an OS that is missing */
	run.policy = request.reset_policy;
	run.start_timeout_ms = request.start_timeout_ms;
	run.stop_timeout_ms = request.stop_timeout_ms;
	run.heartbeat_timeout_ms = request.heartbeat_timeout_ms;
	if (notify_is_deaf())
		fprintf(stderr, "mintctl: warning: built without libsystemd: "
				"READY=1 cannot be sent (use Type=exec)\n");
	err = signals_open(&run);
	if (!err)
		err = run_enter(&run, conf, &is_running);
	if (!err)
		err = run_lives(&run, is_running);
	else if (err == -EINTR) /* while it was loaded, which has been undone */
		err = 0;
	return run_leave(&run, err);
}
