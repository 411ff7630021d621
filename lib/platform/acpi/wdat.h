/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wdat.h - the watchdog that a successor is told it has
 *
 * In: struct platform_spec. Out: the WDAT.
 */
#ifndef MINT_PLATFORM_WDAT_H
#define MINT_PLATFORM_WDAT_H

#include "base/bytes.h"
#include "platform/platform.h"

/**
 * acpi_wdat_build - the whole WDAT, sealed: a watchdog that is the mailbox's memory
 * @ret: appended to
 *
 * Its longest countdown is spec->hang_timeout_ms, the shortest a second or that.
 * Return: 0, -ENOMEM.
 */
int acpi_wdat_build(const struct platform_spec *spec, struct buffer *ret);

#endif
