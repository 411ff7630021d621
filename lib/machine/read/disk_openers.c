/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * disk_openers.c - which program of the leader has a disk open, without mounting it
 *
 * In: proc/PID/fd, proc/PID/comm, sys/class/block/loop*. Out: the use of a PCI device.
 * Ref: proc(5); Documentation/ABI/testing/sysfs-block (loop: backing_file).
 */
#include "machine/read/disk_openers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/pci_parse.h"

static const char *const dev = "/dev/";

/* NULL: it is no node of a disk that lives on a PCI device. */
static const struct machine_disk *disk_find(const struct machine *machine,
					    const char *path)
{
	if (strncmp(path, dev, strlen(dev)))
		return NULL;
	for (size_t i = 0; i < machine->devices.nr_disks; i++)
		if (!strcmp(machine->devices.disk[i].name, path + strlen(dev)))
			return &machine->devices.disk[i];
	return NULL;
}

/* A disk that several controllers share is in the list once for each. */
static void path_mark(struct machine *machine, const char *path, const char *who,
		      const char *name)
{
	const struct machine_disk *disk = disk_find(machine, path);
	const struct machine_disk *end =
		machine->devices.disk + machine->devices.nr_disks;
	char how[96];

	snprintf(how, sizeof(how), "is open in %s (%.40s)", who, name);
	for (; disk && disk < end; disk++)
		if (!strcmp(disk->name, path + strlen(dev)))
			disk_mark(machine, disk, how);
}

/* An open file of a process; @path is where it leads to. */
static void process_mark(const struct sysroot *proc, const char *pid, const char *path,
			 struct machine *machine)
{
	AUTO_FREE char *comm = NULL;
	char name[280], who[64];

	if (!disk_find(machine, path))
		return;
	snprintf(name, sizeof(name), "%s/comm", pid);
	sysroot_word(proc, name, &comm, NULL);
	snprintf(who, sizeof(who), "process %.20s", pid);
	path_mark(machine, path, who, comm ? comm : "");
}

static int process_read(const struct sysroot *proc, const char *pid,
			struct machine *machine, struct diag *diag)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	char path[280];
	int err;

	(void)diag;
	if (pid[strspn(pid, "0123456789")])
		return 0;
	snprintf(path, sizeof(path), "%s/fd", pid);
	err = sysroot_list(proc, path, &at, &names);
	if (err)
		return err == -ENOMEM ? err : 0;
	for (int i = 0; i < names.count; i++) {
		AUTO_FREE char *target = NULL;

		/* Or it was closed meanwhile. */
		if (!sysroot_link(&at, names.at[i]->d_name, &target, NULL))
			process_mark(proc, pid, target, machine);
	}
	return 0;
}

/* Who may not look into other processes (no root) sees what it may. */
int disk_openers_read(const struct sysroot *root, const char *path,
		      struct machine *machine, struct diag *diag)
{
	if (!machine->devices.nr_disks)
		return -ENOENT;
	return reader_each(root, path, process_read, machine, diag);
}

static int loop_read(const struct sysroot *block, const char *name,
		     struct machine *machine, struct diag *diag)
{
	AUTO_FREE char *file = NULL;
	char path[300];

	(void)diag;
	if (strncmp(name, "loop", 4))
		return 0;
	snprintf(path, sizeof(path), "%s/loop/backing_file", name);
	if (!sysroot_word(block, path, &file, NULL))
		path_mark(machine, file, "a loop device", name);
	return 0;
}

/* A loop device has its file open without any process. */
int disk_loops_read(const struct sysroot *root, const char *path, struct machine *machine,
		    struct diag *diag)
{
	if (!machine->devices.nr_disks)
		return -ENOENT;
	return reader_each(root, path, loop_read, machine, diag);
}
