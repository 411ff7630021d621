/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sysroot.c - proc and sys below a root that can be swapped
 *
 * In: a directory and names relative to it, opened with openat(2) only.
 * Out: files' contents, bounded; "not known" when they cannot be had.
 */
#include "machine/read/sysroot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "machine/text.h"

/* /proc/cpuinfo of 8192 CPUs is about 12 MiB; nothing else comes near. */
#define FILE_SIZE_MAX (64U << 20)
#define READ_CHUNK    65536
#define LINE_ROOM     256 /* larger than any number, state or name of sysfs */

#define OPEN_DIRECTORY (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

int sysroot_open(const char *path, struct sysroot *ret, struct diag *diag)
{
	bool is_here = !*path || !strcmp(path, "/");
	AUTO_SYSROOT struct sysroot root = { -1, NULL };
	size_t size = strlen(path);

	while (size && path[size - 1] == '/')
		size--;
	root.fd = open(is_here ? "/" : path, OPEN_DIRECTORY);
	if (root.fd < 0)
		return diag_fail(diag, -errno, "--sysroot=%s: %s", path, strerror(errno));
	root.name = strndup(path, size);
	if (!root.name)
		return -ENOMEM;
	if (!is_here && !sysroot_has(&root, "proc") && !sysroot_has(&root, "sys"))
		return diag_fail(diag, -ENOENT,
				 "--sysroot=%s: neither proc nor sys is in "
				 "it: no recorded machine (tests/sysroots/record makes "
				 "one)",
				 path);
	*ret = root;
	root = (struct sysroot){ -1, NULL };
	return 0;
}

int sysroot_enter(const struct sysroot *at, const char *name, struct sysroot *ret)
{
	struct sysroot root = { -1, NULL };

	root.fd = openat(at->fd, name, OPEN_DIRECTORY);
	if (root.fd < 0)
		return -ENOENT;
	if (asprintf(&root.name, "%s/%s", at->name, name) < 0) {
		root.name = NULL;
		sysroot_close(&root);
		return -ENOMEM;
	}
	*ret = root;
	return 0;
}

void sysroot_close(struct sysroot *root)
{
	if (root->fd >= 0)
		close(root->fd);
	free(root->name);
	*root = (struct sysroot){ -1, NULL };
}

bool sysroot_has(const struct sysroot *at, const char *name)
{
	return faccessat(at->fd, name, F_OK, 0) == 0;
}

static int file_read(int fd, struct buffer *ret)
{
	ssize_t got;
	int err;

	do {
		err = buffer_reserve(ret, ret->size + READ_CHUNK);
		if (err)
			return err;
		got = read(fd, ret->data + ret->size, READ_CHUNK);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -ENOENT;
		ret->size += (size_t)got;
		if (ret->size > FILE_SIZE_MAX)
			return -EFBIG;
	} while (got);
	return 0;
}

