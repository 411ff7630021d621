/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_path.h - a path of GRUB's as this system has it
 *
 * In: a path, perhaps behind a device; $root. Out: a path of this system. A device that a
 * search by UUID or label has found is the file system that the system knows by these.
 * Ref: GRUB manual "File name syntax", "search".
 */
#ifndef MINT_ENTRY_GRUB_PATH_H
#define MINT_ENTRY_GRUB_PATH_H

#include "entry/entry.h"
#include "entry/grub_value.h"

/* What a search has put into a variable stands for this file system. */
struct grub_place {
	struct grub_place *next;
	const char *value; /* of the variable */
	enum entry_by by;
	const char *id;
};

struct grub_paths {
	const struct entry_files *files;
	const struct grub_variables *variables;
	const struct grub_place *places;
};

/** grub_path_rest - behind the device, which is not part of what must be known */
const char *grub_path_rest(const char *path);

/**
 * grub_path_find - where a path of GRUB's is
 * @ret:     written always: what was found, or where it would be
 * @ret_why: NULL, or why it cannot be told (in the variables' arena)
 * Return: what is there.
 */
enum entry_path grub_path_find(const struct grub_paths *paths, const char *path,
			       char ret[ENTRY_PATH_MOST], size_t *ret_size,
			       const char **ret_why);

#endif
