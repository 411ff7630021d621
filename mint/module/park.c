// SPDX-License-Identifier: GPL-2.0-only
/*
 * park.c - where cores halt that no OS runs on any more
 *
 * In:  the park stub of stub.S; the leader's reserved RAM below 1 MiB
 * Out: the park page (stub.h), cores that halt in it
 * Ref: SDM 3A 8.4 (INIT-SIPI-SIPI), 20.1.4 (real-mode vectors)
 *
 * The park page is RAM below 1 MiB that the leader reserves for ever. It is chosen the
 * same way at every load and never given back: cores may halt in it after unload, until
 * the leader brings them online, which is an ordinary INIT and SIPI of its own.
 *
 * An acknowledgement is cleared when its core waits for SIPI, so nobody else writes it:
 * all OSes may be parked at the same time, and no core waits for another one's end.
 *
 * Locks: os->lock is held, but in a panic, where nobody else runs.
 */
#include "park.h"
#include "apic.h"
#include "ram.h"
#include "stub.h"
#include "test.h"

#include <linux/delay.h>
#include <linux/io.h>

#define PARK_TRIES	    100 /* SIPIs, SIPI_AGAIN_MS apart: one second */
#define PARK_TRIES_PER_INIT 20
#define PARK_TRIES_PANIC    20

static void park_write(u8 *page, u64 at)
{
	struct mint_park_vars *vars = (struct mint_park_vars *)(page + STUB_VARS);
	unsigned int i;

	memcpy(page, mint_park_code, mint_park_code_end - mint_park_code);
	for (i = 0; i < STUB_VECTORS; i++)
		stub_vector(page + STUB_IVT, i, at, mint_park_fault);
	stub_vector(page + STUB_IVT, 2, at, mint_park_nmi);
	stub_vector(page + STUB_IVT, 18, at, mint_park_mce);
	vars->idt_limit = STUB_IVT_SIZE - 1;
	vars->idt_base = at + STUB_IVT;
	vars->esp = STUB_STACK;
	vars->ss = at >> 4;
}

static u8 *ack_of(const struct mint_os *os, u32 i)
{
	return &mint.park[STUB_ACK + os->apicids[i]];
}

/* Their INIT was INIT_WAIT_US ago. */
static void acks_clear(const struct mint_os *os)
{
	u32 i;

	for (i = 0; i < os->nr_cpus; i++)
		WRITE_ONCE(*ack_of(os, i), 0);
}

static u32 silent_count(const struct mint_os *os)
{
	u32 i, n = 0;

	for (i = 0; i < os->nr_cpus; i++)
		n += !READ_ONCE(*ack_of(os, i));
	return n;
}

/* To the cores that have not answered; a core that runs ignores a SIPI. */
static void park_send(const struct mint_os *os, u32 command)
{
	u32 i;

	for (i = 0; i < os->nr_cpus; i++)
		if (!READ_ONCE(*ack_of(os, i)))
			mint_apic_send(os->apicids[i], command);
}

/* Sleeps until all cores have answered, for SIPI_AGAIN_MS at most. */
static void park_wait(const struct mint_os *os)
{
	ktime_t end = ktime_add_ms(ktime_get(), SIPI_AGAIN_MS);

	while (silent_count(os) && !ktime_after(ktime_get(), end))
		usleep_range(200, 500);
}

/* Which they are; returns how many. */
static u32 lost_tell(const struct mint_os *os, bool is_test)
{
	u32 i, lost = 0;

	for (i = 0; i < os->nr_cpus; i++) {
		if (!is_test && READ_ONCE(*ack_of(os, i)))
			continue;
		lost++;
		pr_err("%s: CPU %u (APIC id %u) does not answer: it may still run, so it "
		       "and the memory of %s are lost until reboot\n",
		       os->name, os->cpus[i], os->apicids[i], os->name);
	}
	return lost;
}

u32 mint_core_park_all(struct mint_os *os)
{
	bool ignore = test_ignores_park(os);
	u32 try;

	mint_core_init_all(os);
	usleep_range(INIT_WAIT_US, INIT_WAIT_US + 1000);
	acks_clear(os);
	for (try = 0; try < PARK_TRIES && silent_count(os); try++) {
		/* A SIPI that overtakes its INIT is lost: some virtual CPUs do that. */
		if (try && try % PARK_TRIES_PER_INIT == 0) {
			park_send(os, ICR_INIT_ASSERT);
			park_send(os, ICR_INIT_DEASSERT);
			usleep_range(INIT_WAIT_US, INIT_WAIT_US + 1000);
		}
		park_send(os, ICR_SIPI(mint.park_page));
		park_wait(os);
	}
	return lost_tell(os, ignore);
}

u32 mint_core_park_panic(const struct mint_os *os)
{
	unsigned int try, us;

	acks_clear(os);
	for (try = 0; try < PARK_TRIES_PANIC && silent_count(os); try++) {
		park_send(os, ICR_SIPI(mint.park_page));
		for (us = 0; us < SIPI_AGAIN_MS * 1000 && silent_count(os); us += 100)
			udelay(100);
	}
	return silent_count(os);
}

int mint_park_init(void)
{
	u64 page;

	for (page = mint.trampoline.start - PAGE_SIZE; page; page -= PAGE_SIZE)
		if (mint_ram_low_ok(page))
			break;
	if (!page) {
		pr_err("no reserved page below the trampoline at %#llx to park "
		       "cores in\n",
		       mint.trampoline.start);
		return -ENODEV;
	}
	mint.park_page = page;
	mint.park = __va(page);
	mint.park_resource = (struct resource){
		.name = "Mint: park",
		.start = page,
		.end = page + PAGE_SIZE - 1,
		.flags = IORESOURCE_MEM | IORESOURCE_BUSY,
	};
	park_write(mint.park, page);
	return insert_resource(&iomem_resource, &mint.park_resource);
}

void mint_park_exit(void)
{
	remove_resource(&mint.park_resource);
}
