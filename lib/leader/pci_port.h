/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pci_port.h - a root port of the leader, and all that is behind it
 *
 * In: its address. Out: what is behind it removed, looked for, given drivers.
 * Ref: Documentation/ABI/testing/sysfs-bus-pci; PCI Express base specification 7.5.1.1.3
 * (command register), 7.5.1.3 (type 1 header).
 */
#ifndef MINT_LEADER_PCI_PORT_H
#define MINT_LEADER_PCI_PORT_H

#include "abi/mint.h"
#include "base/bdf.h"
#include "base/diag.h"
#include "leader/leader.h"

/**
 * pci_port_empty - remove all functions directly behind it, and what is further away
 * Return: 0, -EBUSY (one is still there), errno of a read or write.
 */
int pci_port_empty(const struct leader *leader, struct bdf port, struct diag *diag);

/** pci_port_check_forward - memory and bus mastering are on; -EIO: they are not */
int pci_port_check_forward(const struct leader *leader, struct bdf port,
			   struct diag *diag);

/** pci_port_rescan - look for what is behind it; 0, errno of a read or write */
int pci_port_rescan(const struct leader *leader, struct bdf port, struct diag *diag);

/**
 * pci_port_bind_bridges - switches behind it get their drivers
 *
 * They are not in the record. Return: 0, errno of a read or write.
 */
int pci_port_bind_bridges(const struct leader *leader, struct bdf port,
			  struct diag *diag);

#endif
