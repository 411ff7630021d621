/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * watch.h - a running OS: looks at its mailbox, sees signs of its end
 *
 * In:  a running OS, os->lock held
 * Out: os->sign, and a work item
 */
#ifndef MINT_MODULE_WATCH_H
#define MINT_MODULE_WATCH_H

#include "mint.h"

/**
 * mint_watch_init - once per OS object
 * @end: runs when a sign was seen, after os->sign was written, with a reference to the OS
 *	 that it must give back (put_device()); the state may have changed meanwhile
 */
void mint_watch_init(struct mint_os *os, work_func_t end);

/**
 * mint_watch_word - has a running OS said that it is over?
 * @os: its image is loaded
 * Return: as mint_mailbox_reason(), of one look at its mailbox.
 */
enum mint_reason mint_watch_word(const struct mint_os *os);

/** mint_watch_start - look at the mailbox until a sign; the state is running. */
void mint_watch_start(struct mint_os *os);

/** mint_watch_stop - no more looks; an end already queued finds the OS not running. */
void mint_watch_stop(struct mint_os *os);

#endif
