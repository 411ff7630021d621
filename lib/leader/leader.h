/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * leader.h - what the sinks read from and change on the leader, one item at a time
 *
 * In: sysfs and procfs below a root that tests swap. Out: memory blocks and CPUs
 * offline or online again, verified by reading back.
 * Ref: Linux admin-guide/mm/memory-hotplug.rst, core-api/cpu_hotplug.rst.
 */
#ifndef MINT_SINK_LEADER_H
#define MINT_SINK_LEADER_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/prange.h"
#include "abi/mint.h"

/**
 * struct leader_ops - the steps that a test must be able to see and to fail
 * @write:          all of @text into the file @path (below the root) by one write(2);
 *                  0 or negative errno
 * @memfd:          a new sealable memory file, or negative errno
 * @uart_set:       tell the driver of ttyS@line what is there (PORT_*); 0: nothing, it
 * lets go of the port; 0, -EBUSY (somebody else has it open, or the port is not to be
 * had) or another negative errno
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

/* The running machine; its context is NULL. */
extern const struct leader_ops leader_machine_ops;

struct leader {
	const struct leader_ops *ops;
	void *context;
	const char *root; /* "" this machine; reads happen below it */
};

/* A memory block as sysfs shows it now. */
struct leader_block {
	uint64_t index; /* N of memoryN */
	struct prange range;
	bool is_online;
	uint32_t zone;	      /* enum mint_zone it is online in; OFFLINE when it is not */
	bool has_mixed_zones; /* lies in several zones: the kernel never offlines it */
};

#define LEADER_OFFLINE_SECONDS 60 /* for one block; then its pages will never move */
#define LEADER_TRIES	       5 /* of one block or CPU while the kernel says EBUSY or EAGAIN */

/** leader_hold_signals - SIGINT, SIGTERM and SIGHUP wait until leader_release_signals()
 */
void leader_hold_signals(sigset_t *ret_before);

/** leader_release_signals - @were_answered: what has come is dropped */
void leader_release_signals(const sigset_t *before, bool were_answered);

/**
 * leader_read - a small file below the root, its last newline cut off
 * @size: room in @text, NUL included; more is cut
 * Return: bytes, or negative errno.
 */
int leader_read(const struct leader *leader, const char *path, char *text, size_t size);

/**
 * leader_block_read - state and zone of one memory block
 * @block_size: bytes of a memory block
 * Return: 0, -ENOENT (absent: a hole, or hidden at boot), -EIO and others.
 */
int leader_block_read(const struct leader *leader, uint64_t index, uint64_t block_size,
		      struct leader_block *ret);

/**
 * leader_block_offline - the leader no longer uses these pages
 *
 * Tried up to LEADER_TRIES times: pages that are on their way are EBUSY for a moment.
 * Given up after LEADER_OFFLINE_SECONDS: the kernel itself would try for ever.
 * Return: 0, -EBUSY (holds pages that cannot move), -ETIMEDOUT, -EINTR; @diag names the
 * block, its addresses and what to do.
 */
int leader_block_offline(const struct leader *leader, const struct leader_block *block,
			 struct diag *diag);

/**
 * leader_block_online - back to the leader, in the zone it was in
 * @block: index, range and zone; zone is MINT_ZONE_KERNEL or MINT_ZONE_MOVABLE
 * Return: 0 (also when it was online already), -EIO (written, but reads back as
 * something else), or the errno of the write.
 */
int leader_block_online(const struct leader *leader, const struct leader_block *block,
			struct diag *diag);

/** leader_cpu_read - 0, -ENOENT (no such CPU), -EPERM (it cannot go offline) */
int leader_cpu_read(const struct leader *leader, unsigned int cpu, bool *ret_online);

/**
 * leader_cpu_set - bring one CPU on- or offline; nothing is written when it is already
 * Return: 0 or negative errno; @diag names the CPU.
 */
int leader_cpu_set(const struct leader *leader, unsigned int cpu, bool is_online,
		   struct diag *diag);

/**
 * leader_log - one warning in the leader's kernel log
 * @line: without a newline; what is longer than a line of the log is cut
 * Return: 0 or the errno of the write.
 */
int leader_log(const struct leader *leader, const char *line);

/** leader_is_locked_down - true, false, or -1 (as int) when it is not to be seen */
int leader_is_locked_down(const struct leader *leader);

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
