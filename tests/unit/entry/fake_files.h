/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fake_files.h - a system that is a table of paths and texts, and an entry as one text
 *
 * In: a table. Out: the struct entry_files that lib/entry asks.
 */
#ifndef MINT_TESTS_FAKE_FILES_H
#define MINT_TESTS_FAKE_FILES_H

#include "entry/entry.h"

/* A path that ends in / is a directory; the last row has no path. */
struct fake_file {
	const char *path;
	const char *text;
};

/* Zero-initialise and fill; rows of @more come first. */
struct fake_system {
	const struct fake_file *files;
	const struct fake_file *more;
};

/** fake_files - what asks that system; directories of its files exist, too */
struct entry_files fake_files(const struct fake_system *system);

/** fake_entry_text - "type kernel [append] extra; extra @profile"; the caller's to free
 */
char *fake_entry_text(const struct boot_entry *entry);

#endif
