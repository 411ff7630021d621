/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check.c - can this host be a leader, and how well?: the table of rows
 *
 * In: struct machine. Out: struct check_report.
 */
#include "check/check.h"

#include <errno.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "check/cores.h"
#include "check/devices.h"
#include "check/kernel.h"
#include "check/memory.h"
#include "check/setting.h"

static const struct {
	const char *id;
	check_fn *check;
} rows[] = {
	{ "broadcast", check_broadcast },
	{ "apic", check_apic },
	{ "boot-cpu", check_boot_cpu },
	{ "cpus", check_cpus },
	{ "smt", check_smt },
	{ "numa", check_numa },
	{ "tsc", check_tsc },
	{ "nmi-watchdog", check_nmi_watchdog },
	{ "memory", check_memory },
	{ "low-memory", check_low_memory },
	{ "real-mode", check_real_mode },
	{ "iommu", check_iommu },
	{ "interrupt-remapping", check_interrupts },
	{ "ecam", check_ecam },
	{ "firmware", check_firmware },
	{ "mp-table", check_mp_table },
	{ "hypervisor", check_hypervisor },
	{ "kvm", check_kvm },
	{ "lockdown", check_lockdown },
	{ "module", check_module },
	{ "kernel-config", check_config },
};

_Static_assert(ARRAY_SIZE(rows) <= CHECK_ROWS, "room for all rows");

int check_machine(const struct machine *machine, struct check_report *ret)
{
	*ret = (struct check_report){ 0 };
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct check_row *row = &ret->row[ret->nr_rows++];
		int err = rows[i].check(machine, row);

		row->id = rows[i].id;
		if (err)
			return err;
	}
	return 0;
}

int check_fail(const struct check_report *report, struct diag *diag)
{
	const struct check_row *first = NULL;
	char others[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < report->nr_rows; i++) {
		const struct check_row *row = &report->row[i];

		if (row->verdict != CHECK_FAIL)
			continue;
		if (!first)
			first = row;
		else if (used < sizeof(others))
			used += (size_t)snprintf(others + used, sizeof(others) - used,
						 "%s%s",
						 used ? ", " : "; also: ", row->id);
	}
	if (!first)
		return 0;
	return diag_fail(diag, -EPERM, "this host cannot be a leader: %s: %s%s%s%s",
			 first->id, first->detail, *first->advice ? "; " : "",
			 first->advice, others);
}
