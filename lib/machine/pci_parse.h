/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pci_parse.h - what single files say of PCI devices and of what lives on them
 *
 * In: the bytes or the text of one file of proc or sys. Out: members of struct
 * machine_pci and struct machine_ecam. Nothing is read, nothing is kept.
 */
#ifndef MINT_MACHINE_PCI_PARSE_H
#define MINT_MACHINE_PCI_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bdf.h"
#include "base/bytes.h"
#include "base/prange.h"
#include "machine/machine.h"

/**
 * pci_config_parse - what configuration space says of a function
 * @config: 64 bytes at least; capabilities are known from 256 on
 * @ret:    command, is_bridge, buses, port_type, has_msi, unassigned_bar; the rest stays
 * Return: 0, -ERANGE (shorter than a header), -EINVAL (capabilities in a circle).
 * Ref: PCI Local Bus 3.0 chapter 6, PCI-to-PCI Bridge 1.2 section 3.2.
 */
int pci_config_parse(struct bytes config, struct machine_pci *ret);

/**
 * pci_resource_parse - /sys/bus/pci/devices/BDF/resource
 * @ret:      bar, unassigned_bar, and of a bridge (set before) window
 * @ret_line: line with the mistake, from 1
 * Return: 0 or -EINVAL. Ref: Linux drivers/pci/pci-sysfs.c resource_show(), and the flags
 * of include/linux/ioport.h.
 */
int pci_resource_parse(const char *text, struct machine_pci *ret, unsigned int *ret_line);

/**
 * pci_uevent_driver - DRIVER= of a uevent file
 * @ret: "" when there is none, or when it does not fit
 */
void pci_uevent_driver(const char *text, char *ret, size_t room);

/**
 * pci_path_bdf - the last PCI function on the path of a device below /sys/devices
 * Return: false when there is none; @ret then is untouched.
 */
bool pci_path_bdf(const char *path, struct bdf *ret);

/**
 * ecam_name_parse - "PCI MMCONFIG 0000 [bus 00-ff]", or "PCI ECAM …", of /proc/iomem
 * @range: of that entry
 * Return: false for any other name.
 */
bool ecam_name_parse(const char *name, struct prange range, struct machine_ecam *ret);

/**
 * disk_mark - note that the leader uses a disk; the first use that is found counts
 * @how: "is mounted at /", what goes behind the disk's name; cut to its room
 */
void disk_mark(struct machine *machine, const struct machine_disk *disk, const char *how);

/**
 * disks_mark_mounts - note what of /proc/self/mountinfo lies on PCI devices
 * By number, and by name where a file system hides the number (btrfs).
 */
void disks_mark_mounts(struct machine *machine, char *text);

/** disks_mark_swaps - the same for /proc/swaps */
void disks_mark_swaps(struct machine *machine, char *text);

#endif
