/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_check.c - verdicts about cores and memory, and the error that FAILs make
 *
 * In: a good host, bent once per line of the table. The other rows: test_host.c.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "tests/unit/check/check_fixture.h"

static void no_cmdline(struct fixture *f)
{
	f->machine.cmdline = NULL;
}

static void broadcasts(struct fixture *f)
{
	static char cmdline[] = "no_ipi_broadcast=1 quiet no_ipi_broadcast=0";

	f->machine.cmdline = cmdline;
}

static void x2apic_locked(struct fixture *f)
{
	host_x2apic(f);
	f->machine.host.x2apic_locked = FACT_YES;
}

static void x2apic_perhaps(struct fixture *f)
{
	f->machine.cpus.x2apic = FACT_UNKNOWN;
}

static void lock_unknown(struct fixture *f)
{
	host_x2apic(f);
	f->machine.host.x2apic_locked = FACT_UNKNOWN;
}

static void one_large_id(struct fixture *f)
{
	host_x2apic(f);
	f->cpu[3].apicid = 255;
	f->machine.cpus.max_apicid_known = 255;
}

static void one_virgin(struct fixture *f)
{
	f->cpu[3].is_virgin = true;
}

static void all_virgins(struct fixture *f)
{
	f->cpu[1].is_virgin = f->cpu[2].is_virgin = f->cpu[3].is_virgin = true;
}

static void one_unnamed_id(struct fixture *f)
{
	f->cpu[2].apicid = -1;
}

static void large_ids(struct fixture *f)
{
	host_x2apic(f);
	for (unsigned int i = 1; i < 4; i++)
		f->cpu[i].apicid = 300 + i;
	f->machine.cpus.max_apicid_known = 303;
}

static void largest_id(struct fixture *f)
{
	f->cpu[3].apicid = 254;
	f->machine.cpus.max_apicid_known = 254;
}

static void bsp_offline(struct fixture *f)
{
	f->machine.host.bsp_known = FACT_NO;
	f->machine.host.bsp_apicid = -1;
}

static void bsp_other(struct fixture *f)
{
	f->machine.host.bsp_apicid = 4;
}

static void bsp_other_by_madt(struct fixture *f)
{
	bsp_other(f);
	f->machine.host.bsp_is_told = false;
}

static void bsp_by_madt(struct fixture *f)
{
	f->machine.host.bsp_is_told = false;
}

static void bsp_unknown(struct fixture *f)
{
	f->machine.host.bsp_is_told = false;
	f->machine.host.bsp_known = FACT_UNKNOWN;
	f->machine.host.bsp_apicid = -1;
}

static void one_cpu(struct fixture *f)
{
	f->machine.cpus.nr = 1;
}

static void no_cpus(struct fixture *f)
{
	f->machine.cpus.nr = 0;
}

static void cpus_stuck(struct fixture *f)
{
	for (unsigned int i = 1; i < 4; i++)
		f->cpu[i].can_offline = false;
}

static void cpus_stuck_but_offline(struct fixture *f)
{
	cpus_stuck(f);
	f->cpu[1].is_online = false;
}

static void cpus_all_lent(struct fixture *f)
{
	fixture_add_os(f);
	f->machine.cpus.nr = 1;
	f->cpu[0] = f->cpu[3];
}

static void smt(struct fixture *f)
{
	f->cpu[3].core = f->cpu[2].core;
}

static void two_nodes(struct fixture *f)
{
	f->cpu[3].node = 1;
}

static void no_nodes(struct fixture *f)
{
	f->machine.cpus.nr = 0;
	f->machine.memory.nr_blocks = 0;
}

static void tsc_stops(struct fixture *f)
{
	static char flags[] = " constant_tsc nonstop_tsc_s3 ";

	f->machine.host.cpu_flags = flags;
}

static void tsc_varies(struct fixture *f)
{
	static char flags[] = " nonstop_tsc ";

	f->machine.host.cpu_flags = flags;
}

static void clock_is_hpet(struct fixture *f)
{
	static char hpet[] = "hpet";

	f->machine.host.clocksource = hpet;
}

