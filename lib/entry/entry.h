/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * entry.h - what a boot loader would start, and what its parsers ask of the system
 *
 * In: nothing of its own. Out: struct boot_entry, the contract between this room and the
 * program that prints it; struct entry_files, all that this room knows of a disk.
 */
#ifndef MINT_ENTRY_ENTRY_H
#define MINT_ENTRY_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "entry/arena.h"

#define ENTRY_FILE_MOST (1U << 20) /* bytes of one configuration file */
#define ENTRY_PATH_MOST 4096

enum entry_kind { ENTRY_NONE, ENTRY_LINUX, ENTRY_MULTIBOOT, ENTRY_MULTIBOOT2, ENTRY_UKI };

struct entry_text {
	struct entry_text *next;
	const char *text;
};

/* Zero-initialise; owns its texts; boot_entry_free(). Paths are those of this system. */
struct boot_entry {
	struct arena arena;
	enum entry_kind kind;
	const char *title;	   /* for people; may be NULL */
	const char *kernel;	   /* path */
	const char *append;	   /* command line; NULL: the entry says nothing of one */
	struct entry_text *extras; /* paths of initrds, or "PATH ARGUMENTS" of modules */
	int profile;		   /* of a UKI; -1: not said */
};

enum entry_by { ENTRY_BY_UUID, ENTRY_BY_LABEL };

enum entry_path { ENTRY_PATH_NONE, ENTRY_PATH_FILE, ENTRY_PATH_DIRECTORY };

/* Paths begin at the root of the system, whatever that is for the callee. */
struct entry_files {
	void *context;
	bool is_boot_apart; /* /boot is a file system of its own */
	/* a whole file, to be freed by the caller: 0, -ENOENT, -E2BIG, … */
	int (*read)(void *context, const char *path, struct buffer *ret);
	/* what is there; *ret_size in bytes for a file */
	enum entry_path (*look)(void *context, const char *path, size_t *ret_size);
	/*
	 * a path on the file system of that UUID or label, as it is mounted: 0; -ENOENT
	 * no such file system is known; -ENODEV it is not mounted. NULL: none ever is
	 * known
	 */
	int (*locate)(void *context, enum entry_by by, const char *id, const char *path,
		      char ret[ENTRY_PATH_MOST]);
	/* a section of a PE file, ".osrel" say, to be freed by the caller */
	int (*section)(void *context, const char *path, const char *name,
		       struct buffer *ret);
	/* names in a directory, in any order, into @arena: 0, -ENOENT, -ENOMEM … */
	int (*list)(void *context, const char *path, struct arena *arena,
		    struct entry_text **ret);
};

/** boot_entry_add - one more of its extras, at the end; 0 or -ENOMEM */
int boot_entry_add(struct boot_entry *entry, const char *text);

void boot_entry_free(struct boot_entry *entry);

/**
 * entry_path_find - a path of a boot loader as this system has it
 * @path:   begins at a file system, perhaps behind its device: "(hd0,gpt2)/vmlinuz"; or
 *          behind ENTRY_SYSTEM at the root of this system
 * @ret:    written always: what was found, or @path without its device
 *
 * The file system may be the one on /boot, have the root in a subvolume (btrfs:
 * "/@/boot/…") or in a dataset (ZFS: "/ROOT/debian@/boot/…").
 * Return: what is there. Ref: GRUB manual "File name syntax".
 */
enum entry_path entry_path_find(const struct entry_files *files, const char *path,
				char ret[ENTRY_PATH_MOST], size_t *ret_size);

/* A device that no GRUB has: paths of the running system, $prefix say. */
#define ENTRY_SYSTEM "(system)"

/**
 * entry_read - a configuration file into @arena, with a NUL behind it
 * Return: 0, what read() said, -EINVAL (a byte that no text has). @diag names the path.
 */
int entry_read(const struct entry_files *files, const char *path, struct arena *arena,
	       struct bytes *ret, struct diag *diag);

#endif
