/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_vmcore_dmesg.c - any bytes as a vmcore
 *
 * Input: the file.
 *
 * Checked: what is read stays within a budget that grows with the file; an error has its
 * line; what is shown is printable; each read of memory is the same when it is done
 * again in two pieces.
 * extra: vmcore-dmesg/core.c
 * extra: vmcore-dmesg/dmesg.c
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vmcore-dmesg/dmesg.h"

#define RECORDS_MAX 300
#define READS_MAX   (UINT64_C(1) << 22)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	struct bytes file;
	uint64_t reads;
	uint64_t bytes; /* that may still be read: ends what is bounded, but long */
};

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static int input_read(void *context, uint64_t from, void *to, size_t size)
{
	struct input *input = context;

	check(input->reads++ < READS_MAX);
	if (!bytes_has(input->file, from, size))
		return -ENODATA;
	if (size > input->bytes)
		return -EIO;
	input->bytes -= size;
	if (size)
		memcpy(to, input->file.data + from, size);
	return 0;
}

static void memory_check(struct core *core)
{
	struct printk_memory memory = core_memory(core, true);
	uint8_t whole[32], halves[32];
	uint64_t run;
	phys_t phys;
	size_t i;
	int err;

	for (i = 0; i < core->nr_loads && i < 8; i++) {
		const struct core_segment load = core->load[i];
		phys_t at = load.paddr + load.memsz / 2;

		check(load.memsz >= load.filesz && load.memsz);
		err = memory.read(memory.context, at, whole, sizeof(whole));
		if (!err) {
			check(!memory.read(memory.context, at, halves, 16) &&
			      !memory.read(memory.context, at + 16, halves + 16, 16));
			check(!memcmp(whole, halves, sizeof(whole)));
		}
		if (load.vaddr && load.vaddr <= UINT64_MAX - load.memsz)
			check(!memory.translate(memory.context, load.vaddr, &phys,
						&run) &&
			      run);
	}
}

static void log_check(struct printk_reader *reader)
{
	struct buffer line = { 0 };
	struct printk_record record;
	size_t i, n;

	printk_reader_set_stopped(reader, true);
	for (n = 0; n < RECORDS_MAX && !printk_reader_next(reader, &record); n++) {
		line.size = 0;
		check(!dmesg_format(&record, n % 2, &line));
		check(line.size && line.data[line.size - 1] == '\n');
		for (i = 0; i < line.size; i++)
			check((line.data[i] >= ' ' && line.data[i] <= '~') ||
			      line.data[i] == '\t' || line.data[i] == '\n');
	}
	buffer_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { .file = { data, size }, .bytes = (1 << 22) + 64 * size };
	const struct core_file file = { input_read, &input };
	struct printk_reader *reader = NULL;
	struct core core = { 0 };
	struct diag diag = { 0 };
	int err;

	err = core_open(&file, &core, &diag);
	if (err) {
		check(err < 0 && diag.line[0] && !core.load && !core.info.data);
		diag_clear(&diag);
		return 0;
	}
	check(core.nr_loads > 0);
	if (dmesg_open(&core, &reader, &diag)) {
		check(diag.line[0] && !reader);
	} else {
		check(!diag.line[0]);
		log_check(reader);
	}
	printk_reader_close(reader);
	input.bytes = 1 << 22;
	memory_check(&core);
	core_close(&core);
	diag_clear(&diag);
	return 0;
}