/* As in many virtual machines: the leader found that TSCs of several CPUs are apart. */
static void tsc_varies_and_is_not_used(struct fixture *f)
{
	tsc_varies(f);
	clock_is_hpet(f);
}

static void nmi_on(struct fixture *f)
{
	f->machine.host.nmi_watchdog = FACT_YES;
}

static void nmi_on_broadcasts(struct fixture *f)
{
	nmi_on(f);
	broadcasts(f);
}

static void nmi_unknown(struct fixture *f)
{
	f->machine.host.nmi_watchdog = FACT_UNKNOWN;
}

static void no_blocks(struct fixture *f)
{
	f->machine.memory.nr_blocks = 0;
	f->machine.memory.block_size = 0;
}

static void hidden_at_boot(struct fixture *f)
{
	no_blocks(f);
	f->machine.memory.iomem[2].range.end = 0x60000000; /* of System RAM */
}

/* The highest two blocks are those of a DIMM; the next has a bad page. */
static void dimm(struct fixture *f)
{
	size_t nr = f->machine.memory.nr_blocks;

	strcpy(f->machine.memory.block[nr - 1].device, "PNP0C80:00");
	strcpy(f->machine.memory.block[nr - 2].device, "PNP0C80:00");
	f->machine.memory.block[nr - 3].is_bad = true;
}

/* A board whose firmware names all memory as devices. */
static void all_dimms(struct fixture *f)
{
	for (size_t i = 0; i < f->machine.memory.nr_blocks; i++)
		strcpy(f->block[i].device, "PNP0C80:00");
}

static void movable(struct fixture *f)
{
	strcpy(f->block[f->machine.memory.nr_blocks - 1].zone, "Movable");
}

static void all_given(struct fixture *f)
{
	fixture_add_os(f);
	no_blocks(f);
}

/* The blocks below 4 GiB hold pages that cannot move. */
static void high_only(struct fixture *f)
{
	for (size_t i = 0; i < f->machine.memory.nr_blocks; i++)
		if (f->block[i].range.start < SIZE_4G)
			f->block[i].removable = FACT_NO;
}

/* … and the highest of them is one of a DIMM: reserved at boot it is refused as well. */
static void high_only_dimm(struct fixture *f)
{
	high_only(f);
	strcpy(f->block[15].device, "PNP0C80:00");
}

static void no_trampoline(struct fixture *f)
{
	f->machine.module.trampoline = (struct prange){ 0, 0 };
}

static void no_low_ram(struct fixture *f)
{
	f->machine.firmware.map[0].range.end = 0x12000;
}

static void no_low_ram_left(struct fixture *f)
{
	fixture_add_os(f);
	f->machine.firmware.map[0].range.end = 0x21000;
}

static void kvm_unknown(struct fixture *f)
{
	f->machine.host.kvm = FACT_UNKNOWN;
}

static void locked_down(struct fixture *f)
{
	f->machine.kexec.locked_down = FACT_YES;
	f->machine.host.secure_boot = FACT_YES;
}

