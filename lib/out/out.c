/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * out.c - standard output: what a program tells, and whether it arrived
 *
 * In: text. Out: the text on descriptor 1, or why not.
 * Ref: fopencookie(3), for stdio(3) keeps that a write failed, but not why; open(2)
 *      O_PATH; POSIX.1-2017 exec: descriptors 0 to 2 may be closed.
 */
#include "out/out.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

/* All of @data or a failure; 0 of a failure, as fopencookie(3) has it. */
static ssize_t out_write(void *cookie, const char *data, size_t size)
{
	struct out *out = cookie;
	size_t done = 0;

	while (!out->err && done < size) {
		ssize_t count = write(STDOUT_FILENO, data + done, size - done);

		if (count > 0)
			done += (size_t)count;
		else if (count < 0 && errno != EINTR)
			out->err = -errno;
	}
	return out->err ? 0 : (ssize_t)size;
}

/* O_PATH: every read and write says EBADF, as for the closed one. */
static void standard_occupy(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)!open("/", O_PATH); /* the lowest free number is fd */
}

int out_begin(struct out *ret)
{
	const cookie_io_functions_t calls = { .write = out_write };
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;

	*ret = (struct out){ 0 };
	standard_occupy();
	if (!sigaction(SIGPIPE, &ignore, &before))
		ret->may_be_broken = before.sa_handler == SIG_DFL;
	ret->stream = fopencookie(ret, "w", calls);
	return ret->stream ? 0 : -ENOMEM;
}

int out_flush(struct out *out)
{
	if (fflush(out->stream) && !out->err)
		out->err = -EIO;
	return out->err;
}

int out_end(struct out *out, struct diag *diag)
{
	int err = out_flush(out);

	if (!err)
		return 0;
	if (err == -EPIPE && out->may_be_broken) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	return diag_fail(diag, -EIO, "standard output: %s", strerror(-err));
}

void out_told(struct out *out, struct diag *diag, const char *format, ...)
{
	int err = out_flush(out);
	char what[DIAG_LINE_MAX / 2];
	va_list args;

	if (!err)
		return;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	diag_warn(diag, "%s: done, but it cannot be told: standard output: %s", what,
		  strerror(-err));
}

void out_close(struct out *out)
{
	if (out->stream)
		fclose(out->stream);
	out->stream = NULL;
}
