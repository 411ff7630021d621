/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_menu.c - the entries of a menu, and which of them a word names
 *
 * In: entries, a word. Out: an entry.
 * Ref: GRUB 2.12 grub-core/normal/menu.c (get_entry_number, menuentry_eq); GRUB manual
 * "default".
 */
#include "entry/grub_menu.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct grub_menu_entry *grub_menu_add(struct grub_menu *menu, struct arena *arena)
{
	struct grub_menu_entry **end = &menu->first;

	while (*end)
		end = &(*end)->next;
	*end = arena_take(arena, sizeof(**end));
	return *end;
}

const char *grub_menu_head(struct arena *arena, const char *choice, const char **ret_tail)
{
	char *head = arena_copy(arena, choice, strlen(choice));
	size_t used = 0;

	*ret_tail = NULL;
	if (!head)
		return NULL;
	for (const char *at = choice; *at; at++) {
		if (*at == '>' && at[1] != '>') {
			*ret_tail = at + 1;
			break;
		}
		if (*at == '>')
			at++;
		head[used++] = *at;
	}
	head[used] = '\0';
	return head;
}

static int take(const struct grub_menu_entry *found, const char *maybe,
		const char *choice, const struct grub_menu_entry **ret, struct diag *diag)
{
	if (maybe)
		return diag_fail(diag, -EINVAL,
				 "%s: so what entry '%s' is cannot be told here (name "
				 "another one by its id, with BOOT_ENTRY)",
				 maybe, choice);
	*ret = found;
	return 0;
}

/* Ids win over titles, whatever their order. */
static const struct grub_menu_entry *named_find(const struct grub_menu *menu,
						const char *choice, bool by_id)
{
	for (const struct grub_menu_entry *at = menu->first; at; at = at->next)
		if (at->block && !strcmp(by_id ? at->id : at->title, choice))
			return at;
	return NULL;
}

int grub_menu_find(const struct grub_menu *menu, const char *choice,
		   const struct grub_menu_entry **ret, struct diag *diag)
{
	const struct grub_menu_entry *found = named_find(menu, choice, true);
	const char *maybe = NULL;
	unsigned long number;
	char *end;

	if (!found)
		found = named_find(menu, choice, false);
	if (found)
		return take(found, found->maybe, choice, ret, diag);
	number = strtoul(choice, &end, 0);
	if (end == choice || *end)
		return take(NULL, NULL, choice, ret, diag);
	for (found = menu->first; found; found = found->next) {
		maybe = found->maybe ? found->maybe : maybe;
		if (!number--)
			break;
	}
	return take(found, maybe, choice, ret, diag);
}
