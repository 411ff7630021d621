/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * blocks.c - memory blocks, and what of them can be taken
 *
 * In: sys/devices/system/memory, proc/meminfo. Out: block_size and the blocks by address,
 * nothing when this kernel has no memory hot-plug; available, corrupted.
 * Ref: Documentation/admin-guide/mm/memory-hotplug.rst; proc(5); Linux
 * drivers/acpi/acpi_memhotplug.c (binds blocks to their ACPI device).
 */
#include "machine/read/blocks.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/text.h"

#define FILE_MAX 64 /* "memory" and 20 digits, then a name of this file */

/* The zone of an online block is the first word; of an offline one all are choices. */
static void block_set_zone(struct memory_block *block, const char *zones)
{
	size_t size = strcspn(zones, " ");

	if (!block->is_online || !strncmp(zones, "none", size))
		return;
	if (size > sizeof(block->zone) - 1)
		size = sizeof(block->zone) - 1;
	memcpy(block->zone, zones, size);
}

/* A file of one block; entering each block's directory would cost as much again. */
static const char *block_file(const struct memory_block *block, const char *name,
			      char path[FILE_MAX])
{
	snprintf(path, FILE_MAX, "memory%" PRIu64 "/%s", block->index, name);
	return path;
}

/* Nearly always that of the block before: listing a directory is dear. */
static int block_set_node(struct memory_block *block, int guess,
			  const struct sysroot *memory)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	char path[FILE_MAX], link[16];
	uint64_t node;
	int err;

	snprintf(link, sizeof(link), "node%d", guess);
	block->node = guess;
	if (sysroot_has(memory, block_file(block, link, path)))
		return 0;
	block->node = -1;
	err = sysroot_list(memory, block_file(block, "", path), &at, &names);
	if (err)
		return err == -ENOENT ? 0 : err;
	for (int i = 0; i < names.count; i++) {
		if (text_number_behind(names.at[i]->d_name, "node", &node))
			block->node = (int)(node & INT32_MAX);
	}
	return 0;
}

static int block_read_zones(const struct sysroot *memory, struct memory_block *block,
			    struct diag *diag)
{
	AUTO_FREE char *zones = NULL;
	char path[FILE_MAX];
	int err = sysroot_word(memory, block_file(block, "valid_zones", path), &zones,
			       diag);

	if (err)
		return err == -ENOENT ? 0 : err;
	block_set_zone(block, zones);
	return 0;
}

static int block_read_removable(const struct sysroot *memory, struct memory_block *block,
				struct diag *diag)
{
	char path[FILE_MAX];
	uint64_t removable;
	int err = sysroot_number(memory, block_file(block, "removable", path), 10,
				 &removable, diag);

	block->removable = FACT_UNKNOWN;
	if (err)
		return err == -ENOENT ? 0 : err;
	block->removable = removable ? FACT_YES : FACT_NO;
	return 0;
}

/* Memory of an ACPI device (PNP0C80) can be ejected; the link's last part names it. */
static int block_read_device(const struct sysroot *memory, struct memory_block *block,
			     struct diag *diag)
{
	AUTO_FREE char *link = NULL;
	const char *name;
	char path[FILE_MAX];
	int err = sysroot_link(memory, block_file(block, "firmware_node", path), &link,
			       diag);

	if (err)
		return err == -ENOENT ? 0 : err;
	name = strrchr(link, '/');
	snprintf(block->device, sizeof(block->device), "%s", name ? name + 1 : link);
	return 0;
}

static int block_read(const struct sysroot *memory, uint64_t size, int node,
		      struct memory_block *block, struct diag *diag)
{
	AUTO_FREE char *state = NULL;
	char path[FILE_MAX];
	int err;

	block_file(block, "state", path);
	if (__builtin_mul_overflow(block->index, size, &block->range.start) ||
	    __builtin_add_overflow(block->range.start, size, &block->range.end))
		return sysroot_fail(memory, path, 0, -EINVAL, diag,
				    "the block lies above 64 bits");
	err = sysroot_word(memory, path, &state, diag);
	if (err)
		return err;
	/* "going-offline" is not online: nobody may rely on it any more */
	block->is_online = !strcmp(state, "online");
	err = block_read_zones(memory, block, diag);
	if (err)
		return err;
	err = block_read_removable(memory, block, diag);
	if (err)
		return err;
	err = block_read_device(memory, block, diag);
	return err ? err : block_set_node(block, node, memory);
}

static int block_add(const struct sysroot *memory, const char *name,
		     struct machine *machine, struct diag *diag)
{
	struct machine_memory *ret = &machine->memory;
	struct memory_block block = { 0 };
	int err, node = ret->nr_blocks ? ret->block[ret->nr_blocks - 1].node : 0;

	if (!text_number_behind(name, "memory", &block.index))
		return 0;
	err = block_read(memory, ret->block_size, node, &block, diag);
	/* Blocks come and go: one that has just gone is no error. */
	if (err)
		return err == -ENOENT ? 0 : err;
	err = array_grow(&ret->block, ret->nr_blocks, sizeof(block));
	if (err)
		return err;
	ret->block[ret->nr_blocks++] = block;
	return 0;
}

static int block_compare(const void *left, const void *right)
{
	const struct memory_block *a = left, *b = right;

	return a->index < b->index ? -1 : a->index > b->index;
}

static int block_size_read(const struct sysroot *root, const char *path, uint64_t *ret,
			   struct diag *diag)
{
	AUTO_SYSROOT struct sysroot memory = { -1, NULL };
	int err = sysroot_enter(root, path, &memory);

	if (err)
		return err;
	err = sysroot_number(&memory, "block_size_bytes", 16, ret, diag);
	if (err)
		return err;
	if (*ret < SIZE_2M || (*ret & (*ret - 1)))
		return sysroot_fail(&memory, "block_size_bytes", 1, -EINVAL, diag,
				    "no power of two of at least 2 MiB");
	return 0;
}

int blocks_read(const struct sysroot *root, const char *path, struct machine *machine,
		struct diag *diag)
{
	struct machine_memory *ret = &machine->memory;
	int err = block_size_read(root, path, &ret->block_size, diag);

	if (err)
		return err;
	err = reader_each(root, path, block_add, machine, diag);
	if (err)
		return err;
	if (ret->nr_blocks)
		qsort(ret->block, ret->nr_blocks, sizeof(*ret->block), block_compare);
	return 0;
}

/* "memory47", a line for each block that would not go: lib/leader/blocks.c writes them.
 */
int refused_read(const struct sysroot *root, const char *path, struct machine *machine,
		 struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	char *rest, *line;
	int err = sysroot_text(root, path, &text, diag);

	if (err)
		return err;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		uint64_t index;

		if (!text_number_behind(line, "memory", &index))
			continue;
		for (size_t i = 0; i < machine->memory.nr_blocks; i++)
			if (machine->memory.block[i].index == index)
				machine->memory.block[i].has_refused = true;
	}
	return 0;
}

/* What lies in blocks that go offline moves to free memory, or to swap. */
int available_read(const struct sysroot *root, const char *path, struct machine *machine,
		   struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_text(root, path, &text, diag);

	if (err)
		return err;
	machine->memory.available =
		text_meminfo(text, "MemAvailable") + text_meminfo(text, "SwapFree");
	machine->memory.corrupted = text_meminfo(text, "HardwareCorrupted");
	return 0;
}
