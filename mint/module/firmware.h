/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * firmware.h - what the firmware called a piece of memory
 *
 * In:  physical addresses, bytes, half-open
 * Out: is it RAM and nothing else? Does the firmware still need it?
 */
#ifndef MINT_MODULE_FIRMWARE_H
#define MINT_MODULE_FIRMWARE_H

#include "mint.h"

/**
 * mint_firmware_is_ram - did the firmware call all of [start, end) RAM, and nothing else?
 * @start: physical address, bytes
 * @end:   behind the last byte, above @start
 *
 * May sleep. Return: 0; -EPERM if not; -ENODATA the leader keeps no map; -EIO it cannot
 * be read; -ENOMEM.
 */
int mint_firmware_is_ram(u64 start, u64 end);

/** mint_firmware_lives_in - does EFI, or a table of it, need a piece of [start, end)? */
bool mint_firmware_lives_in(u64 start, u64 end);

#endif
