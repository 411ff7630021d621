/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pci.h - PCI functions, the network behind them, and their buses in memory
 */
#ifndef MINT_MACHINE_READ_PCI_H
#define MINT_MACHINE_READ_PCI_H

#include "machine/read/reader.h"

fact_reader pci_read, networks_read, ecam_read_iomem;

#endif
