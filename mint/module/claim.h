/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * claim.h - what an OS is about to take, and what it owns
 *
 * In:  what user space said, copied; os->lock held but where said otherwise
 * Out: one owner for each page, core, device and port
 */
#ifndef MINT_MODULE_CLAIM_H
#define MINT_MODULE_CLAIM_H

#include "mint.h"

/* What user space is about to take; kvmalloc()ed arrays. */
struct mint_intent {
	struct mint_block *blocks;
	struct mint_cpu *cpus;
	struct mint_pci *pci;
	u32 nr_blocks, nr_cpus, nr_pci;
	struct mint_uart uart;
};

/**
 * mint_os_intent - record what will be taken
 * @intent: any content within the ABI's limits; takes over the arrays on success, and
 *	    writes the APIC ids into them
 *
 * Once: a second record would forget what the first one says must be given back. From
 * then on the module stays, until mint_os_destroy(). Takes the registry.
 * Return: 0; -EINVAL; -EBUSY it already owns or has recorded something, or a device is
 *	   another's.
 */
int mint_os_intent(struct mint_os *os, const struct mint_intent *intent);

/** mint_os_shared - how many other OSes recorded that block; registry held, no other. */
u32 mint_os_shared(const struct mint_os *os, const struct mint_block *block);

/**
 * mint_os_claim - own ranges, CPUs, a serial port and the recorded devices: all or none
 * @claim: any content
 *
 * The module stays until mint_os_unclaim(). Takes the registry, sleeps. The memory is
 * then cleared in the background (scrub.h), unless a flag says that it is not to be.
 * Return: 0; -EINVAL, -ERANGE of mint_check_claim(); -EBUSY it owns something, or what it
 *	   wants is another's, online, or being brought online; -EPERM no RAM that can be
 *	   given; all others of mint_ram_check(); -EUCLEAN, -ENXIO of mint_pci_own();
 *	   -ENOMEM.
 */
int mint_os_claim(struct mint_os *os, const struct mint_claim *claim);

/**
 * mint_os_unclaim - give everything back, and drop the image
 *
 * Takes the registry. Return: 0, also when it owns nothing; -EBUSY it runs, or is mapped
 *	   or being read; -EIO lost; -ENXIO of mint_pci_check_back().
 */
int mint_os_unclaim(struct mint_os *os);

/** mint_os_image_drop - let go of the image, and of the mailbox's mapping. */
void mint_os_image_drop(struct mint_os *os);

#endif
