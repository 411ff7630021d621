/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bls.h - a Boot Loader Specification entry of type 1, and loader.conf: keys and values
 *
 * In: the text of a file. Out: its lines; what they mean together is the reader's.
 * Ref: UAPI.1 Boot Loader Specification, "Type #1 Boot Loader Entry Keys".
 */
#ifndef MINT_ENTRY_BLS_H
#define MINT_ENTRY_BLS_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "entry/arena.h"

#define BLS_COUNT_NONE (-1)

struct bls_line {
	struct bls_line *next;
	const char *key;
	const char *value; /* literally; no blanks around it */
	unsigned int number;
};

struct bls {
	struct bls_line *lines;
	const char *path;
	const char *id;	  /* the file's name without suffix and boot counter */
	const char *name; /* without suffix, with its counter: what GRUB calls its id */
	int tries_left;	  /* BLS_COUNT_NONE: boots are not counted */
	int tries_done;
};

/**
 * bls_parse - the lines of an entry, or of loader.conf
 * @text: anything
 * @path: for messages, and the name of the entry
 * @ret:  in @arena; written only on success
 *
 * A line without a value is left out. Return: 0, -ENOMEM.
 */
int bls_parse(struct bytes text, const char *path, struct arena *arena, struct bls *ret);

/** bls_name - id, name and boot counter of an entry or image, by its path; 0 or -ENOMEM
 */
int bls_name(const char *path, const char *suffix, struct arena *arena, struct bls *ret);

/** bls_find - the last line of that key, or NULL */
const struct bls_line *bls_find(const struct bls *entry, const char *key);

/** bls_get - its value, or NULL */
const char *bls_get(const struct bls *entry, const char *key);

/** bls_join - all values of that key, blanks between; "" without one; NULL: no memory */
const char *bls_join(const struct bls *entry, const char *key, struct arena *arena);

/** bls_is_bad - is its boot counter used up? */
bool bls_is_bad(const struct bls *entry);

#endif
