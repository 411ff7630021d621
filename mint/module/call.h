/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * call.h - the calls of /dev/mint that act on one OS
 *
 * In:  a bound descriptor's OS, which lives as long as the descriptor does, and a
 * structure of user space that nobody has looked at; no lock held Out: 0 or a negative
 * errno for ioctl(2) Ref: abi/mint.h: each call's structure and the meaning of its errno
 *
 * Each copies, locks, acts, unlocks and copies: user memory is never touched below a
 * lock. All of them may give besides: -EFAULT, -ENOMEM, -EINTR (killed while waiting for
 * os->lock), -ENODEV (destroyed meanwhile).
 */
#ifndef MINT_MODULE_CALL_H
#define MINT_MODULE_CALL_H

#include "mint.h"

#include <linux/uaccess.h>

/* What a call was given: as large as the number of the call says, which the caller's
 * header made (abi/mint.h, "Calls"). */
struct mint_arg {
	void __user *at;
	size_t size;
};

/**
 * mint_arg_get - the structure that we know, of @size bytes
 *
 * What the caller's lacks is zero. Return: 0; -EFAULT; -E2BIG it has something beyond
 * ours that is not zero.
 */
static inline int mint_arg_get(struct mint_arg arg, void *to, size_t size)
{
	return copy_struct_from_user(to, size, arg.at, arg.size);
}

/** mint_arg_put - as much of it as the caller knows; zero beyond. Return: 0; -EFAULT. */
static inline int mint_arg_put(struct mint_arg arg, const void *from, size_t size)
{
	size_t known = min(size, arg.size);

	if (copy_to_user(arg.at, from, known) ||
	    clear_user(arg.at + known, arg.size - known))
		return -EFAULT;
	return 0;
}

/**
 * mint_call_plain - a call without an argument: @act under os->lock
 * Return: what @act returns.
 */
long mint_call_plain(struct mint_os *os, int (*act)(struct mint_os *));

/**
 * mint_call_intent - MINT_IOC_INTENT; see mint_os_intent()
 * @arg: struct mint_taken, with arrays of user space behind its pointers
 * Return: 0; -E2BIG more entries than can be; -EINVAL, -EBUSY.
 */
long mint_call_intent(struct mint_os *os, struct mint_arg arg);

/**
 * mint_call_taken - MINT_IOC_TAKEN: the intent as it was recorded
 * @arg: struct mint_taken; counts in: room, out: used, with -ENOSPC too
 * Return: 0; -ENOSPC too little room: no array was written.
 */
long mint_call_taken(struct mint_os *os, struct mint_arg arg);

/**
 * mint_call_claim - MINT_IOC_CLAIM; see mint_os_claim()
 * @arg: struct mint_claim
 */
long mint_call_claim(struct mint_os *os, struct mint_arg arg);

/**
 * mint_call_load - MINT_IOC_LOAD; see mint_os_load()
 * @arg: struct mint_load
 * Return: 0; -EBADF no such descriptor; -EINVAL not a readable memfd sealed for good;
 *	   errno of mint_policy_load().
 */
long mint_call_load(struct mint_os *os, struct mint_arg arg);

/**
 * mint_call_kill - MINT_IOC_KILL; see mint_os_kill()
 * @arg: struct mint_kill
 */
long mint_call_kill(struct mint_os *os, struct mint_arg arg);

/**
 * mint_call_signal - MINT_IOC_SIGNAL; see mint_os_signal()
 * @arg: struct mint_signal
 */
long mint_call_signal(struct mint_os *os, struct mint_arg arg);

/**
 * mint_call_test - MINT_IOC_TEST: arm a hook of test.h
 * @arg: struct mint_test
 * Return: 0; -EINVAL no such hook; -ENOTTY this is no mint-test.
 */
long mint_call_test(struct mint_os *os, struct mint_arg arg);

#endif
