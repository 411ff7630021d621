/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * setting.c - rows about what the leader itself stands on: firmware, hypervisor, KVM
 *
 * In: firmware facts, CPU flags, modules. Out: one row each.
 * Ref: docs/platform.md "ACPI tables", "What the leader must be" (VMX ignores INIT: SDM
 * 3C 23.8).
 */
#include "check/setting.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cmdline.h"
#include "machine/host.h"

int check_firmware(const struct machine *machine, struct check_row *row)
{
	char rsdp[48] = "RSDP not told";

	if (machine->firmware.rsdp)
		snprintf(rsdp, sizeof(rsdp), "RSDP 0x%" PRIx64, machine->firmware.rsdp);
	if (machine->firmware.efi_bits)
		check_detail(row, CHECK_PASS, "EFI of %u bits, %s",
			     machine->firmware.efi_bits, rsdp);
	else if (machine->firmware.nr_map)
		check_detail(row, CHECK_PASS, "BIOS, %s", rsdp);
	else
		check_detail(row, CHECK_UNKNOWN,
			     "neither EFI nor a memory map of the firmware is told");
	if (!machine->firmware.rsdp && row->verdict == CHECK_PASS)
		check_advice(row, "none for an OS beside this one: it gets tables of its "
				  "own; one that replaces it finds the RSDP itself");
	return 0;
}

static bool acpi_is_off(const struct machine *machine)
{
	struct cmdline_token token;

	return machine->cmdline && cmdline_find(machine->cmdline, "acpi", &token) &&
	       token.value_size == 3 && !memcmp(token.value, "off", 3);
}

int check_mp_table(const struct machine *machine, struct check_row *row)
{
	if (machine->host.madt == FACT_YES || machine->host.acpi == FACT_YES) {
		check_detail(row, CHECK_PASS,
			     "does not matter: the leader goes by ACPI, and successors "
			     "get a MADT of their own, so they look for no MP table");
	} else if (acpi_is_off(machine)) {
		check_detail(row, CHECK_WARN,
			     "acpi=off: the leader found its CPUs in the MP table, which "
			     "may not name them all");
		check_advice(row, "boot the leader without acpi=off");
	} else {
		check_detail(row, CHECK_UNKNOWN,
			     "whether the leader uses ACPI is not "
			     "told");
		check_advice(row, "check again as root");
	}
	return 0;
}

/* Xen's PV guests have no APIC, TDX guests no INIT: nothing can start a core. */
static const char *guest_of_the_impossible(const struct machine *machine)
{
	if (machine->host.hypervisor && !strcmp(machine->host.hypervisor, "xen PV"))
		return "Xen PV";
	if (machine_cpu_flag(machine, "tdx_guest") == FACT_YES)
		return "TDX";
	return NULL;
}

int check_hypervisor(const struct machine *machine, struct check_row *row)
{
	const struct machine_host *host = &machine->host;
	enum fact flag = machine_cpu_flag(machine, "hypervisor");
	const char *no_way = guest_of_the_impossible(machine);
	const char *name = host->hypervisor ? host->hypervisor : host->vendor;

	if (no_way) {
		check_detail(row, CHECK_FAIL,
			     "a guest of %s: it cannot send INIT and SIPI", no_way);
		check_advice(row, "lead from a machine, or a guest with an APIC that "
				  "takes them");
	} else if (host->vendor && !strcmp(host->vendor, "QEMU") && !host->hypervisor) {
		/* its CPUs may be told not to say so (-cpu …,-hypervisor) */
		check_detail(row, CHECK_PASS, "QEMU, %s: known to work",
			     host->product ? host->product : "of a kind not told");
	} else if (flag == FACT_NO && !host->hypervisor) {
		check_detail(row, CHECK_PASS, "none");
	} else if (flag == FACT_UNKNOWN && !host->hypervisor) {
		check_detail(row, CHECK_UNKNOWN, "the CPUs' flags are not known");
	} else {
		check_detail(
			row, CHECK_WARN,
			"a guest%s%s%s%s: works where the hypervisor passes INIT and "
			"SIPI on to a CPU that the guest has offline",
			name ? " of " : "", name ? name : "", host->product ? ", " : "",
			host->product ? host->product : "");
		check_advice(row, "try it where a restart of this guest does no harm");
	}
	return 0;
}

int check_kvm(const struct machine *machine, struct check_row *row)
{
	const struct machine_host *host = &machine->host;

	if (host->vmm) {
		check_detail(row, CHECK_WARN,
			     "%s is loaded: a core that it leaves in VMX operation "
			     "ignores INIT and cannot be lent",
			     host->vmm);
		check_advice(row, "rmmod %s before a launch", host->vmm);
	} else if (host->kvm == FACT_YES && host->kvm_users) {
		check_detail(row, CHECK_WARN,
			     "the leader runs KVM (%" PRIu64 " users): a core in VMX "
			     "operation ignores INIT; Linux ends that when it takes the "
			     "core offline, which is not tried here with guests running",
			     host->kvm_users);
		check_advice(row, "start successors before guests");
	} else if (host->kvm == FACT_UNKNOWN) {
		check_detail(row, CHECK_UNKNOWN, "the modules are not known");
	} else {
		check_detail(row, CHECK_PASS, "%s",
			     host->kvm == FACT_YES ? "KVM is loaded, nobody uses it"
						   : "KVM is not loaded as a module");
	}
	return 0;
}
