/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * give_back.c - the leader gets back what an OS took, by the record of it
 *
 * In: an OS that does not run. Out: blocks and CPUs online, devices driven, no OS.
 * Ref: give_back.h; reserve.h has the picture.
 */
#include "leader/give_back.h"

#include <errno.h>

#include "base/cleanup.h"
#include "leader/blocks.h"
#include "leader/cpus.h"
#include "leader/devices.h"
#include "leader/devices_return.h"
#include "leader/mint_os.h"
#include "leader/mint_status.h"
#include "leader/signals.h"
#include "leader/taken.h"
#include "leader/uart.h"

static unsigned int block_give_back(const struct leader *leader, const char *name,
				    const struct mint_block *recorded, struct diag *diag)
{
	struct leader_block block = {
		.index = recorded->start / recorded->size,
		.range = { recorded->start, recorded->start + recorded->size },
		.zone = recorded->zone,
	};
	struct diag item = { 0 };

	if (!leader_block_online(leader, &block, &item))
		return 0;
	diag_warn(diag, "%s: %s", name, item.line);
	return 1;
}

static unsigned int cpu_give_back(const struct leader *leader, const char *name,
				  uint32_t cpu, struct diag *diag)
{
	struct diag item = { 0 };

	if (!leader_cpu_set(leader, cpu, true, &item))
		return 0;
	diag_warn(diag, "%s: %s", name, item.line);
	return 1;
}

/* What the record says was online and nobody else took goes back, blocks ascending. */
static unsigned int items_give_back(struct mint_device *os, const struct leader *leader,
				    const struct taken *taken, const struct taken *others,
				    struct diag *diag)
{
	unsigned int failed = 0;

	for (size_t i = 0; i < taken->nr_blocks; i++) {
		const struct mint_block *block = &taken->block[i];

		if (block->zone != MINT_ZONE_OFFLINE && !block->shared &&
		    !taken_find_block(others, block->start))
			failed += block_give_back(leader, os->name, block, diag);
	}
	for (size_t i = 0; i < taken->nr_cpus; i++) {
		const struct mint_cpu *cpu = &taken->cpu[i];

		if (cpu->was_online && !taken_find_cpu(others, cpu->cpu))
			failed += cpu_give_back(leader, os->name, cpu->cpu, diag);
	}
	return failed;
}

/* Refuse before anything is touched what the module would refuse anyway. */
static int os_check_released(struct mint_device *os, const struct mint_status *status,
			     struct diag *diag)
{
	if (mint_status_is_running(status))
		return diag_fail(diag, -EBUSY, "%s: is %s: mintctl %s %s first", os->name,
				 mint_state_name(status->state),
				 status->state == MINT_STOPPING ? "wait" : "stop",
				 os->name);
	if (status->state == MINT_LOST)
		return diag_fail(
			diag, -EIO,
			"%s: is lost: %u of its %u cores did not answer when parked; "
			"nothing of it can be used until the machine is rebooted",
			os->name, status->lost_cpus, status->nr_cpus);
	return 0;
}

/* Out of the leader's sight again. */
static int devices_hide(struct mint_device *os, const struct leader *leader,
			const struct taken *taken, struct diag *diag)
{
	int err = devices_remove(leader, taken, diag);

	return err ? err : mint_os_hide(os, diag);
}

/* One that was not reset must not reach memory: they stay as they are. */
static int devices_stay(struct mint_device *os, const struct leader *leader,
			const struct taken *taken, unsigned int missing,
			struct diag *diag)
{
	struct diag undo = { 0 };
	int err = devices_hide(os, leader, taken, &undo);

	if (devices_allow_drivers(leader, taken, &undo) || err)
		diag_warn(diag, "%s: %s", os->name, undo.line);
	diag_clear(&undo);
	return diag_fail(
		diag, -EIO,
		"%s: %u of its PCI devices could not be taken back: it keeps its "
		"memory (mintctl release %s tries again)",
		os->name, missing, os->name);
}

/* The devices first: behind the unclaim they are the leader's again. */
static int os_unclaim(struct mint_device *os, const struct leader *leader,
		      const struct mint_status *status, const struct taken *taken,
		      unsigned int *ret_missing, struct diag *diag)
{
	bool owns = status->nr_ranges || status->nr_cpus;
	bool was_used = mint_status_was_entered(status) && owns;
	int err = taken->nr_pci && owns ? mint_os_find(os, diag) : 0;

	if (err)
		return err;
	*ret_missing = devices_find(leader, taken, was_used, os->name, diag);
	if (*ret_missing && was_used)
		return devices_stay(os, leader, taken, *ret_missing, diag);
	/* A predecessor may have come this far and died. */
	return owns ? mint_os_unclaim(os, diag) : 0;
}

static int give_back_fail(const struct mint_device *os, const struct taken *taken,
			  unsigned int failed, struct diag *diag)
{
	return diag_fail(diag, -EIO,
			 "%s: %u of %zu memory blocks, CPUs and devices could not be "
			 "given back to the leader (mintctl release %s tries again)",
			 os->name, failed,
			 taken->nr_blocks + taken->nr_cpus + taken->nr_pci +
				 !!taken->uart.port,
			 os->name);
}

int give_back_locked(struct mint_device *os, const struct leader *leader,
		     struct diag *diag)
{
	struct taken CLEANUP(taken_free) taken = { 0 };
	struct taken CLEANUP(taken_free) others = { 0 };
	struct mint_status status;
	unsigned int failed;
	int err = mint_os_status(os, &status, diag);

	if (err)
		return err;
	err = os_check_released(os, &status, diag);
	if (err)
		return err;
	err = taken_read(os, &taken, diag);
	if (err)
		return err;
	err = taken_read_others(os, leader, &others, diag);
	if (err)
		return err;
	err = os_unclaim(os, leader, &status, &taken, &failed, diag);
	if (err)
		return err;
	failed += items_give_back(os, leader, &taken, &others, diag);
	failed += devices_bind(leader, &taken, os->name, diag);
	failed += uart_give_back(leader, &taken, os->name, diag);
	if (failed)
		return give_back_fail(os, &taken, failed, diag);
	return mint_os_destroy(os, diag);
}

static int lock_and_give_back(struct mint_device *os, const struct leader *leader,
			      struct diag *diag)
{
	int err = mint_device_lock(os, diag);

	if (err)
		return err;
	err = give_back_locked(os, leader, diag);
	mint_device_unlock(os);
	return err;
}

int reserve_give_back(struct mint_device *os, const struct leader *leader,
		      struct diag *diag)
{
	sigset_t before;
	int err;

	leader_hold_signals(&before);
	err = lock_and_give_back(os, leader, diag);
	leader_release_signals(&before, false);
	return err;
}
