/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reader.c - one reader for all layouts of the kernel's log
 *
 * In: vmcoreinfo decides which. Out: records through the layout's own next().
 */
#include "printk/reader.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "printk/layouts.h"
#include "printk/legacy.h"
#include "printk/lockless.h"
#include "printk/lockless_open.h"
#include "printk/space.h"
#include "printk/structured.h"

static int layout_find(const struct vmcoreinfo *info, enum printk_layout *ret,
		       struct diag *diag)
{
	static const char *const sign[] = {
		[PRINTK_LOCKLESS] = "prb",
		[PRINTK_STRUCTURED] = "log_first_idx",
		[PRINTK_LEGACY] = "log_end",
	};
	uint64_t va;
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(sign); i++) {
		err = vmcoreinfo_value(info, VMCOREINFO_SYMBOL, sign[i], &va);
		if (err == -ENOENT)
			continue;
		/* x86-64, arm64 and riscv64 kernels are in the upper half */
		if (!err && va <= UINT32_MAX)
			return diag_fail(diag, -ENOTSUP,
					 "SYMBOL(%s)=%" PRIx64
					 " is an address of a 32-bit "
					 "kernel: only 64-bit kernels' logs can be read",
					 sign[i], va);
		*ret = (enum printk_layout)i;
		return 0;
	}
	return diag_fail(diag, -ENOENT,
			 "vmcoreinfo has none of SYMBOL(prb), SYMBOL(log_first_idx), "
			 "SYMBOL(log_end): this kernel has no log buffer");
}

static int layout_open(struct printk_reader *reader, const struct space *space,
		       const struct vmcoreinfo *info, struct diag *diag)
{
	switch (reader->layout) {
	case PRINTK_LOCKLESS:
		return lockless_open(&reader->lockless, space, info, diag);
	case PRINTK_STRUCTURED:
		return structured_open(&reader->structured, space, info, diag);
	default:
		return legacy_open(&reader->legacy, space, info, diag);
	}
}

static void reader_free(struct printk_reader **reader)
{
	printk_reader_close(*reader);
}

int printk_reader_open(const struct printk_memory *memory, const struct vmcoreinfo *info,
		       struct printk_reader **ret, struct diag *diag)
{
	CLEANUP(reader_free) struct printk_reader *reader = calloc(1, sizeof(*reader));
	struct space space;
	int err;

	if (reader)
		reader->text = malloc(PRINTK_TEXT_MAX);
	if (!reader || !reader->text)
		return diag_fail(diag, -ENOMEM, "no memory for a log reader");
	err = layout_find(info, &reader->layout, diag);
	if (err)
		return err;
	err = space_open(memory, info, &space, diag);
	if (err)
		return err;
	err = layout_open(reader, &space, info, diag);
	if (err)
		return err;
	*ret = reader;
	reader = NULL;
	return 0;
}

void printk_reader_close(struct printk_reader *reader)
{
	if (!reader)
		return;
	if (reader->layout == PRINTK_LOCKLESS)
		lockless_close(&reader->lockless);
	else if (reader->layout == PRINTK_STRUCTURED)
		structured_close(&reader->structured);
	else
		legacy_close(&reader->legacy);
	free(reader->text);
	free(reader);
}

int printk_reader_next(struct printk_reader *reader, struct printk_record *ret)
{
	if (reader->layout == PRINTK_LOCKLESS)
		return lockless_next(reader, ret);
	if (reader->layout == PRINTK_STRUCTURED)
		return structured_next(reader, ret);
	return legacy_next(reader, ret);
}

void printk_reader_set_stopped(struct printk_reader *reader, bool is_stopped)
{
	reader->is_stopped = is_stopped;
}
