/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host_bridge.h - PCI as the OS sees it: one host bridge for each root port it was given
 *
 * In: buses, windows and ECAM of the ports. Out: MCFG, devices of the DSDT.
 */
#ifndef MINT_PLATFORM_HOST_BRIDGE_H
#define MINT_PLATFORM_HOST_BRIDGE_H

#include "base/bytes.h"
#include "platform/acpi/aml.h"
#include "platform/platform.h"

/**
 * acpi_mcfg_build - the whole MCFG, sealed: the buses of each host bridge, no others
 * @ret: appended to
 * Return: 0, -ENOMEM.
 */
int acpi_mcfg_build(const struct platform_spec *spec, struct buffer *ret);

/** host_bridges_add - a device PCI0 … for each host bridge, inside of \_SB */
void host_bridges_add(struct aml *aml, const struct platform_spec *spec);

/** host_bridges_fence - their configuration space, into PNP0C02's resources */
void host_bridges_fence(struct aml *res, const struct platform_spec *spec);

#endif
