/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run.c - the verb run: one OS as a service, from its configuration to its end
 *
 * In: /etc/mint/NAME.conf, signals. Out: its kernel log on stdout, sd_notify(3), an exit
 * code that says how it ended; the leader has its memory and cores back afterwards.
 * Ref: mintctl(8) "RUN"; sd_notify(3), systemd.service(5).
 *
 *   load (kexec -l) -> start -> log ... -> ended -> reboot? start again : release
 *
 * An OS of that name that is there already is taken as it is: one that runs is adopted.
 */
#include "mint/ctl/verb/run.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "leader/mint_os.h"
#include "leader/mint_status.h"
#include "mint/ctl/life/judge.h"
#include "mint/ctl/life/life.h"
#include "mint/ctl/life/release.h"
#include "mint/ctl/life/stop.h"
#include "mint/ctl/load.h"
#include "mint/ctl/look/heartbeat.h"
#include "mint/ctl/look/log.h"
#include "mint/ctl/look/log_print.h"
#include "mint/ctl/look/signs.h"
#include "mint/ctl/notify.h"
#include "request/conf_file.h"
#include "request/request.h"
#include "leader/mint_start.h"

/* For the log of an OS that has ended, when asked to stop: it may have no end. */
#define DRAIN_MS 10000

/* What the manager grants beyond the stop timeout: to kill, drain the log, release. */
#define STOP_MARGIN_MS 30000

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

/* 0 its clock can be looked at, 1 not yet, negative: it never can. */
static int heart_find(struct run *run, struct diag *why)
{
	int err = run->heart.counter ? 0 : heartbeat_find(&run->heart, &run->log, why);

	return err == -EAGAIN ? 1 : err;
}

