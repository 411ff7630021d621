/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_test.h - GRUB's test, also known as [ … ]
 *
 * In: arguments, paths of the system. Out: yes, no, or that only GRUB could say.
 * Ref: GRUB manual "test".
 */
#ifndef MINT_ENTRY_GRUB_TEST_H
#define MINT_ENTRY_GRUB_TEST_H

#include "entry/grub_path.h"

enum grub_answer { GRUB_TRUE = 0, GRUB_FALSE = 1, GRUB_UNSURE = 2 };

/**
 * grub_test - evaluate an expression
 * @args:    without the name of the command; a "]" at the end is left out
 * @arena:   for @ret_why
 * @ret_why: why it is GRUB_UNSURE: an unknown value's reason, or NULL; else untouched
 */
enum grub_answer grub_test(const struct grub_args *args, const struct grub_paths *paths,
			   struct arena *arena, const char **ret_why);

#endif
