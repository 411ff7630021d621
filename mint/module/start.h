/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * start.h - the first core of an OS: from INIT to purgatory
 *
 * In:  an OS whose image is in its memory
 * Out: a core that runs purgatory, which has said so
 */
#ifndef MINT_MODULE_START_H
#define MINT_MODULE_START_H

#include "mint.h"

/**
 * mint_core_start - start stub into the window, INIT and SIPI, wait for purgatory
 * @os: loaded; os->lock held
 *
 * Sleeps, for seconds when nothing answers.
 * Return: 0; -ENOMEM, nothing was sent; -EIO, no sign of purgatory within two seconds:
 *	   the core is to be parked.
 */
int mint_core_start(struct mint_os *os);

#endif
