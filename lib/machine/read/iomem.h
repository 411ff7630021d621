/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * iomem.h - /proc/iomem as the leader shows it to this user
 */
#ifndef MINT_MACHINE_READ_IOMEM_H
#define MINT_MACHINE_READ_IOMEM_H

#include "machine/read/reader.h"

fact_reader iomem_read;

#endif
