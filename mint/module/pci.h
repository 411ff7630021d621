/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pci.h - PCI devices that an OS was given: the record, and their way to memory
 *
 * In:  functions and root ports, by number; os->lock held
 * Out: bus mastering and sleep of ports, who is seen behind them, and their reset
 */
#ifndef MINT_MODULE_PCI_H
#define MINT_MODULE_PCI_H

#include "mint.h"

/**
 * mint_pci_free_for - has another OS recorded one of them?
 * @pci: @nr of them; registry held
 * Return: 0; -EBUSY.
 */
int mint_pci_free_for(const struct mint_os *os, const struct mint_pci *pci, u32 nr);

/**
 * mint_pci_keep_awake - its ports do not sleep from now on; os->lock held
 *
 * Known ones only; a port that is found later is, when its OS is claimed or started.
 * Return: 0; -ENXIO one does not wake up.
 */
int mint_pci_keep_awake(struct mint_os *os);

/** mint_pci_let_sleep - they may again; those that never were kept are none */
void mint_pci_let_sleep(struct mint_os *os);

/**
 * mint_pci_own - the leader knows none of its devices, and finds none from now on
 * Return: 0, also without any; -EUCLEAN it knows some; -ENXIO a port is gone, does
 *	   not wake up or is no root port, or a function is behind none of its ports;
 *	   -ENOMEM.
 */
int mint_pci_own(struct mint_os *os);

/**
 * mint_pci_clean - nothing of them is left that could write: before they are given back
 *
 * What its end could not reset is reset now. Return: 0; -ENXIO a port takes no reset;
 * -EUCLEAN it was not tried: the leader knows devices behind one.
 */
int mint_pci_clean(struct mint_os *os);

/**
 * mint_pci_disown - found by whoever looks, and forwarded
 *
 * After a failed own too: then nothing was hidden, and no bridge is touched.
 */
void mint_pci_disown(struct mint_os *os);

/**
 * mint_pci_enter - before a start
 * Return: as mint_pci_own(); -EUCLEAN also: used and not set up since.
 */
int mint_pci_enter(struct mint_os *os);

/** mint_pci_end - its cores are parked: its devices are reset and reach no memory. */
void mint_pci_end(struct mint_os *os);

/**
 * mint_pci_find - the leader may find its devices, which have been reset
 * Return: 0; -EINVAL nothing is claimed; -EBUSY runs; -EIO lost; -EUCLEAN, -ENXIO of
 *	   mint_pci_clean().
 */
int mint_pci_find(struct mint_os *os);

/**
 * mint_pci_hide - it does not any more
 * Return: 0; -EINVAL nothing is claimed; -EBUSY runs; -EIO lost; -EUCLEAN, -ENXIO of
 *	   mint_pci_own().
 */
int mint_pci_hide(struct mint_os *os);

/**
 * mint_pci_renew - they have been set up: mint_pci_hide(), and a start may follow
 * Return: as mint_pci_hide().
 */
int mint_pci_renew(struct mint_os *os);

#endif
