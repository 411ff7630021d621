// SPDX-License-Identifier: GPL-2.0-only
/*
 * start.c - the first core of an OS: from INIT to purgatory
 *
 * In:  the start stub of stub.S, the OS's entry and what it owns
 * Out: the first pages of its real-mode window (stub.h), a core that runs purgatory
 * Ref: SDM 3A 8.4 (INIT-SIPI-SIPI), 4.5 (paging), 6.14.1 (gates)
 *
 *   window page 0      stub: code, variables, IDT, GDT, stack
 *   window page 1      its PML4; the tables below it follow, MINT_STUB_PAGES in all
 *
 * Locks: os->lock is held. Several OSes may start at the same time: each has a stub of
 * its own, and a core that is started by INIT and SIPI does not look at the warm-reset
 * vector.
 */
#include "start.h"
#include "apic.h"
#include "memory.h"
#include "stub.h"

#include <linux/delay.h>

#define START_TRIES   50
#define START_WAIT_MS 2000

static void gate_set(u8 *idt, unsigned int vector, u32 address)
{
	u16 *gate = (u16 *)(idt + vector * 16);

	gate[0] = address;
	gate[1] = STUB_CS64;
	gate[2] = 0x8e00; /* present, 64-bit interrupt gate, SDM 3A 6.14.1 */
	gate[3] = address >> 16;
}

static void stub_write(u8 *page, u64 at, u64 entry)
{
	static const u64 gdt[4] = {
		[STUB_CS64 / 8] = 0x00af9b000000ffff,
		[STUB_DATA / 8] = 0x00cf93000000ffff,
	};
	unsigned int i;

	memset(page, 0, PAGE_SIZE);
	memcpy(page, mint_start_code, mint_start_code_end - mint_start_code);
	memcpy(page + STUB_GDT, gdt, sizeof(gdt));
	for (i = 0; i < STUB_VECTORS; i++)
		gate_set(page + STUB_IDT, i, at + mint_start_fault64);
	gate_set(page + STUB_IDT, 2, at + mint_start_nmi64);
	gate_set(page + STUB_IDT, 18, at + mint_start_mce64);
	stub_vector(page + STUB_IDT, 2, at, mint_start_nmi16);
	stub_vector(page + STUB_IDT, 18, at, mint_start_mce16);
	*(struct mint_start_vars *)(page + STUB_VARS) = (struct mint_start_vars){
		.entry = entry,
		.cr3 = at + PAGE_SIZE,
		.esp = at + STUB_STACK,
		.ss = (at & 0xf0000) >> 4,
		.jump_to = at + mint_start_long,
		.jump_cs = STUB_CS64,
		.idt_limit = STUB_IDT_SIZE - 1,
		.idt_base = at + STUB_IDT,
		.gdt_limit = STUB_GDT_SIZE - 1,
		.gdt_base = at + STUB_GDT,
	};
}

/* Identity map of one 2 MiB page; @used counts the table pages behind the stub page. */
static void stub_map(u8 *window, u64 at, u64 address, u32 *used)
{
	u64 *table = (u64 *)(window + PAGE_SIZE), *entry;
	unsigned int shift;

	for (shift = 39; shift > 21; shift -= 9) {
		entry = &table[(address >> shift) & 511];
		if (!*entry) {
			if (WARN_ON_ONCE(*used + 1 >= MINT_STUB_PAGES))
				return;
			*entry = (at + ++*used * PAGE_SIZE) | 3; /* present, writable */
		}
		table = (u64 *)(window + (*entry - at - 3));
	}
	table[(address >> 21) & 511] = address | 0x83; /* and a large page */
}

/*
 * What purgatory may touch before it has tables of its own: itself (mint_check_load() saw
 * to it that it fits), and what the OS owns in the same GiB, for the table pool.
 */
static void stub_tables(u8 *window, u64 at, const struct mint_os *os)
{
	u64 page = os->load.entry & ~(MINT_STUB_PAGE - 1), gib = page & ~0x3fffffffULL, p;
	u32 used = 1;

	memset(window + PAGE_SIZE, 0, (MINT_STUB_PAGES - 1) * PAGE_SIZE);
	stub_map(window, at, 0, &used);
	stub_map(window, at, page, &used);
	for (p = gib; p < gib + 0x40000000; p += MINT_STUB_PAGE)
		if (p == page + MINT_STUB_PAGE ||
		    mint_check_owned(os->ranges, os->nr_ranges, p, p + MINT_STUB_PAGE,
				     false))
			stub_map(window, at, p, &used);
}

static u64 window_of(const struct mint_os *os)
{
	u32 i;

	for (i = 0; os->ranges[i].purpose != MINT_PURPOSE_REALMODE; i++)
		;
	return os->ranges[i].start;
}

/* Sleeps until *@byte is not zero; false: gave up. */
static bool wait_byte(const u8 *byte, unsigned int ms)
{
	ktime_t end = ktime_add_ms(ktime_get(), ms);
	bool late;

	do {
		late = ktime_after(ktime_get(), end);
		if (READ_ONCE(*byte))
			return true;
		usleep_range(200, 500);
	} while (!late);
	return false;
}

int mint_core_start(struct mint_os *os)
{
	u32 apicid = os->apicids[0];
	u64 at = window_of(os);
	const u8 *stage = (const u8 *)&os->box->purgatory_stage;
	u8 *window = mint_memory_map(at, MINT_STUB_PAGES * PAGE_SIZE);
	unsigned int tries = 0;
	bool entered;

	if (!window)
		return -ENOMEM;
	stub_write(window, at, os->load.entry);
	stub_tables(window, at, os);
	mint_apic_send(apicid, ICR_INIT_ASSERT);
	mint_apic_send(apicid, ICR_INIT_DEASSERT);
	usleep_range(INIT_WAIT_US, INIT_WAIT_US + 1000);
	do {
		mint_apic_send(apicid, ICR_SIPI(at));
	} while (!wait_byte(window + VAR_ALIVE, SIPI_AGAIN_MS) && ++tries < START_TRIES);
	entered = wait_byte(stage, START_WAIT_MS);
	if (!entered)
		pr_err("%s: CPU %u (APIC id %u) gave no sign from purgatory in %u ms: "
		       "the SIPI %s\n",
		       os->name, os->cpus[0], apicid, START_WAIT_MS,
		       READ_ONCE(window[VAR_ALIVE]) ? "arrived" : "did not arrive");
	mint_memory_unmap(window);
	return entered ? 0 : -EIO;
}
