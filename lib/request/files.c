/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * files.c - kernel and initrd files into memory
 *
 * In: paths. Out: views of their bytes.
 */
#include "request/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "image/initrd.h"
#include "request/request.h"

#define INITRD_ALIGN 4

static int file_fail(struct diag *diag, int err, const char *path, const char *reason)
{
	return diag_fail(diag, err, "Cannot load %s: %s", path, reason);
}

int file_read(const char *path, struct file *ret, struct diag *diag)
{
	AUTO_CLOSE int fd = -1;

	return file_open(path, ret, &fd, diag);
}

/* All that comes out of a pipe, into @to; 0 or negative errno. */
static int pipe_copy(int from, int to)
{
	char part[65536];
	ssize_t count;

	/* From here on a read is to wait for the writer. */
	if (fcntl(from, F_SETFL, 0))
		return -errno;
	while ((count = read(from, part, sizeof(part)))) {
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		for (ssize_t done = 0, size; done < count; done += size) {
			size = write(to, part + done, (size_t)(count - done));
			if (size < 0)
				return -errno;
		}
	}
	return 0;
}

/* A pipe cannot be mapped, nor read twice: *@fd becomes a memory file of what it said. */
static int pipe_keep(const char *path, int *fd, struct stat *stat, struct diag *diag)
{
	AUTO_CLOSE int pipe = *fd;
	int err;

	*fd = memfd_create("pipe", MFD_CLOEXEC);
	err = *fd < 0 ? -errno : pipe_copy(pipe, *fd);
	if (!err && fstat(*fd, stat))
		err = -errno;
	return err ? file_fail(diag, err, path, strerror(-err)) : 0;
}

/* Without O_NONBLOCK the open of a FIFO would wait for its writer. */
int file_descriptor(const char *path, size_t *ret_size, int *ret_fd, struct diag *diag)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat stat;
	int err;

	*ret_fd = fd;
	if (fd < 0 || fstat(fd, &stat))
		return file_fail(diag, -errno, path, strerror(errno));
	if (S_ISFIFO(stat.st_mode)) {
		err = pipe_keep(path, ret_fd, &stat, diag);
		if (err)
			return err;
		if (!stat.st_size)
			return file_fail(diag, -EINVAL, path,
					 "it is no regular file, and nothing comes out "
					 "of the pipe");
	}
	if (S_ISDIR(stat.st_mode))
		return file_fail(diag, -EISDIR, path, "it is a directory");
	if (!S_ISREG(stat.st_mode))
		return file_fail(diag, -EINVAL, path, "it is no regular file");
	if (!stat.st_size)
		return file_fail(diag, -ENODATA, path, "it is empty");
	*ret_size = (size_t)stat.st_size;
	return 0;
}

bool file_is_pipe(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISFIFO(status.st_mode);
}

int file_open(const char *path, struct file *ret, int *ret_fd, struct diag *diag)
{
	size_t size;
	void *mapped;
	int err = file_descriptor(path, &size, ret_fd, diag);

	if (err)
		return err;
	mapped = mmap(NULL, size, PROT_READ, MAP_PRIVATE, *ret_fd, 0);
	if (mapped == MAP_FAILED)
		return file_fail(diag, -errno, path, strerror(errno));
	*ret = (struct file){ .view = { mapped, size }, .mapped = mapped };
	/*
	 * A page that cannot be read is an error here and a SIGBUS later; before Linux
	 * 5.14 (EINVAL) nobody can ask.
	 */
	if (madvise(mapped, ret->view.size, MADV_POPULATE_READ) && errno != EINVAL) {
		err = errno == EFAULT ? EIO : errno;
		file_free(ret);
		return diag_fail(diag, -err,
				 "Cannot load %s: not all of it can be read: %s", path,
				 strerror(err));
	}
	return 0;
}

/* Keeps @one's bytes behind what is joined already. */
static int file_join(struct file *joined, struct bytes one)
{
	struct buffer *buffer = &joined->joined;
	size_t pad = -buffer->size % INITRD_ALIGN;
	int err = buffer_append(buffer, NULL, pad);

	if (err)
		return err;
	err = buffer_append(buffer, one.data, one.size);
	joined->view = buffer_view(buffer);
	return err;
}

static int initrd_read(const char *path, struct file *ret, struct diag *diag)
{
	int err = file_read(path, ret, diag);

	if (err)
		return err;
	err = initrd_check(ret->view, diag);
	if (err) {
		diag_context(diag, "Cannot load %s", path);
		file_free(ret);
	}
	return err;
}

int initrds_read(const char *const *path, size_t count, struct file *ret,
		 struct diag *diag)
{
	if (count == 1)
		return initrd_read(path[0], ret, diag);
	for (size_t i = 0; i < count; i++) {
		CLEANUP(file_free) struct file one = { 0 };
		int err = initrd_read(path[i], &one, diag);

		if (err)
			return err;
		if (file_join(ret, one.view))
			return file_fail(diag, -ENOMEM, path[i], "out of memory");
	}
	return 0;
}

static size_t pages_size(struct bytes view)
{
	return (size_t)align_up(view.size, PAGE_SIZE_4K);
}

/* Page behind page in one stretch of addresses; nothing is copied. */
static int files_join(struct file *one, size_t count, struct file *ret)
{
	size_t size = 0, offset = 0;
	uint8_t *all;

	for (size_t i = 0; i < count; i++)
		size += pages_size(one[i].view);
	all = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
		   0);
	if (all == MAP_FAILED)
		return -errno;
	/* The last file ends the view: what its last page has behind it is no data. */
	size -= pages_size(one[count - 1].view) - one[count - 1].view.size;
	*ret = (struct file){ .view = { all, size }, .mapped = all };
	for (size_t i = 0; i < count; i++) {
		size_t pages = pages_size(one[i].view);

		if (mremap(one[i].mapped, pages, pages, MREMAP_MAYMOVE | MREMAP_FIXED,
			   all + offset) == MAP_FAILED)
			return -errno;
		one[i] = (struct file){ 0 };
		offset += pages;
	}
	return 0;
}

/* Those that nobody has taken over. */
struct files {
	struct file at[REQUEST_MAX_INITRDS];
};

static void files_free(struct files *files)
{
	for (size_t i = 0; i < REQUEST_MAX_INITRDS; i++)
		file_free(&files->at[i]);
}

int files_map(const char *const *path, size_t count, struct file *ret, struct diag *diag)
{
	CLEANUP(files_free) struct files files = { 0 };
	int err;

	for (size_t i = 0; i < count; i++) {
		err = file_read(path[i], &files.at[i], diag);
		if (err)
			return err;
	}
	if (!count)
		return 0;
	if (count == 1) {
		*ret = files.at[0];
		files.at[0] = (struct file){ 0 };
		return 0;
	}
	err = files_join(files.at, count, ret);
	return err ? file_fail(diag, err, path[0], strerror(-err)) : 0;
}

void file_free(struct file *file)
{
	if (file->mapped)
		munmap(file->mapped, file->view.size);
	buffer_free(&file->joined);
	*file = (struct file){ 0 };
}
