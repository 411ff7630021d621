/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scrub.h - what was claimed is cleared, before anybody may reach it
 *
 * In:  an OS whose ranges were checked; os->lock held
 * Out: zeros, and then os->claimed
 */
#ifndef MINT_MODULE_SCRUB_H
#define MINT_MODULE_SCRUB_H

#include "mint.h"

/** mint_scrub_init - once per OS object. */
void mint_scrub_init(struct mint_os *os);

/**
 * mint_scrub_start - clear all ranges in the background, then let them be reached
 *
 * Until it is done no page can be pinned: it is not read, mapped, loaded or started.
 */
void mint_scrub_start(struct mint_os *os);

/** mint_scrub_skip - let them be reached as they are. */
void mint_scrub_skip(struct mint_os *os);

/**
 * mint_scrub_wait - until that is so
 *
 * Sleeps. Return: 0; -EINTR killed; -ENOMEM its memory cannot be mapped: it was not
 *	   cleared, and never can be reached.
 */
int mint_scrub_wait(struct mint_os *os);

/** mint_scrub_stop - nobody clears any more when it returns. Sleeps, not for long. */
void mint_scrub_stop(struct mint_os *os);

#endif
