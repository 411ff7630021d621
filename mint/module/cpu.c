// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpu.c - which cores are owned, by whom; starting, parking and signalling them
 *
 * In:  offline CPUs of the leader, the stubs of stub.S
 * Out: cores that run an OS, or halt in the park page
 * Ref: SDM 3A 8.4 (INIT-SIPI-SIPI), 11.6 (ICR), 11.12.9 (x2APIC ICR), 4.5 (paging)
 *
 * The park page is RAM below 1 MiB that the leader reserves for ever. It is chosen the
 * same way at every load and never given back: cores may halt in it after unload, until
 * the leader brings them online, which is an ordinary INIT and SIPI of its own.
 */
#include "mint.h"
#include "compat.h"
#include "test.h"
#include "stub.h"

#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/delay.h>
#include <linux/io.h>
#include <asm/apic.h>
#include <asm/apicdef.h>
#include <asm/smp.h>

/* Named by the kernel since 6.1 only; SDM 4 table 2-2 */
#define MSR_ARCH_CAPABILITIES	      0x10a
#define ARCH_CAP_XAPIC_DISABLE_STATUS BIT_ULL(21)
#define MSR_XAPIC_DISABLE_STATUS      0xbd
#define LEGACY_XAPIC_IS_DISABLED      BIT_ULL(0)

#define ICR_INIT_ASSERT	    (APIC_INT_LEVELTRIG | APIC_INT_ASSERT | APIC_DM_INIT)
#define ICR_INIT_DEASSERT   (APIC_INT_LEVELTRIG | APIC_DM_INIT)
#define INIT_WAIT_US	    10000
#define SIPI_AGAIN_MS	    10
#define PARK_TRIES	    100 /* SIPIs, SIPI_AGAIN_MS apart: one second */
#define PARK_TRIES_PER_INIT 20
#define START_TRIES	    50
#define START_WAIT_MS	    2000

/* Interrupts are off: a register that stays busy is not waited for for ever. */
static void icr_idle(void)
{
	unsigned int spin = 100000;

	while ((readl(mint.lapic + APIC_ICR) & APIC_ICR_BUSY) && --spin)
		cpu_relax();
}

/* One write to the interrupt command register; any context. */
static void icr_write(u32 apicid, u32 command)
{
	unsigned long flags;

	mb(); /* what the target will read is visible before it is interrupted */
	if (!mint.lapic) {
		rmb(); /* SDM 3A 11.12.3: MFENCE alone does not hold this MSR back */
		mint_wrmsr(APIC_BASE_MSR + (APIC_ICR >> 4), (u64)apicid << 32 | command);
		return;
	}
	local_irq_save(flags);
	icr_idle();
	writel(apicid << 24, mint.lapic + APIC_ICR2);
	writel(command, mint.lapic + APIC_ICR);
	icr_idle();
	local_irq_restore(flags);
}

u32 mint_core_apicid(u32 cpu)
{
	return per_cpu(x86_cpu_to_apicid, cpu);
}

void mint_core_signal(u32 apicid, u32 vector)
{
	icr_write(apicid, APIC_INT_ASSERT | APIC_DM_FIXED | vector);
}

void mint_core_init_all(const struct mint_os *os)
{
	u32 i;

	for (i = 0; i < os->nr_cpus; i++)
		icr_write(os->apicids[i], ICR_INIT_ASSERT);
	for (i = 0; i < os->nr_cpus; i++)
		icr_write(os->apicids[i], ICR_INIT_DEASSERT);
}

/* ---- ownership ---- */

static const struct mint_os *core_owner(u32 cpu)
{
	const struct mint_os *os;
	u32 i;

	list_for_each_entry(os, &mint.oses, node)
		for (i = 0; i < os->nr_cpus; i++)
			if (os->cpus[i] == cpu)
				return os;
	return NULL;
}

static bool core_intended(const struct mint_os *os, u32 cpu)
{
	u32 i;

	for (i = 0; i < os->nr_taken; i++)
		if (os->taken[i].cpu == cpu)
			return true;
	return false;
}

static int core_check(struct mint_os *os, u32 cpu)
{
	int err = test_fail(os, MINT_TEST_STEP_CLAIM_CPU);
	const char *why = NULL;

	if (err)
		return err;
	if (cpu >= nr_cpu_ids || !cpu_present(cpu))
		why = "not present";
	else if (!core_intended(os, cpu))
		why = "not recorded as an intent";
	else if (mint_core_apicid(cpu) > MINT_LAST_APICID)
		why = "APIC id above 254";
	else if (mint.bsp == MINT_NO_BSP)
		why = "the boot processor was offline when this module came: it may be "
		      "this CPU, and INIT would restart the machine";
	else if (cpu == mint.bsp)
		why = "boot processor: INIT would restart the machine";
	err = why ? -EINVAL : -EBUSY;
	if (!why && cpu_online(cpu))
		why = "online in the leader";
	else if (!why && core_owner(cpu))
		why = "owned by another OS";
	if (why)
		pr_notice("CPU %u refused: %s\n", cpu, why);
	return why ? err : 0;
}

