/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dmesg.c - the log of a vmcore, and how a record of it is shown
 *
 * In: struct core, records. Out: see dmesg.h.
 * Ref: Documentation/admin-guide/kdump/vmcoreinfo.rst.
 */
#include "vmcore-dmesg/dmesg.h"

#include <errno.h>
#include <inttypes.h>

#include "base/cleanup.h"

/* Does vmcoreinfo announce a log of any layout? */
static bool info_has_log(const struct vmcoreinfo *info)
{
	return vmcoreinfo_get(info, "SYMBOL(prb)") ||
	       vmcoreinfo_get(info, "SYMBOL(log_first_idx)") ||
	       vmcoreinfo_get(info, "SYMBOL(log_end)");
}

static enum dmesg_exit reader_exit(int err, const struct vmcoreinfo *info)
{
	switch (err) {
	case 0:
		return DMESG_DONE;
	case -ENOENT:
		return info_has_log(info) ? DMESG_NO_LINE : DMESG_NO_LOG;
	case -ENOTSUP:
		return DMESG_NO_CORE;
	case -EFAULT:
		return DMESG_UNMAPPED;
	default:
		return DMESG_UNREAD;
	}
}

enum dmesg_exit dmesg_open(struct core *core, struct printk_reader **ret,
			   struct diag *diag)
{
	CLEANUP(vmcoreinfo_free) struct vmcoreinfo info = { 0 };
	struct bytes text = core_vmcoreinfo(core);
	struct printk_memory memory = core_memory(core, false);

	if (!text.size) {
		diag_fail(
			diag, -ENOENT,
			"no VMCOREINFO note: what wrote it did not know the kernel (QEMU "
			"needs -device vmcoreinfo)");
		return DMESG_NO_LOG;
	}
	if (vmcoreinfo_parse(text, &info, diag))
		return DMESG_NO_LOG;
	if (!printk_reader_open(&memory, &info, ret, NULL))
		return DMESG_DONE;
	memory = core_memory(core, true);
	return reader_exit(printk_reader_open(&memory, &info, ret, diag), &info);
}

static bool char_is_shown(uint8_t c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\t' || c == '\n';
}

/* Characters from @from to a newline (not if @is_whole) or the end; @ret: behind them. */
static int text_escape(struct bytes text, size_t from, bool is_whole, struct buffer *to,
		       size_t *ret)
{
	size_t i, plain = from;
	int err;

	for (i = from; i < text.size && (is_whole || text.data[i] != '\n'); i++) {
		if (char_is_shown(text.data[i]))
			continue;
		err = buffer_append(to, text.data + plain, i - plain);
		if (err)
			return err;
		err = buffer_printf(to, "\\x%02x", text.data[i]);
		if (err)
			return err;
		plain = i + 1;
	}
	*ret = i;
	return buffer_append(to, text.data + plain, i - plain);
}

static int level_format(const struct printk_record *record, struct buffer *to)
{
	if (!record->has_level)
		return 0;
	return buffer_printf(to, "<%u>",
			     8 * (unsigned int)record->facility + record->level);
}

static int time_format(const struct printk_record *record, struct buffer *to)
{
	if (!record->has_time)
		return 0;
	return buffer_printf(to, "[%5" PRIu64 ".%06" PRIu64 "] ",
			     record->ts_nsec / 1000000000,
			     record->ts_nsec / 1000 % 1000000);
}

/* One line from *@at on, which is moved behind it. */
static int line_format(const struct printk_record *record, bool is_raw, size_t *at,
		       struct buffer *to)
{
	int err = is_raw ? level_format(record, to) : 0;

	if (err)
		return err;
	err = time_format(record, to);
	if (err)
		return err;
	err = text_escape(record->text, *at, !is_raw, to, at);
	if (err)
		return err;
	return buffer_append(to, "\n", 1);
}

int dmesg_format(const struct printk_record *record, bool is_raw, struct buffer *to)
{
	size_t at = 0;
	int err;

	do {
		err = line_format(record, is_raw, &at, to);
		if (err)
			return err;
	} while (++at <= record->text.size);
	return 0;
}
