/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check_fixture.c - a good host, and tables of what makes it a worse one
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/check/check_fixture.h"

/* A host about which everything is known and good; then one line of the table bends it.
 */
struct fixture *host_new(void)
{
	static char flags[] = " fpu constant_tsc nonstop_tsc vmx x2apic ", tsc[] = "tsc";
	static char config[] = "CONFIG_SMP=y\nCONFIG_HOTPLUG_CPU=y\nCONFIG_KEXEC=y\n"
			       "CONFIG_X86_LOCAL_APIC=y\nCONFIG_MODULES=y\n"
			       "CONFIG_MEMORY_HOTPLUG=y\nCONFIG_MEMORY_HOTREMOVE=y\n";
	static char ecam[] = "PCI MMCONFIG 0000 [bus 00-ff]";
	struct fixture *fixture = fixture_new();
	struct machine *machine = &fixture->machine;

	machine->memory.iomem[5].name = ecam;
	machine->kexec.locked_down = FACT_NO;
	machine->firmware.efi_bits = 64;
	machine->firmware.rsdp = 0x7f77d014;
	machine->cpus.max_apicid_known = 6;
	machine->host = (struct machine_host){
		.cpu_flags = flags,
		.clocksource = tsc,
		.config = config,
		.bsp_known = FACT_YES,
		.bsp_is_told = true,
		.acpi = FACT_YES,
		.madt = FACT_YES,
		.mcfg_known = FACT_YES,
	};
	return fixture;
}

void host_as_it_is(struct fixture *fixture)
{
	(void)fixture;
}

void host_no_root(struct fixture *fixture)
{
	fixture->machine.memory.iomem_known = FACT_NO;
}

void host_no_firmware(struct fixture *fixture)
{
	fixture->machine.firmware.nr_map = 0;
	fixture->machine.firmware.efi_bits = 0;
}

void host_no_flags(struct fixture *fixture)
{
	fixture->machine.host.cpu_flags = NULL;
}

void host_x2apic(struct fixture *fixture)
{
	fixture->machine.cpus.x2apic = FACT_YES;
}

static const struct check_row *row_of(const struct check_report *report, const char *id)
{
	for (size_t i = 0; i < report->nr_rows; i++)
		if (!strcmp(report->row[i].id, id))
			return &report->row[i];
	return NULL;
}

static void check_case(const struct check_case *one)
{
	struct fixture *fixture = host_new();
	struct check_report report;
	const struct check_row *row;

	one->bend(fixture);
	assert_int_equal(check_machine(&fixture->machine, &report), 0);
	row = row_of(&report, one->id);
	assert_non_null(row);
	print_message("%s: %s: %s -> %s\n", row->id, check_verdict_name(row->verdict),
		      row->detail, row->advice);
	assert_int_equal(row->verdict, one->verdict);
	assert_non_null(strstr(row->detail, one->detail));
	if (one->advice)
		assert_non_null(strstr(row->advice, one->advice));
	else
		assert_string_equal(row->advice, "");
	fixture_free(fixture);
}

void check_cases(const struct check_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool passes = false, can_differ = false;

		check_case(&cases[i]);
		for (size_t k = 0; k < count; k++) {
			if (strcmp(cases[k].id, cases[i].id))
				continue;
			passes = passes || cases[k].verdict == CHECK_PASS;
			can_differ = can_differ || cases[k].verdict != CHECK_PASS;
		}
		assert_true(passes && can_differ);
	}
}
