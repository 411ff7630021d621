/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dsdt.h - the devices that a successor is told it has
 *
 * In: struct platform_spec. Out: the DSDT.
 */
#ifndef MINT_PLATFORM_DSDT_H
#define MINT_PLATFORM_DSDT_H

#include "base/bytes.h"
#include "platform/platform.h"

/**
 * acpi_dsdt_build - the whole DSDT, header included, sealed
 * @ret: appended to
 * Return: 0, -ENOMEM, -E2BIG.
 */
int acpi_dsdt_build(const struct platform_spec *spec, struct buffer *ret);

#endif
