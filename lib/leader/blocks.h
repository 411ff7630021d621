/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * blocks.h - memory blocks of the leader go offline and come back, one at a time
 *
 * In: sysfs below the leader's root. Out: a block's state, verified by reading back.
 * Ref: Linux admin-guide/mm/memory-hotplug.rst.
 */
#ifndef MINT_LEADER_BLOCKS_H
#define MINT_LEADER_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/prange.h"
#include "leader/leader.h"

/* A memory block as sysfs shows it now. */
struct leader_block {
	uint64_t index; /* N of memoryN */
	struct prange range;
	bool is_online;
	uint32_t zone;	      /* enum mint_zone it is online in; OFFLINE when it is not */
	bool has_mixed_zones; /* lies in several zones: the kernel never offlines it */
};

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
 * Given up after LEADER_OFFLINE_SECONDS: the kernel itself would try for ever. A block
 * that refused is noted in /run/mint/refused, which machine_read() looks at. Return: 0,
 * -EBUSY (holds pages that cannot move), -ETIMEDOUT, -EINTR; @diag names the block, its
 * addresses and what to do.
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

#endif
