/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_verbs.h - GRUB's commands that set variables, ask the system and read files
 *
 * In: arguments. Out: variables and answers in struct grub.
 * Ref: GRUB manual "Commands".
 */
#ifndef MINT_ENTRY_GRUB_VERBS_H
#define MINT_ENTRY_GRUB_VERBS_H

#include "entry/grub_run.h"

/* does nothing that matters here, and succeeds: insmod, echo, save_env … */
grub_verb_fn grub_verb_nothing;
grub_verb_fn grub_verb_false;
grub_verb_fn grub_verb_test;
grub_verb_fn grub_verb_set;
grub_verb_fn grub_verb_unset;
grub_verb_fn grub_verb_export;
grub_verb_fn grub_verb_return;
/* shift [N]: $2 becomes $1 */
grub_verb_fn grub_verb_shift;
/* setparams WORD …: $1 and so on */
grub_verb_fn grub_verb_setparams;
/* load_env [-f FILE] [NAME …] */
grub_verb_fn grub_verb_load_env;
/* search: the variable, $root mostly, stands for a file system by UUID or label */
grub_verb_fn grub_verb_search;
/* search.fs_uuid and its like: ID VARIABLE */
grub_verb_fn grub_verb_search_short;
/* probe, regexp, smbios: a variable that --set= names becomes unknown */
grub_verb_fn grub_verb_find;
/* read VARIABLE: somebody at the keyboard */
grub_verb_fn grub_verb_read;
/* hwmatch FILE CLASS: sets $match */
grub_verb_fn grub_verb_hwmatch;
/* source FILE, also known as "." */
grub_verb_fn grub_verb_source;
/* configfile FILE: its menu instead of this one */
grub_verb_fn grub_verb_configfile;
grub_verb_fn grub_verb_eval;

/**
 * grub_env_load - variables of an environment block
 * @names: NULL, or a NULL-ended list: no others than these
 * Return: 0, -ENOENT when it cannot be read, -ENOMEM.
 */
int grub_env_load(struct grub *grub, const char *path, const char **names);

#endif
