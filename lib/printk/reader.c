/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reader.c - one reader for all layouts of the kernel's log
 *
 * In: vmcoreinfo decides which. Out: records through the layout's own next().
 */
#include "printk/reader.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

static const char *const kind_names[] = {
	[VMCOREINFO_SYMBOL] = "SYMBOL", [VMCOREINFO_OFFSET] = "OFFSET",
	[VMCOREINFO_SIZE] = "SIZE",	[VMCOREINFO_LENGTH] = "LENGTH",
	[VMCOREINFO_NUMBER] = "NUMBER",
};

int facts_read(const struct vmcoreinfo *info, const struct fact *fact, size_t count,
	       const char *base, void *to, struct diag *diag)
{
	uint64_t value;
	char name[64];
	size_t i;
	int err;

	for (i = 0; i < count; i++) {
		if (*fact[i].name == '*')
			snprintf(name, sizeof(name), "%s%s", base, fact[i].name + 1);
		else
			snprintf(name, sizeof(name), "%s", fact[i].name);
		err = vmcoreinfo_value(info, fact[i].kind, name, &value);
		if (err == -ENOENT && fact[i].is_optional) {
			value = FACT_NONE;
			err = 0;
		}
		if (err)
			return diag_fail(diag, err, "vmcoreinfo: %s %s(%s)=",
					 err == -ENOENT ? "no" : "no number in",
					 kind_names[fact[i].kind], name);
		memcpy((uint8_t *)to + fact[i].at, &value, sizeof(value));
	}
	return 0;
}

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

int printk_reader_open(const struct printk_memory *memory, const struct vmcoreinfo *info,
		       struct printk_reader **ret, struct diag *diag)
{
	struct printk_reader *reader = calloc(1, sizeof(*reader));
	struct space space;
	int err;

	if (reader)
		reader->text = malloc(PRINTK_TEXT_MAX);
	if (!reader || !reader->text) {
		free(reader);
		return diag_fail(diag, -ENOMEM, "no memory for a log reader");
	}
	err = layout_find(info, &reader->layout, diag);
	if (!err)
		err = space_open(memory, info, &space, diag);
	if (!err && reader->layout == PRINTK_LOCKLESS)
		err = lockless_open(&reader->lockless, &space, info, diag);
	else if (!err && reader->layout == PRINTK_STRUCTURED)
		err = structured_open(&reader->structured, &space, info, diag);
	else if (!err)
		err = legacy_open(&reader->legacy, &space, info, diag);
	if (err) {
		printk_reader_close(reader);
		return err;
	}
	*ret = reader;
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

enum printk_layout printk_reader_layout(const struct printk_reader *reader)
{
	return reader->layout;
}

int printk_reader_next(struct printk_reader *reader, struct printk_record *ret)
{
	if (reader->layout == PRINTK_LOCKLESS)
		return lockless_next(reader, ret);
	if (reader->layout == PRINTK_STRUCTURED)
		return structured_next(reader, ret);
	return legacy_next(reader, ret);
}

void printk_reader_seek(struct printk_reader *reader, uint64_t seq)
{
	struct printk_record record;

	if (reader->layout == PRINTK_LOCKLESS)
		reader->seq = seq;
	else
		while (reader->seq < seq && !printk_reader_next(reader, &record))
			;
	reader->lost = 0;
}

void printk_reader_set_stopped(struct printk_reader *reader, bool is_stopped)
{
	reader->is_stopped = is_stopped;
}

uint64_t printk_reader_lost(const struct printk_reader *reader)
{
	return reader->lost;
}