/* id, what is bent, verdict, in the detail, in the advice (NULL: there is none) */
static const struct check_case cases[] = {
	{ "broadcast", host_as_it_is, CHECK_PASS, "no_ipi_broadcast=1", NULL },
	{ "broadcast", broadcasts, CHECK_WARN, "4 CPUs online", "no_ipi_broadcast=1" },
	{ "broadcast", no_cmdline, CHECK_UNKNOWN, "command line", NULL },
	{ "apic", host_as_it_is, CHECK_PASS, "xAPIC mode, APIC ids up to 6", NULL },
	{ "apic", host_x2apic, CHECK_PASS, "not locked", NULL },
	{ "apic", x2apic_locked, CHECK_FAIL, "IA32_XAPIC_DISABLE_STATUS", "firmware" },
	{ "apic", x2apic_perhaps, CHECK_UNKNOWN, "is on, and locked", "modprobe" },
	{ "apic", lock_unknown, CHECK_UNKNOWN, "mode is locked", "modprobe mint" },
	{ "apic", one_large_id, CHECK_WARN, "x2APIC mode; 1 of 3 CPUs", "auto:N" },
	{ "apic", one_unnamed_id, CHECK_WARN, "1 of 3 CPUs", "lend the others" },
	{ "apic", large_ids, CHECK_FAIL, "3 of 3 CPUs", "none of them" },
	{ "apic", largest_id, CHECK_PASS, "up to 254", NULL },
	{ "boot-cpu", host_as_it_is, CHECK_PASS, "(APIC id 0)", NULL },
	{ "boot-cpu", bsp_by_madt, CHECK_PASS, "by the MADT", NULL },
	{ "boot-cpu", bsp_offline, CHECK_FAIL, "no CPU that was online", "rmmod mint" },
	{ "boot-cpu", bsp_other, CHECK_WARN, "boot processor has id 4", "not lent" },
	{ "boot-cpu", bsp_other_by_madt, CHECK_UNKNOWN, "by the MADT", "modprobe" },
	{ "boot-cpu", bsp_unknown, CHECK_UNKNOWN, "not told", "modprobe mint" },
	{ "cpus", host_as_it_is, CHECK_PASS, "3 of 4 CPUs can be lent, 0 are", NULL },
	{ "cpus", fixture_add_os, CHECK_PASS, "2 of 4 CPUs can be lent, 1 are", NULL },
	{ "cpus", bsp_other, CHECK_PASS, "2 of 4 CPUs", NULL },
	{ "cpus", one_large_id, CHECK_PASS, "2 of 4 CPUs", NULL },
	{ "cpus", one_virgin, CHECK_WARN,
	  "2 of 4 CPUs can be lent, 0 are; 1 never online", "maxcpus=" },
	{ "cpus", all_virgins, CHECK_FAIL, "0 of 4 CPUs can be lent", "online once" },
	{ "cpus", one_cpu, CHECK_FAIL, "0 of 1 CPUs", "CPU of its own" },
	{ "cpus", cpus_stuck, CHECK_FAIL, "0 of 4 CPUs", "go offline" },
	{ "cpus", cpus_stuck_but_offline, CHECK_PASS, "1 of 4 CPUs", NULL },
	{ "cpus", cpus_all_lent, CHECK_PASS, "0 of 1 CPUs can be lent, 1 are",
	  "release another OS" },
	{ "cpus", no_cpus, CHECK_UNKNOWN, "not known", NULL },
	{ "smt", host_as_it_is, CHECK_PASS, "each of 4 CPUs", NULL },
	{ "smt", smt, CHECK_PASS, "2 of 4 CPUs share", "whole cores" },
	{ "smt", no_cpus, CHECK_UNKNOWN, "not known", NULL },
	{ "numa", host_as_it_is, CHECK_PASS, "1 node", NULL },
	{ "numa", two_nodes, CHECK_PASS, "2 nodes", "one node" },
	{ "numa", no_nodes, CHECK_UNKNOWN, "not known", NULL },
	{ "tsc", host_as_it_is, CHECK_PASS, "invariant, the leader's clock, 2400000 kHz",
	  NULL },
	{ "tsc", tsc_stops, CHECK_WARN, "no nonstop_tsc flag", "NTP" },
	{ "tsc", tsc_varies, CHECK_WARN, "theirs may drift", "NTP" },
	{ "tsc", tsc_varies_and_is_not_used, CHECK_WARN,
	  "no constant_tsc flag), the leader's clock is hpet", "NTP" },
	{ "tsc", tsc_varies_and_is_not_used, CHECK_WARN, "counts timer ticks instead",
	  "NTP" },
	{ "tsc", clock_is_hpet, CHECK_WARN, "clock is hpet", "clocksource" },
	{ "tsc", host_no_flags, CHECK_UNKNOWN, "flags are not known, 2400000 kHz", NULL },
	{ "nmi-watchdog", host_as_it_is, CHECK_PASS, "off", NULL },
	{ "nmi-watchdog", nmi_on, CHECK_WARN, "its cores by NMI", "nmi_watchdog=0" },
	{ "nmi-watchdog", nmi_on_broadcasts, CHECK_WARN, "every core",
	  "no_ipi_broadcast=1" },
	{ "nmi-watchdog", nmi_unknown, CHECK_UNKNOWN, "not told", NULL },
	{ "memory", host_as_it_is, CHECK_PASS, "1792 MiB below and 4096 MiB above 4 GiB",
	  "movablecore=" },
	{ "memory", movable, CHECK_PASS, "128 MiB in zone Movable", NULL },
	{ "memory", hidden_at_boot, CHECK_PASS, "(of them 511 MiB unused", NULL },
	{ "memory", no_blocks, CHECK_FAIL, "0 MiB below and 0 MiB above",
	  "memmap=SIZE$ADDRESS" },
	{ "memory", all_given, CHECK_PASS, "0 MiB below", "release another OS" },
	{ "memory", host_no_root, CHECK_UNKNOWN, "without root", "as root" },
	{ "memory", host_no_firmware, CHECK_UNKNOWN, "memory map", "as root" },
	{ "memory", dimm, CHECK_PASS,
	  "3712 MiB above 4 GiB can be given (of them 0 MiB unused, 0 MiB in zone "
	  "Movable; "
	  "blocks: 128 MiB), at most 3712 MiB in one piece; 256 MiB more can be "
	  "unplugged: "
	  "never given; 128 MiB have pages known to be bad: never given",
	  "makes some that do not; boot the leader with acpi_no_memhotplug: 256 MiB" },
	{ "memory", all_dimms, CHECK_FAIL, "0 MiB below and 0 MiB above",
	  "boot the leader with acpi_no_memhotplug: 6144 MiB of ACPI devices stay" },
	{ "low-memory", all_dimms, CHECK_WARN, "0 MiB in one piece",
	  "boot the leader with acpi_no_memhotplug" },
	{ "low-memory", host_as_it_is, CHECK_PASS, "1792 MiB in one piece", NULL },
	{ "low-memory", high_only, CHECK_WARN, "0 MiB in one piece can be given",
	  "memmap=80M$0x7ae00000" },
	{ "low-memory", high_only_dimm, CHECK_WARN, "0 MiB in one piece can be given",
	  "memmap=80M$0x73000000" },
	{ "low-memory", host_no_root, CHECK_UNKNOWN, "without root", "as root" },
	{ "real-mode", host_as_it_is, CHECK_PASS, "0x10000-0x1ffff is free", NULL },
	{ "real-mode", fixture_add_os, CHECK_PASS, "0x20000-0x2ffff is free", NULL },
	{ "real-mode", no_trampoline, CHECK_UNKNOWN, "trampoline", "modprobe mint" },
	{ "real-mode", no_low_ram, CHECK_FAIL, "no 40 KiB", "640 KiB" },
	{ "real-mode", no_low_ram_left, CHECK_WARN, "no 40 KiB", "release" },
	{ "real-mode", host_no_firmware, CHECK_UNKNOWN, "memory map", "as root" },
};

