// SPDX-License-Identifier: GPL-2.0-only
/*
 * claim.c - what an OS is about to take, and what it owns
 *
 *   intent     what user space will take from the leader, recorded before it does
 *   claim      memory, CPUs, devices and a serial port: all of them or none
 *   unclaim    everything back
 *
 * In:  calls of user space, copied but not yet believed; os->lock held
 * Out: one owner for each page, core, device and port; the module stays while there is a
 *      record or an owner
 * Ref: abi/mint.h; check.h (what needs nothing but numbers)
 */
#include "claim.h"
#include "apic.h"
#include "cpu.h"
#include "memory.h"
#include "os.h"
#include "pci.h"
#include "scrub.h"
#include "test.h"
#include "uart.h"

#include <linux/file.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sort.h>

static int check_intent_cpus(const struct mint_cpu *cpus, u32 nr)
{
	u32 i, j;

	for (i = 0; i < nr; i++) {
		if (cpus[i].cpu >= nr_cpu_ids || !cpu_possible(cpus[i].cpu) ||
		    cpus[i].was_online > 1 || cpus[i].pad)
			return -EINVAL;
		for (j = 0; j < i; j++)
			if (cpus[i].cpu == cpus[j].cpu)
				return -EINVAL;
	}
	return 0;
}

static int block_compare(const void *left, const void *right)
{
	const struct mint_block *a = left, *b = right;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* Takes over the arrays; registry held. */
static void intent_keep(struct mint_os *os, const struct mint_intent *intent)
{
	kvfree(os->blocks);
	kvfree(os->taken);
	kvfree(os->pci);
	os->blocks = intent->blocks;
	os->taken = intent->cpus;
	os->nr_blocks = intent->nr_blocks;
	os->nr_taken = intent->nr_cpus;
	os->uart_taken = intent->uart;
	spin_lock(&mint.guard); /* its attribute */
	os->pci = intent->pci;
	os->nr_pci = intent->nr_pci;
	spin_unlock(&mint.guard);
}

int mint_os_intent(struct mint_os *os, const struct mint_intent *intent)
{
	int err = test_fail(os, MINT_TEST_STEP_INTENT);
	u32 i;

	if (err)
		return err;
	if (os->nr_ranges || os->nr_cpus || mint_os_has_record(os))
		return -EBUSY;
	if (mint_check_blocks(intent->blocks, intent->nr_blocks) ||
	    check_intent_cpus(intent->cpus, intent->nr_cpus) ||
	    mint_check_pci(intent->pci, intent->nr_pci) || mint_check_uart(&intent->uart))
		return -EINVAL;
	for (i = 0; i < intent->nr_cpus; i++)
		intent->cpus[i].apicid = mint_core_apicid(intent->cpus[i].cpu);
	/* So that mint_os_shared() finds a block at once. */
	sort(intent->blocks, intent->nr_blocks, sizeof(*intent->blocks), block_compare,
	     NULL);
	mutex_lock(&mint.registry);
	err = mint_pci_free_for(os, intent->pci, intent->nr_pci);
	if (err)
		goto unlock;
	intent_keep(os, intent);
	if (mint_os_has_record(os))
		__module_get(THIS_MODULE); /* the only record: until mint_os_destroy() */
unlock:
	mutex_unlock(&mint.registry);
	if (!err)
		mint_pci_keep_awake(os);
	return err;
}

u32 mint_os_shared(const struct mint_os *os, const struct mint_block *block)
{
	const struct mint_os *other;
	u32 n = 0;

	list_for_each_entry(other, &mint.oses, node)
		if (other != os)
			n += mint_blocks_have(other->blocks, other->nr_blocks,
					      block->start);
	return n;
}

/* All that is owned, or nothing; registry held. */
static int claim_own(struct mint_os *os, const struct mint_claim *claim)
{
	int err;

	err = mint_pci_own(os);
	if (err)
		goto fail_pci;
	err = mint_memory_own(os, claim->ranges, claim->nr_ranges);
	if (err)
		goto fail_pci;
	err = mint_uart_own(os, claim->uart);
	if (err)
		goto fail_memory;
	err = mint_core_own(os, claim->cpus, claim->nr_cpus);
	if (err)
		goto fail_uart;
	return 0;
fail_uart:
	mint_uart_disown(os);
fail_memory:
	mint_memory_disown(os);
fail_pci:
	mint_pci_disown(os);
	return err;
}

int mint_os_claim(struct mint_os *os, const struct mint_claim *claim)
{
	int err;

	err = mint_check_claim(claim, 1ULL << boot_cpu_data.x86_phys_bits);
	if (err)
		return err;
	if (os->nr_ranges || os->nr_cpus)
		return -EBUSY;
	mutex_lock(&mint.registry);
	err = claim_own(os, claim);
	mutex_unlock(&mint.registry);
	if (err)
		return err;
	__module_get(THIS_MODULE); /* until mint_os_unclaim() */
	if (claim->flags & MINT_CLAIM_NO_SCRUB)
		mint_scrub_skip(os);
	else
		mint_scrub_start(os);
	return 0;
}

void mint_os_image_drop(struct mint_os *os)
{
	struct mint_mailbox *box = os->box;

	spin_lock(&mint.guard);
	os->box = NULL; /* mint_os_status() looks at it under guard */
	spin_unlock(&mint.guard);
	if (box)
		mint_memory_unmap(box);
	if (os->image)
		fput(os->image);
	os->image = NULL;
}

/*
 * From when nobody can reach the memory any more until it is not owned any more it is let
 * go of here too: mint_os_status() looks at the mailbox. Registry held.
 */
static int claim_disown(struct mint_os *os)
{
	int err = mint_pci_clean(os);

	if (err)
		return err;
	mint_scrub_stop(os);
	err = mint_memory_close(os);
	if (err)
		return err;
	mint_os_image_drop(os);
	mint_memory_disown(os);
	mint_core_disown(os);
	mint_uart_disown(os);
	return 0;
}

int mint_os_unclaim(struct mint_os *os)
{
	int err = mint_os_idle(os);

	if (err)
		return err;
	if (!os->nr_ranges)
		return 0;
	mutex_lock(&mint.registry);
	err = claim_disown(os);
	mutex_unlock(&mint.registry);
	if (err)
		return err;
	spin_lock(&mint.guard);
	os->life = 0; /* what is claimed next is other memory */
	spin_unlock(&mint.guard);
	mint_pci_disown(os);
	mint_os_change(os, MINT_EMPTY, os->reason);
	module_put(THIS_MODULE);
	return 0;
}
