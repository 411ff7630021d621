/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * taken.c - the record of what OSes took from the leader, as the module keeps it
 *
 * In: descriptors of OSes. Out: arrays that grow, and what other OSes recorded.
 * Ref: abi/mint.h, struct mint_taken.
 */
#include "leader/taken.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "leader/mint_os.h"

int taken_add_block(struct taken *taken, const struct mint_block *block)
{
	struct mint_block *more;

	if (taken->nr_blocks == MINT_MAX_BLOCKS)
		return -E2BIG;
	more = reallocarray(taken->block, taken->nr_blocks + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	taken->block = more;
	taken->block[taken->nr_blocks++] = *block;
	return 0;
}

int taken_add_cpu(struct taken *taken, const struct mint_cpu *cpu)
{
	struct mint_cpu *more;

	more = reallocarray(taken->cpu, taken->nr_cpus + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	taken->cpu = more;
	taken->cpu[taken->nr_cpus++] = *cpu;
	return 0;
}

int taken_add_pci(struct taken *taken, const struct mint_pci *pci)
{
	struct mint_pci *more;

	if (taken->nr_pci == MINT_MAX_PCI)
		return -E2BIG;
	more = reallocarray(taken->pci, taken->nr_pci + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	taken->pci = more;
	taken->pci[taken->nr_pci++] = *pci;
	return 0;
}

struct mint_block *taken_find_block(const struct taken *taken, uint64_t start)
{
	size_t i;

	for (i = 0; i < taken->nr_blocks; i++) {
		if (taken->block[i].start == start)
			return &taken->block[i];
	}
	return NULL;
}

struct mint_cpu *taken_find_cpu(const struct taken *taken, uint32_t cpu)
{
	size_t i;

	for (i = 0; i < taken->nr_cpus; i++) {
		if (taken->cpu[i].cpu == cpu)
			return &taken->cpu[i];
	}
	return NULL;
}

int taken_record(const struct taken *taken, struct mint_device *os, struct diag *diag)
{
	struct mint_taken argument = {
		.blocks = (uint64_t)(uintptr_t)taken->block,
		.cpus = (uint64_t)(uintptr_t)taken->cpu,
		.pci = (uint64_t)(uintptr_t)taken->pci,
		.nr_blocks = (uint32_t)taken->nr_blocks,
		.nr_cpus = (uint32_t)taken->nr_cpus,
		.nr_pci = (uint32_t)taken->nr_pci,
		.uart = taken->uart,
	};

	return mint_os_intent(os, &argument, diag);
}

static int block_compare(const void *a, const void *b)
{
	const struct mint_block *left = a, *right = b;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	/* Online zones first: OFFLINE is the smallest number. */
	return (left->zone < right->zone) - (left->zone > right->zone);
}

int taken_read(struct mint_device *os, struct taken *ret, struct diag *diag)
{
	struct mint_taken argument;
	int err;

	ret->block = calloc(MINT_MAX_BLOCKS, sizeof(*ret->block));
	ret->cpu = calloc(MINT_MAX_CPUS, sizeof(*ret->cpu));
	ret->pci = calloc(MINT_MAX_PCI, sizeof(*ret->pci));
	if (!ret->block || !ret->cpu || !ret->pci) {
		taken_free(ret);
		return diag_fail(diag, -ENOMEM,
				 "%s: out of memory for the record of %u "
				 "memory blocks",
				 os->name, MINT_MAX_BLOCKS);
	}
	argument = (struct mint_taken){
		.blocks = (uint64_t)(uintptr_t)ret->block,
		.cpus = (uint64_t)(uintptr_t)ret->cpu,
		.pci = (uint64_t)(uintptr_t)ret->pci,
		.nr_blocks = MINT_MAX_BLOCKS,
		.nr_cpus = MINT_MAX_CPUS,
		.nr_pci = MINT_MAX_PCI,
	};
	err = mint_os_taken(os, &argument, diag);
	if (err) {
		taken_free(ret);
		return err;
	}
	ret->nr_blocks = argument.nr_blocks;
	ret->nr_cpus = argument.nr_cpus;
	ret->nr_pci = argument.nr_pci;
	ret->uart = argument.uart;
	qsort(ret->block, ret->nr_blocks, sizeof(*ret->block), block_compare);
	return 0;
}

static int cpu_merge(struct taken *into, const struct mint_cpu *cpu)
{
	struct mint_cpu *known = taken_find_cpu(into, cpu->cpu);

	if (!known)
		return taken_add_cpu(into, cpu);
	known->was_online |= cpu->was_online;
	return 0;
}

static int taken_merge(struct taken *into, const struct taken *from)
{
	int err;

	for (size_t i = 0; i < from->nr_blocks; i++) {
		err = taken_add_block(into, &from->block[i]);
		if (err)
			return err;
	}
	for (size_t i = 0; i < from->nr_cpus; i++) {
		err = cpu_merge(into, &from->cpu[i]);
		if (err)
			return err;
	}
	return 0;
}

/* One that was released between the listing and now holds nothing any more. */
static int taken_add_os(const struct mint_device *os, const char *name, struct taken *ret,
			struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) other = { .fd = -1 };
	struct taken CLEANUP(taken_free) taken = { 0 };
	int err = mint_device_open(os->ops, os->context, &other, diag);

	if (err)
		return err;
	err = mint_os_attach(&other, name, NULL);
	if (err == -ENOENT)
		return 0;
	if (err)
		return diag_fail(diag, err, "%s: cannot open: %s", name, strerror(-err));
	err = taken_read(&other, &taken, NULL);
	if (err == -ENOENT || err == -ENODEV)
		return 0;
	err = err ? err : taken_merge(ret, &taken);
	if (err)
		return diag_fail(diag, err, "%s: cannot read what it took: %s", name,
				 strerror(-err));
	return 0;
}

int taken_read_others(const struct mint_device *os, const struct leader *leader,
		      struct taken *ret, struct diag *diag)
{
	char AUTO_FREE(*names)[MINT_NAME_SIZE] = NULL;
	size_t count;
	int err = leader_os_names(leader, &names, &count);

	if (err)
		return diag_fail(diag, err, "/sys/class/mint: %s", strerror(-err));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], os->name) == 0)
			continue;
		err = taken_add_os(os, names[i], ret, diag);
		if (err) {
			taken_free(ret);
			return err;
		}
	}
	if (ret->nr_blocks)
		qsort(ret->block, ret->nr_blocks, sizeof(*ret->block), block_compare);
	return 0;
}

void taken_free(struct taken *taken)
{
	free(taken->block);
	free(taken->cpu);
	free(taken->pci);
	*taken = (struct taken){ 0 };
}
