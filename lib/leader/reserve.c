/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reserve.c - take memory and CPUs from the leader for one OS, and give them back
 *
 * In: ranges and CPUs; the leader's sysfs. Out: an OS that owns them, or nothing changed.
 * Ref: reserve.h has the picture.
 */
#include "leader/reserve.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "leader/devices.h"
#include "leader/taken.h"
#include "leader/uart.h"

/* What a reservation works with, so that its steps have few arguments. */
struct reserve {
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

static void reserve_free(struct reserve *reserve)
{
	prange_list_free(&reserve->system_ram);
	taken_free(&reserve->taken);
	taken_free(&reserve->others);
}

/* Does the leader's kernel think of this part of the block as its RAM? */
static bool block_is_system_ram(const struct reserve *reserve,
				const struct leader_block *block,
				const struct mint_range *range)
{
	struct prange part = block->range;

	/* Without the list: better a block too many than a page that is still in use. */
	if (reserve->machine->memory.iomem_known != FACT_YES)
		return true;
	if (part.start < range->start)
		part.start = range->start;
	if (part.end > range->end)
		part.end = range->end;
	return prange_list_overlaps(&reserve->system_ram, part);
}

/*
 * Another OS made this block go offline, and the OS that is released last brings it
 * back: it must know the zone.
 */
static uint32_t block_zone(const struct reserve *reserve,
			   const struct leader_block *block)
{
	const struct mint_block *other;

	if (block->is_online)
		return block->zone;
	other = taken_find_block(&reserve->others, block->range.start);
	return other ? other->zone : MINT_ZONE_OFFLINE;
}

/* Another block may be chosen, unless it was an order to stop. */
static int block_offline(struct reserve *reserve, const struct leader_block *block)
{
	int err = leader_block_offline(reserve->leader, block, reserve->diag);

	if (err && err != -EINTR)
		reserve->result->refused = block->range;
	return err;
}

static int block_plan(struct reserve *reserve, uint64_t index,
		      const struct mint_range *range)
{
	struct leader_block block;
	int err = leader_block_read(reserve->leader, index,
				    reserve->machine->memory.block_size, &block);

	if (err == -ENOENT)
		return 0;
	if (err)
		return diag_fail(reserve->diag, err,
				 "memory%" PRIu64 ": cannot read its state: %s", index,
				 strerror(-err));
	if (!block_is_system_ram(reserve, &block, range) ||
	    taken_find_block(&reserve->taken, block.range.start))
		return 0;
	if (block.is_online && block.has_mixed_zones)
		return block_offline(reserve, &block);
	return taken_add_block(&reserve->taken,
			       &(struct mint_block){
				       .start = block.range.start,
				       .size = prange_size(block.range),
				       .zone = block_zone(reserve, &block),
			       });
}

static int blocks_plan(struct reserve *reserve)
{
	const struct mint_claim *claim = &reserve->request->claim;
	uint64_t size = reserve->machine->memory.block_size, index;
	unsigned int i;
	int err = 0;

	/* No memory hot-plug: the module accepts what was hidden at boot. */
	if (!size)
		return 0;
	for (i = 0; i < claim->nr_ranges && !err; i++) {
		const struct mint_range *range = &claim->ranges[i];

		if (range->purpose == MINT_PURPOSE_REALMODE)
			continue;
		for (index = range->start / size; index * size < range->end && !err;
		     index++)
			err = block_plan(reserve, index, range);
	}
	if (err)
		return diag_fail(reserve->diag, err,
				 "%s: cannot plan the reservation: %s",
				 reserve->request->name, strerror(-err));
	return 0;
}

/* The kernel would look for room for ever, or let its OOM killer make some. */
static int room_check(const struct reserve *reserve)
{
	uint64_t available = leader_available(reserve->leader), size = 0;
	size_t i;

	for (i = 0; i < reserve->taken.nr_blocks; i++) {
		const struct mint_block *taken = &reserve->taken.block[i];
		struct leader_block block;

		if (!leader_block_read(reserve->leader, taken->start / taken->size,
				       taken->size, &block) &&
		    block.is_online)
			size += taken->size;
	}
	if (!size || !available || size + MACHINE_REMAIN <= available)
		return 0;
	return diag_fail(reserve->diag, -ENOMEM,
			 "%s: %" PRIu64 " MiB of memory blocks would leave this kernel "
			 "too little: %" PRIu64 " MiB are available, %" PRIu64
			 " MiB must remain (a smaller region, or free memory first)",
			 reserve->request->name, size >> 20, available >> 20,
			 (uint64_t)(MACHINE_REMAIN >> 20));
}

static int cpus_plan(struct reserve *reserve)
{
	const struct mint_claim *claim = &reserve->request->claim;
	unsigned int i;

	for (i = 0; i < claim->nr_cpus; i++) {
		struct mint_cpu cpu = { .cpu = claim->cpus[i] };
		const struct mint_cpu *other;
		bool is_online;
		int err = leader_cpu_read(reserve->leader, cpu.cpu, &is_online);

		if (err)
			return diag_fail(reserve->diag, err, "CPU %u: %s", cpu.cpu,
					 err == -EPERM
						 ? "the kernel cannot take it offline"
						 : strerror(-err));
		other = taken_find_cpu(&reserve->others, cpu.cpu);
		cpu.was_online = is_online || (other && other->was_online);
		err = taken_add_cpu(&reserve->taken, &cpu);
		if (err)
			return diag_fail(reserve->diag, err, "out of memory");
	}
	return 0;
}

static int interrupted(const struct reserve *reserve)
{
	if (!reserve->leader->ops->is_interrupted(reserve->leader->context))
		return 0;
	return diag_fail(reserve->diag, -EINTR, "%s: interrupted",
			 reserve->request->name);
}

static int blocks_take(struct reserve *reserve)
{
	size_t i;

	for (i = 0; i < reserve->taken.nr_blocks; i++) {
		const struct mint_block *taken = &reserve->taken.block[i];
		struct leader_block block;
		int err = interrupted(reserve);

		if (!err)
			err = leader_block_read(reserve->leader,
						taken->start / taken->size, taken->size,
						&block);
		if (err)
			return err;
		if (!block.is_online)
			continue;
		reserve->result->acted = true;
		err = block_offline(reserve, &block);
		if (err)
			return err;
	}
	return 0;
}

static int cpus_take(struct reserve *reserve)
{
	size_t i;

	for (i = 0; i < reserve->taken.nr_cpus; i++) {
		int err = interrupted(reserve);

		if (err)
			return err;
		if (reserve->taken.cpu[i].was_online)
			reserve->result->acted = true;
		err = leader_cpu_set(reserve->leader, reserve->taken.cpu[i].cpu, false,
				     reserve->diag);
		if (err)
			return err;
	}
	return 0;
}

static bool is_planned(const struct plan *plan, struct bdf bdf)
{
	for (unsigned int i = 0; i < plan->nr_devices; i++)
		if (bdf_is_equal(plan->device[i].bdf, bdf))
			return true;
	return false;
}

static int disk_check(const struct reserve *reserve, const struct machine_disk *disk,
		      struct bdf bdf)
{
	const struct leader *leader = reserve->leader;
	char path[64], text[BDF_TEXT_SIZE];
	int err;

