// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpu.c - which cores are owned, and by whom
 *
 * In:  CPUs that the leader has taken offline
 * Out: cores nobody else can use: refused to other OSes, vetoed to the leader
 * Ref: Documentation/core-api/cpu_hotplug.rst; SDM 3A 8.4 (the boot processor); Linux
 *      drivers/acpi/scan.c acpi_scan_try_to_offline(), drivers/base/core.c
 *      device_offline()
 *
 * Locks: mint.registry is held, the CPUs' device locks, then cpus_read_lock and
 * mint.guard are taken. The veto runs below the leader's hot-plug lock and takes
 * mint.guard only.
 */
#include "cpu.h"
#include "apic.h"
#include "compat.h"
#include "park.h"
#include "test.h"

#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/device.h>

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

/* Why no OS may ever have it; NULL: one may. */
static const char *why_unfit(const struct mint_os *os, u32 cpu)
{
	if (cpu >= nr_cpu_ids || !cpu_present(cpu))
		return "not present";
	if (!core_intended(os, cpu))
		return "not recorded as an intent";
	if (mint_core_apicid(cpu) > MINT_LAST_APICID)
		return "APIC id above 254";
	if (!mint_core_was_online(cpu))
		return "never online in this leader: its microcode and settings are the "
		       "firmware's (bring it online once)";
	if (mint.bsp == MINT_NO_BSP)
		return "the boot processor was offline when this module came: it may be "
		       "this CPU, and INIT would restart the machine";
	return cpu == mint.bsp ? "boot processor: INIT would restart the machine" : NULL;
}

static const char *why_busy(u32 cpu)
{
	if (cpu_online(cpu))
		return "online in the leader";
	return core_owner(cpu) ? "owned by another OS" : NULL;
}

static int core_check(struct mint_os *os, u32 cpu)
{
	const char *unfit, *busy;
	int err = test_fail(os, MINT_TEST_STEP_CLAIM_CPU);

	if (err)
		return err;
	unfit = why_unfit(os, cpu);
	busy = unfit ? NULL : why_busy(cpu);
	if (!unfit && !busy)
		return 0;
	pr_notice("CPU %u refused: %s\n", cpu, unfit ?: busy);
	return unfit ? -EINVAL : -EBUSY;
}

/*
 * Nobody asks an offline CPU before the firmware takes it away: device_offline() has
 * nothing to do then, unless that is switched off for the device. It is an outer lock of
 * cpus_read_lock. A CPU that can be owned has been offlined, so it was on before.
 */
static bool core_hold(u32 cpu, bool is_held)
{
	struct device *dev = get_cpu_device(cpu);

	if (!dev)
		return false;
	device_lock(dev);
	mint_offline_disable(dev, is_held);
	device_unlock(dev);
	return true;
}

static int publish(struct mint_os *os, const u32 *cpus, u32 nr)
{
	int err = 0;
	u32 i;

	cpus_read_lock(); /* nothing comes online between the check and the publication */
	for (i = 0; i < nr; i++) {
		err = core_check(os, cpus[i]);
		if (err)
			goto unlock;
	}
	spin_lock(&mint.guard);
	for (i = 0; i < nr; i++) {
		os->cpus[i] = cpus[i];
		os->apicids[i] = mint_core_apicid(cpus[i]);
	}
	os->nr_cpus = nr;
	spin_unlock(&mint.guard);
unlock:
	cpus_read_unlock();
	return err;
}

int mint_core_own(struct mint_os *os, const u32 *cpus, u32 nr)
{
	int err = publish(os, cpus, nr);
	u32 i;

	if (err)
		return err;
	for (i = 0; i < nr; i++) {
		if (core_hold(cpus[i], true) && cpu_present(cpus[i]))
			continue;
		pr_notice("CPU %u refused: taken out of the machine just now\n", cpus[i]);
		mint_core_disown(os);
		return -EINVAL;
	}
	return 0;
}

void mint_core_disown(struct mint_os *os)
{
	u32 i;

	for (i = 0; i < os->nr_cpus; i++)
		core_hold(os->cpus[i], false);
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

int mint_core_init(void)
{
	int err;

	err = mint_apic_init();
	if (err)
		return err;
	err = mint_park_init();
	if (err)
		goto fail_apic;
	mint.cpuhp = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "mint:owned",
					       cpu_veto, NULL);
	err = mint.cpuhp;
	if (err < 0)
		goto fail_park;
	return 0;
fail_park:
	mint_park_exit();
fail_apic:
	mint_apic_exit();
	return err;
}

void mint_core_exit(void)
{
	cpuhp_remove_state_nocalls(mint.cpuhp);
	mint_park_exit();
	mint_apic_exit();
}
