/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.c - RAM that a plain load may use, and the memory map it hands over
 *
 *                     segments may lie in         the new kernel is told
 *   -l                RAM inside the limits,      the machine's map, untouched
 *                     which the leader uses as
 *                     RAM too; no crash region
 *   -l, preserve      RAM inside the limits       RAM inside the limits, the rest
 *   -p                the highest crash region    all crash regions, those in CMA too,
 *                                                 the low RAM that is backed up, and
 *                                                 what is no RAM
 *
 * In: machine facts. Out: plain->free, struct memory_map.
 * Ref: Linux arch/x86/kernel/crash.c crash_setup_memmap_entries().
 */
#include "plan/plain/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "machine/free_ram.h"
#include "machine/memory.h"
#include "plan/plain/plain.h"
#include "platform/e820.h"
#include "base/cleanup.h"

static struct prange limit_of(const struct request_plain *wish)
{
	struct prange limit = { wish->mem_min, UINT64_MAX };

	if (wish->has_mem_max && wish->mem_max < UINT64_MAX)
		limit.end = wish->mem_max + 1;
	return limit;
}

/* Whole pages only, without page 0: real-mode vectors, which a BIOS may still use. */
static int free_add(struct plain *plain, struct prange ram)
{
	const struct prange possible = { PAGE_SIZE_4K, UINT64_MAX };
	struct prange part = prange_common(prange_common(ram, plain->limit), possible);
	struct prange pages = { align_up(part.start, PAGE_SIZE_4K),
				align_down(part.end, PAGE_SIZE_4K) };

	if (prange_is_empty(part) || pages.start < part.start)
		return 0;
	return prange_is_empty(pages) ? 0 : prange_list_add(&plain->free, pages);
}

/* RAM of the map that is handed over. */
static int told_ram(const struct plain *plain, struct prange_list *ret)
{
	for (size_t i = 0; i < plain->nr_memory; i++) {
		int err = 0;

		if (plain->memory[i].type == MEMORY_RAM)
			err = prange_list_add(ret, plain->memory[i].range);
		if (err)
			return err;
	}
	return 0;
}

/*
 * The firmware's RAM is not all the leader's: memmap= has set aside disks (/dev/pmem0),
 * logs (ramoops) and bad pages, and what is in there is to outlive the leader.
 */
static int leader_ram_keep(const struct plain *plain, struct prange_list *ram)
{
	const struct machine *machine = plain->in->machine;
	CLEANUP(prange_list_free) struct prange_list leader = { 0 };
	int err;

	if (machine->memory.iomem_known != FACT_YES) {
		diag_warn(plain->diag,
			  "/proc/iomem shows no addresses (needs CAP_SYS_ADMIN): RAM "
			  "that memmap= has set aside is not known, and not spared");
		return 0;
	}
	err = machine_free_ram(machine, &leader);
	return err ? err : prange_list_keep(ram, &leader);
}

static int free_of_normal(struct plain *plain)
{
	const struct machine_crash *crash = &plain->in->machine->kexec.crash;
	CLEANUP(prange_list_free) struct prange_list ram = { 0 };
	int err = told_ram(plain, &ram);

	if (err)
		return err;
	err = leader_ram_keep(plain, &ram);
	for (size_t i = 0; i < ram.count && !err; i++)
		err = free_add(plain, ram.at[i]);
	if (err)
		return err;
	/* Its owner may have plans with it; a loaded crash kernel lies there. */
	return prange_list_remove_all(&plain->free, crash->region, crash->nr_regions);
}

/* The kernel takes a crash image in crashk_res alone, never in the low region. */
static int free_of_crash(struct plain *plain)
{
	const struct machine_crash *crash = &plain->in->machine->kexec.crash;

	if (!crash->nr_regions)
		return diag_fail(
			plain->diag, -ENOSPC,
			"Memory for crashkernel is not reserved: no \"Crash "
			"kernel\" in /proc/iomem (boot with crashkernel=SIZE on "
			"the command line, 256M say; without root the file reads "
			"as empty)");
	return free_add(plain, crash->region[crash->nr_regions - 1]);
}

