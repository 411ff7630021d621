/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reserve.h - take memory, CPUs and devices from the leader for one OS, or nothing
 *
 *   create -> intent -> serial port let go -> blocks offline -> CPUs offline
 *          -> devices removed -> claim                               reserve_take()
 *   devices found and reset -> unclaim -> blocks online -> CPUs online -> drivers bound
 *          -> serial port driven -> destroy                          reserve_give_back()
 *   devices found, reset, removed -> renewed -> start                reserve_start()
 *
 * What is about to be taken is recorded in the module first, so that whoever comes after
 * a process that died on the way knows what to put back. reserve_give_back() looks at the
 * record and at the machine, never at what this process remembers: it is the roll-back,
 * the release and the repair after a kill, all in one (give_back.h; reserve_start() is in
 * renew.h).
 * Ref: abi/mint.h; docs/design.md "Intent before action".
 */
#ifndef MINT_LEADER_RESERVE_H
#define MINT_LEADER_RESERVE_H

#include <stdbool.h>

#include "base/diag.h"
#include "base/prange.h"
#include "machine/machine.h"
#include "abi/mint.h"
#include "leader/leader.h"
#include "leader/mint_device.h"

struct plan;

struct reserve_request {
	const char *name;
	struct mint_claim claim; /* ranges half-open; CPUs, the boot CPU first */
	const struct plan *plan; /* whose PCI devices and port are taken; NULL: none */
};

/* How far a reservation came. */
struct reserve_result {
	bool acted; /* something of the leader was changed, if only for a while */
	/* the block that would not go offline, all else being back; empty: not that */
	struct prange refused;
};

/**
 * reserve_take - create the OS and make it own all that is asked, or nothing
 * @os:        open descriptor, not bound yet; bound to the new OS afterwards
 * @machine:   block size and System RAM; the states are read anew
 * @ret: written also on failure
 *
 * A block that lies partly in a range is taken whole. Blocks are taken only where the
 * range is System RAM of the leader: what a boot parameter hid needs nothing. Pages below
 * 1 MiB (MINT_PURPOSE_REALMODE) stay where they are.
 *
 * On failure all is as it was and the OS is gone; when something cannot be put back the
 * OS stays, with its record, and a warning in @diag says what and how to try again.
 *
 * What the leader holds in these blocks moves elsewhere; without room for it nothing is
 * begun.
 *
 * Return: 0, -EEXIST (name taken), -EBUSY, -EINVAL, -EPERM, -EINTR, -ENOMEM.
 */
int reserve_take(struct mint_device *os, const struct leader *leader,
		 const struct machine *machine, const struct reserve_request *request,
		 struct reserve_result *ret, struct diag *diag);

#endif
