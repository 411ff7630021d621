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
#include "vmcore-dmesg/dmesg.h"
#include "vmcore-dmesg/window.h"

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

/* Whole buffers only: thousands of lines are a few writes. */
static int output_write(struct buffer *output)
{
	size_t size = output->size;

	output->size = 0;
	return !size || fwrite(output->data, 1, size, stdout) == size ? 0 : -EIO;
}

static enum dmesg_exit log_print(struct printk_reader *reader, bool is_raw,
				 struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer output = { 0 };
	struct printk_record record;
	int err, written = 0;

	printk_reader_set_stopped(reader, true);
	while (!(err = printk_reader_next(reader, &record)) && !written) {
		written = dmesg_format(&record, is_raw, &output);
		if (!written && output.size >= OUTPUT_SIZE)
			written = output_write(&output);
	}
	if (!written)
		written = output_write(&output);
	if (written || fflush(stdout)) {
		diag_fail(diag, -EIO, "its log cannot be written: %s", strerror(errno));
		return DMESG_WRITE;
	}
	if (err == -EAGAIN)
		return DMESG_DONE;
	diag_fail(diag, err, "its log cannot be read any further: %s",
		  err == -ENODATA ? "the file is cut off" : strerror(-err));
	return err == -EFAULT ? DMESG_UNMAPPED : DMESG_UNREAD;
}

static enum dmesg_exit core_print(struct windows *windows, bool is_raw, struct diag *diag)
{
	CLEANUP(core_close) struct core core = { 0 };
	struct core_file file = windows_file(windows);
	struct printk_reader *reader = NULL;
	enum dmesg_exit code;
	int err = core_open(&file, &core, diag);

	if (err)
		return err == -EINVAL || err == -ENODATA || err == -E2BIG ? DMESG_BROKEN
									  : DMESG_NO_CORE;
	code = dmesg_open(&core, &reader, diag);
	if (code == DMESG_DONE)
		code = log_print(reader, is_raw, diag);
	printk_reader_close(reader);
	return code;
}

static enum dmesg_exit file_print(const char *path, bool is_raw, struct diag *diag)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	CLEANUP(windows_free) struct windows windows = { .fd = fd };

	if (fd >= 0)
		return core_print(&windows, is_raw, diag);
	diag_fail(diag, -errno, "cannot be opened: %s", strerror(errno));
	return DMESG_OPEN;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "raw", no_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	struct diag diag = { 0 };
	enum dmesg_exit code;
	bool is_raw = false;
	int option;

	while ((option = getopt_long(argc, argv, "rhV", options, NULL)) != -1) {
		switch (option) {
		case 'r':
			is_raw = true;
			break;
		case 'h':
			printf("%s%s", usage, help);
			return fflush(stdout) ? DMESG_WRITE : DMESG_DONE;
		case 'V':
			printf("vmcore-dmesg (%s) %s\n", PACKAGE_NAME, PACKAGE_VERSION);
			return fflush(stdout) ? DMESG_WRITE : DMESG_DONE;
		default:
			fputs(usage, stderr);
			return DMESG_USAGE;
		}
	}
	if (argc != optind + 1) {
		fputs(usage, stderr);
		return DMESG_USAGE;
	}
	code = file_print(argv[optind], is_raw, &diag);
	if (code != DMESG_DONE)
		fprintf(stderr, "vmcore-dmesg: %s: %s\n", argv[optind], diag.line);
	diag_clear(&diag);
	return code;
}
