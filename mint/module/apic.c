// SPDX-License-Identifier: GPL-2.0-only
/*
 * apic.c - the way to other cores: their ids, and what the local APIC sends them
 *
 * In:  the local APIC of the CPU this runs on
 * Out: interrupts to one core; mint.lapic, mint.bsp, mint.x2apic_locked
 * Ref: SDM 3A 8.4 (INIT-SIPI-SIPI), 11.6 (ICR), 11.12.9 (x2APIC ICR)
 *
 * Locks: none is taken.
 */
#include "apic.h"
#include "compat.h"
#include "test.h"

#include <linux/io.h>
#include <linux/smp.h>
#include <asm/apic.h>
#include <asm/processor.h>
#include <asm/smp.h>

/* Named by the kernel since 6.1 only; SDM 4 table 2-2 */
#define MSR_ARCH_CAPABILITIES	      0x10a
#define ARCH_CAP_XAPIC_DISABLE_STATUS BIT_ULL(21)
#define MSR_XAPIC_DISABLE_STATUS      0xbd
#define LEGACY_XAPIC_IS_DISABLED      BIT_ULL(0)

/* Interrupts are off: a register that stays busy is not waited for for ever. */
static void icr_idle(void)
{
	unsigned int spin = 100000;

	while ((readl(mint.lapic + APIC_ICR) & APIC_ICR_BUSY) && --spin)
		cpu_relax();
}

void mint_apic_send(u32 apicid, u32 command)
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

bool mint_core_was_online(u32 cpu)
{
	return cpu_data(cpu).initialized;
}

void mint_core_signal(u32 apicid, u32 vector)
{
	mint_apic_send(apicid, APIC_INT_ASSERT | APIC_DM_FIXED | vector);
}

void mint_core_init_all(const struct mint_os *os)
{
	u32 i;

	for (i = 0; i < os->nr_cpus; i++)
		mint_apic_send(os->apicids[i], ICR_INIT_ASSERT);
	for (i = 0; i < os->nr_cpus; i++)
		mint_apic_send(os->apicids[i], ICR_INIT_DEASSERT);
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

int mint_apic_init(void)
{
	u64 base = mint_rdmsr(MSR_IA32_APICBASE);

	bsp_find();
	mint.x2apic_locked = test_locked(x2apic_is_locked());
	if (base & X2APIC_ENABLE)
		return 0;
	mint.lapic = ioremap(base & 0xffffff000, PAGE_SIZE);
	return mint.lapic ? 0 : -ENOMEM;
}

void mint_apic_exit(void)
{
	if (mint.lapic)
		iounmap(mint.lapic);
}
