/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * files.h - kernel and initrd files into memory
 *
 * In: paths. Out: views; mapped, not copied, as long as it is one file.
 */
#ifndef MINT_REQUEST_FILES_H
#define MINT_REQUEST_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/diag.h"

/* Owns what its view points to; zero-initialise. */
struct file {
	struct bytes view;
	void *mapped;	      /* mmap, or NULL */
	struct buffer joined; /* several files in one */
};

/**
 * file_descriptor - for kexec_file_load(2), which reads the file itself
 * @ret_size: bytes, > 0; written only on success
 * @ret_fd:   -1, or the caller's to close, after a failure too
 * Of a pipe, as of "<(cat a b)", it is a memory file of all that came out of it.
 * Return: 0, errno of open(2), -EISDIR, -ENODATA, -EINVAL, all as file_read().
 */
int file_descriptor(const char *path, size_t *ret_size, int *ret_fd, struct diag *diag);

/** file_is_pipe - can @path be read only once? */
bool file_is_pipe(const char *path);

/**
 * file_read - map one whole file
 * @path: a regular file, or a pipe, with at least one byte
 *
 * The mapping is private; a file that others shrink meanwhile is their fault.
 * Return: 0, errno of open(2) and mmap(2), -EISDIR, -ENODATA (empty), -EINVAL (a device,
 * a socket, a pipe that nobody writes to), -EIO (not all of it can be read). @diag:
 * "Cannot load PATH: …".
 */
int file_read(const char *path, struct file *ret, struct diag *diag);

/**
 * file_open - the same, and its descriptor
 * @ret_fd: -1, or the caller's to close, after a failure too
 */
int file_open(const char *path, struct file *ret, int *ret_fd, struct diag *diag);

/**
 * files_map - several initrds as they are, one behind the other, each page aligned
 * @count: up to REQUEST_MAX_INITRDS
 *
 * Nothing is copied and nothing looked at: for a plain load, which takes any file.
 * Between two of them lie the zeros of a last page, which the kernel skips. Ref: Linux
 * init/initramfs.c unpack_to_rootfs(). Return: as file_read(), -ENOMEM.
 */
int files_map(const char *const *path, size_t count, struct file *ret, struct diag *diag);

/**
 * initrds_read - one file mapped, several concatenated, each 4-byte aligned
 * Ref: Linux Documentation/driver-api/early-userspace/buffer-format.rst.
 * Return: as file_read(), -EINVAL (initrd_check()), -ENOMEM.
 */
int initrds_read(const char *const *path, size_t count, struct file *ret,
		 struct diag *diag);

/** file_free - also takes a zeroed one, and leaves one */
void file_free(struct file *file);

#endif
