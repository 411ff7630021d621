/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * end.h - how the end that a verb has just brought about is told
 *
 * In: the OS as it was before, and what the module still says of it. Out: the OS as it
 * was at its end, though somebody else (mintctl run) may have released it since.
 */
#ifndef MINT_CTL_LIFE_END_H
#define MINT_CTL_LIFE_END_H

#include "abi/mint.h"
#include "leader/mint_device.h"
#include "machine/read/oses.h"

/**
 * life_end_see - the OS as it was at the end that the caller has just brought about
 * @os:    bound to it; the OS may be released by now, or even run anew
 * @known: the reason as far as the caller knows it, for when the module tells none
 * @ret:   in: the OS as it was while it ran; out: stopped, or lost, with its reason
 *
 * Who runs under "mintctl run" is released at once: to look at /sys/class/mint again
 * would show an empty OS, or none.
 */
void life_end_see(struct mint_device *os, enum mint_reason known, struct machine_os *ret);

#endif
