/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * loader_take.h - what a boot entry starts, as paths of this system and a command line
 *
 * In: an entry. Out: struct boot_entry.
 * Ref: UAPI.1 "Type #1 Boot Loader Entry Keys".
 */
#ifndef MINT_ENTRY_LOADER_TAKE_H
#define MINT_ENTRY_LOADER_TAKE_H

#include "base/diag.h"
#include "entry/entry.h"
#include "entry/loader_list.h"

/** loader_grub_variable - of GRUB's environment block, in @arena; NULL: not there */
const char *loader_grub_variable(const struct entry_files *files, struct arena *arena,
				 const char *name);

/**
 * loader_take - fill @ret from an entry
 * @arena: for what is needed meanwhile
 * @ret:   its profile stands when the caller has set one
 *
 * What is not used of an entry (extra, devicetree) is a warning.
 * Return: 0, -EINVAL (no kernel for this machine; a variable without a value), -ENOMEM.
 */
int loader_take(const struct entry_files *files, struct arena *arena,
		const struct loader_entry *entry, struct boot_entry *ret,
		struct diag *diag);

#endif
