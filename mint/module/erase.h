/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * erase.h - what a dead kernel left and would pass for a living one
 *
 * In:  what an OS owns that does not run, os->lock held
 * Out: memory in which nothing tells of a kernel
 */
#ifndef MINT_MODULE_ERASE_H
#define MINT_MODULE_ERASE_H

#include "mint.h"

/**
 * mint_erase_kernel - make sure that nobody finds the kernel of an earlier life
 *
 * Where user space looks for a kernel (mint_kernel_place()) nothing but zeros is left;
 * and each vmcoreinfo note that a word there led to has lost its header, so that no word
 * of the next kernel can lead to it either. Sleeps.
 * Return: 0; -EINTR killed; -ENOMEM.
 */
int mint_erase_kernel(const struct mint_os *os);

#endif
