/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pci.c - PCI devices of the machine, and what the leader does with them
 *
 * In: sys/bus/pci/devices/BDF, sys/dev/block, sys/class/block, proc/self/mountinfo,
 * proc/swaps, proc/iomem. Out: machine_pci by address, ECAM.
 * Ref: Documentation/ABI/testing/sysfs-bus-pci.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/read/facts.h"
#include "machine/read/sources.h"
#include "machine/text.h"

#define IFF_UP 1u /* Linux include/uapi/linux/if.h */

static int config_read(const struct sysroot *at, struct machine_pci *pci,
		       struct diag *diag)
{
	struct buffer config = { 0 };
	int err = sysroot_head(at, "config", 256, &config, diag);

	if (err)
		return err;
	err = pci_config_parse(buffer_view(&config), pci);
	buffer_free(&config);
	if (err)
		return sysroot_fail(at, "config", 0, -EINVAL, diag,
				    err == -ERANGE ? "shorter than a header of 64 bytes"
						   : "its capabilities form a circle");
	return 0;
}

static int resource_read(const struct sysroot *at, struct machine_pci *pci,
			 struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	unsigned int line;
	int err = sysroot_text(at, "resource", &text, diag);

	if (!err)
		err = pci_resource_parse(text, pci, &line);
	if (err == -EINVAL)
		return sysroot_fail(at, "resource", line, err, diag,
				    "three hexadecimal numbers were expected");
	return err;
}

static int ids_read(const struct sysroot *at, struct machine_pci *pci, struct diag *diag)
{
	uint64_t vendor, device, code;
	int err = sysroot_number(at, "vendor", 16, &vendor, diag);

	if (!err)
		err = sysroot_number(at, "device", 16, &device, diag);
	if (!err)
		err = sysroot_number(at, "class", 16, &code, diag);
	if (err)
		return err;
	pci->vendor = (uint16_t)vendor;
	pci->device = (uint16_t)device;
	pci->class_code = (uint32_t)code;
	return 0;
}

static int driver_read(const struct sysroot *at, struct machine_pci *pci,
		       struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_text(at, "uevent", &text, diag);

	if (!err)
		pci_uevent_driver(text, pci->driver, sizeof(pci->driver));
	return err == -ENOENT ? 0 : err;
}

/* Kernels before 5.15 only have `reset`, which is there when a function can be reset. */
static int reset_read(const struct sysroot *at, struct machine_pci *pci,
		      struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_word(at, "reset_method", &text, diag);

	if (err == -ENOENT) {
		pci->has_reset = sysroot_has(at, "reset");
		return 0;
	}
	if (err)
		return err;
	snprintf(pci->reset_method, sizeof(pci->reset_method), "%s", text);
	pci->has_reset = *text;
	return 0;
}

static int function_read(const struct sysroot *devices, const char *name,
			 struct machine *machine, struct diag *diag)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	struct machine_pci pci = { 0 };
	int err;

	if (bdf_parse(name, strlen(name), &pci.bdf))
		return 0;
	err = sysroot_enter(devices, name, &at);
	if (!err)
		err = config_read(&at, &pci, diag);
	if (!err)
		err = resource_read(&at, &pci, diag);
	if (!err)
		err = ids_read(&at, &pci, diag);
	if (!err)
		err = driver_read(&at, &pci, diag);
	if (!err)
		err = reset_read(&at, &pci, diag);
	if (!err)
		err = array_grow(&machine->devices.pci, machine->devices.nr_pci,
				 sizeof(pci));
	if (err)
		return err == -ENOENT ? 0 : err; /* it went away meanwhile */
	pci.has_iommu_group = sysroot_has(&at, "iommu_group");
	machine->devices.pci[machine->devices.nr_pci++] = pci;
	return 0;
}

int pci_read(const struct sysroot *root, const char *path, struct machine *machine,
	     struct diag *diag)
{
	AUTO_SYSROOT struct sysroot devices = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	int i, err = sysroot_enter(root, path, &devices);

	if (!err)
		err = sysroot_names(&devices, &names);
	for (i = 0; !err && i < names.count; i++)
		err = function_read(&devices, names.at[i]->d_name, machine, diag);
	return err;
}

static int disk_add(struct machine *machine, size_t pci, const char *name,
		    const char *number)
{
	struct machine_disk disk = { .pci = pci };
	int err = array_grow(&machine->devices.disk, machine->devices.nr_disks,
			     sizeof(disk));

	snprintf(disk.name, sizeof(disk.name), "%.*s", (int)sizeof(disk.name) - 1, name);
	snprintf(disk.number, sizeof(disk.number), "%.*s", (int)sizeof(disk.number) - 1,
		 number);
	if (!err)
		machine->devices.disk[machine->devices.nr_disks++] = disk;
	return err;
}

