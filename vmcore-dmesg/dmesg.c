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

/* Characters from @from to a newline (not if @is_whole) or the end; @ret: behind them. */
static int text_escape(struct bytes text, size_t from, bool is_whole, struct buffer *to,
		       size_t *ret)
{
	size_t i, plain = from;
	int err = 0;

	for (i = from; !err && i < text.size; i++) {
		const uint8_t c = text.data[i];

		if (c == '\n' && !is_whole)
			break;
		if ((c >= 0x20 && c < 0x7f) || c == '\t' || c == '\n')
			continue;
		err = buffer_append(to, text.data + plain, i - plain);
		if (!err)
			err = buffer_printf(to, "\\x%02x", c);
		plain = i + 1;
	}
	*ret = i;
	return err ? err : buffer_append(to, text.data + plain, i - plain);
}

static int head_format(const struct printk_record *record, bool is_raw, struct buffer *to)
{
	int err = 0;

	if (is_raw && record->has_level)
		err = buffer_printf(to, "<%u>",
				    8 * (unsigned int)record->facility + record->level);
	if (!err && record->has_time)
		err = buffer_printf(to, "[%5" PRIu64 ".%06" PRIu64 "] ",
				    record->ts_nsec / 1000000000,
				    record->ts_nsec / 1000 % 1000000);
	return err;
}

int dmesg_format(const struct printk_record *record, bool is_raw, struct buffer *to)
{
	size_t at = 0;
	int err;

	do {
		err = head_format(record, is_raw, to);
		if (!err)
			err = text_escape(record->text, at, !is_raw, to, &at);
		if (!err)
			err = buffer_append(to, "\n", 1);
	} while (!err && ++at <= record->text.size);
	return err;
}