	snprintf(path, sizeof(path), "/dev/%s", disk->name);
	err = leader->ops->check_held(leader->context, path);
	if (err == -EBUSY)
		return diag_fail(
			reserve->diag, err,
			"PCI device %s is in use by the leader: the kernel holds "
			"%s for somebody (a mount in another namespace, RAID, "
			"device mapper)",
			bdf_text(bdf, text), disk->name);
	if (err)
		return diag_fail(
			reserve->diag, err,
			"PCI device %s: whether somebody uses its disk cannot be "
			"told: %s: %s",
			bdf_text(bdf, text), path, strerror(-err));
	return 0;
}

/* The plan knows of what this process sees; the kernel knows of all. */
static int disks_check(const struct reserve *reserve)
{
	const struct machine *machine = reserve->machine;
	int err = 0;

	for (size_t i = 0;
	     !err && reserve->request->plan && i < machine->devices.nr_disks; i++) {
		struct bdf bdf = machine->devices.pci[machine->devices.disk[i].pci].bdf;

		if (is_planned(reserve->request->plan, bdf))
			err = disk_check(reserve, &machine->devices.disk[i], bdf);
	}
	return err;
}

static int devices_plan(struct reserve *reserve)
{
	const struct plan *plan = reserve->request->plan;
	int err = disks_check(reserve);

	if (err || !plan)
		return err;
	return devices_note(reserve->leader, plan, &reserve->taken, reserve->diag);
}

static int reserve_steps(struct reserve *reserve)
{
	int err = taken_read_others(reserve->os, reserve->leader, &reserve->others,
				    reserve->diag);

	if (!err && machine_system_ram(reserve->machine, &reserve->system_ram))
		err = diag_fail(reserve->diag, -ENOMEM, "out of memory");
	if (!err)
		err = blocks_plan(reserve);
	if (!err)
		err = room_check(reserve);
	if (!err)
		err = cpus_plan(reserve);
	if (!err)
		err = devices_plan(reserve);
	if (!err && reserve->request->plan)
		err = uart_note(reserve->leader, reserve->request->plan, &reserve->taken,
				reserve->diag);
	if (!err)
		err = taken_record(&reserve->taken, reserve->os, reserve->diag);
	/* First: it is what may be refused at the last moment, and costs nothing. */
	if (!err)
		err = uart_take(reserve->leader, &reserve->taken, &reserve->result->acted,
				reserve->diag);
	if (!err)
		err = blocks_take(reserve);
	if (!err)
		err = cpus_take(reserve);
	/* The blocks may have taken minutes: somebody may have mounted it meanwhile. */
	if (!err)
		err = disks_check(reserve);
	if (!err)
		err = devices_take(reserve->leader, &reserve->taken,
				   &reserve->result->acted, reserve->diag);
	if (!err)
		err = interrupted(reserve);
	if (!err)
		err = mint_os_claim(reserve->os, &reserve->request->claim, reserve->diag);
	if (!err)
		reserve->result->acted = true;
	return err;
}

/* What the record says was online and nobody else took goes back, blocks ascending. */
static unsigned int items_give_back(struct mint_device *os, const struct leader *leader,
				    const struct taken *taken, const struct taken *others,
				    struct diag *diag)
{
	unsigned int failed = 0;
	size_t i;

