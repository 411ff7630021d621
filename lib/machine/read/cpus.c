/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpus.c - processors: which there are, which can be given up
 *
 * In: sys/devices/system/cpu. Out: present CPUs, ascending.
 * Ref: Documentation/admin-guide/cputopology.rst, core-api/cpu_hotplug.rst.
 */
#include "machine/read/cpus.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/text.h"

static int cpulist_read(const struct sysroot *at, const char *name, unsigned int **ret,
			size_t *ret_count, struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_word(at, name, &text, diag);

	if (err)
		return err;
	err = text_cpulist(text, ret, ret_count);
	return err == -EINVAL ? sysroot_fail(at, name, 1, err, diag,
					     "a CPU list like 0-3,5 was expected")
			      : err;
}

/* Some of these are -1 where the platform does not know. */
static int topology_read(const struct sysroot *at, const char *name, int *ret,
			 struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	uint64_t value;
	int err = sysroot_word(at, name, &text, diag);

	*ret = -1;
	if (err)
		return err == -ENOENT ? 0 : err;
	if (!strcmp(text, "-1"))
		return 0;
	if (text_number(text, 10, &value) || value > INT32_MAX)
		return sysroot_fail(at, name, 1, -EINVAL, diag,
				    "a decimal number was expected");
	*ret = (int)value;
	return 0;
}

static int cpu_set_node(struct machine_cpu *cpu, const struct sysroot *at)
{
	AUTO_NAMES struct sysroot_names names = { 0 };
	int err = sysroot_names(at, &names);
	uint64_t node;

	if (err)
		return err == -ENOENT ? 0 : err;
	for (int i = 0; i < names.count; i++) {
		if (text_number_behind(names.at[i]->d_name, "node", &node))
			cpu->node = (int)(node & INT32_MAX);
	}
	return 0;
}

static int cpu_read(const struct sysroot *cpus, struct machine_cpu *cpu,
		    struct diag *diag)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	char name[16];
	int err;

	snprintf(name, sizeof(name), "cpu%u", cpu->cpu);
	err = sysroot_enter(cpus, name, &at);
	if (err)
		return err == -ENOENT ? 0 : err;
	cpu->can_offline = sysroot_has(&at, "online");
	err = topology_read(&at, "topology/physical_package_id", &cpu->package, diag);
	if (err)
		return err;
	err = topology_read(&at, "topology/core_id", &cpu->core, diag);
	return err ? err : cpu_set_node(cpu, &at);
}

static bool cpu_is_in(unsigned int cpu, const unsigned int *list, size_t count)
{
	while (count) {
		if (list[--count] == cpu)
			return true;
	}
	return false;
}

static int cpu_add(const struct sysroot *cpus, unsigned int number, bool is_online,
		   struct machine *machine, struct diag *diag)
{
	struct machine_cpu cpu = {
		.cpu = number,
		.is_online = is_online,
		.apicid = -1,
		.package = -1,
		.core = -1,
		.node = -1,
	};
	int err = cpu_read(cpus, &cpu, diag);

	if (err)
		return err;
	err = array_grow(&machine->cpus.cpu, machine->cpus.nr, sizeof(cpu));
	if (err)
		return err;
	machine->cpus.cpu[machine->cpus.nr++] = cpu;
	return 0;
}

int cpus_read(const struct sysroot *root, const char *path, struct machine *machine,
	      struct diag *diag)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	AUTO_FREE unsigned int *present = NULL;
	AUTO_FREE unsigned int *online = NULL;
	size_t nr_present = 0, nr_online = 0;
	int err = sysroot_enter(root, path, &at);

	if (err)
		return err;
	err = cpulist_read(&at, "present", &present, &nr_present, diag);
	if (err)
		return err;
	err = cpulist_read(&at, "online", &online, &nr_online, diag);
	if (err)
		return err;
	for (size_t i = 0; i < nr_present; i++) {
		bool is_online = cpu_is_in(present[i], online, nr_online);

		err = cpu_add(&at, present[i], is_online, machine, diag);
		if (err)
			return err;
	}
	return 0;
}
