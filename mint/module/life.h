/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * life.h - an image, its start and its end
 *
 * In:  an OS that owns something; os->lock held but where said otherwise
 * Out: a running OS, or parked cores and the reason
 */
#ifndef MINT_MODULE_LIFE_H
#define MINT_MODULE_LIFE_H

#include "mint.h"

/**
 * mint_os_load - hold an image
 * @load:  any content
 * @image: a file that never changes; its reference is taken over on success
 *
 * Forgets the one before. Waits until what was claimed is cleared; erases where a
 * kernel's log would be looked for.
 * Return: 0; -EBUSY runs; -EIO lost; -EINVAL, -EPERM, -ERANGE of mint_check_load();
 *	   -EINTR killed meanwhile; -ENOMEM.
 */
int mint_os_load(struct mint_os *os, const struct mint_load *load, struct file *image);

/** mint_os_forget - drop the image. Return: 0 (also: none); -EBUSY runs; -EIO lost. */
int mint_os_forget(struct mint_os *os);

/**
 * mint_os_start - copy the image, start the boot CPU, wait for purgatory
 *
 * Sleeps, for seconds. Return: 0 it runs; -EBUSY runs already; -ESHUTDOWN the leader goes
 *	   down or to sleep; -EUCLEAN, -ENXIO of mint_pci_enter(); -EINVAL no image;
 *-EINTR killed while copying, -ENOMEM (state as before); -EIO lost, the image cannot be
 *	   read (state as before), or purgatory gave no sign (stopped, no-start).
 */
int mint_os_start(struct mint_os *os);

/**
 * mint_os_signal - a fixed interrupt to one own core
 * @cpu:    logical number
 * @vector: any
 * Return: 0; -EINVAL no vector that may be sent; -ESRCH does not run; -ENODEV not its
 *	   core.
 */
int mint_os_signal(struct mint_os *os, u32 cpu, u32 vector);

/**
 * mint_os_end - park the cores of an OS and record why
 * @reason: as it will be shown
 *
 * Sleeps. Return: 0 stopped; -EIO lost: a core did not answer.
 */
int mint_os_end(struct mint_os *os, enum mint_reason reason);

/**
 * mint_os_kill - park every core
 * @kill: mint_check_kill() let it pass; its reason is for the end, unless the OS has
 *	  shown one itself
 * Return: 0; -ESRCH does not run; -ESTALE runs another life; -EIO lost, now or before.
 */
int mint_os_kill(struct mint_os *os, const struct mint_kill *kill);

/**
 * mint_os_end_work - what mint_watch_init() is given: mint_os_end() with os->sign
 * @work: end_work of an OS, whose reference it puts; takes os->lock
 */
void mint_os_end_work(struct work_struct *work);

#endif