static void verdicts(void **state)
{
	(void)state;
	check_cases(cases, ARRAY_SIZE(cases));
}

/* The order is a promise to those who read the table. */
static void all_rows(void **state)
{
	static const char *const ids[] = {
		"broadcast",
		"apic",
		"boot-cpu",
		"cpus",
		"smt",
		"numa",
		"tsc",
		"nmi-watchdog",
		"memory",
		"low-memory",
		"real-mode",
		"iommu",
		"interrupt-remapping",
		"ecam",
		"firmware",
		"mp-table",
		"hypervisor",
		"kvm",
		"lockdown",
		"module",
		"kernel-config",
	};
	struct fixture *fixture = host_new();
	struct check_report report;
	size_t i;

	(void)state;
	assert_int_equal(check_machine(&fixture->machine, &report), 0);
	assert_int_equal(report.nr_rows, ARRAY_SIZE(ids));
	for (i = 0; i < report.nr_rows; i++) {
		assert_string_equal(report.row[i].id, ids[i]);
		assert_int_equal(report.row[i].verdict, CHECK_PASS);
		assert_null(strchr(report.row[i].detail, '\n'));
	}
	fixture_free(fixture);
}

/* Nothing known at all: no crash, no FAIL, no PASS that rests on nothing. */
static void nothing_known(void **state)
{
	static const struct machine nobody = {
		.memory.iomem_known = FACT_UNKNOWN,
		.module.loaded = FACT_UNKNOWN,
		.cpus.x2apic = FACT_UNKNOWN,
		.kexec.locked_down = FACT_UNKNOWN,
		.host = { .iommu = FACT_UNKNOWN,
			  .intr_remap = FACT_UNKNOWN,
			  .smt = FACT_UNKNOWN,
			  .nmi_watchdog = FACT_UNKNOWN,
			  .sig_enforce = FACT_UNKNOWN,
			  .secure_boot = FACT_UNKNOWN,
			  .x2apic_locked = FACT_UNKNOWN,
			  .bsp_known = FACT_UNKNOWN,
			  .bsp_apicid = -1,
			  .acpi = FACT_UNKNOWN,
			  .madt = FACT_UNKNOWN,
			  .kvm = FACT_UNKNOWN,
			  .mcfg_known = FACT_UNKNOWN },
	};
	struct check_report report;
	size_t i;

	(void)state;
	assert_int_equal(check_machine(&nobody, &report), 0);
	for (i = 0; i < report.nr_rows; i++) {
		print_message("%s: %s\n", report.row[i].id, report.row[i].detail);
		assert_int_equal(report.row[i].verdict, CHECK_UNKNOWN);
	}
	assert_int_equal(check_fail(&report, NULL), 0);
}