	for (i = 0; i < taken->nr_blocks; i++) {
		const struct mint_block *recorded = &taken->block[i];
		struct leader_block block = {
			.index = recorded->start / recorded->size,
			.range = { recorded->start, recorded->start + recorded->size },
			.zone = recorded->zone,
		};
		struct diag item = { 0 };

		if (recorded->zone == MINT_ZONE_OFFLINE || recorded->shared ||
		    taken_find_block(others, recorded->start))
			continue;
		if (leader_block_online(leader, &block, &item)) {
			diag_warn(diag, "%s: %s", os->name, item.line);
			failed++;
		}
	}
	for (i = 0; i < taken->nr_cpus; i++) {
		const struct mint_cpu *recorded = &taken->cpu[i];
		struct diag item = { 0 };

		if (!recorded->was_online || taken_find_cpu(others, recorded->cpu))
			continue;
		if (leader_cpu_set(leader, recorded->cpu, true, &item)) {
			diag_warn(diag, "%s: %s", os->name, item.line);
			failed++;
		}
	}
	return failed;
}

/* Refuse before anything is touched what the module would refuse anyway. */
static int os_check_released(struct mint_device *os, const struct mint_status *status,
			     struct diag *diag)
{
	if (status->state == MINT_RUNNING || status->state == MINT_STOPPING)
		return diag_fail(diag, -EBUSY, "%s: is %s: mintctl kill %s first",
				 os->name, mint_state_name(status->state), os->name);
	if (status->state == MINT_LOST)
		return diag_fail(
			diag, -EIO,
			"%s: is lost: %u of its %u cores did not answer when parked; "
			"nothing of it can be used until the machine is rebooted",
			os->name, status->lost_cpus, status->nr_cpus);
	return 0;
}

/* One that was not reset must not reach memory: they stay as they are. */
static int devices_stay(struct mint_device *os, const struct leader *leader,
			const struct taken *taken, unsigned int missing,
			struct diag *diag)
{
	struct diag undo = { 0 };
	int err = devices_remove(leader, taken, &undo);