int mint_core_own(struct mint_os *os, const u32 *cpus, u32 nr)
{
	int err = 0;
	u32 i;

	cpus_read_lock(); /* nothing comes online between the check and the publication */
	for (i = 0; i < nr && !err; i++)
		err = core_check(os, cpus[i]);
	if (!err) {
		spin_lock(&mint.guard);
		for (i = 0; i < nr; i++) {
			os->cpus[i] = cpus[i];
			os->apicids[i] = mint_core_apicid(cpus[i]);
		}
		os->nr_cpus = nr;
		spin_unlock(&mint.guard);
	}
	cpus_read_unlock();
	return err;
}

void mint_core_disown(struct mint_os *os)
{
	spin_lock(&mint.guard);
	os->nr_cpus = 0;
	spin_unlock(&mint.guard);
}

static int cpu_veto(unsigned int cpu)
{
	char name[MINT_NAME_SIZE] = "";
	const struct mint_os *os;

	spin_lock(&mint.guard);
	os = core_owner(cpu);
	if (os)
		strscpy(name, os->name, sizeof(name));
	spin_unlock(&mint.guard);
	if (!name[0])
		return 0;
	pr_warn("CPU %u stays offline: it belongs to %s (release that first)\n", cpu,
		name);
	return -EBUSY;
}

/* ---- starting ---- */

static void gate_set(u8 *idt, unsigned int vector, u32 address)
{
	u16 *gate = (u16 *)(idt + vector * 16);

	gate[0] = address;
	gate[1] = STUB_CS64;
	gate[2] = 0x8e00; /* present, 64-bit interrupt gate, SDM 3A 6.14.1 */
	gate[3] = address >> 16;
}

static void vector_set(u8 *ivt, unsigned int vector, u64 page, u16 offset)
{
	u16 *far = (u16 *)(ivt + vector * 4);

	far[0] = offset;
	far[1] = page >> 4;
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
	vector_set(page + STUB_IDT, 2, at, mint_start_nmi16);
	vector_set(page + STUB_IDT, 18, at, mint_start_mce16);
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
	/* Page 0 and the warm-reset vector are shared: no two cores start at once. */
	mutex_lock(&mint.ipi);
	stub_write(window, at, os->load.entry);
	stub_tables(window, at, os);
	icr_write(apicid, ICR_INIT_ASSERT);
	icr_write(apicid, ICR_INIT_DEASSERT);
	usleep_range(INIT_WAIT_US, INIT_WAIT_US + 1000);
	do {
		icr_write(apicid, APIC_DM_STARTUP | (u32)(at >> PAGE_SHIFT));
	} while (!wait_byte(window + VAR_ALIVE, SIPI_AGAIN_MS) && ++tries < START_TRIES);
	entered = wait_byte(stage, START_WAIT_MS);
	if (!entered)
		pr_err("%s: CPU %u (APIC id %u) gave no sign from purgatory in %u ms: "
		       "the SIPI %s\n",
		       os->name, os->cpus[0], apicid, START_WAIT_MS,
		       READ_ONCE(window[VAR_ALIVE]) ? "arrived" : "did not arrive");
	mutex_unlock(&mint.ipi);
	mint_memory_unmap(window);
	return entered ? 0 : -EIO;
}

/* ---- parking ---- */

static void park_write(u8 *page, u64 at)
{
	struct mint_park_vars *vars = (struct mint_park_vars *)(page + STUB_VARS);
	unsigned int i;

	memcpy(page, mint_park_code, mint_park_code_end - mint_park_code);
	for (i = 0; i < STUB_VECTORS; i++)
		vector_set(page + STUB_IVT, i, at, mint_park_fault);
	vector_set(page + STUB_IVT, 2, at, mint_park_nmi);
	vector_set(page + STUB_IVT, 18, at, mint_park_mce);
	vars->idt_limit = STUB_IVT_SIZE - 1;
	vars->idt_base = at + STUB_IVT;
}

/* To the cores that have not answered; a core that runs ignores a SIPI. */
static void park_send(const struct mint_os *os, u8 cookie, u32 command)
{
	u32 i;

	for (i = 0; i < os->nr_cpus; i++)
		if (READ_ONCE(mint.park[STUB_ACK + os->apicids[i]]) != cookie)
			icr_write(os->apicids[i], command);
}

/* Sleeps until all cores have answered; false: not within SIPI_AGAIN_MS. */
static bool park_wait(const struct mint_os *os, u8 cookie)
{
	ktime_t end = ktime_add_ms(ktime_get(), SIPI_AGAIN_MS);
	u32 i;

	for (i = 0; i < os->nr_cpus; i++)
		while (READ_ONCE(mint.park[STUB_ACK + os->apicids[i]]) != cookie) {
			if (ktime_after(ktime_get(), end))
				return false;
			usleep_range(200, 500);
		}
	return true;
}

