/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reserve_plan.c - what a reservation will take, noted before anything is taken
 *
 * In: ranges, CPUs; the leader's sysfs. Out: the record that the module keeps.
 * Ref: reserve_plan.h.
 */
#include "leader/reserve_plan.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "leader/cpus.h"

/* Does the leader's kernel think of this part of the block as its RAM? */
static bool block_is_system_ram(const struct reservation *reservation,
				const struct leader_block *block,
				const struct mint_range *range)
{
	struct prange part = block->range;

	/* Without the list: better a block too many than a page that is still in use. */
	if (reservation->machine->memory.iomem_known != FACT_YES)
		return true;
	if (part.start < range->start)
		part.start = range->start;
	if (part.end > range->end)
		part.end = range->end;
	return prange_list_overlaps(&reservation->system_ram, part);
}

/*
 * Another OS made this block go offline, and the OS that is released last brings it
 * back: it must know the zone.
 */
static uint32_t block_zone(const struct reservation *reservation,
			   const struct leader_block *block)
{
	const struct mint_block *other;

	if (block->is_online)
		return block->zone;
	other = taken_find_block(&reservation->others, block->range.start);
	return other ? other->zone : MINT_ZONE_OFFLINE;
}

/* Another block may be chosen, unless it was an order to stop. */
int reserve_block_offline(struct reservation *reservation,
			  const struct leader_block *block)
{
	int err = leader_block_offline(reservation->leader, block, reservation->diag);

	if (err && err != -EINTR)
		reservation->result->refused = block->range;
	return err;
}

static int block_plan(struct reservation *reservation, uint64_t index,
		      const struct mint_range *range)
{
	struct leader_block block;
	int err = leader_block_read(reservation->leader, index,
				    reservation->machine->memory.block_size, &block);

	if (err == -ENOENT)
		return 0;
	if (err)
		return diag_fail(reservation->diag, err,
				 "memory%" PRIu64 ": cannot read its state: %s", index,
				 strerror(-err));
	if (!block_is_system_ram(reservation, &block, range) ||
	    taken_find_block(&reservation->taken, block.range.start))
		return 0;
	if (block.is_online && block.has_mixed_zones)
		return reserve_block_offline(reservation, &block);
	return taken_add_block(&reservation->taken,
			       &(struct mint_block){
				       .start = block.range.start,
				       .size = prange_size(block.range),
				       .zone = block_zone(reservation, &block),
			       });
}

static int range_plan(struct reservation *reservation, const struct mint_range *range)
{
	uint64_t size = reservation->machine->memory.block_size;

	for (uint64_t i = range->start / size; i * size < range->end; i++) {
		int err = block_plan(reservation, i, range);

		if (err)
			return err;
	}
	return 0;
}

int reserve_plan_blocks(struct reservation *reservation)
{
	const struct mint_claim *claim = &reservation->request->claim;

	/* No memory hot-plug: the module accepts what was hidden at boot. */
	if (!reservation->machine->memory.block_size)
		return 0;
	for (unsigned int i = 0; i < claim->nr_ranges; i++) {
		int err;

		if (claim->ranges[i].purpose == MINT_PURPOSE_REALMODE)
			continue;
		err = range_plan(reservation, &claim->ranges[i]);
		if (err)
			return diag_fail(reservation->diag, err,
					 "%s: cannot plan the reservation: %s",
					 reservation->request->name, strerror(-err));
	}
	return 0;
}

/* Bytes of the noted blocks that the leader still uses. */
static uint64_t online_size(const struct reservation *reservation)
{
	uint64_t size = 0;

	for (size_t i = 0; i < reservation->taken.nr_blocks; i++) {
		const struct mint_block *taken = &reservation->taken.block[i];
		struct leader_block block;

		if (!leader_block_read(reservation->leader, taken->start / taken->size,
				       taken->size, &block) &&
		    block.is_online)
			size += taken->size;
	}
	return size;
}

/* The kernel would look for room for ever, or let its OOM killer make some. */
int reserve_check_room(struct reservation *reservation)
{
	uint64_t available = leader_available(reservation->leader);
	uint64_t size = online_size(reservation);

	if (!size || !available || size + MACHINE_REMAIN <= available)
		return 0;
	return diag_fail(reservation->diag, -ENOMEM,
			 "%s: %" PRIu64 " MiB of memory blocks would leave this kernel "
			 "too little: %" PRIu64 " MiB are available, %" PRIu64
			 " MiB must remain (a smaller region, or free memory first)",
			 reservation->request->name, size >> 20, available >> 20,
			 (uint64_t)(MACHINE_REMAIN >> 20));
}

int reserve_plan_cpus(struct reservation *reservation)
{
	const struct mint_claim *claim = &reservation->request->claim;
	unsigned int i;

	for (i = 0; i < claim->nr_cpus; i++) {
		struct mint_cpu cpu = { .cpu = claim->cpus[i] };
		const struct mint_cpu *other;
		bool is_online;
		int err = leader_cpu_read(reservation->leader, cpu.cpu, &is_online);

		if (err)
			return diag_fail(reservation->diag, err, "CPU %u: %s", cpu.cpu,
					 err == -EPERM
						 ? "the kernel cannot take it offline"
						 : strerror(-err));
		other = taken_find_cpu(&reservation->others, cpu.cpu);
		cpu.was_online = is_online || (other && other->was_online);
		err = taken_add_cpu(&reservation->taken, &cpu);
		if (err)
			return diag_fail(reservation->diag, err, "out of memory");
	}
	return 0;
}
