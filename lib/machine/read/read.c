/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * read.c - walks the facts table: each fact from the first source that knows it
 *
 * In: a root. Out: struct machine; what no source knows stays unknown.
 */
#include "machine/read/read.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/read/facts.h"

/* Where the local APIC is unless the MADT says otherwise; SDM 3A section 11.4.1. */
#define LAPIC_BASE_DEFAULT 0xfee00000

static const struct machine machine_unknown = {
	.memory.iomem_known = FACT_UNKNOWN,
	.module.loaded = FACT_UNKNOWN,
	.cpus.x2apic = FACT_UNKNOWN,
	.cpus.lapic_base = LAPIC_BASE_DEFAULT,
	.kexec.locked_down = FACT_UNKNOWN,
	.kexec.disabled = FACT_UNKNOWN,
	.kexec.spent = FACT_UNKNOWN,
	.kexec.loaded = FACT_UNKNOWN,
	.kexec.crash_loaded = FACT_UNKNOWN,
	.kexec.crypt_keys = FACT_UNKNOWN,
	.kexec.measurements = FACT_UNKNOWN,
	.host.iommu = FACT_UNKNOWN,
	.host.intr_remap = FACT_UNKNOWN,
	.host.smt = FACT_UNKNOWN,
	.host.nmi_watchdog = FACT_UNKNOWN,
	.host.sig_enforce = FACT_UNKNOWN,
	.host.secure_boot = FACT_UNKNOWN,
	.host.x2apic_locked = FACT_UNKNOWN,
	.host.bsp_known = FACT_UNKNOWN,
	.host.bsp_apicid = -1,
	.host.acpi = FACT_UNKNOWN,
	.host.madt = FACT_UNKNOWN,
	.host.kvm = FACT_UNKNOWN,
	.host.mcfg_known = FACT_UNKNOWN,
};

static bool fact_is_for_mint(const char *fact)
{
	static const char *const names[] = {
		"blocks", "refused",	  "available",	 "apicids", "apicids in use",
		"x2apic", "uarts",	  "consoles",	 "tsc_khz", "trampoline",
		"park",	  "never online", "kexec_spent",
	};
	size_t i;

	if (!strncmp(fact, "host: ", 6))
		return true;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(fact, names[i]))
			return true;
	}
	return false;
}

/* Who asks: facts of devices are for who hands devices over, and for nobody else. */
enum facts_for { FACTS_PLAIN, FACTS_MINT, FACTS_DEVICES };

static bool fact_is_wanted(const char *fact, enum facts_for what)
{
	bool is_device = !strncmp(fact, "pci ", 4);

	if (what == FACTS_DEVICES)
		return is_device;
	return !is_device && (what == FACTS_MINT || !fact_is_for_mint(fact));
}

static int facts_read(const struct sysroot *root, enum facts_for what,
		      struct machine *machine, struct diag *diag)
{
	const char *known = "";

	for (size_t i = 0; i < nr_fact_sources; i++) {
		const struct fact_source *source = &fact_sources[i];
		int err;

		if (!strcmp(source->fact, known) || !fact_is_wanted(source->fact, what))
			continue;
		err = source->read(root, source->path, machine, diag);
		if (!err)
			known = source->fact;
		else if (err != -ENOENT)
			return err;
	}
	return 0;
}

static int machine_read_facts(const char *sysroot, enum facts_for what,
			      struct machine *ret, struct diag *diag)
{
	AUTO_SYSROOT struct sysroot root = { -1, NULL };
	CLEANUP(machine_free) struct machine machine = machine_unknown;
	int err = sysroot_open(sysroot ? sysroot : "", &root, diag);

	if (err)
		return err;
	machine.sysroot = strdup(root.name);
	if (!machine.sysroot)
		return -ENOMEM;
	err = facts_read(&root, what, &machine, diag);
	if (err)
		return err;
	*ret = machine;
	machine = (struct machine){ 0 };
	return 0;
}

int machine_read(const char *sysroot, struct machine *ret, struct diag *diag)
{
	return machine_read_facts(sysroot, FACTS_MINT, ret, diag);
}

int machine_read_plain(const char *sysroot, struct machine *ret, struct diag *diag)
{
	return machine_read_facts(sysroot, FACTS_PLAIN, ret, diag);
}

int machine_read_devices(struct machine *machine, struct diag *diag)
{
	AUTO_SYSROOT struct sysroot root = { -1, NULL };
	int err = sysroot_open(machine->sysroot, &root, diag);

	return err ? err : facts_read(&root, FACTS_DEVICES, machine, diag);
}
