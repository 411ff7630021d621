/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_entries.h - GRUB's commands that put entries into the menu
 *
 * In: arguments, Boot Loader Specification entries. Out: grub->menu.
 * Ref: GRUB manual "menuentry", "submenu"; UAPI.1 "Type #1".
 */
#ifndef MINT_ENTRY_GRUB_ENTRIES_H
#define MINT_ENTRY_GRUB_ENTRIES_H

#include "entry/grub_run.h"

/* menuentry and submenu */
grub_verb_fn grub_verb_menuentry;
/* blscfg, bls_import */
grub_verb_fn grub_verb_blscfg;
/* adds entries that are not known here: uki, legacy_source … */
grub_verb_fn grub_verb_unknown_entries;

#endif
