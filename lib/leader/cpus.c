/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpus.c - CPUs of the leader go offline and come back, one at a time
 *
 * In: sysfs below the leader's root. Out: a CPU's state, verified by reading back.
 * Ref: Linux core-api/cpu_hotplug.rst.
 */
#include "leader/cpus.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define CPU_DIR "/sys/devices/system/cpu"

int leader_cpu_read(const struct leader *leader, unsigned int cpu, bool *ret_online)
{
	char path[128], text[16];
	int err;

	snprintf(path, sizeof(path), CPU_DIR "/cpu%u/online", cpu);
	err = leader_read(leader, path, text, sizeof(text));
	if (err >= 0) {
		*ret_online = strcmp(text, "1") == 0;
		return 0;
	}
	if (err != -ENOENT)
		return err;
	/* A CPU without the attribute is one that the kernel never lets go. */
	snprintf(path, sizeof(path), CPU_DIR "/cpu%u", cpu);
	return leader_has(leader, path) ? -EPERM : -ENOENT;
}

/* Written, and read back. */
static int cpu_bring(const struct leader *leader, unsigned int cpu, bool is_online)
{
	char path[128];
	bool is_now;
	int err = leader_cpu_read(leader, cpu, &is_now);

	if (err || is_now == is_online)
		return err;
	snprintf(path, sizeof(path), CPU_DIR "/cpu%u/online", cpu);
	err = leader_write_patiently(leader, path, is_online ? "1" : "0");
	if (err)
		return err;
	err = leader_cpu_read(leader, cpu, &is_now);
	if (err)
		return err;
	return is_now == is_online ? 0 : -EIO;
}

int leader_cpu_set(const struct leader *leader, unsigned int cpu, bool is_online,
		   struct diag *diag)
{
	int err = cpu_bring(leader, cpu, is_online);

	if (err)
		return diag_fail(diag, err, "CPU %u cannot be %s: %s%s", cpu,
				 is_online ? "brought online" : "taken offline",
				 strerror(-err), err == -ENOENT ? " (no such CPU)" : "");
	return 0;
}
