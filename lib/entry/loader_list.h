/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * loader_list.h - the boot entries that the Boot Loader Specification finds
 *
 * In: the file systems on /boot, /efi and /boot/efi. Out: entries of type 1 and unified
 * kernel images, sorted.
 * Ref: UAPI.1 "Locating Boot Entries", "Sorting".
 */
#ifndef MINT_ENTRY_LOADER_LIST_H
#define MINT_ENTRY_LOADER_LIST_H

#include "entry/bls.h"
#include "entry/entry.h"

struct loader_entry {
	struct bls bls;
	const char *root;   /* the file system that it is on: "/boot" */
	const char *suffix; /* ".conf", ".efi" */
	const char *title;
	const char *sort_key;
	const char *machine_id;
	const char *version;  /* these four: NULL when not said */
	const char *unusable; /* NULL, or why it is no kernel for this machine */
};

struct loader_list {
	struct loader_entry **entry; /* best first */
	size_t count;
};

/* Where the file systems of boot loaders are mounted; the first one is $BOOT. */
#define LOADER_ROOTS                         \
	{                                    \
		"/boot", "/efi", "/boot/efi" \
	}
#define LOADER_ENTRIES_MOST 1024

/**
 * loader_list_make - all entries, in the order of a menu
 * @ret: in @arena; written only on success
 *
 * Two of the same name are one, the first. Return: 0, -ENOMEM, of reading files.
 */
int loader_list_make(const struct entry_files *files, struct arena *arena,
		     struct loader_list *ret, struct diag *diag);

#endif
