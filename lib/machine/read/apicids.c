/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * apicids.c - which local APIC is which CPU's, which ids the machine has at all
 *
 * In: the module's attribute, proc/cpuinfo (online CPUs only), the MADT (ids without
 * their CPU numbers: Linux numbers CPUs in an order of its own).
 * Out: apicid of each CPU, apicid_used, max_apicid_known, lapic_base, x2apic, the boot
 * processor as firmware has it.
 * Ref: ACPI 6.4 sections 5.2.12 (MADT), 5.2.12.1 (order), 5.2.12.2 (local APIC),
 * 5.2.12.12 (x2APIC).
 */
#include "machine/read/apicids.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/text.h"

#define MADT_LAPIC_ADDRESS 36
#define MADT_ENTRIES	   44
#define MADT_LOCAL_APIC	   0
#define MADT_LOCAL_X2APIC  9
#define MADT_FLAG_ENABLED  1
#define MADT_FLAGS_USABLE  3 /* enabled, or may be enabled later */

static void apicid_use(struct machine *machine, uint64_t apicid)
{
	if (apicid < sizeof(machine->cpus.apicid_used) * 8)
		machine->cpus.apicid_used[apicid / 8] |= (uint8_t)(1U << apicid % 8);
	if (apicid > machine->cpus.max_apicid_known)
		machine->cpus.max_apicid_known = (unsigned int)apicid;
}

/* A CPU that is not present in the list is no error: it may just have come. */
static void apicid_set(struct machine *machine, uint64_t cpu, uint64_t apicid)
{
	size_t i;

	apicid_use(machine, apicid);
	for (i = 0; i < machine->cpus.nr; i++) {
		if (machine->cpus.cpu[i].cpu == cpu)
			machine->cpus.cpu[i].apicid = (int64_t)apicid;
	}
}

/* Lines "<cpu> <apicid>", decimal. */
int apicids_read_module(const struct sysroot *root, const char *path,
			struct machine *machine, struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	char *rest, *line, *apicid;
	unsigned int number = 0;
	int err = sysroot_word(root, path, &text, diag);

	if (err)
		return err;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		uint64_t cpu, id;

		number++;
		apicid = strchr(line, ' ');
		if (apicid)
			*apicid++ = '\0';
		if (!apicid || text_number(line, 10, &cpu) ||
		    text_number(apicid, 10, &id) || id > UINT32_MAX)
			return sysroot_fail(root, path, number, -EINVAL, diag,
					    "'cpu apicid' was expected");
		apicid_set(machine, cpu, id);
	}
	return 0;
}

/* A CPU list, empty in most leaders. */
int virgins_read(const struct sysroot *root, const char *path, struct machine *machine,
		 struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	AUTO_FREE unsigned int *cpu = NULL;
	size_t count = 0;
	int err = sysroot_word(root, path, &text, diag);

	if (err)
		return err;
	err = text_cpulist(text, &cpu, &count);
	if (err)
		return err == -EINVAL ? sysroot_fail(root, path, 1, err, diag,
						     "a CPU list like 1-2,5 was expected")
				      : err;
	for (size_t i = 0; i < machine->cpus.nr; i++)
		for (size_t k = 0; k < count; k++)
			machine->cpus.cpu[i].is_virgin |= machine->cpus.cpu[i].cpu ==
							  cpu[k];
	return 0;
}

/* The value of a "key<tabs>: value" line of /proc/cpuinfo, or NULL. */
static const char *cpuinfo_value(const char *line, const char *key)
{
	size_t size = strlen(key);

	if (strncmp(line, key, size))
		return NULL;
	line += size;
	line += strspn(line, " \t");
	if (*line++ != ':')
		return NULL;
	return line + strspn(line, " ");
}

int apicids_read_cpuinfo(const struct sysroot *root, const char *path,
			 struct machine *machine, struct diag *diag)
{
	uint64_t cpu = UINT64_MAX, id;
	AUTO_FREE char *text = NULL;
	char *rest, *line;
	const char *value;
	unsigned int number = 0;
	int err = sysroot_text(root, path, &text, diag);

	if (err)
		return err;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		number++;
		value = cpuinfo_value(line, "processor");
		if (value && text_number(value, 10, &cpu))
			return sysroot_fail(root, path, number, -EINVAL, diag,
					    "'processor' is no number");
		value = cpuinfo_value(line, "apicid");
		if (!value)
			continue;
		if (text_number(value, 10, &id) || id > UINT32_MAX)
			return sysroot_fail(root, path, number, -EINVAL, diag,
					    "'apicid' is no number");
		apicid_set(machine, cpu, id);
	}
	return cpu == UINT64_MAX ? -ENOENT : 0;
}