int sysroot_bytes(const struct sysroot *at, const char *name, struct buffer *ret,
		  struct diag *diag)
{
	AUTO_CLOSE int fd = openat(at->fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct buffer content = { 0 };
	int err;

	if (fd < 0)
		return -ENOENT;
	err = file_read(fd, &content);
	if (err) {
		buffer_free(&content);
		if (err == -EFBIG)
			return sysroot_fail(at, name, 0, -EINVAL, diag,
					    "larger than 64 MiB");
		return err;
	}
	*ret = content;
	return 0;
}

int sysroot_head(const struct sysroot *at, const char *name, size_t size,
		 struct buffer *ret, struct diag *diag)
{
	AUTO_CLOSE int fd = openat(at->fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct buffer head = { 0 };
	ssize_t got = 1;

	(void)diag;
	if (fd < 0)
		return -ENOENT;
	if (buffer_reserve(&head, size))
		return -ENOMEM;
	while (head.size < size && got) {
		got = read(fd, head.data + head.size, size - head.size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			buffer_free(&head);
			return -ENOENT;
		}
		head.size += (size_t)got;
	}
	*ret = head;
	return 0;
}

int sysroot_text(const struct sysroot *at, const char *name, char **ret,
		 struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer content = { 0 };
	size_t size;
	int err = sysroot_bytes(at, name, &content, diag);

	if (err)
		return err;
	size = content.size;
	err = buffer_append(&content, "", 1);
	if (err)
		return err;
	if (memchr(content.data, '\0', size))
		return sysroot_fail(at, name, 0, -EINVAL, diag,
				    "a NUL byte in a text file");
	*ret = (char *)content.data;
	content = (struct buffer){ 0 };
	return 0;
}

/*
 * A file of one short line, as most are: a read that leaves room and ends in a newline
 * was all of it. @room is filled up to its last byte when the file is longer.
 */
static int line_read(const struct sysroot *at, const char *name, char *room, size_t size,
		     size_t *ret_size)
{
	AUTO_CLOSE int fd = openat(at->fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t done = 0;
	ssize_t got;

	if (fd < 0)
		return -ENOENT;
	do {
		got = read(fd, room + done, size - done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -ENOENT;
		done += (size_t)got;
		if (done && done < size && room[done - 1] == '\n')
			break;
	} while (got && done < size);
	*ret_size = done;
	return 0;
}

int sysroot_word(const struct sysroot *at, const char *name, char **ret,
		 struct diag *diag)
{
	char line[LINE_ROOM];
	size_t size;
	int err = line_read(at, name, line, sizeof(line), &size);

	if (err)
		return err;
	/* A long one, or one with a NUL in it: sysroot_text() says what is wrong. */
	if (size == sizeof(line) || memchr(line, '\0', size)) {
		err = sysroot_text(at, name, ret, diag);
		if (err)
			return err;
	} else {
		*ret = strndup(line, size);
		if (!*ret)
			return -ENOMEM;
	}
	text_trim_end(*ret);
	return 0;
}

int sysroot_number(const struct sysroot *at, const char *name, int base, uint64_t *ret,
		   struct diag *diag)
{
	char line[LINE_ROOM];
	size_t size;
	int err = line_read(at, name, line, sizeof(line) - 1, &size);

	if (err)
		return err;
	if (memchr(line, '\0', size))
		return sysroot_fail(at, name, 0, -EINVAL, diag,
				    "a NUL byte in a text file");
	line[size] = '\0';
	text_trim_end(line);
	if (text_number(line, base, ret))
		return sysroot_fail(at, name, 1, -EINVAL, diag,
				    base == 16 ? "a hexadecimal number was expected"
					       : "a decimal number was expected");
	return 0;
}

int sysroot_link(const struct sysroot *at, const char *name, char **ret,
		 struct diag *diag)
{
	char target[PATH_MAX];
	ssize_t size = readlinkat(at->fd, name, target, sizeof(target));

	if (size < 0)
		return errno == EINVAL ? sysroot_word(at, name, ret, diag) : -ENOENT;
	*ret = strndup(target, (size_t)size);
	return *ret ? 0 : -ENOMEM;
}

static int name_is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int sysroot_names(const struct sysroot *at, struct sysroot_names *ret)
{
	struct dirent **names;
	int count = scandirat(at->fd, ".", &names, name_is_shown, versionsort);

	if (count < 0)
		return errno == ENOMEM ? -ENOMEM : -ENOENT;
	*ret = (struct sysroot_names){ names, count };
	return 0;
}

void sysroot_names_free(struct sysroot_names *names)
{
	while (names->count > 0)
		free(names->at[--names->count]);
	free(names->at);
	names->at = NULL;
}

int sysroot_list(const struct sysroot *at, const char *name, struct sysroot *ret,
		 struct sysroot_names *ret_names)
{
	int err = sysroot_enter(at, name, ret);

	return err ? err : sysroot_names(ret, ret_names);
}

int sysroot_fail(const struct sysroot *at, const char *name, unsigned int line, int err,
		 struct diag *diag, const char *text)
{
	if (line)
		return diag_fail(diag, err, "%s/%s line %u: %s", at->name, name, line,
				 text);
	return diag_fail(diag, err, "%s/%s: %s", at->name, name, text);
}
