/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ram.h - which of the machine's RAM may be lent
 *
 * In:  physical addresses, bytes, half-open
 * Out: yes or no, and a line in the kernel log that says why not
 */
#ifndef MINT_MODULE_RAM_H
#define MINT_MODULE_RAM_H

#include "mint.h"

/**
 * mint_ram_init - find the leader's real-mode trampoline (mint.trampoline)
 * Return: 0; -ENODEV when it is not found; -EOPNOTSUPP when the direct map does not show
 *	   memory as other cores see it; an errno of mint_setup_init().
 */
int mint_ram_init(void);

/** mint_ram_bytes - how many of [start, end) are the leader's System RAM, online or not.
 */
u64 mint_ram_bytes(u64 start, u64 end);

/**
 * mint_ram_low_ok - may this page below 1 MiB be lent? Reserved RAM that nobody uses
 * @page: its physical address
 *
 * Never one below MINT_REALMODE_FIRST.
 */
bool mint_ram_low_ok(u64 page);

/**
 * mint_ram_check - may this range be lent, as it is now?
 * @r: mint_check_claim() let it pass; published, so that nothing of it can come online
 *
 * A real-mode window page by page; else RAM whose blocks are offline, or that was kept
 * from the leader at boot and is RAM for the firmware. May sleep.
 * Return: 0; -EPERM not RAM that can be given; -EBUSY online in the leader; -EOPNOTSUPP
 *	   can be unplugged; -EADDRINUSE holds the leader's struct pages or setup_data;
 *	   -EADDRNOTAVAIL a table of EFI; -EHWPOISON known to be bad; -ENODATA, -ENOMEM,
 *	   -EIO of mint_firmware_is_ram().
 */
int mint_ram_check(const struct mint_range *r);

#endif
