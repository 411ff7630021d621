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
#include "printk/find.h"

void log_open(struct log *log, struct mint_device *os, const struct mint_status *status)
{
	*log = (struct log){ 0 };
	view_open(&log->view, os->fd, status);
}

void log_close(struct log *log)
{
	printk_reader_close(log->reader);
	log->reader = NULL;
	vmcoreinfo_free(&log->info);
	view_close(&log->view);
}

/* Where in its region a kernel may be; empty: it owns no such memory. */
static struct prange image_place(const struct view *view)
{
	struct prange region = view->range[0], image;

	if (!view->nr_ranges)
		return (struct prange){ 0, 0 };
	image.start = region.start + MINT_KERNEL_OFFSET;
	image.end = image.start + MINT_KERNEL_SIZE;
	return prange_common(image, region);
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
	struct prange image = image_place(&log->view);
	struct diag why = { 0 };
	int err;

	view_look(&log->view);
	if (log->info.text)
		return 0;
	if (prange_is_empty(image))
		return diag_fail(diag, -ENOENT, "it owns no memory with a kernel in it");
	err = owned_list(&log->view, &owned);
	if (err)
		return err;
	err = vmcoreinfo_find_image(&memory, image, &owned, &log->info, &why);
	/* What nobody may look at, in a locked down leader say, is not missing. */
	if (err == -ENOENT && log->view.map_err)
		return diag_fail(diag, log->view.map_err,
				 "its memory cannot be mapped: %s",
				 strerror(-log->view.map_err));
	return err ? diag_fail(diag, err, "%s", why.line) : 0;
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

int log_read(struct log *log, bool has_ended, log_record_fn *each, void *context,
	     struct diag *diag)
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

int log_delay_next(int delay_ms, int count)
{
	if (count == LOG_READ_MAX)
		return 0;
	if (count > 0 || !delay_ms)
		return LOG_LOOK_MIN_MS;
	return delay_ms * 2 > LOG_LOOK_MAX_MS ? LOG_LOOK_MAX_MS : delay_ms * 2;
}
