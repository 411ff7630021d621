/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * disks.c - does the kernel hold a disk of a device that is to be taken?
 *
 * In: a plan, block devices. Out: 0, or which disk and why.
 * Ref: disks.h.
 */
#include "leader/disks.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool is_planned(const struct plan *plan, struct bdf bdf)
{
	for (unsigned int i = 0; i < plan->nr_devices; i++)
		if (bdf_is_equal(plan->device[i].bdf, bdf))
			return true;
	return false;
}

static int disk_check(const struct leader *leader, const struct machine_disk *disk,
		      struct bdf bdf, struct diag *diag)
{
	char path[64], text[BDF_TEXT_SIZE];
	int err;

	snprintf(path, sizeof(path), "/dev/%s", disk->name);
	err = leader->ops->check_held(leader->context, path);
	if (err == -EBUSY)
		return diag_fail(
			diag, err,
			"PCI device %s is in use by the leader: the kernel holds "
			"%s for somebody (a mount in another namespace, RAID, "
			"device mapper)",
			bdf_text(bdf, text), disk->name);
	if (err)
		return diag_fail(
			diag, err,
			"PCI device %s: whether somebody uses its disk cannot be "
			"told: %s: %s",
			bdf_text(bdf, text), path, strerror(-err));
	return 0;
}

int disks_check_free(const struct leader *leader, const struct plan *plan,
		     const struct machine *machine, struct diag *diag)
{
	for (size_t i = 0; i < machine->devices.nr_disks; i++) {
		const struct machine_disk *disk = &machine->devices.disk[i];
		struct bdf bdf = machine->devices.pci[disk->pci].bdf;
		int err;

		if (!is_planned(plan, bdf))
			continue;
		err = disk_check(leader, disk, bdf, diag);
		if (err)
			return err;
	}
	return 0;
}
