/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reserve_plan.h - what a reservation will take, noted before anything is taken
 *
 * In: ranges, CPUs, a plan; the leader's sysfs. Out: the record that the module keeps.
 * Ref: reserve.h has the picture.
 */
#ifndef MINT_LEADER_RESERVE_PLAN_H
#define MINT_LEADER_RESERVE_PLAN_H

#include "base/diag.h"
#include "base/prange.h"
#include "leader/blocks.h"
#include "leader/leader.h"
#include "leader/mint_device.h"
#include "leader/reserve.h"
#include "leader/taken.h"
#include "machine/machine.h"

/* What a reservation works with, so that its steps have one argument. */
struct reservation {
	struct mint_device *os;
	const struct leader *leader;
	const struct machine *machine;
	const struct reserve_request *request;
	struct prange_list system_ram;
	struct taken taken;  /* what will be taken */
	struct taken others; /* what other OSes recorded */
	struct reserve_result *result;
	struct diag *diag;
};

/** reserve_plan_blocks - note the memory blocks; 0, -ENOMEM, -E2BIG, -EINVAL, errno */
int reserve_plan_blocks(struct reservation *reservation);

/** reserve_check_room - does what lies in the blocks fit elsewhere? 0, -ENOMEM */
int reserve_check_room(struct reservation *reservation);

/** reserve_plan_cpus - note the CPUs; 0, -ENOENT, -EPERM (one stays), -ENOMEM */
int reserve_plan_cpus(struct reservation *reservation);

/** reserve_block_offline - take one; what will not go is told in the result */
int reserve_block_offline(struct reservation *reservation,
			  const struct leader_block *block);

#endif