	if (!err)
		err = mint_os_hide(os, &undo);
	if (devices_allow_drivers(leader, taken, &undo) || err)
		diag_warn(diag, "%s: %s", os->name, undo.line);
	diag_clear(&undo);
	return diag_fail(
		diag, -EIO,
		"%s: %u of its PCI devices could not be taken back: it keeps its "
		"memory (mintctl release %s tries again)",
		os->name, missing, os->name);
}

/* With the lock held. */
static int os_give_back(struct mint_device *os, const struct leader *leader,
			struct diag *diag)
{
	struct taken CLEANUP(taken_free) taken = { 0 },
					 CLEANUP(taken_free) others = { 0 };
	struct mint_status status;
	unsigned int failed, missing = 0;
	bool was_used = false;
	int err = mint_os_status(os, &status, diag);

	if (!err)
		err = os_check_released(os, &status, diag);
	if (!err)
		err = taken_read(os, &taken, diag);
	if (!err)
		err = taken_read_others(os, leader, &others, diag);
	if (!err && taken.nr_pci)
		err = mint_os_find(os, diag);
	if (!err) {
		/* Behind the unclaim they are the leader's again. */
		was_used = mint_status_was_entered(&status) &&
			   (status.nr_ranges || status.nr_cpus);
		missing = devices_find(leader, &taken, was_used, os->name, diag);
	}
	if (missing && was_used)
		err = devices_stay(os, leader, &taken, missing, diag);
	/* A predecessor may have come this far and died. */
	if (!err && (status.nr_ranges || status.nr_cpus))
		err = mint_os_unclaim(os, diag);
	if (err)
		return err;
	failed = missing;
	failed += items_give_back(os, leader, &taken, &others, diag);
	failed += devices_bind(leader, &taken, os->name, diag);
	failed += uart_give_back(leader, &taken, os->name, diag);
	if (failed)
		return diag_fail(diag, -EIO,
				 "%s: %u of %zu memory blocks, CPUs and devices could "
				 "not be given "
				 "back to the leader (mintctl release %s tries again)",
				 os->name, failed,
				 taken.nr_blocks + taken.nr_cpus + taken.nr_pci +
					 !!taken.uart.port,
				 os->name);
	return mint_os_destroy(os, diag);
}

int reserve_give_back(struct mint_device *os, const struct leader *leader,
		      struct diag *diag)
{
	sigset_t before;
	int err;

	leader_hold_signals(&before);
	err = mint_device_lock(os, diag);
	if (!err) {
		err = os_give_back(os, leader, diag);
		mint_device_unlock(os);
	}
	leader_release_signals(&before, false);
	return err;
}

/* A module of another version must be found out before anything is taken. */
static int os_create(struct mint_device *os, const char *name, struct diag *diag)
{
	struct mint_status status;
	int err = mint_os_create(os, name, diag);

	if (err)
		return err;
	err = mint_os_status(os, &status, diag);
	if (err)
		mint_os_destroy(os, NULL);
	return err;
}

int reserve_take(struct mint_device *os, const struct leader *leader,
		 const struct machine *machine, const struct reserve_request *request,
		 struct reserve_result *ret, struct diag *diag)
{
	struct reserve CLEANUP(reserve_free) reserve = {
		.os = os,
		.leader = leader,
		.machine = machine,
		.request = request,
		.result = ret,
		.diag = diag,
	};
	struct diag undo = { 0 };
	int err = mint_device_lock(os, diag);

	*ret = (struct reserve_result){ 0 };
	if (err)
		return err;
	err = os_create(os, request->name, diag);
	if (!err) {
		err = reserve_steps(&reserve);
		if (err && os_give_back(os, leader, &undo)) {
			size_t i;

			ret->acted = true;
			ret->refused = (struct prange){ 0, 0 };
			for (i = 0; i < undo.nr_warnings; i++)
				diag_warn(diag, "%s", undo.warning[i]);
			diag_warn(diag, "%s", undo.line);
		}
		diag_clear(&undo);
	}
	mint_device_unlock(os);
	return err;
}
