/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * leader.h - what is read from the leader, and how it is written to
 *
 * In: sysfs and procfs below a root that tests swap. Out: texts and numbers of it.
 * Whatever changes the machine goes through struct leader_ops: this_machine.h has the
 * real one.
 */
#ifndef MINT_LEADER_LEADER_H
#define MINT_LEADER_LEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "abi/mint.h"

/**
 * struct leader_ops - the steps that a test must be able to see and to fail
 * @write:          all of @text into the file @path (below the root) by one write(2);
 *                  0 or negative errno
 * @memfd:          a new sealable memory file, or negative errno
 * @uart_set:       tell the driver of ttyS@line what is there (PORT_*); 0: nothing, it
 *                  lets go of the port. 0, -EBUSY (somebody else has it open, or the
 *                  port is not to be had) or another negative errno
 * @is_interrupted: does a signal ask us to give up?
 * @check_held:     has the kernel given the block device @path to one user alone? It does
 *                  so for mounts, in any namespace, for swap, and for what is built on
 *                  it. 0: no; -EBUSY: yes; another negative errno: it cannot be told
 */
struct leader_ops {
	int (*write)(void *context, const char *path, const char *text);
	int (*memfd)(void *context, const char *name);
	int (*uart_set)(void *context, unsigned int line, unsigned int type);
	bool (*is_interrupted)(void *context);
	int (*check_held)(void *context, const char *path);
};

struct leader {
	const struct leader_ops *ops;
	void *context;
	const char *root; /* "" this machine; reads happen below it */
};

#define LEADER_TRIES 5 /* of a write while the kernel says EBUSY or EAGAIN */

/**
 * leader_read - a small file below the root, its last newline cut off
 * @size: room in @text, NUL included; more is cut
 * Return: bytes, or negative errno.
 */
int leader_read(const struct leader *leader, const char *path, char *text, size_t size);

/** leader_has - is there such a file or directory below the root? */
bool leader_has(const struct leader *leader, const char *path);

/** leader_write - all of @text by one write(2); 0 or negative errno */
int leader_write(const struct leader *leader, const char *path, const char *text);

/** leader_may_try_again - EBUSY, EAGAIN: pages on their way are busy for a moment */
bool leader_may_try_again(int err);

/** leader_write_patiently - up to LEADER_TRIES times while leader_may_try_again() */
int leader_write_patiently(const struct leader *leader, const char *path,
			   const char *text);

/** leader_is_interrupted - does a signal ask us to give up? */
bool leader_is_interrupted(const struct leader *leader);

/**
 * leader_log - one warning in the leader's kernel log
 * @line: without a newline; what is longer than a line of the log is cut
 * Return: 0 or the errno of the write.
 */
int leader_log(const struct leader *leader, const char *line);

/** leader_is_locked_down - true, false, or -1 (as int) when it is not to be seen */
int leader_is_locked_down(const struct leader *leader);

/** leader_total - bytes of memory that this kernel has, 0 unknown */
uint64_t leader_total(const struct leader *leader);

/** leader_available - bytes that can be allocated without hurting, 0 unknown */
uint64_t leader_available(const struct leader *leader);

/**
 * leader_os_names - the OSes that the module knows
 * @ret: array of @ret_count names, to be freed with free(); NULL when there is none
 * Return: 0 (also without a module), -ENOMEM, -errno of opendir(3).
 */
int leader_os_names(const struct leader *leader, char (**ret)[MINT_NAME_SIZE],
		    size_t *ret_count);

#endif
