/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * log.c - find and read the kernel log of an OS
 *
 * In: its memory. Out: records.
 * Ref: log.h; lib/printk/reader.h.
 */
#include "mint/ctl/look/log.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "leader/mint_os.h"
#include "printk/find.h"

void log_open(struct log *log, struct mint_device *os, const struct mint_status *status)
{
	*log = (struct log){ .os = os, .life = status->life };
	view_open(&log->view, os->fd, status);
}

void log_close(struct log *log)
{
	printk_reader_close(log->reader);
	log->reader = NULL;
	vmcoreinfo_free(&log->info);
	view_close(&log->view);
}

bool log_take_life(struct log *log, const struct mint_status *status)
{
	if (log->life || !status->life)
		return log->life != 0;
	log_close(log);
	log_open(log, log->os, status);
	return true;
}

int log_is_current(const struct log *log, struct diag *diag)
{
	struct mint_status status;
	int err;

	if (!log->life)
		return diag_fail(diag, -ESTALE,
				 "its memory is nobody's: it is being started, or its "
				 "last start failed (try again)");
	err = mint_os_status(log->os, &status, diag);
	if (err)
		return err;
	if (status.life != log->life)
		return diag_fail(diag, -ESTALE, "it has been started anew");
	return 0;
}

static int owned_list(const struct view *view, struct prange_list *ret)
{
	for (size_t i = 0; i < view->nr_ranges; i++) {
		int err = prange_list_add(ret, view->range[i]);

		if (err)
			return err;
	}
	return 0;
}

int log_find(struct log *log, struct diag *diag)
{
	struct printk_memory memory = { .read = view_read, .context = &log->view };
	CLEANUP(prange_list_free) struct prange_list owned = { 0 };
	struct vmcoreinfo info = { 0 };
	struct diag why = { 0 };
	int err;

	view_look(&log->view);
	if (log->info.text)
		return 0;
	err = log_is_current(log, diag);
	if (err)
		return err;
	if (prange_is_empty(log->view.kernel))
		return diag_fail(diag, -ENOENT, "it owns no memory with a kernel in it");
	err = owned_list(&log->view, &owned);
	if (err)
		return err;
	err = vmcoreinfo_find_image(&memory, log->view.kernel, &owned, &info, &why);
	/* What nobody may look at, in a locked down leader say, is not missing. */
	if (err == -ENOENT && log->view.map_err)
		return diag_fail(diag, log->view.map_err,
				 "its memory cannot be mapped: %s",
				 strerror(-log->view.map_err));
	if (err)
		return diag_fail(diag, err, "%s", why.line);
	err = log_is_current(log, diag);
	if (err)
		vmcoreinfo_free(&info);
	else
		log->info = info;
	return err;
}

static int log_begin(struct log *log, struct diag *diag)
{
	struct printk_memory memory = { .read = view_read, .context = &log->view };
	int err = log_find(log, diag);

	if (err)
		return err;
	err = printk_reader_open(&memory, &log->info, &log->reader, diag);
	/* It tells of itself, but not of its log: waiting would not change that. */
	return err == -ENOENT ? -ENOTSUP : err;
}

static int records_read(struct log *log, bool has_ended, log_record_fn *each,
			void *context, struct diag *diag)
{
	struct printk_record record;
	int err, count;

	view_look(&log->view);
	err = log->reader ? 0 : log_begin(log, diag);
	if (err)
		return err;
	printk_reader_set_stopped(log->reader, has_ended);
	for (count = 0; count < LOG_READ_MAX; count++) {
		err = printk_reader_next(log->reader, &record);
		if (err)
			break;
		err = log_is_current(log, diag);
		if (err)
			return err;
		err = each(context, &record);
		if (err)
			return err;
	}
	if (err == -EAGAIN)
		return count;
	/* One written at full speed has no end, nor has a ring that makes us skip. */
	if (!err || err == -EINPROGRESS)
		return LOG_READ_MAX;
	return diag_fail(diag, err, "its log cannot be read any further%s",
			 err == -ELOOP ? ": it leads all over its memory" : "");
}

int log_read(struct log *log, bool has_ended, log_record_fn *each, void *context,
	     struct diag *diag)
{
	struct diag why = { 0 };
	int count = records_read(log, has_ended, each, context, &why);

	/* What is being made anew contradicts itself, or has nothing: which means
	 * nothing. */
	if (count <= 0 && log_is_current(log, diag) == -ESTALE)
		return -ESTALE;
	return count < 0 ? diag_fail(diag, count, "%s", why.line) : count;
}

int log_delay_next(int delay_ms, int count)
{
	if (count == LOG_READ_MAX)
		return 0;
	if (count > 0 || !delay_ms)
		return LOG_LOOK_MIN_MS;
	return delay_ms * 2 > LOG_LOOK_MAX_MS ? LOG_LOOK_MAX_MS : delay_ms * 2;
}
