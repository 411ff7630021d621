/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pci.c - PCI functions, the network behind them, and their buses in memory
 *
 * In: sys/bus/pci/devices/BDF, proc/iomem. Out: machine_pci by address, ECAM.
 * Ref: Documentation/ABI/testing/sysfs-bus-pci.
 */
#include "machine/read/pci.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/pci_parse.h"
#include "machine/text.h"

#define IFF_UP 1u /* Linux include/uapi/linux/if.h */

static int config_read(const struct sysroot *at, struct machine_pci *pci,
		       struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer config = { 0 };
	int err = sysroot_head(at, "config", 256, &config, diag);

	if (err)
		return err;
	err = pci_config_parse(buffer_view(&config), pci);
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

	if (err)
		return err;
	err = pci_resource_parse(text, pci, &line);
	return err == -EINVAL ? sysroot_fail(at, "resource", line, err, diag,
					     "three hexadecimal numbers were expected")
			      : err;
}

static int ids_read(const struct sysroot *at, struct machine_pci *pci, struct diag *diag)
{
	uint64_t vendor, device, code;
	const struct {
		const char *name;
		uint64_t *number;
	} files[] = {
		{ "vendor", &vendor },
		{ "device", &device },
		{ "class", &code },
	};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		int err = sysroot_number(at, files[i].name, 16, files[i].number, diag);

		if (err)
			return err;
	}
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

	if (err)
		return err == -ENOENT ? 0 : err;
	pci_uevent_driver(text, pci->driver, sizeof(pci->driver));
	return 0;
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

typedef int function_reader(const struct sysroot *at, struct machine_pci *pci,
			    struct diag *diag);

static int function_read(const struct sysroot *at, struct machine_pci *pci,
			 struct diag *diag)
{
	static function_reader *const readers[] = {
		config_read, resource_read, ids_read, driver_read, reset_read,
	};

	for (size_t i = 0; i < ARRAY_SIZE(readers); i++) {
		int err = readers[i](at, pci, diag);

		if (err)
			return err;
	}
	pci->has_iommu_group = sysroot_has(at, "iommu_group");
	return 0;
}

static int function_add(const struct sysroot *devices, const char *name,
			struct machine *machine, struct diag *diag)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	struct machine_devices *ret = &machine->devices;
	struct machine_pci pci = { 0 };
	int err;

	if (bdf_parse(name, strlen(name), &pci.bdf))
		return 0;
	err = sysroot_enter(devices, name, &at);
	if (err)
		return err == -ENOENT ? 0 : err;
	err = function_read(&at, &pci, diag);
	if (err)
		return err == -ENOENT ? 0 : err; /* it went away meanwhile */
	err = array_grow(&ret->pci, ret->nr_pci, sizeof(pci));
	if (err)
		return err;
	ret->pci[ret->nr_pci++] = pci;
	return 0;
}

int pci_read(const struct sysroot *root, const char *path, struct machine *machine,
	     struct diag *diag)
{
	return reader_each(root, path, function_add, machine, diag);
}

static int interface_read(const struct sysroot *net, const char *name,
			  struct machine_pci *pci, struct diag *diag)
{
	char path[300];
	uint64_t flags = 0;
	int err;

	snprintf(path, sizeof(path), "%s/flags", name);
	err = sysroot_number(net, path, 16, &flags, diag);
	if (err)
		return err == -ENOENT ? 0 : err;
	if (!(flags & IFF_UP) || pci->use != PCI_USE_NONE)
		return 0;
	pci->use = PCI_USE_NETWORK;
	snprintf(pci->use_text, sizeof(pci->use_text), "%.48s is up", name);
	return 0;
}

/* Interfaces in the directory "net" of @at: is one of them up? */
static int interfaces_read(const struct sysroot *at, struct machine_pci *pci,
			   struct diag *diag)
{
	AUTO_SYSROOT struct sysroot net = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	int err = sysroot_list(at, "net", &net, &names);

	if (err)
		return err == -ENOENT ? 0 : err;
	for (int i = 0; i < names.count; i++) {
		err = interface_read(&net, names.at[i]->d_name, pci, diag);
		if (err)
			return err;
	}
	return 0;
}

static int virtio_read(const struct sysroot *at, const char *name,
		       struct machine_pci *pci, struct diag *diag)
{
	AUTO_SYSROOT struct sysroot child = { -1, NULL };
	int err;

	if (strncmp(name, "virtio", 6))
		return 0;
	err = sysroot_enter(at, name, &child);
	return err ? err : interfaces_read(&child, pci, diag);
}

static int network_read(const struct sysroot *devices, struct machine_pci *pci,
			struct diag *diag)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	char text[BDF_TEXT_SIZE];
	int err = sysroot_list(devices, bdf_text(pci->bdf, text), &at, &names);

	if (err)
		return err == -ENOENT ? 0 : err;
	err = interfaces_read(&at, pci, diag);
	if (err)
		return err;
	for (int i = 0; i < names.count; i++) {
		err = virtio_read(&at, names.at[i]->d_name, pci, diag);
		if (err)
			return err == -ENOENT ? 0 : err;
	}
	return 0;
}

int networks_read(const struct sysroot *root, const char *path, struct machine *machine,
		  struct diag *diag)
{
	AUTO_SYSROOT struct sysroot devices = { -1, NULL };
	int err = sysroot_enter(root, path, &devices);

	if (err)
		return err;
	for (size_t i = 0; i < machine->devices.nr_pci; i++) {
		err = network_read(&devices, &machine->devices.pci[i], diag);
		if (err)
			return err;
	}
	return 0;
}

static int ecam_add(struct machine *machine, const struct machine_ecam *ecam)
{
	struct machine_devices *devices = &machine->devices;
	int err = array_grow(&devices->ecam, devices->nr_ecam, sizeof(*ecam));

	if (err)
		return err;
	devices->ecam[devices->nr_ecam++] = *ecam;
	return 0;
}

/* Here the kernel shows what it uses, which may be less than firmware offers. */
int ecam_read_iomem(const struct sysroot *root, const char *path, struct machine *machine,
		    struct diag *diag)
{
	const struct machine_memory *memory = &machine->memory;

	(void)root;
	(void)path;
	(void)diag;
	if (memory->iomem_known != FACT_YES)
		return -ENOENT;
	for (size_t i = 0; i < memory->nr_iomem; i++) {
		const struct iomem_entry *entry = &memory->iomem[i];
		struct machine_ecam ecam;
		int err;

		if (!ecam_name_parse(entry->name, entry->range, &ecam))
			continue;
		err = ecam_add(machine, &ecam);
		if (err)
			return err;
	}
	return 0;
}