u32 mint_core_park_all(struct mint_os *os)
{
	struct mint_park_vars *vars = (struct mint_park_vars *)(mint.park + STUB_VARS);
	u32 sipi = APIC_DM_STARTUP | (u32)(mint.park_page >> PAGE_SHIFT);
	bool parked = false, ignore = test_ignores_park(os);
	u32 i, try, lost = 0;
	u8 cookie;

	/* Another OS may hold the mutex for seconds: what ends must not run meanwhile. */
	mint_core_init_all(os);
	mutex_lock(&mint.ipi);
	cookie = vars->cookie % 255 + 1;
	WRITE_ONCE(vars->cookie, cookie);
	for (i = 0; i < os->nr_cpus; i++)
		WRITE_ONCE(mint.park[STUB_ACK + os->apicids[i]], 0);
	for (try = 0; try < PARK_TRIES && !parked; try++) {
		/* A SIPI that overtakes its INIT is lost: some virtual CPUs do that. */
		if (try % PARK_TRIES_PER_INIT == 0) {
			park_send(os, cookie, ICR_INIT_ASSERT);
			park_send(os, cookie, ICR_INIT_DEASSERT);
			usleep_range(INIT_WAIT_US, INIT_WAIT_US + 1000);
		}
		park_send(os, cookie, sipi);
		parked = park_wait(os, cookie);
	}
	for (i = 0; i < os->nr_cpus; i++) {
		if (!ignore && READ_ONCE(mint.park[STUB_ACK + os->apicids[i]]) == cookie)
			continue;
		lost++;
		pr_err("%s: CPU %u (APIC id %u) does not answer: it may still run, so it "
		       "and the memory of %s are lost until reboot\n",
		       os->name, os->cpus[i], os->apicids[i], os->name);
	}
	mutex_unlock(&mint.ipi);
	return lost;
}

static int park_find(void)
{
	u64 page;

	for (page = mint.trampoline.start - PAGE_SIZE; page; page -= PAGE_SIZE)
		if (mint_memory_low_ok(page))
			break;
	if (!page) {
		pr_err("no reserved page below the trampoline at %#llx to park cores "
		       "in\n",
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

static void bsp_look(void *unused)
{
	if (mint_rdmsr(MSR_IA32_APICBASE) & MSR_IA32_APICBASE_BSP)
		WRITE_ONCE(mint.bsp, smp_processor_id());
}

/*
 * INIT sends every processor to wait for SIPI but this one, which starts the firmware
 * (SDM 3A 8.4). It is not CPU 0 where the leader was started on another, as crash
 * kernels are. Offline CPUs cannot be asked.
 */
static void bsp_find(void)
{
	mint.bsp = MINT_NO_BSP;
	on_each_cpu(bsp_look, NULL, 1);
	mint.bsp = test_bsp(mint.bsp);
	if (mint.bsp == MINT_NO_BSP)
		pr_warn("the boot processor is offline: no core can be lent\n");
	else if (mint.bsp)
		pr_notice("the boot processor is CPU %u\n", mint.bsp);
}

/* Its firmware forbids to leave x2APIC mode, and so to keep out of logical ids. */
static bool x2apic_is_locked(void)
{
	if (!boot_cpu_has(X86_FEATURE_ARCH_CAPABILITIES) ||
	    !(mint_rdmsr(MSR_ARCH_CAPABILITIES) & ARCH_CAP_XAPIC_DISABLE_STATUS))
		return false;
	return mint_rdmsr(MSR_XAPIC_DISABLE_STATUS) & LEGACY_XAPIC_IS_DISABLED;
}

int mint_core_init(void)
{
	u64 base = mint_rdmsr(MSR_IA32_APICBASE);
	int err;

	bsp_find();
	mint.x2apic_locked = test_locked(x2apic_is_locked());
	err = park_find();
	if (err)
		return err;
	if (!(base & X2APIC_ENABLE)) {
		mint.lapic = ioremap(base & 0xffffff000, PAGE_SIZE);
		if (!mint.lapic) {
			err = -ENOMEM;
			goto fail;
		}
	}
	mint.cpuhp = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "mint:owned",
					       cpu_veto, NULL);
	err = mint.cpuhp;
	if (err >= 0)
		return 0;
	if (mint.lapic)
		iounmap(mint.lapic);
fail:
	remove_resource(&mint.park_resource);
	return err;
}

void mint_core_exit(void)
{
	cpuhp_remove_state_nocalls(mint.cpuhp);
	if (mint.lapic)
		iounmap(mint.lapic);
	remove_resource(&mint.park_resource);
}
