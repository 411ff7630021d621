/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cores.c - rows about processors: interrupts, ids, topology, time
 *
 * In: command line, CPUs, APIC ids, flags. Out: one row each.
 * Ref: docs/boot.md "The start of a core"; docs/platform.md "APIC modes", "Clocks", "What
 * the leader must be"; SDM 3A 8.4 (INIT, SIPI), 10.12 (x2APIC), 17.17 (TSC);
 * Linux Documentation/arch/x86/x86_64/cpu-hotplug, admin-guide/lockup-watchdogs.rst.
 */
#include "check/cores.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "machine/host.h"
#include "plan/rules/cores.h"

static size_t cpus_online(const struct machine *machine)
{
	size_t online = 0;

	for (size_t i = 0; i < machine->cpus.nr; i++)
		online += machine->cpus.cpu[i].is_online;
	return online;
}

int check_broadcast(const struct machine *machine, struct check_row *row)
{
	size_t online = cpus_online(machine);

	switch (machine_broadcasts(machine)) {
	case FACT_UNKNOWN:
		check_detail(row, CHECK_UNKNOWN,
			     "the leader's command line is not known");
		return 0;
	case FACT_NO:
		check_detail(row, CHECK_PASS,
			     "no_ipi_broadcast=1: the leader interrupts its own cores "
			     "only");
		return 0;
	default:
		break;
	}
	check_detail(row, CHECK_WARN,
		     "%zu CPUs online and no no_ipi_broadcast=1: while the leader keeps "
		     "two, its broadcast interrupts (calls, reboot, NMI) reach every "
		     "core, lent ones too",
		     online);
	check_advice(row, "boot the leader with no_ipi_broadcast=1");
	return 0;
}

static const char *apic_mode(const struct machine *machine)
{
	if (machine->cpus.x2apic == FACT_UNKNOWN)
		return machine->cpus.max_apicid_known > MINT_LAST_APICID ? "x2APIC"
									 : "APIC";
	return machine->cpus.x2apic == FACT_YES ? "x2APIC" : "xAPIC";
}

/* Which CPUs cannot be started because of their ids; false: the row is written. */
static bool apic_ids_fit(const struct machine *machine, struct check_row *row)
{
	size_t large = 0, others = 0;

	for (size_t i = 0; i < machine->cpus.nr; i++) {
		others += machine->cpus.cpu[i].cpu != 0;
		large += machine->cpus.cpu[i].cpu != 0 &&
			 cpu_has_large_id(machine, &machine->cpus.cpu[i]);
	}
	if (!large)
		return true;
	check_detail(
		row, large == others ? CHECK_FAIL : CHECK_WARN,
		"%s mode; %zu of %zu CPUs besides CPU 0 have APIC ids above %d, which "
		"cores in xAPIC mode cannot have",
		apic_mode(machine), large, others, MINT_LAST_APICID);
	check_advice(row, large == others
				  ? "none of them can be lent: number fewer threads (SMT "
				    "off in the firmware)"
				  : "lend the others (--mint-cpus=auto:N chooses only "
				    "those)");
	return false;
}

int check_apic(const struct machine *machine, struct check_row *row)
{
	bool is_x2apic = machine->cpus.x2apic == FACT_YES ||
			 machine->cpus.max_apicid_known > MINT_LAST_APICID;

	if (is_x2apic && machine->host.x2apic_locked == FACT_YES) {
		check_detail(row, CHECK_FAIL,
			     "x2APIC mode, locked by the firmware "
			     "(IA32_XAPIC_DISABLE_STATUS): successors could not leave "
			     "it, and their logical ids would be the leader's");
		check_advice(row, "allow xAPIC mode in the firmware's setup, if it can");
		return 0;
	}
	if (!apic_ids_fit(machine, row))
		return 0;
	if (machine->cpus.x2apic == FACT_NO) {
		check_detail(row, CHECK_PASS, "xAPIC mode, APIC ids up to %u",
			     machine->cpus.max_apicid_known);
	} else if (is_x2apic && machine->host.x2apic_locked == FACT_NO) {
		check_detail(row, CHECK_PASS,
			     "x2APIC mode, not locked, APIC ids up to %u: successors get "
			     "nox2apic",
			     machine->cpus.max_apicid_known);
	} else {
		check_detail(
			row, CHECK_UNKNOWN,
			"whether x2APIC mode is %slocked by the firmware is not told",
			machine->cpus.x2apic == FACT_YES ? "" : "on, and ");
		check_advice(row, CHECK_ASK_MODULE);
	}
	return 0;
}

