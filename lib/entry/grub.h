/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub.h - what GRUB would start: its configuration, run as far as it can be known
 *
 * In: grub.cfg and what it reads, below a root. Out: struct boot_entry.
 * Ref: GRUB manual "Shell-like scripting", "default", "Environment block".
 */
#ifndef MINT_ENTRY_GRUB_H
#define MINT_ENTRY_GRUB_H

#include "base/diag.h"
#include "entry/entry.h"

/* For grub_choose(): not a name, but … */
#define GRUB_CHOOSE_DEFAULT "default" /* what GRUB starts by itself */
#define GRUB_CHOOSE_NEWEST                                          \
	"newest" /* of all entries, the newest kernel that is there \
		  */

/**
 * grub_choose - the entry that GRUB would start, or another one of its menu
 * @config: path of grub.cfg
 * @choice: GRUB_CHOOSE_…, or an id, a title or a number; "a>b" in a submenu
 * @ret:    zero-initialised; boot_entry_free() it, after a failure too
 *
 * Return: 0; -ENOENT (no such entry, or none with a kernel), -EINVAL (a script that is
 * none, or what only GRUB could know), of reading files, -E2BIG, -ENOMEM. @diag has
 * "FILE:LINE: what".
 */
int grub_choose(const struct entry_files *files, const char *config, const char *choice,
		struct boot_entry *ret, struct diag *diag);

#endif