static void heart_step(struct run *run, const struct mint_status *status)
{
	enum pulse_verdict verdict = PULSE_MOVED;
	struct diag why = { 0 };
	int err;

	if (!run->heartbeat_timeout_ms || run->heart.is_missing)
		return;
	err = heart_find(run, &why);
	if (err > 0)
		return;
	err = err ? err
		  : heartbeat_look(&run->heart, &run->log, &run->os, status,
				   mint_clock_ms(), run->heartbeat_timeout_ms, &verdict,
				   &why);
	if (err && log_is_current(&run->log, NULL) == 0)
		heart_give_up(run, why.line);
	else if (!err && verdict == PULSE_HUNG)
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

static void run_begin(struct run *run, const struct mint_status *status)
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

/* Reads and waits until the OS has ended; @ret is its status then. */
static int run_follow(struct run *run, struct mint_status *ret)
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

/* Its end is told, and judged: as life_judge(). */
static int run_end(struct run *run, const struct mint_status *status)
{
	const struct life_end end = {
		.name = run->name,
		.status = status,
		.may_start_again = run->policy == RESET_RESTART,
		.is_asked = run->is_asked,
		.killed = run->stop.is_killed ? life_stop_why(&run->stop) : NULL,
		.panic = run->signs.panic,
		.seen = run->signs.seen,
	};
	char text[48];

	mint_status_text(status, text, sizeof(text));
	notify_send("STATUS=%s", text);
	fprintf(stderr, "mintctl: %s: %s\n", run->name, text);
	return life_judge(&end, run->diag);
}

/* A signal that came while nothing ran. */
static bool is_asked_already(struct run *run)
{
	struct pollfd fd = { .fd = run->signals, .events = POLLIN };

	return poll(&fd, 1, 0) > 0;
}

/* 0 it runs; 1 told to stop before it did. */
static int run_start(struct run *run)
{
	int err;

	if (is_asked_already(run))
		return 1;
	notify_send("STATUS=starting");
	err = life_start(&run->os, run->diag);
	if (err != -EINTR || !is_asked_already(run))
		return err;
	diag_clear(run->diag);
	return 1;
}

/* From its start to its end, which is judged. */
static int run_life(struct run *run, bool is_adopted)
{
	struct mint_status status;
	int err = mint_os_status(&run->os, &status, run->diag);

	if (err)
		return err;
	run_begin(run, &status);
	/* Who adopts cannot know when its init began. */
	if (is_adopted)
		run_ready(run);
	err = run_follow(run, &status);
	life_stop_end(&run->stop);
	return err ? err : run_end(run, &status);
}

static int run_lives(struct run *run, bool is_running)
{
	int err;

	do {
		err = is_running ? 0 : run_start(run);
		if (err)
			return err < 0 ? err : 0;
		err = run_life(run, is_running);
		is_running = false;
	} while (err == JUDGE_START_AGAIN);
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

/* One that is not there is loaded. */
static int run_open(struct run *run, const char *conf)
{
	struct diag refusal = { 0 };
	int err = life_open(run->name, &run->os, &refusal);

	if (err != -ENOENT)
		return err ? diag_fail(run->diag, err, "%s", refusal.line) : 0;
	mint_device_close(&run->os);
	err = run_load(run, conf);
	return err ? err : life_open(run->name, &run->os, run->diag);
}

/* What a kexec left that was killed. */
static int run_load_anew(struct run *run, const char *conf)
{
	int err;

	fprintf(stderr, "mintctl: %s: was left empty: loading it anew\n", run->name);
	err = life_release(&run->os, run->diag);
	mint_device_close(&run->os);
	if (err)
		return err;
	err = run_load(run, conf);
	return err ? err : life_open(run->name, &run->os, run->diag);
}

/* The OS, loaded or running already; @ret_running tells which. */
static int run_enter(struct run *run, const char *conf, bool *ret_running)
{
	struct mint_status status;
	int err = run_open(run, conf);

	if (err)
		return err;
	err = mint_os_status(&run->os, &status, run->diag);
	if (err)
		return err;
	*ret_running = !life_has_ended(&status);
	if (*ret_running)
		fprintf(stderr, "mintctl: %s: runs already: adopted\n", run->name);
	return status.state == MINT_EMPTY ? run_load_anew(run, conf) : 0;
}

/* Releasing is part of the end, but does not hide how it ended. */
static void release_beside(struct run *run)
{
	struct diag why = { 0 };

	if (life_release(&run->os, &why))
		diag_warn(&why, "%s", why.line);
	for (size_t i = 0; i < why.nr_warnings; i++)
		diag_warn(run->diag, "%s", why.warning[i]);
	diag_clear(&why);
}

static int run_leave(struct run *run, int err)
{
	struct mint_status status;

	log_close(&run->log);
	if (run->os.fd < 0 || mint_os_status(&run->os, &status, NULL) ||
	    !life_has_ended(&status) || status.state == MINT_LOST)
		return err;
	if (err == 0)
		return life_release(&run->os, run->diag);
	release_beside(run);
	return err;
}

static int signals_open(struct run *run)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	run->signals = signalfd(-1, &set, SFD_CLOEXEC);
	return run->signals < 0 ? -errno : 0;
}

static int run_configure(struct run *run, const char *conf)
{
	CLEANUP(request_free) struct request request;

	request_init(&request);
	if (conf_read(conf, 0, &request, run->diag))
		return -EINVAL; /* a file that is missing is not an OS that is missing */
	run->policy = request.reset_policy;
	run->start_timeout_ms = request.start_timeout_ms;
	run->stop_timeout_ms = request.stop_timeout_ms;
	run->heartbeat_timeout_ms = request.heartbeat_timeout_ms;
	return 0;
}

static int run_all(struct run *run, const char *conf)
{
	bool is_running = false;
	int err = signals_open(run);

	if (err)
		return err;
	err = run_enter(run, conf, &is_running);
	/* Told to stop while it was loaded, which has been undone. */
	if (err == -EINTR)
		return 0;
	return err ? err : run_lives(run, is_running);
}

int verb_run(const struct ctl *ctl, struct diag *diag)
{
	CLEANUP(run_cleanup)
	struct run run = { .name = ctl->name,
			   .out = ctl->out,
			   .os = { .fd = -1 },
			   .signals = -1,
			   .diag = diag };
	char path[64 + MINT_NAME_SIZE];
	const char *conf = ctl->conf ? ctl->conf : path;
	int err;

	snprintf(path, sizeof(path), "/etc/mint/%.*s.conf", MINT_NAME_SIZE, ctl->name);
	err = run_configure(&run, conf);
	if (err)
		return err;
	if (notify_is_deaf())
		fprintf(stderr, "mintctl: warning: built without libsystemd: "
				"READY=1 cannot be sent (use Type=exec)\n");
	return run_leave(&run, run_all(&run, conf));
}
