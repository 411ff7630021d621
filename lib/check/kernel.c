/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel.c - rows about the leader's kernel: what it forbids, what it was built with
 *
 * In: lockdown, signatures, configuration. Out: one row each.
 * Ref: kernel_lockdown(7); Documentation/admin-guide/module-signing.rst.
 */
#include "check/kernel.h"

#include <stdio.h>
#include <string.h>

#include "machine/host.h"
#include "base/cleanup.h"

static const char *secure_boot_text(const struct machine *machine)
{
	switch (machine->host.secure_boot) {
	case FACT_YES:
		return "Secure Boot is on";
	case FACT_NO:
		return "Secure Boot is off";
	default:
		return machine->firmware.efi_bits || !machine->firmware.nr_map
			       ? "Secure Boot: not told"
			       : "no Secure Boot";
	}
}

int check_lockdown(const struct machine *machine, struct check_row *row)
{
	const char *secure_boot = secure_boot_text(machine);
	const char *refusal = machine_load_refusal(machine);

	if (refusal && machine->kexec.locked_down != FACT_YES) {
		check_detail(row, CHECK_FAIL, "%s: mint.ko loads nothing", refusal);
		check_advice(row, "reboot the leader without whatever sets it");
		return 0;
	}
	switch (machine->kexec.locked_down) {
	case FACT_YES:
		check_detail(row, CHECK_FAIL,
			     "the kernel is locked down (%s): mint.ko starts nothing",
			     secure_boot);
		check_advice(row, "switch Secure Boot off in the firmware's setup, or "
				  "take lockdown= off the leader's command line");
		break;
	case FACT_NO:
		check_detail(row, CHECK_PASS, "not locked down; %s", secure_boot);
		break;
	default:
		if (machine_config(machine, "SECURITY_LOCKDOWN_LSM") == FACT_NO) {
			check_detail(row, CHECK_PASS,
				     "this kernel cannot be locked down; %s",
				     secure_boot);
			break;
		}
		check_detail(row, CHECK_UNKNOWN,
			     "/sys/kernel/security/lockdown cannot be read; %s",
			     secure_boot);
		check_advice(row, "check again as root, with securityfs mounted");
	}
	return 0;
}

static const char *signature_text(const struct machine *machine)
{
	switch (machine->host.sig_enforce) {
	case FACT_YES:
		return "; modules must be signed (module.sig_enforce)";
	case FACT_NO:
		return "; modules need no signature";
	default:
		return "";
	}
}

int check_module(const struct machine *machine, struct check_row *row)
{
	bool is_enforced = machine->host.sig_enforce == FACT_YES;

	if (machine->module.loaded == FACT_YES) {
		check_detail(row, CHECK_PASS, "mint.ko is loaded%s",
			     signature_text(machine));
		return 0;
	}
	if (machine_config(machine, "MODULES") == FACT_NO) {
		check_detail(row, CHECK_FAIL,
			     "this kernel was built without CONFIG_MODULES");
		check_advice(row, "boot a kernel that can load mint.ko");
		return 0;
	}
	if (machine->module.loaded == FACT_UNKNOWN) {
		check_detail(row, CHECK_UNKNOWN, "whether mint.ko is loaded is not told");
		return 0;
	}
	check_detail(row, CHECK_WARN, "mint.ko is not loaded%s", signature_text(machine));
	check_advice(row, "%s",
		     is_enforced ? "sign mint.ko with a key that the kernel trusts (dkms "
				   "with mokutil --import), then modprobe mint"
				 : "modprobe mint");
	return 0;
}

struct option {
	const char *name;
	enum check_verdict without; /* it */
	const char *what;	    /* it is for */
};

static const struct option options[] = {
	{ "SMP", CHECK_FAIL, "more than one CPU" },
	{ "HOTPLUG_CPU", CHECK_FAIL, "giving up CPUs" },
	{ "X86_LOCAL_APIC", CHECK_FAIL, "starting cores" },
	{ "MEMORY_HOTPLUG", CHECK_WARN, "giving up memory while the leader runs" },
	{ "MEMORY_HOTREMOVE", CHECK_WARN, "giving up memory while the leader runs" },
	{ "KEXEC", CHECK_WARN, "an OS in a region instead of the leader (kexec -e)" },
};

/* What a kernel without the option shows otherwise; else a configuration is believed. */
static bool option_is_there(const struct machine *machine, const char *name)
{
	return machine_config(machine, name) == FACT_YES ||
	       (!strncmp(name, "MEMORY_", 7) && machine->memory.block_size);
}

/* The worst of those that are missing, NULL none; @missing has the names of all. */
static const struct option *options_missing(const struct machine *machine, char *missing,
					    size_t room)
{
	const struct option *worst = NULL;
	size_t used = 0;

	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		if (option_is_there(machine, options[i].name))
			continue;
		if (!worst || options[i].without > worst->without)
			worst = &options[i];
		used += (size_t)snprintf(missing + used, room - used, "%sCONFIG_%s",
					 used ? ", " : "", options[i].name);
	}
	return worst;
}

int check_config(const struct machine *machine, struct check_row *row)
{
	char missing[256] = "";
	const struct option *worst;

	if (!machine->host.config) {
		check_detail(row, CHECK_UNKNOWN,
			     "neither /proc/config.gz nor /boot/config-%s can be read%s",
			     machine->release ? machine->release : "RELEASE",
			     machine->memory.block_size ? "; memory blocks are there"
							: "");
		return 0;
	}
	worst = options_missing(machine, missing, sizeof(missing));
	if (!worst) {
		check_detail(row, CHECK_PASS,
			     "hot-plug of CPUs and memory, and kexec, are built in");
		return 0;
	}
	check_detail(row, worst->without, "%s: not set (%s)", missing, worst->what);
	if (worst->without == CHECK_FAIL)
		check_advice(row, "boot a kernel that has it");
	else if (!strncmp(worst->name, "MEMORY_", 7))
		check_advice(row, "reserve memory at boot: memmap=SIZE$ADDRESS on the "
				  "leader's command line");
	else
		check_advice(row, "nothing, for OSes beside this one");
	return 0;
}
