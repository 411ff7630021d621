/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * disks.c - disks on PCI devices, and what the leader does with them
 *
 * In: sys/dev/block, sys/class/block, proc/self/mountinfo, proc/swaps. Out: machine_disk;
 * the use of a PCI device.
 * Ref: Documentation/ABI/testing/sysfs-block; proc(5).
 */
#include "machine/read/disks.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/pci_parse.h"
#include "machine/text.h"

static int disk_add(struct machine *machine, size_t pci, const char *name,
		    const char *number)
{
	struct machine_devices *devices = &machine->devices;
	struct machine_disk disk = { .pci = pci };
	int err = array_grow(&devices->disk, devices->nr_disks, sizeof(disk));

	if (err)
		return err;
	snprintf(disk.name, sizeof(disk.name), "%.*s", (int)sizeof(disk.name) - 1, name);
	snprintf(disk.number, sizeof(disk.number), "%.*s", (int)sizeof(disk.number) - 1,
		 number);
	devices->disk[devices->nr_disks++] = disk;
	return 0;
}

/* A disk of several NVMe controllers lives on none of them: take it for everybody's. */
static int shared_disk_add(struct machine *machine, const char *name, const char *number)
{
	for (size_t i = 0; i < machine->devices.nr_pci; i++) {
		int err;

		if (strcmp(machine->devices.pci[i].driver, "nvme"))
			continue;
		err = disk_add(machine, i, name, number);
		if (err)
			return err;
	}
	return 0;
}

/* sys/dev/block/259:1 -> ../../devices/…/0000:02:00.0/nvme/nvme0/nvme0n1/nvme0n1p1 */
static int disk_read(const struct sysroot *block, const char *number,
		     struct machine *machine, struct diag *diag)
{
	AUTO_FREE char *target = NULL;
	const struct machine_pci *pci = NULL;
	const char *name;
	struct bdf bdf;
	int err = sysroot_link(block, number, &target, diag);

	if (err)
		return err == -ENOENT ? 0 : err;
	name = strrchr(target, '/');
	if (!name)
		return 0;
	if (pci_path_bdf(target, &bdf))
		pci = machine_pci_find(machine, bdf);
	else if (strstr(target, "/nvme-subsystem/"))
		return shared_disk_add(machine, name + 1, number);
	return pci ? disk_add(machine, (size_t)(pci - machine->devices.pci), name + 1,
			      number)
		   : 0;
}

int disks_read(const struct sysroot *root, const char *path, struct machine *machine,
	       struct diag *diag)
{
	return reader_each(root, path, disk_read, machine, diag);
}

int mounts_read(const struct sysroot *root, const char *path, struct machine *machine,
		struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_text(root, path, &text, diag);

	if (err)
		return err;
	disks_mark_mounts(machine, text);
	return 0;
}

int swaps_read(const struct sysroot *root, const char *path, struct machine *machine,
	       struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_text(root, path, &text, diag);

	if (err)
		return err;
	disks_mark_swaps(machine, text);
	return 0;
}

/* What device mapper or md builds upon it is in its directory "holders". */
static int holder_read(const struct sysroot *block, const struct machine_disk *disk,
		       struct machine *machine)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	struct machine_pci *pci = &machine->devices.pci[disk->pci];
	char path[64];
	int err;

	snprintf(path, sizeof(path), "%s/holders", disk->name);
	err = sysroot_list(block, path, &at, &names);
	if (err)
		return err == -ENOENT ? 0 : err;
	if (!names.count || pci->use == PCI_USE_DISK)
		return 0;
	pci->use = PCI_USE_DISK;
	snprintf(pci->use_text, sizeof(pci->use_text), "%s is part of %.48s", disk->name,
		 names.at[0]->d_name);
	return 0;
}

int holders_read(const struct sysroot *root, const char *path, struct machine *machine,
		 struct diag *diag)
{
	AUTO_SYSROOT struct sysroot block = { -1, NULL };
	int err = sysroot_enter(root, path, &block);

	(void)diag;
	if (err)
		return err;
	for (size_t i = 0; i < machine->devices.nr_disks; i++) {
		err = holder_read(&block, &machine->devices.disk[i], machine);
		if (err)
			return err;
	}
	return 0;
}
