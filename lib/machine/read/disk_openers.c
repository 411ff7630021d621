/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * disk_openers.c - which program of the leader has a disk open, without mounting it
 *
 * In: proc/PID/fd, proc/PID/comm, sys/class/block/loop*. Out: the use of a PCI device.
 * Ref: proc(5); Documentation/ABI/testing/sysfs-block (loop: backing_file).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/read/facts.h"
#include "machine/read/sources.h"

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
static void disk_mark(struct machine *machine, const char *path, const char *who,
		      const char *name)
{
	const struct machine_disk *disk = disk_find(machine, path);
	const struct machine_disk *end =
		machine->devices.disk + machine->devices.nr_disks;

	for (; disk && disk < end; disk++) {
		struct machine_pci *pci = &machine->devices.pci[disk->pci];

		if (strcmp(disk->name, path + strlen(dev)) || pci->use == PCI_USE_DISK)
			continue;
		pci->use = PCI_USE_DISK;
		snprintf(pci->use_text, sizeof(pci->use_text), "%s is open in %s (%.40s)",
			 disk->name, who, name);
	}
}

static int process_read(const struct sysroot *proc, const char *pid,
			struct machine *machine)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	char path[280];
	int i, err;

	snprintf(path, sizeof(path), "%s/fd", pid);
	err = sysroot_enter(proc, path, &at);
	if (!err)
		err = sysroot_names(&at, &names);
	for (i = 0; !err && i < names.count; i++) {
		AUTO_FREE char *target = NULL;
		AUTO_FREE char *comm = NULL;
		char who[64];

		/* Closed meanwhile. */
		if (sysroot_link(&at, names.at[i]->d_name, &target, NULL) ||
		    !disk_find(machine, target))
			continue;
		snprintf(path, sizeof(path), "%s/comm", pid);
		sysroot_word(proc, path, &comm, NULL);
		snprintf(who, sizeof(who), "process %.20s", pid);
		disk_mark(machine, target, who, comm ? comm : "");
	}
	return err == -ENOMEM ? err : 0;
}

/* Who may not look into other processes (no root) sees what it may. */
int disk_openers_read(const struct sysroot *root, const char *path,
		      struct machine *machine, struct diag *diag)
{
	AUTO_SYSROOT struct sysroot proc = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	int i, err = machine->devices.nr_disks ? sysroot_enter(root, path, &proc)
					       : -ENOENT;

	(void)diag;
	if (!err)
		err = sysroot_names(&proc, &names);
	for (i = 0; !err && i < names.count; i++) {
		const char *pid = names.at[i]->d_name;

		if (pid[strspn(pid, "0123456789")] == '\0')
			err = process_read(&proc, pid, machine);
	}
	return err;
}

/* A loop device has its file open without any process. */
int disk_loops_read(const struct sysroot *root, const char *path, struct machine *machine,
		    struct diag *diag)
{
	AUTO_SYSROOT struct sysroot block = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	int i, err = machine->devices.nr_disks ? sysroot_enter(root, path, &block)
					       : -ENOENT;

	(void)diag;
	if (!err)
		err = sysroot_names(&block, &names);
	for (i = 0; !err && i < names.count; i++) {
		AUTO_FREE char *file = NULL;
		char name[300];

		if (strncmp(names.at[i]->d_name, "loop", 4))
			continue;
		snprintf(name, sizeof(name), "%s/loop/backing_file", names.at[i]->d_name);
		if (!sysroot_word(&block, name, &file, NULL))
			disk_mark(machine, file, "a loop device", names.at[i]->d_name);
	}
	return err;
}
