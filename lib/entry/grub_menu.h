/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_menu.h - the entries of a menu, and which of them a word names
 *
 * In: entries in their order. Out: one of them.
 * Ref: GRUB manual "default", "menuentry", "submenu".
 */
#ifndef MINT_ENTRY_GRUB_MENU_H
#define MINT_ENTRY_GRUB_MENU_H

#include "base/diag.h"
#include "entry/arena.h"
#include "entry/grub_parse.h"
#include "entry/grub_value.h"

struct grub_menu_entry {
	struct grub_menu_entry *next;
	const char *title;
	const char *id;
	bool is_submenu;
	const char *maybe; /* NULL, or why only GRUB knows whether it is in the menu */
	const char *file;  /* where it is defined */
	unsigned int line;
	struct grub_args args;	    /* $1 … of its block */
	struct grub_command *block; /* NULL: stands for entries that are not known */
};

struct grub_menu {
	struct grub_menu_entry *first;
};

/** grub_menu_add - an entry at the end; in @arena. NULL when there is no memory */
struct grub_menu_entry *grub_menu_add(struct grub_menu *menu, struct arena *arena);

/**
 * grub_menu_head - the part of a choice that is for this menu: up to a single >
 * @choice: "Advanced options>Linux 6.1"; >> is a > in a title
 * @ret_tail: behind it, or NULL
 * Return: that part in @arena, or NULL when there is no memory.
 */
const char *grub_menu_head(struct arena *arena, const char *choice,
			   const char **ret_tail);

/**
 * grub_menu_find - the entry with that id; else with that title; else of that number
 * @ret: NULL when there is none; written only on success
 *
 * Return: 0; -EINVAL when an entry is in the way of which only GRUB knows whether it is
 * in the menu: @diag says why.
 */
int grub_menu_find(const struct grub_menu *menu, const char *choice,
		   const struct grub_menu_entry **ret, struct diag *diag);

#endif