/* CPU 0 is not the machine's boot processor. */
static void boot_cpu_differs(const struct machine_host *host,
			     const struct machine_cpu *first, struct check_row *row)
{
	bool is_told = host->bsp_is_told;

	check_detail(row, is_told ? CHECK_WARN : CHECK_UNKNOWN,
		     "CPU 0 has APIC id %" PRId64 ", the boot processor %s id %" PRId64
		     ": the leader was started on another one, and INIT to the boot "
		     "processor restarts the machine",
		     first->apicid, is_told ? "has" : "would, by the MADT, have",
		     host->bsp_apicid);
	check_advice(row, is_told ? "that CPU is not lent; --mint-cpus: choose others"
				  : CHECK_ASK_MODULE);
}

int check_boot_cpu(const struct machine *machine, struct check_row *row)
{
	const struct machine_host *host = &machine->host;
	const struct machine_cpu *first = machine_cpu_find(machine, 0);

	if (host->bsp_is_told && host->bsp_known == FACT_NO) {
		check_detail(row, CHECK_FAIL,
			     "the machine's boot processor is on no CPU that was online "
			     "when mint.ko came: it may be any offline one, and INIT to "
			     "it restarts the machine");
		check_advice(row,
			     "bring all CPUs online, rmmod mint and modprobe mint; a "
			     "crash kernel cannot be a leader");
		return 0;
	}
	if (host->bsp_known != FACT_YES || !first || first->apicid < 0) {
		check_detail(row, CHECK_UNKNOWN,
			     "which CPU is the machine's boot processor is not told");
		check_advice(row, CHECK_ASK_MODULE);
		return 0;
	}
	if (host->bsp_apicid == first->apicid) {
		check_detail(row, CHECK_PASS,
			     "CPU 0, which is never lent, is the boot processor (APIC id "
			     "%" PRId64 "%s)",
			     first->apicid, host->bsp_is_told ? "" : ", by the MADT");
		return 0;
	}
	boot_cpu_differs(host, first, row);
	return 0;
}

int check_cpus(const struct machine *machine, struct check_row *row)
{
	size_t free = 0, lent = 0, virgins = 0;

	for (size_t i = 0; i < machine->cpus.nr; i++) {
		free += !cpu_is_kept(machine, &machine->cpus.cpu[i]);
		lent += cpu_owner(machine, machine->cpus.cpu[i].cpu) != NULL;
		virgins += machine->cpus.cpu[i].is_virgin;
	}
	if (!machine->cpus.nr) {
		check_detail(row, CHECK_UNKNOWN, "the CPUs are not known");
		return 0;
	}
	if (virgins) {
		check_detail(row, free || lent ? CHECK_WARN : CHECK_FAIL,
			     "%zu of %zu CPUs can be lent, %zu are; %zu never online in "
			     "this leader cannot: microcode and settings are the "
			     "firmware's",
			     free, machine->cpus.nr, lent, virgins);
		check_advice(row,
			     "boot the leader without maxcpus=, or bring each online "
			     "once: echo 1 >/sys/devices/system/cpu/cpuN/online");
		return 0;
	}
	check_detail(row, free || lent ? CHECK_PASS : CHECK_FAIL,
		     "%zu of %zu CPUs can be lent, %zu are", free, machine->cpus.nr,
		     lent);
	if (!free)
		check_advice(row, lent ? "release another OS before the next one"
				       : "a successor needs a CPU of its own besides "
					 "CPU 0 that can go offline");
	return 0;
}

int check_smt(const struct machine *machine, struct check_row *row)
{
	size_t shared = 0;

	for (size_t i = 0; i < machine->cpus.nr; i++) {
		for (size_t k = 0; k < machine->cpus.nr; k++) {
			if (i == k || !cpus_share_core(machine, &machine->cpus.cpu[i],
						       &machine->cpus.cpu[k]))
				continue;
			shared++;
			break;
		}
	}
	if (shared || machine->host.smt == FACT_YES) {
		check_detail(row, CHECK_PASS,
			     "%zu of %zu CPUs share a core with another: threads of one "
			     "core slow down and can observe each other",
			     shared, machine->cpus.nr);
		check_advice(row, "lend whole cores: --mint-cpus=auto:N does; in a list "
				  "name all threads");
	} else if (machine->cpus.nr) {
		check_detail(row, CHECK_PASS, "each of %zu CPUs is a core of its own",
			     machine->cpus.nr);
	} else {
		check_detail(row, CHECK_UNKNOWN, "the CPUs are not known");
	}
	return 0;
}