struct madt_cpu {
	uint32_t id, flags;
};

/* -ENOENT: no CPU's entry, or one whose id is all ones; -ERANGE: too short. */
static int madt_cpu_parse(struct bytes entry, uint8_t type, struct madt_cpu *ret)
{
	uint8_t id8 = 0;

	if (type == MADT_LOCAL_X2APIC) {
		if (bytes_get_u32(entry, 4, &ret->id) ||
		    bytes_get_u32(entry, 8, &ret->flags))
			return -ERANGE;
		return ret->id == UINT32_MAX ? -ENOENT : 0;
	}
	if (type != MADT_LOCAL_APIC)
		return -ENOENT;
	if (bytes_get_u8(entry, 3, &id8) || bytes_get_u32(entry, 4, &ret->flags))
		return -ERANGE;
	ret->id = id8;
	return id8 == UINT8_MAX ? -ENOENT : 0;
}

/*
 * One MADT entry. Every id that is written there counts as used, usable or not: a
 * sacrificial id must be one that nobody can have.
 */
static int madt_entry_read(struct bytes entry, uint8_t type, struct machine *machine)
{
	struct madt_cpu cpu = { 0 };
	int err = madt_cpu_parse(entry, type, &cpu);

	if (err)
		return err == -ENOENT ? 0 : err;
	if (cpu.flags & MADT_FLAGS_USABLE || cpu.id <= UINT8_MAX)
		apicid_use(machine, cpu.id);
	/* Firmware lists the boot processor first; the module knows better, later. */
	if (cpu.flags & MADT_FLAG_ENABLED && machine->host.bsp_apicid < 0) {
		machine->host.bsp_apicid = cpu.id;
		machine->host.bsp_known = FACT_YES;
	}
	return 0;
}

/* *@at is behind the last entry that was looked at, after a failure too. */
static int madt_walk(struct bytes madt, uint64_t *at, struct machine *machine)
{
	while (*at < madt.size) {
		uint8_t type = 0, size = 0;
		struct bytes entry;

		if (bytes_get_u8(madt, *at, &type) || bytes_get_u8(madt, *at + 1, &size))
			return -ERANGE;
		*at += size;
		if (size < 2 || bytes_sub(madt, *at - size, size, &entry) ||
		    madt_entry_read(entry, type, machine))
			return -ERANGE;
	}
	return 0;
}

static int madt_read(struct bytes madt, uint64_t *at, struct machine *machine)
{
	uint32_t base = 0;

	if (bytes_get_u32(madt, MADT_LAPIC_ADDRESS, &base))
		return -ERANGE;
	if (base)
		machine->cpus.lapic_base = base;
	return madt_walk(madt, at, machine);
}

int apicids_read_madt(const struct sysroot *root, const char *path,
		      struct machine *machine, struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer table = { 0 };
	uint64_t at = MADT_ENTRIES;
	int err = sysroot_bytes(root, path, &table, diag);

	if (err)
		return err;
	if (madt_read(buffer_view(&table), &at, machine))
		return diag_fail(diag, -EINVAL,
				 "%s/%s: the entry that ends at byte %llu is "
				 "too short or passes the end",
				 root->name, path, (unsigned long long)at);
	return 0;
}

int x2apic_read_module(const struct sysroot *root, const char *path,
		       struct machine *machine, struct diag *diag)
{
	uint64_t value;
	int err = sysroot_number(root, path, 10, &value, diag);

	if (err)
		return err;
	machine->cpus.x2apic = value ? FACT_YES : FACT_NO;
	return 0;
}

/* Without the CPU flag the mode is impossible; with it, it may be on or off. */
int x2apic_read_cpuinfo(const struct sysroot *root, const char *path,
			struct machine *machine, struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	char *rest, *line, *flag, *flags;
	int err = sysroot_text(root, path, &text, diag);

	if (err)
		return err;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		if (!cpuinfo_value(line, "flags"))
			continue;
		flags = strchr(line, ':') + 1;
		while ((flag = strsep(&flags, " "))) {
			if (!strcmp(flag, "x2apic"))
				return -ENOENT;
		}
		machine->cpus.x2apic = FACT_NO;
		return 0;
	}
	return -ENOENT;
}
