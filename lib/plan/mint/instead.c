/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * instead.c - the memory map of an OS that replaces the leader
 *
 * In: the firmware's map, what the new OS may own. Out: the same map, its RAM cut down;
 * ranges of other types stay, as the machine's real ACPI tables and devices do.
 */
#include "plan/mint/instead.h"

#include <errno.h>

#include "platform/e820.h"

static int map_add(struct memory_map *map, struct prange range, uint32_t type,
		   struct diag *diag)
{
	if (map->count == PLATFORM_MAX_MEMORY_MAP)
		return diag_fail(
			diag, -E2BIG,
			"the memory map needs more than %d entries: the firmware "
			"reports too many",
			PLATFORM_MAX_MEMORY_MAP);
	map->at[map->count++] = (struct memory_map_entry){ .range = range, .type = type };
	return 0;
}

static int others_add(struct memory_map *map, const struct machine *machine,
		      struct diag *diag)
{
	for (size_t i = 0; i < machine->firmware.nr_map; i++) {
		const struct memory_entry *entry = &machine->firmware.map[i];
		int err = 0;

		if (entry->type != MEMORY_RAM)
			err = map_add(map, entry->range, entry->type, diag);
		if (err)
			return err;
	}
	return 0;
}

/* The parts of one RAM entry that are owned. */
static int ram_add(struct memory_map *map, struct prange ram,
		   const struct prange_list *owned, struct diag *diag)
{
	for (size_t i = 0; i < owned->count; i++) {
		struct prange part = prange_common(ram, owned->at[i]);
		int err = 0;

		if (!prange_is_empty(part))
			err = map_add(map, part, MEMORY_RAM, diag);
		if (err)
			return err;
	}
	return 0;
}

int instead_memory_map(const struct machine *machine, const struct prange_list *ram,
		       const struct prange_list *owned, struct memory_map *ret,
		       struct diag *diag)
{
	int err;

	ret->count = 0;
	err = others_add(ret, machine, diag);
	if (err)
		return err;
	for (size_t i = 0; i < ram->count; i++) {
		err = ram_add(ret, ram->at[i], owned, diag);
		if (err)
			return err;
	}
	memory_map_sort(ret);
	return 0;
}
