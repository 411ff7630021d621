/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unplug.h - which RAM can be taken out of the running machine
 *
 * In:  physical addresses, bytes, half-open
 * Out: yes or no, and a line in the kernel log that says whose memory it is
 */
#ifndef MINT_MODULE_UNPLUG_H
#define MINT_MODULE_UNPLUG_H

#include "mint.h"

/**
 * mint_unplug_can - can somebody take a piece of [start, end) out of the machine?
 * @start: physical address, bytes
 * @end:   behind the last byte, above @start
 *
 * Linux asks nobody before offline memory leaves, so what can leave is never owned. May
 * sleep.
 */
bool mint_unplug_can(u64 start, u64 end);

#endif
