/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * srat.h - which memory and CPUs may appear later
 *
 * In: struct platform_spec. Out: the SRAT.
 */
#ifndef MINT_PLATFORM_SRAT_H
#define MINT_PLATFORM_SRAT_H

#include "base/bytes.h"
#include "platform/platform.h"

/**
 * acpi_srat_build - the whole SRAT, sealed: one domain, what may be lent is
 *                   hot-pluggable
 * @ret: appended to
 * Return: 0, -ENOMEM.
 */
int acpi_srat_build(const struct platform_spec *spec, struct buffer *ret);

#endif
