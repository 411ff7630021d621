/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reserve.c - take memory, CPUs and devices from the leader for one OS, or nothing
 *
 * In: ranges and CPUs; the leader's sysfs. Out: an OS that owns them, or nothing changed.
 * Ref: reserve.h has the picture.
 */
#include "leader/reserve.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "leader/cpus.h"
#include "leader/devices.h"
#include "leader/disks.h"
#include "leader/give_back.h"
#include "leader/mint_os.h"
#include "leader/reserve_plan.h"
#include "leader/uart.h"

static void reservation_free(struct reservation *reservation)
{
	prange_list_free(&reservation->system_ram);
	taken_free(&reservation->taken);
	taken_free(&reservation->others);
}

/* A module of another version must be found out before anything is taken. */
static int os_create(struct reservation *reservation)
{
	struct mint_device *os = reservation->os;
	struct mint_status status;
	int err = mint_os_create(os, reservation->request->name, reservation->diag);

	if (err)
		return err;
	err = mint_os_status(os, &status, reservation->diag);
	if (err)
		mint_os_destroy(os, NULL);
	return err;
}

/* The error stays that of the step; what could not be put back becomes warnings. */
static void os_give_back(struct reservation *reservation)
{
	struct diag undo = { 0 };

	if (give_back_locked(reservation->os, reservation->leader, &undo)) {
		reservation->result->acted = true;
		reservation->result->refused = (struct prange){ 0, 0 };
		for (size_t i = 0; i < undo.nr_warnings; i++)
			diag_warn(reservation->diag, "%s", undo.warning[i]);
		diag_warn(reservation->diag, "%s", undo.line);
	}
	diag_clear(&undo);
}

static int others_read(struct reservation *reservation)
{
	return taken_read_others(reservation->os, reservation->leader,
				 &reservation->others, reservation->diag);
}

static int system_ram_read(struct reservation *reservation)
{
	if (machine_system_ram(reservation->machine, &reservation->system_ram))
		return diag_fail(reservation->diag, -ENOMEM, "out of memory");
	return 0;
}

static int disks_check(struct reservation *reservation)
{
	if (!reservation->request->plan)
		return 0;
	return disks_check_free(reservation->leader, reservation->request->plan,
				reservation->machine, reservation->diag);
}

static int devices_plan(struct reservation *reservation)
{
	if (!reservation->request->plan)
		return 0;
	return devices_note(reservation->leader, reservation->request->plan,
			    &reservation->taken, reservation->diag);
}

static int uart_plan(struct reservation *reservation)
{
	if (!reservation->request->plan)
		return 0;
	return uart_note(reservation->leader, reservation->request->plan,
			 &reservation->taken, reservation->diag);
}

static int intent_record(struct reservation *reservation)
{
	return taken_record(&reservation->taken, reservation->os, reservation->diag);
}

static int uart_let_go(struct reservation *reservation)
{
	return uart_take(reservation->leader, &reservation->taken,
			 &reservation->result->acted, reservation->diag);
}

static int check_interrupted(struct reservation *reservation)
{
	if (!leader_is_interrupted(reservation->leader))
		return 0;
	return diag_fail(reservation->diag, -EINTR, "%s: interrupted",
			 reservation->request->name);
}

static int block_take(struct reservation *reservation, const struct mint_block *taken)
{
	struct leader_block block;
	int err = check_interrupted(reservation);

	if (err)
		return err;
	err = leader_block_read(reservation->leader, taken->start / taken->size,
				taken->size, &block);
	if (err || !block.is_online)
		return err;
	reservation->result->acted = true;
	return reserve_block_offline(reservation, &block);
}

static int blocks_take(struct reservation *reservation)
{
	for (size_t i = 0; i < reservation->taken.nr_blocks; i++) {
		int err = block_take(reservation, &reservation->taken.block[i]);

		if (err)
			return err;
	}
	return 0;
}

static int cpus_take(struct reservation *reservation)
{
	for (size_t i = 0; i < reservation->taken.nr_cpus; i++) {
		const struct mint_cpu *cpu = &reservation->taken.cpu[i];
		int err = check_interrupted(reservation);

		if (err)
			return err;
		if (cpu->was_online)
			reservation->result->acted = true;
		err = leader_cpu_set(reservation->leader, cpu->cpu, false,
				     reservation->diag);
		if (err)
			return err;
	}
	return 0;
}

static int devices_remove_all(struct reservation *reservation)
{
	return devices_take(reservation->leader, &reservation->taken,
			    &reservation->result->acted, reservation->diag);
}

static int claim(struct reservation *reservation)
{
	int err = mint_os_claim(reservation->os, &reservation->request->claim,
				reservation->diag);

	if (err)
		return err;
	reservation->result->acted = true;
	return 0;
}

/*
 * All of them or none. What is taken is put back by the record that the module keeps,
 * never by what this process remembers, in the order that a release has: so whatever step
 * fails, the one undo is that of the first.
 */
static const struct step {
	int (*take)(struct reservation *reservation);
	/* NULL: an earlier one's does it */
	void (*undo)(struct reservation *reservation);
} steps[] = {
	{ os_create, os_give_back },
	/* Looked at and noted: nothing of the leader changes. */
	{ others_read, NULL },
	{ system_ram_read, NULL },
	{ reserve_plan_blocks, NULL },
	{ reserve_check_room, NULL },
	{ reserve_plan_cpus, NULL },
	{ disks_check, NULL },
	{ devices_plan, NULL },
	{ uart_plan, NULL },
	/* Intent before action. */
	{ intent_record, NULL },
	/* First: it is what may be refused at the last moment, and costs nothing. */
	{ uart_let_go, NULL },
	{ blocks_take, NULL },
	{ cpus_take, NULL },
	/* The blocks may have taken minutes: somebody may have mounted one meanwhile. */
	{ disks_check, NULL },
	{ devices_remove_all, NULL },
	{ check_interrupted, NULL },
	{ claim, NULL },
};

static int steps_walk(struct reservation *reservation)
{
	int err = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		err = steps[i].take(reservation);
		if (err)
			break;
	}
	/* Backwards from the one before the step that failed. */
	while (err && i--)
		if (steps[i].undo)
			steps[i].undo(reservation);
	return err;
}

int reserve_take(struct mint_device *os, const struct leader *leader,
		 const struct machine *machine, const struct reserve_request *request,
		 struct reserve_result *ret, struct diag *diag)
{
	struct reservation CLEANUP(reservation_free) reservation = {
		.os = os,
		.leader = leader,
		.machine = machine,
		.request = request,
		.result = ret,
		.diag = diag,
	};
	int err = mint_device_lock(os, diag);

	*ret = (struct reserve_result){ 0 };
	if (err)
		return err;
	err = steps_walk(&reservation);
	mint_device_unlock(os);
	return err;
}
