/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel_age.c - is a kernel file too old for what a configuration asks of it?
 *
 * In: the path of a kernel. Out: a warning, or nothing: a file that is not there, or is
 * no kernel, is for kexec to refuse.
 * Ref: kernel_age.h.
 */
#include "mint/ctl/kernel_age.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "image/image.h"
#include "image/probe.h"

#define HEARTBEAT_SINCE 0x060000 /* Linux 6.0 tells where its counter is */
#define KERNEL_SIZE_MAX ((off_t)1 << 30)

static bool file_read(const char *path, struct buffer *ret)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat stat;
	ssize_t got = 1;

	if (fd < 0 || fstat(fd, &stat) || !S_ISREG(stat.st_mode) || stat.st_size <= 0 ||
	    stat.st_size > KERNEL_SIZE_MAX || buffer_reserve(ret, (size_t)stat.st_size))
		return false;
	while (got > 0 && ret->size < (size_t)stat.st_size) {
		got = read(fd, ret->data + ret->size, (size_t)stat.st_size - ret->size);
		ret->size += got > 0 ? (size_t)got : 0;
	}
	return ret->size == (size_t)stat.st_size;
}

void kernel_age_check(const struct request *request, struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer file = { 0 };
	struct image image;

	if (!request->heartbeat_timeout_ms || !request->kernel ||
	    !file_read(request->kernel, &file) ||
	    image_probe(buffer_view(&file), &image, NULL))
		return;
	if (image.version && image.version < HEARTBEAT_SINCE)
		diag_warn(
			diag,
			"heartbeat-timeout: kernel %s does not tell where its counter is "
			"(Linux 6.0 and later do); use hang-timeout=",
			image.release);
	image_free(&image);
}
