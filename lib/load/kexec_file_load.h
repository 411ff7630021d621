/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kexec_file_load.h - the other system call: the kernel reads and checks the files itself
 *
 * In: descriptors, a command line. Out: a loaded kernel that `kexec -e` enters.
 * Ref: kexec_file_load(2); Linux include/uapi/linux/kexec.h, kernel/kexec_file.c.
 */
#ifndef MINT_LOAD_KEXEC_FILE_LOAD_H
#define MINT_LOAD_KEXEC_FILE_LOAD_H

#include <linux/kexec.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "leader/leader.h"

/* Linux include/uapi/linux/kexec.h of 6.7, 6.16 and 6.17: headers may be older */
#ifndef KEXEC_FILE_DEBUG
#define KEXEC_FILE_DEBUG 0x00000008
#endif
#ifndef KEXEC_FILE_NO_CMA
#define KEXEC_FILE_NO_CMA 0x00000010
#endif
#ifndef KEXEC_FILE_FORCE_DTB
#define KEXEC_FILE_FORCE_DTB 0x00000020
#endif

struct kexec_file {
	int kernel_fd;
	int initrd_fd;	     /* -1 none */
	const char *cmdline; /* NUL-terminated; "" none */
	unsigned long flags; /* KEXEC_FILE_* */
	uint64_t memory;     /* bytes that the new kernel takes, at least */
};

/**
 * kexec_file_load_call - the system call
 * @file: NULL drops what is loaded; @flags says which image then
 * Return: 0 or negative errno; @diag says "kexec_file_load failed: …", why, what to do.
 */
int kexec_file_load_call(const struct kexec_file *file, unsigned long flags,
			 const struct leader *leader, struct diag *diag);

/** kexec_file_load_explain - what an errno means here, of an image for -e; or "" */
const char *kexec_file_load_explain(const struct leader *leader, int err);

/**
 * kexec_file_may_fall_back - may kexec_load(2) be tried after this errno?
 *
 * ENOSYS, EINVAL, ENOEXEC, ENOTSUP as kexec-tools does. Also what is about a signature:
 * one that is not asked for need not keep anybody from the other call, which checks for
 * itself whether it is allowed. And what only this call is limited by: EADDRNOTAVAIL (it
 * looks for one hole in one order) and EFBIG (it reads files of less than 2 GiB).
 * Never EPERM.
 */
bool kexec_file_may_fall_back(int err);

/**
 * kexec_file_is_about_signature - does its owner want to know that the image was loaded
 * without? EKEYREJECTED, ENODATA, ENOKEY, EBADMSG, ENOPKG (an algorithm that this kernel
 * lacks), ELIBBAD (of a broken PE file), EKEYREVOKED, EKEYEXPIRED
 */
bool kexec_file_is_about_signature(int err);

/**
 * kexec_file_is_unavailable - this kernel has no such call for such an image: exit 253
 * ENOSYS, EINVAL, ENOEXEC, ENOTSUP, as kexec-tools has it.
 */
bool kexec_file_is_unavailable(int err);

/** bytes_memfd - a sealed memory file of @data; the descriptor, or negative errno */
int bytes_memfd(const char *name, struct bytes data, struct diag *diag);

#endif
