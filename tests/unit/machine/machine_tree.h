/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine_tree.h - a small tree of proc and sys files, for one test
 *
 * Every function asserts that it works.
 */
#ifndef MINT_TESTS_MACHINE_TREE_H
#define MINT_TESTS_MACHINE_TREE_H

#include <stddef.h>

/** tree_make - an empty directory; the caller takes it away with tree_remove() */
char *tree_make(void);

/** tree_write - a file below @root, its directories too */
void tree_write(const char *root, const char *name, const char *text, size_t size);

/** tree_remove - the directory, all that is in it, and its name */
void tree_remove(char *root);

#endif
