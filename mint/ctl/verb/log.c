/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * log.c - the verb log: what the kernel of an OS had to say
 *
 * In: the memory of a running, stopped or lost OS. Out: text or JSON, a line each.
 * Ref: look/log.h.
 */
#include "mint/ctl/verb/log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "leader/mint_os.h"
#include "mint/ctl/life/life.h"
#include "mint/ctl/look/log.h"
#include "mint/ctl/look/log_print.h"

struct log_out {
	const struct ctl *ctl;
	uint64_t lost;
};

static int record_print(void *context, const struct printk_record *record)
{
	struct log_out *out = context;
	FILE *to = out->ctl->out->stream;

	out->lost += record->lost;
	return out->ctl->is_json ? log_json_print(to, record)
				 : log_text_print(to, record);
}

/* What was read, out and told of; 0 or -EIO. */
static int read_finish(struct log_out *out, struct diag *diag)
{
	int err = out_end(out->ctl->out, diag);

	if (err)
		return err;
	if (out->lost)
		fprintf(stderr,
			"mintctl: %s: %" PRIu64
			" messages were overwritten before they could be read\n",
			out->ctl->name, out->lost);
	out->lost = 0;
	return 0;
}

static int os_wait(struct mint_device *os, int delay_ms, struct diag *diag)
{
	int err = mint_os_wait(os, delay_ms, diag);

	return err == -EINTR || err > 0 ? 0 : err;
}

/* What there is of its log, with what @status says of the OS; @ret_done: all of it. */
static int log_look(struct log *log, const struct mint_status *status,
		    struct log_out *out, bool *ret_done, struct diag *diag)
{
	bool has_ended = life_has_ended(status), is_following = out->ctl->is_following;
	struct diag why = { 0 };
	int err, count = log_read(log, has_ended, record_print, out, &why);

	err = read_finish(out, diag);
	if (err)
		return err;
	*ret_done = has_ended ? count < LOG_READ_MAX : !is_following;
	if (count >= 0)
		return count;
	/* Started anew: the life that was followed has ended, unseen. */
	if (count == -ESTALE && is_following) {
		*ret_done = true;
		return 0;
	}
	/* Its kernel may not have come far enough to announce its log, or to run. */
	if (count == -ENOENT && is_following && life_is_entering(status))
		*ret_done = false;
	if (count == -ENOENT && !*ret_done)
		return 0;
	return diag_fail(diag, count == -ENOENT ? -ENODATA : count, "%s: %s",
			 out->ctl->name, why.line[0] ? why.line : strerror(-count));
}

/* Who follows waits for a life where there is none, and is told so. */
static int log_begin(struct log *log, struct mint_device *os, const struct ctl *ctl,
		     struct diag *diag)
{
	struct mint_status status;
	int err = mint_os_status(os, &status, diag);

	if (err)
		return err;
	if (!status.starts && !status.life && !ctl->is_following)
		return diag_fail(diag, -ENODATA, "%s: has never been started: no log",
				 ctl->name);
	log_open(log, os, &status);
	if (!status.life && ctl->is_following)
		fprintf(stderr, "mintctl: %s: waiting for its next start\n", ctl->name);
	return 0;
}

/* One look; @ret_done: there is nothing more to come. */
static int log_step(struct log *log, struct mint_device *os, struct log_out *out,
		    bool *ret_done, struct diag *diag)
{
	struct mint_status status;
	int err = mint_os_status(os, &status, diag);

	if (err)
		return err;
	if (!log_take_life(log, &status) && out->ctl->is_following)
		return 0;
	return log_look(log, &status, out, ret_done, diag);
}

int verb_log(const struct ctl *ctl, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	struct log_out out = { .ctl = ctl };
	CLEANUP(log_close) struct log log = { 0 };
	bool is_done = false;
	int err, delay_ms = 0;

	err = life_open(ctl->name, &os, diag);
	if (err)
		return err;
	err = log_begin(&log, &os, ctl, diag);
	if (err)
		return err;
	for (;;) {
		int count = log_step(&log, &os, &out, &is_done, diag);

		if (count < 0 || is_done)
			return count < 0 ? count : 0;
		delay_ms = log_delay_next(delay_ms, count);
		err = os_wait(&os, delay_ms, diag);
		if (err)
			return err;
	}
}
