/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_env.h - GRUB's environment block, grubenv
 *
 * In: its bytes. Out: names and values.
 * Ref: GRUB manual "Environment block".
 */
#ifndef MINT_ENTRY_GRUB_ENV_H
#define MINT_ENTRY_GRUB_ENV_H

#include "base/bytes.h"
#include "entry/arena.h"

struct grub_setting {
	const char *name;
	const char *value;
};

/**
 * grub_env_next - the next variable at or after *@cursor
 * @cursor: starts as 0; moved behind the variable
 * @ret:    in @arena; written only on success
 * Return: 0, -ENOENT when there is none left, -ENOMEM.
 */
int grub_env_next(struct bytes text, size_t *cursor, struct arena *arena,
		  struct grub_setting *ret);

#endif
