/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mounts.h - /proc/self/mountinfo, for paths on a file system that a boot loader names
 *
 * In: its bytes. Out: mounts; a path of a file system as one of its mounts shows it.
 * Ref: proc_pid_mountinfo(5).
 */
#ifndef MINT_ENTRY_MOUNTS_H
#define MINT_ENTRY_MOUNTS_H

#include "base/bytes.h"
#include "entry/arena.h"

struct mount {
	unsigned int major, minor; /* of btrfs: of no device */
	const char *root;	   /* the part of the file system that is mounted */
	const char *point;
	const char *source; /* "/dev/sda2" */
};

/**
 * mounts_next - the next mount at or after *@cursor
 * @cursor: starts as 0; moved behind its line
 * @ret:    in @arena; written only on success
 * Return: 0, -ENOENT when there is none left, -ENOMEM.
 */
int mounts_next(struct bytes text, size_t *cursor, struct arena *arena,
		struct mount *ret);

/**
 * mount_path - a path of the file system below the mount
 * Return: in @arena; NULL when there is no memory. What is not below the mounted part is
 * taken as if all of it were: GRUB may begin at a default subvolume.
 */
const char *mount_path(const struct mount *mount, const char *path, struct arena *arena);

#endif
