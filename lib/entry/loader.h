/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * loader.h - what systemd-boot would start, or another one of its entries
 *
 * In: Boot Loader Specification entries, loader.conf, the loader's EFI variables. Out:
 * struct boot_entry.
 * Ref: UAPI.1 Boot Loader Specification; systemd loader.conf(5);
 * https://systemd.io/BOOT_LOADER_INTERFACE
 */
#ifndef MINT_ENTRY_LOADER_H
#define MINT_ENTRY_LOADER_H

#include "base/diag.h"
#include "entry/entry.h"

/* For loader_choose(): not a name, but … */
#define LOADER_CHOOSE_DEFAULT "default" /* what the boot loader starts by itself */
#define LOADER_CHOOSE_NEWEST  "newest"	/* the newest version of this system */

/**
 * loader_choose - one of the entries
 * @choice: LOADER_CHOOSE_…, or a name with or without suffix and boot counter, a title, a
 *          glob; behind a UKI's name "@N" for one of its profiles
 * @ret:    zero-initialised; boot_entry_free() it, after a failure too
 *
 * Return: 0; -ENOENT (no such entry, or none at all), -EINVAL (it is no kernel for this
 * machine; a choice for one boot only), of reading files, -ENOMEM.
 */
int loader_choose(const struct entry_files *files, const char *choice,
		  struct boot_entry *ret, struct diag *diag);

#endif