/*
 * -p: the running kernel's own view of memory, as in the crash regions and in the dump,
 * not the firmware's: what memmap= or a quirk changed holds for its heir too.
 */
static int memory_read(struct plain *plain)
{
	struct machine machine = *plain->in->machine;

	if (plain->wish->panic)
		machine.firmware.has_memmap = false;
	return machine_memory(&machine, &plain->memory, &plain->nr_memory, plain->diag);
}

int plain_ram_prepare(struct plain *plain)
{
	int err;

	plain->limit = limit_of(plain->wish);
	if (prange_is_empty(plain->limit))
		return diag_fail(plain->diag, -EINVAL,
				 "--mem-min=0x%" PRIx64 " is above --mem-max=0x%" PRIx64,
				 plain->wish->mem_min, plain->wish->mem_max);
	err = memory_read(plain);
	if (err)
		return err;
	return plain->wish->panic ? free_of_crash(plain) : free_of_normal(plain);
}

static int map_add(const struct plain *plain, struct memory_map *map, struct prange range,
		   uint32_t type)
{
	if (prange_is_empty(range))
		return 0;
	if (map->count == PLATFORM_MAX_MEMORY_MAP)
		return diag_fail(plain->diag, -E2BIG,
				 "the machine's memory map has more than %d entries",
				 PLATFORM_MAX_MEMORY_MAP);
	map->at[map->count++] = (struct memory_map_entry){ range, type };
	return 0;
}

/* -p: what the new kernel may use. */
static int crash_ram(const struct plain *plain, struct prange_list *ret)
{
	const struct machine_crash *crash = &plain->in->machine->kexec.crash;
	struct prange copy = { plain->backup_target, plain->backup_target };
	struct prange header = { plain->elfcorehdr, plain->elfcorehdr };
	int err = prange_list_add(ret, plain->backup_source);

	if (err)
		return err;
	copy.end += align_up(prange_size(plain->backup_source), PAGE_SIZE_4K);
	header.end += plain->elfcorehdr_room;
	err = prange_list_add_all(ret, crash->region, crash->nr_regions);
	if (err)
		return err;
	err = prange_list_add_all(ret, crash->cma, crash->nr_cma);
	if (err)
		return err;
	err = prange_list_remove(ret, copy);
	return err ? err : prange_list_remove(ret, header);
}

static int others_add(const struct plain *plain, struct prange_list *ram,
		      struct memory_map *ret)
{
	for (size_t i = 0; i < plain->nr_memory; i++) {
		const struct memory_entry *entry = &plain->memory[i];
		int err;

		if (entry->type == MEMORY_RAM)
			continue;
		/* The crash facts come from another table: never say both of a byte. */
		err = prange_list_remove(ram, entry->range);
		if (err)
			return err;
		err = map_add(plain, ret, entry->range, entry->type);
		if (err)
			return err;
	}
	return 0;
}

/* What the new kernel may use, and all that is no RAM. */
static int narrow_map(const struct plain *plain, struct memory_map *ret)
{
	CLEANUP(prange_list_free) struct prange_list ram = { 0 };
	/* --load-preserve-context: the first kernel stays asleep in all RAM but this. */
	int err = plain->wish->panic
			  ? crash_ram(plain, &ram)
			  : prange_list_add_all(&ram, plain->free.at, plain->free.count);

	if (err)
		return err;
	err = others_add(plain, &ram, ret);
	if (err)
		return err;
	for (size_t i = 0; i < ram.count; i++) {
		err = map_add(plain, ret, ram.at[i], MEMORY_RAM);
		if (err)
			return err;
	}
	memory_map_sort(ret);
	return 0;
}

int plain_memory_map(const struct plain *plain, struct memory_map *ret)
{
	ret->count = 0;
	if (plain->wish->panic || plain->wish->preserve_context)
		return narrow_map(plain, ret);
	for (size_t i = 0; i < plain->nr_memory; i++) {
		int err = map_add(plain, ret, plain->memory[i].range,
				  plain->memory[i].type);

		if (err)
			return err;
	}
	return 0;
}
