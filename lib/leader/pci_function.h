/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pci_function.h - one PCI function, or port, as the leader has it in sysfs
 *
 * In: an address. Out: its driver; writes to its files.
 * Ref: Documentation/ABI/testing/sysfs-bus-pci.
 */
#ifndef MINT_LEADER_PCI_FUNCTION_H
#define MINT_LEADER_PCI_FUNCTION_H

#include <stdbool.h>

#include "abi/mint.h"
#include "base/bdf.h"
#include "base/diag.h"
#include "leader/leader.h"

#define PCI_DEVICES   "/sys/bus/pci/devices"
#define PCI_AUTOPROBE "/sys/bus/pci/drivers_autoprobe"
#define PCI_PATH_SIZE 160

/** mint_pci_bdf - the address of a recorded function or port */
struct bdf mint_pci_bdf(const struct mint_pci *pci);

/** mint_pci_is_port - a root port, whose functions are recorded too; else a function */
bool mint_pci_is_port(const struct mint_pci *pci);

/** pci_function_path - where a file of it lies below the leader's root; "": itself */
void pci_function_path(char path[PCI_PATH_SIZE], struct bdf bdf, const char *file);

/** pci_function_exists - does the leader know it? */
bool pci_function_exists(const struct leader *leader, struct bdf bdf);

/** pci_function_driver - the name of its driver, "" when it has none */
void pci_function_driver(const struct leader *leader, struct bdf bdf,
			 char driver[MINT_DRIVER_SIZE]);

/** pci_function_write - 0, or negative errno and a line that names all three */
int pci_function_write(const struct leader *leader, struct bdf bdf, const char *file,
		       const char *value, struct diag *diag);

/**
 * pci_function_quiet - no driver, then reset, where the kernel can
 * Return: 0, errno of a write.
 */
int pci_function_quiet(const struct leader *leader, struct bdf bdf, struct diag *diag);

/** pci_function_probe - one without a driver may get one now; 0, errno of the write */
int pci_function_probe(const struct leader *leader, struct bdf bdf, struct diag *diag);

#endif
