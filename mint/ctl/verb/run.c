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
#include "mint/ctl/notify.h"
#include "mint/ctl/verb/run_follow.h"
#include "request/conf_file.h"
#include "request/request.h"

static void run_cleanup(struct run *run)
{
	log_close(&run->log);
	life_stop_end(&run->stop);
	mint_device_close(&run->os);
	if (run->signals >= 0)
		close(run->signals);
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