/* Nodes that have CPUs or blocks; 64 at most. */
static unsigned int nodes_count(const struct machine *machine)
{
	uint64_t nodes = 0;
	unsigned int count = 0;

	for (size_t i = 0; i < machine->cpus.nr; i++)
		if (machine->cpus.cpu[i].node >= 0)
			nodes |= UINT64_C(1) << (machine->cpus.cpu[i].node & 63);
	for (size_t i = 0; i < machine->memory.nr_blocks; i++)
		if (machine->memory.block[i].node >= 0)
			nodes |= UINT64_C(1) << (machine->memory.block[i].node & 63);
	for (; nodes; nodes &= nodes - 1)
		count++;
	return count;
}

int check_numa(const struct machine *machine, struct check_row *row)
{
	unsigned int nodes = nodes_count(machine);

	if (!nodes) {
		check_detail(row, CHECK_UNKNOWN, "the nodes are not known");
		return 0;
	}
	check_detail(row, CHECK_PASS, "%u node%s", nodes, nodes == 1 ? "" : "s");
	if (nodes > 1)
		check_advice(row, "take memory and CPUs of one OS from one node: "
				  "--mint-region=auto:SIZE --mint-cpus=auto:N does");
	return 0;
}

/*
 * What Linux does with several CPUs whose TSC is not constant: docs/platform.md "Clocks".
 * The leader, which has several, then has another clock itself.
 */
static const char *tsc_loss(const struct machine *machine)
{
	const char *source = machine->host.clocksource;

	if (machine_cpu_flag(machine, "constant_tsc") || !source ||
	    strcmp(source, "tsc") == 0)
		return "";
	return "; one of several CPUs counts timer ticks instead, unless they are "
	       "Intel's, and loses seconds of each minute where ticks come late";
}

int check_tsc(const struct machine *machine, struct check_row *row)
{
	const char *source = machine->host.clocksource;
	enum fact constant = machine_cpu_flag(machine, "constant_tsc");
	enum fact nonstop = machine_cpu_flag(machine, "nonstop_tsc");
	char khz[48] = "";

	if (machine->cpus.tsc_khz)
		snprintf(khz, sizeof(khz), ", %" PRIu64 " kHz", machine->cpus.tsc_khz);
	if (constant == FACT_UNKNOWN) {
		check_detail(row, CHECK_UNKNOWN, "the CPUs' flags are not known%s", khz);
	} else if (!constant || !nonstop) {
		check_detail(row, CHECK_WARN,
			     "not invariant (no %s flag), the leader's clock is %s%s: "
			     "successors have no other clock, theirs may drift%s",
			     constant ? "nonstop_tsc" : "constant_tsc",
			     source ? source : "not known", khz, tsc_loss(machine));
		check_advice(row, "keep time in the successor by NTP; in a virtual "
				  "machine ask for an invariant TSC");
	} else if (source && strcmp(source, "tsc")) {
		check_detail(
			row, CHECK_WARN,
			"invariant, but the leader's clock is %s%s: it may have "
			"found the TSC unstable, and successors keep it: they have no "
			"other clock",
			source, khz);
		check_advice(row, "look for \"clocksource\" in the leader's log; tsc= on "
				  "its command line");
	} else {
		check_detail(row, CHECK_PASS, "invariant%s%s",
			     source ? ", the leader's clock" : "", khz);
	}
	return 0;
}

int check_nmi_watchdog(const struct machine *machine, struct check_row *row)
{
	bool broadcasts = machine_broadcasts(machine) != FACT_NO;

	switch (machine->host.nmi_watchdog) {
	case FACT_NO:
		check_detail(row, CHECK_PASS, "off in the leader");
		break;
	case FACT_YES:
		check_detail(
			row, CHECK_WARN,
			"on in the leader: when it finds a lock-up it asks %s by NMI "
			"for a backtrace, and may panic, which ends all successors",
			broadcasts ? "every core of the machine, lent ones too,"
				   : "its cores");
		check_advice(row, broadcasts
					  ? "boot the leader with no_ipi_broadcast=1, "
					    "or sysctl kernel.nmi_watchdog=0"
					  : "sysctl kernel.nmi_watchdog=0, unless that "
					    "is wanted");
		break;
	default:
		check_detail(row, CHECK_UNKNOWN, "whether it is on is not told");
	}
	return 0;
}
