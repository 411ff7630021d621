/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmcore-dmesg.c - print the kernel log of a vmcore
 *
 * In: a core file. Out: the log on standard output, one line of why on standard error.
 * Ref: vmcore-dmesg(8).
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "out/out.h"
#include "vmcore-dmesg/core.h"
#include "vmcore-dmesg/dmesg.h"
#include "vmcore-dmesg/file.h"

#define OUTPUT_SIZE 65536

static const char usage[] = "usage: vmcore-dmesg [--raw] FILE\n";

static const char help[] =
	"\n"
	"Print the kernel log that is in a vmcore: /proc/vmcore, or a copy of it.\n"
	"\n"
	"  -r, --raw      facility and level before each record, as dmesg --raw\n"
	"  -h, --help     this text\n"
	"  -V, --version  the version\n"
	"\n"
	"exit: 0 done, 1 usage, 2 cannot be opened, 3 not an ELF core, 10 broken "
	"headers,\n"
	"      30 the log's memory is not in it, 50 no log announced, 52 cannot be "
	"read,\n"
	"      54 cannot be written, 64 not enough said about the log\n";

struct asked {
	const char *path;
	bool is_raw;
	struct out *out;
};

/* Whole buffers only: thousands of lines are a few writes. */
static int output_write(const struct asked *asked, struct buffer *output,
			struct diag *diag)
{
	fwrite(output->data, 1, output->size, asked->out->stream);
	output->size = 0;
	return out_end(asked->out, diag);
}

/* It may skip for long: whoever has enough of that ends the program. */
static int record_next(struct printk_reader *reader, struct printk_record *ret)
{
	int err;

	do
		err = printk_reader_next(reader, ret);
	while (err == -EINPROGRESS);
	return err;
}

/* All records; @ret_end: what ended them. Return: 0, -EIO or -ENOMEM for the output. */
static int records_write(struct printk_reader *reader, const struct asked *asked,
			 int *ret_end, struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer output = { 0 };
	struct printk_record record;
	int err;

	while (!(*ret_end = record_next(reader, &record))) {
		err = dmesg_format(&record, asked->is_raw, &output);
		if (err)
			return diag_fail(diag, err, "%s", strerror(-err));
		if (output.size < OUTPUT_SIZE)
			continue;
		err = output_write(asked, &output, diag);
		if (err)
			return err;
	}
	return output_write(asked, &output, diag);
}

static enum dmesg_exit log_print(struct printk_reader *reader, const struct asked *asked,
				 struct diag *diag)
{
	int end;

	printk_reader_set_stopped(reader, true);
	if (records_write(reader, asked, &end, diag)) {
		diag_context(diag, "its log cannot be written");
		return DMESG_WRITE;
	}
	if (end == -EAGAIN)
		return DMESG_DONE;
	diag_fail(diag, end, "its log cannot be read any further: %s",
		  end == -ENODATA ? "the file is cut off" : strerror(-end));
	return end == -EFAULT ? DMESG_UNMAPPED : DMESG_UNREAD;
}

static enum dmesg_exit core_print(struct dump_file *dump, const struct asked *asked,
				  struct diag *diag)
{
	CLEANUP(core_close) struct core core = { 0 };
	struct core_file file = dump_file_open(dump);
	struct printk_reader *reader = NULL;
	enum dmesg_exit code;
	int err = core_open(&file, &core, diag);

	if (err)
		return err == -EINVAL || err == -ENODATA || err == -E2BIG ? DMESG_BROKEN
									  : DMESG_NO_CORE;
	code = dmesg_open(&core, &reader, diag);
	if (code == DMESG_DONE)
		code = log_print(reader, asked, diag);
	printk_reader_close(reader);
	return code;
}

static enum dmesg_exit file_print(const struct asked *asked, struct diag *diag)
{
	AUTO_CLOSE int fd = open(asked->path, O_RDONLY | O_CLOEXEC);
	CLEANUP(dump_file_free) struct dump_file dump = { .fd = fd };

	if (fd >= 0)
		return core_print(&dump, asked, diag);
	diag_fail(diag, -errno, "cannot be opened: %s", strerror(errno));
	return DMESG_OPEN;
}

static const struct option options[] = {
	{ "raw", no_argument, NULL, 'r' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static enum dmesg_exit usage_print(void)
{
	fputs(usage, stderr);
	return DMESG_USAGE;
}

/* The help or the version. */
static enum dmesg_exit text_print(struct out *out)
{
	struct diag diag = { 0 };

	if (!out_end(out, &diag))
		return DMESG_DONE;
	fprintf(stderr, "vmcore-dmesg: %s\n", diag.line);
	return DMESG_WRITE;
}

static enum dmesg_exit dmesg_run(struct asked *asked)
{
	struct diag diag = { 0 };
	enum dmesg_exit code = file_print(asked, &diag);

	if (code != DMESG_DONE)
		fprintf(stderr, "vmcore-dmesg: %s: %s\n", asked->path, diag.line);
	diag_clear(&diag);
	return code;
}

static enum dmesg_exit arguments_run(int argc, char **argv, struct out *out)
{
	struct asked asked = { .out = out };
	int option;

	while ((option = getopt_long(argc, argv, "rhV", options, NULL)) != -1) {
		switch (option) {
		case 'r':
			asked.is_raw = true;
			break;
		case 'h':
			fprintf(out->stream, "%s%s", usage, help);
			return text_print(out);
		case 'V':
			fprintf(out->stream, "vmcore-dmesg (%s) %s\n", PACKAGE_NAME,
				PACKAGE_VERSION);
			return text_print(out);
		default:
			return usage_print();
		}
	}
	if (argc != optind + 1)
		return usage_print();
	asked.path = argv[optind];
	return dmesg_run(&asked);
}

int main(int argc, char **argv)
{
	struct out out;
	enum dmesg_exit code;

	if (out_begin(&out)) {
		fputs("vmcore-dmesg: out of memory\n", stderr);
		return DMESG_WRITE;
	}
	code = arguments_run(argc, argv, &out);
	out_close(&out);
	return code;
}