/* A disk of several NVMe controllers lives on none of them: take it for everybody's. */
static int shared_disk_add(struct machine *machine, const char *name, const char *number)
{
	int err = 0;

	for (size_t i = 0; !err && i < machine->devices.nr_pci; i++) {
		if (!strcmp(machine->devices.pci[i].driver, "nvme"))
			err = disk_add(machine, i, name, number);
	}
	return err;
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
	AUTO_SYSROOT struct sysroot block = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	int i, err = sysroot_enter(root, path, &block);

	if (!err)
		err = sysroot_names(&block, &names);
	for (i = 0; !err && i < names.count; i++)
		err = disk_read(&block, names.at[i]->d_name, machine, diag);
	return err;
}

int mounts_read(const struct sysroot *root, const char *path, struct machine *machine,
		struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_text(root, path, &text, diag);

	if (!err)
		disks_mark_mounts(machine, text);
	return err;
}

int swaps_read(const struct sysroot *root, const char *path, struct machine *machine,
	       struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_text(root, path, &text, diag);

	if (!err)
		disks_mark_swaps(machine, text);
	return err;
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
	err = sysroot_enter(block, path, &at);
	if (!err)
		err = sysroot_names(&at, &names);
	if (err || !names.count || pci->use == PCI_USE_DISK)
		return err == -ENOENT ? 0 : err;
	pci->use = PCI_USE_DISK;
	snprintf(pci->use_text, sizeof(pci->use_text), "%s is part of %.48s", disk->name,
		 names.at[0]->d_name);
	return 0;
}

int holders_read(const struct sysroot *root, const char *path, struct machine *machine,
		 struct diag *diag)
{
	AUTO_SYSROOT struct sysroot block = { -1, NULL };
	size_t i;
	int err = sysroot_enter(root, path, &block);

	(void)diag;
	for (i = 0; !err && i < machine->devices.nr_disks; i++)
		err = holder_read(&block, &machine->devices.disk[i], machine);
	return err;
}

/* Interfaces in the directory "net" of @at: is one of them up? */
static int interfaces_read(const struct sysroot *at, struct machine_pci *pci,
			   struct diag *diag)
{
	AUTO_SYSROOT struct sysroot net = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	int i, err = sysroot_enter(at, "net", &net);

	if (!err)
		err = sysroot_names(&net, &names);
	for (i = 0; !err && i < names.count; i++) {
		char path[300];
		uint64_t flags = 0;

		snprintf(path, sizeof(path), "%s/flags", names.at[i]->d_name);
		err = sysroot_number(&net, path, 16, &flags, diag);
		if (err == -ENOENT)
			err = 0;
		if (err || !(flags & IFF_UP) || pci->use != PCI_USE_NONE)
			continue;
		pci->use = PCI_USE_NETWORK;
		snprintf(pci->use_text, sizeof(pci->use_text), "%.48s is up",
			 names.at[i]->d_name);
	}
	return err == -ENOENT ? 0 : err;
}

static int network_read(const struct sysroot *devices, struct machine_pci *pci,
			struct diag *diag)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	char text[BDF_TEXT_SIZE];
	int i, err = sysroot_enter(devices, bdf_text(pci->bdf, text), &at);

	if (!err)
		err = interfaces_read(&at, pci, diag);
	if (!err)
		err = sysroot_names(&at, &names);
	for (i = 0; !err && i < names.count; i++) {
		AUTO_SYSROOT struct sysroot child = { -1, NULL };

		if (strncmp(names.at[i]->d_name, "virtio", 6))
			continue;
		err = sysroot_enter(&at, names.at[i]->d_name, &child);
		if (!err)
			err = interfaces_read(&child, pci, diag);
	}
	return err == -ENOENT ? 0 : err;
}

int networks_read(const struct sysroot *root, const char *path, struct machine *machine,
		  struct diag *diag)
{
	AUTO_SYSROOT struct sysroot devices = { -1, NULL };
	size_t i;
	int err = sysroot_enter(root, path, &devices);

	for (i = 0; !err && i < machine->devices.nr_pci; i++)
		err = network_read(&devices, &machine->devices.pci[i], diag);
	return err;
}

static int ecam_add(struct machine *machine, const struct machine_ecam *ecam)
{
	int err = array_grow(&machine->devices.ecam, machine->devices.nr_ecam,
			     sizeof(*ecam));

	if (!err)
		machine->devices.ecam[machine->devices.nr_ecam++] = *ecam;
	return err;
}

/* Here the kernel shows what it uses, which may be less than firmware offers. */
int ecam_read_iomem(const struct sysroot *root, const char *path, struct machine *machine,
		    struct diag *diag)
{
	size_t i;
	int err = 0;

	(void)root;
	(void)path;
	(void)diag;
	if (machine->memory.iomem_known != FACT_YES)
		return -ENOENT;
	for (i = 0; !err && i < machine->memory.nr_iomem; i++) {
		struct machine_ecam ecam;

		if (ecam_name_parse(machine->memory.iomem[i].name,
				    machine->memory.iomem[i].range, &ecam))
			err = ecam_add(machine, &ecam);
	}
	return err;
}