static void one_error(void **state)
{
	struct fixture *fixture = host_new();
	struct check_report report;

	(void)state;
	assert_int_equal(check_machine(&fixture->machine, &report), 0);
	assert_int_equal(check_fail(&report, &fixture->diag), 0);
	assert_string_equal(fixture->diag.line, "");

	/* WARN and UNKNOWN are none */
	broadcasts(fixture);
	kvm_unknown(fixture);
	assert_int_equal(check_machine(&fixture->machine, &report), 0);
	assert_int_equal(check_fail(&report, &fixture->diag), 0);

	x2apic_locked(fixture);
	locked_down(fixture);
	no_low_ram(fixture);
	assert_int_equal(check_machine(&fixture->machine, &report), 0);
	assert_int_equal(check_fail(&report, &fixture->diag), -EPERM);
	print_message("%s\n", fixture->diag.line);
	assert_non_null(
		strstr(fixture->diag.line, "be a leader: apic: x2APIC mode, locked"));
	assert_non_null(strstr(fixture->diag.line, "; allow xAPIC mode"));
	assert_non_null(strstr(fixture->diag.line, "; also: real-mode, lockdown"));
	fixture_free(fixture);
}

/* What the plan itself refuses, whatever it is told: INIT would restart the machine. */
static void boot_cpu_is_refused(void **state)
{
	struct fixture *fixture = host_new();

	(void)state;
	fixture->machine.host.bsp_apicid = 2; /* CPU 1's, which is asked for */
	assert_int_equal(fixture_plan(fixture), -EINVAL);
	assert_non_null(strstr(fixture->diag.line, "CPU 1 (APIC id 2) is the machine's "
						   "boot processor"));
	fixture->request.cpu[0] = 2;
	assert_int_equal(fixture_plan(fixture), 0);
	/* firmware's order alone refuses nothing */
	fixture->request.cpu[0] = 1;
	fixture->machine.host.bsp_is_told = false;
	assert_int_equal(fixture_plan(fixture), 0);
	/* and nobody is chosen who may not be */
	fixture->machine.host.bsp_is_told = true;
	fixture->machine.host.bsp_apicid = 6;
	fixture->cpu[2].apicid = -1;
	fixture->request.auto_cpus = true;
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(fixture->plan.cpu[0].cpu, 1);
	fixture_free(fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts),
		cmocka_unit_test(all_rows),
		cmocka_unit_test(nothing_known),
		cmocka_unit_test(one_error),
		cmocka_unit_test(boot_cpu_is_refused),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
