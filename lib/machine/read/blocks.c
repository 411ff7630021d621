/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * blocks.c - memory blocks: what can be taken offline
 *
 * In: sys/devices/system/memory. Out: block_size and the blocks by address; nothing
 * when this kernel has no memory hot-plug.
 * Ref: Documentation/admin-guide/mm/memory-hotplug.rst.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/read/facts.h"
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
	int i, err;

	snprintf(link, sizeof(link), "node%d", guess);
	block->node = guess;
	if (sysroot_has(memory, block_file(block, link, path)))
		return 0;
	block->node = -1;
	err = sysroot_enter(memory, block_file(block, "", path), &at);
	if (!err)
		err = sysroot_names(&at, &names);
	for (i = 0; !err && i < names.count; i++) {
		if (text_number_behind(names.at[i]->d_name, "node", &node))
			block->node = (int)(node & INT32_MAX);
	}
	return err == -ENOENT ? 0 : err;
}

static int block_read(const struct sysroot *memory, uint64_t size, int node,
		      struct memory_block *block, struct diag *diag)
{
	AUTO_FREE char *state = NULL;
	AUTO_FREE char *zones = NULL;
	char path[FILE_MAX];
	uint64_t removable;
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
	err = sysroot_word(memory, block_file(block, "valid_zones", path), &zones, diag);
	if (!err)
		block_set_zone(block, zones);
	else if (err != -ENOENT)
		return err;
	block->removable = FACT_UNKNOWN;
	err = sysroot_number(memory, block_file(block, "removable", path), 10, &removable,
			     diag);
	if (!err)
		block->removable = removable ? FACT_YES : FACT_NO;
	else if (err != -ENOENT)
		return err;
	return block_set_node(block, node, memory);
}

static int block_add(const struct sysroot *memory, const char *name,
		     struct machine *machine, struct diag *diag)
{
	size_t nr = machine->memory.nr_blocks;
	struct memory_block block = { 0 };
	int err, node = nr ? machine->memory.block[nr - 1].node : 0;

	if (!text_number_behind(name, "memory", &block.index))
		return 0;
	err = block_read(memory, machine->memory.block_size, node, &block, diag);
	/* Blocks come and go: one that has just gone is no error. */
	if (err)
		return err == -ENOENT ? 0 : err;
	err = array_grow(&machine->memory.block, machine->memory.nr_blocks,
			 sizeof(block));
	if (!err)
		machine->memory.block[machine->memory.nr_blocks++] = block;
	return err;
}

static int block_compare(const void *left, const void *right)
{
	const struct memory_block *a = left, *b = right;

	return a->index < b->index ? -1 : a->index > b->index;
}

int blocks_read(const struct sysroot *root, const char *path, struct machine *machine,
		struct diag *diag)
{
	AUTO_SYSROOT struct sysroot memory = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	uint64_t size;
	int i, err = sysroot_enter(root, path, &memory);

	if (!err)
		err = sysroot_number(&memory, "block_size_bytes", 16, &size, diag);
	if (err)
		return err;
	if (size < SIZE_2M || (size & (size - 1)))
		return sysroot_fail(&memory, "block_size_bytes", 1, -EINVAL, diag,
				    "no power of two of at least 2 MiB");
	machine->memory.block_size = size;
	err = sysroot_names(&memory, &names);
	for (i = 0; !err && i < names.count; i++)
		err = block_add(&memory, names.at[i]->d_name, machine, diag);
	if (!err && machine->memory.nr_blocks)
		qsort(machine->memory.block, machine->memory.nr_blocks,
		      sizeof(*machine->memory.block), block_compare);
	return err;
}
