/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sysroot.h - proc and sys below a root that can be swapped
 *
 * In: a directory. Out: the text, bytes and numbers of files below it. What is not
 * there and what may not be read are the same thing here: not known (-ENOENT).
 */
#ifndef MINT_MACHINE_READ_SYSROOT_H
#define MINT_MACHINE_READ_SYSROOT_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"

/* An open directory; owns both members. */
struct sysroot {
	int fd;
	char *name; /* as messages show it; "" is this machine's root */
};

/* Names in a directory, in version order ("cpu2" before "cpu10"); owned. */
struct sysroot_names {
	struct dirent **at;
	int count;
};

#define AUTO_SYSROOT __attribute__((cleanup(sysroot_close)))
#define AUTO_NAMES   __attribute__((cleanup(sysroot_names_free)))

/**
 * sysroot_open - the directory that stands for "/"
 * @path: "" or "/" for this machine; else it must hold proc or sys
 * Return: 0, -ENOENT, -ENOTDIR, -EACCES with a line in @diag, -ENOMEM.
 */
int sysroot_open(const char *path, struct sysroot *ret, struct diag *diag);

/** sysroot_enter - a directory below; 0, -ENOENT (no diag: it may be absent), -ENOMEM */
int sysroot_enter(const struct sysroot *at, const char *name, struct sysroot *ret);

/** sysroot_close - also takes a zeroed one whose fd is -1 */
void sysroot_close(struct sysroot *root);

/** sysroot_has - is there such a file or directory? */
bool sysroot_has(const struct sysroot *at, const char *name);

/**
 * sysroot_bytes - a whole file
 * @ret: owned by the caller; written only on success
 * Return: 0, -ENOENT, -ENOMEM, -EINVAL when it is larger than 64 MiB.
 */
int sysroot_bytes(const struct sysroot *at, const char *name, struct buffer *ret,
		  struct diag *diag);

/**
 * sysroot_head - the beginning of a file: for those without an end worth reading
 * @size: bytes; less come from a file that is shorter
 * Return: as sysroot_bytes().
 */
int sysroot_head(const struct sysroot *at, const char *name, size_t size,
		 struct buffer *ret, struct diag *diag);

/**
 * sysroot_text - a whole file that has no NUL in it
 * @ret: NUL-terminated, owned by the caller; written only on success
 * Return: as sysroot_bytes(); -EINVAL for a NUL too.
 */
int sysroot_text(const struct sysroot *at, const char *name, char **ret,
		 struct diag *diag);

/** sysroot_word - sysroot_text() without white space at its end */
int sysroot_word(const struct sysroot *at, const char *name, char **ret,
		 struct diag *diag);

/**
 * sysroot_number - a file that is one number
 * @base: 10 or 16 (then with or without 0x)
 * Return: as sysroot_text(); -EINVAL when it is no number of 64 bits.
 */
int sysroot_number(const struct sysroot *at, const char *name, int base, uint64_t *ret,
		   struct diag *diag);

/**
 * sysroot_link - where a symbolic link leads to, as it is written there
 * @ret: owned by the caller
 *
 * A recorded machine has no links: there it is the text of a file of that name.
 * Return: 0, -ENOENT, -EINVAL, -ENOMEM.
 */
int sysroot_link(const struct sysroot *at, const char *name, char **ret,
		 struct diag *diag);

/** sysroot_names - what is in @at, dot files left out; 0, -ENOENT or -ENOMEM */
int sysroot_names(const struct sysroot *at, struct sysroot_names *ret);

/** sysroot_names_free - also takes a zeroed one */
void sysroot_names_free(struct sysroot_names *names);

/**
 * sysroot_list - a directory below, and what is in it
 * @ret: the caller's to close after a failure too
 * Return: as sysroot_enter() and sysroot_names().
 */
int sysroot_list(const struct sysroot *at, const char *name, struct sysroot *ret,
		 struct sysroot_names *ret_names);

/**
 * sysroot_fail - one line about a file: "<dir>/<name> line <line>: <text>"
 * @line: from 1; 0 leaves it out
 * Return: @err.
 */
int sysroot_fail(const struct sysroot *at, const char *name, unsigned int line, int err,
		 struct diag *diag, const char *text);

#endif
