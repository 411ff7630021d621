/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * conf_file.c - reads configuration files
 *
 * In: a path. Out: its bytes through conf_parse().
 */
#include "request/conf_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "request/conf.h"

/* One byte more than is allowed is enough to see that there is too much. */
static int whole_read(int fd, struct buffer *ret)
{
	char chunk[4096];

	while (ret->size <= CONF_SIZE_MAX) {
		ssize_t size = read(fd, chunk, sizeof(chunk));

		if (!size)
			return 0;
		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0)
			return -errno;
		if (buffer_append(ret, chunk, (size_t)size))
			return -ENOMEM;
	}
	return 0;
}

int conf_read(const char *path, unsigned int overridden, struct request *ret,
	      struct diag *diag)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	CLEANUP(buffer_free) struct buffer text = { 0 };
	int err = fd < 0 ? -errno : whole_read(fd, &text);

	if (err)
		return diag_fail(diag, err, "%s: %s", path, strerror(-err));
	return conf_parse(buffer_view(&text), path, overridden, ret, diag);
}
