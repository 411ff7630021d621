/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * e820.c - the memory map of an OS beside the leader
 *
 * In: what it owns and where the platform pages lie. Out: sorted, disjoint entries:
 *
 *   real-mode window | low window | region      RAM, out of which are cut
 *     ACPI tables                               ACPI data
 *     EFI tables, EFI code, mailbox             reserved, one entry each
 *   ECAM of each host bridge                    reserved
 *
 * Ref: boot.rst, zero-page.rst (e820_table); docs/platform.md "Memory map".
 */
#include "platform/e820.h"

#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "abi/mint.h"

#define MAILBOX_SIZE (MINT_MAILBOX_PAGES * PAGE_SIZE_4K)

struct platform_page_run {
	const char *name;
	struct prange range;
	uint32_t type;
};

static int map_insert(struct memory_map *map, unsigned int at, struct prange range,
		      uint32_t type)
{
	if (prange_is_empty(range))
		return 0;
	if (map->count == PLATFORM_MAX_MEMORY_MAP)
		return -E2BIG;
	for (unsigned int i = map->count++; i > at; i--)
		map->at[i] = map->at[i - 1];
	map->at[at] = (struct memory_map_entry){ range, type };
	return 0;
}

static int range_add(struct memory_map *map, const char *name, struct prange range,
		     uint32_t type, struct diag *diag)
{
	unsigned int at = 0;

	if (range.start == range.end)
		return 0;
	if (range.end < range.start || !is_aligned(range.start | range.end, PAGE_SIZE_4K))
		return diag_fail(diag, -EINVAL, "%s 0x%llx-0x%llx is no range of pages",
				 name, (unsigned long long)range.start,
				 (unsigned long long)range.end);
	while (at < map->count && map->at[at].range.start < range.start)
		at++;
	if ((at && prange_overlaps(map->at[at - 1].range, range)) ||
	    (at < map->count && prange_overlaps(map->at[at].range, range)))
		return diag_fail(diag, -EINVAL,
				 "%s 0x%llx-0x%llx overlaps another range of the OS",
				 name, (unsigned long long)range.start,
				 (unsigned long long)range.end - 1);
	return map_insert(map, at, range, type);
}

/* Give a part of one RAM entry another type. */
static int map_carve(struct memory_map *map, const struct platform_page_run *run,
		     struct diag *diag)
{
	struct prange rest;
	unsigned int at;
	int err;

	for (at = 0; at < map->count; at++) {
		if (map->at[at].type == E820_RAM &&
		    prange_contains(map->at[at].range, run->range))
			break;
	}
	if (at == map->count)
		return diag_fail(diag, -EINVAL,
				 "%s 0x%llx-0x%llx lies outside the memory of the OS, or "
				 "over its other platform pages",
				 run->name, (unsigned long long)run->range.start,
				 (unsigned long long)run->range.end - 1);
	rest = (struct prange){ run->range.end, map->at[at].range.end };
	map->at[at].range.end = run->range.start;
	if (prange_is_empty(map->at[at].range)) {
		map->at[at] = (struct memory_map_entry){ run->range, run->type };
	} else {
		err = map_insert(map, ++at, run->range, run->type);
		if (err)
			return err;
	}
	return map_insert(map, at + 1, rest, E820_RAM);
}

static int area_check(const struct platform_spec *spec, struct diag *diag)
{
	phys_t efi = spec->area + PLATFORM_ACPI_SIZE;

	if (is_aligned(spec->area | spec->mailbox, PAGE_SIZE_4K) &&
	    spec->mailbox + MAILBOX_SIZE <= SIZE_4G &&
	    efi + PLATFORM_EFI_SIZE >= spec->area)
		return 0;
	return diag_fail(diag, -EINVAL,
			 "platform area 0x%llx or mailbox 0x%llx is not on a page, or "
			 "the mailbox not below 4 GiB",
			 (unsigned long long)spec->area,
			 (unsigned long long)spec->mailbox);
}

/* What the OS owns, as RAM. */
static int owned_add(struct memory_map *map, const struct platform_spec *spec,
		     struct diag *diag)
{
	const struct {
		const char *name;
		struct prange range;
	} rows[] = {
		{ "real-mode window", spec->realmode },
		{ "low window", spec->swiotlb },
		{ "region", spec->region },
	};
	int err;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		err = range_add(map, rows[i].name, rows[i].range, E820_RAM, diag);
		if (err)
			return err;
	}
	return 0;
}

static int pages_carve(struct memory_map *map, const struct platform_spec *spec,
		       struct diag *diag)
{
	phys_t efi = spec->area + PLATFORM_ACPI_SIZE, code = efi + PAGE_SIZE_4K;
	const struct platform_page_run run[] = {
		{ "ACPI tables", { spec->area, efi }, E820_ACPI },
		{ "EFI tables", { efi, code }, E820_RESERVED },
		{ "EFI code", { code, efi + PLATFORM_EFI_SIZE }, E820_RESERVED },
		{ "mailbox",
		  { spec->mailbox, spec->mailbox + MAILBOX_SIZE },
		  E820_RESERVED },
	};
	int err;

	for (size_t i = 0; i < ARRAY_SIZE(run); i++) {
		err = map_carve(map, &run[i], diag);
		if (err)
			return err;
	}
	return 0;
}

/* Linux uses an MCFG only where the memory map says that nothing else is there. */
static int bridges_add(struct memory_map *map, const struct platform_spec *spec,
		       struct diag *diag)
{
	int err;

	for (unsigned int i = 0; i < spec->nr_bridges; i++) {
		err = range_add(map, "ECAM", platform_bridge_ecam(&spec->bridge[i]),
				E820_RESERVED, diag);
		if (err)
			return err;
	}
	return 0;
}

int platform_memory_map(const struct platform_spec *spec, struct memory_map *ret,
			struct diag *diag)
{
	struct memory_map map = { .count = 0 };
	int err = area_check(spec, diag);

	if (err)
		return err;
	err = owned_add(&map, spec, diag);
	if (err)
		return err;
	err = pages_carve(&map, spec, diag);
	if (err)
		return err;
	err = bridges_add(&map, spec, diag);
	if (err)
		return err;
	*ret = map;
	return 0;
}

static int entry_compare(const void *left, const void *right)
{
	const struct memory_map_entry *a = left, *b = right;

	return (a->range.start > b->range.start) - (a->range.start < b->range.start);
}

void memory_map_sort(struct memory_map *map)
{
	qsort(map->at, map->count, sizeof(map->at[0]), entry_compare);
}
