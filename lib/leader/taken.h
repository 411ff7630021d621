/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * taken.h - the record of what OSes took from the leader, as the module keeps it
 *
 * In: descriptors of OSes. Out: arrays that grow, and what other OSes recorded.
 * Ref: abi/mint.h, struct mint_taken.
 */
#ifndef MINT_LEADER_TAKEN_H
#define MINT_LEADER_TAKEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "leader/leader.h"
#include "leader/mint_device.h"

/* Owns its arrays; zero-initialise to start, taken_free() to end. */
struct taken {
	struct mint_block *block;
	size_t nr_blocks;
	struct mint_cpu *cpu;
	size_t nr_cpus;
	struct mint_pci *pci;
	size_t nr_pci;
	struct mint_uart uart; /* port 0: none */
};

/** taken_add_block - 0, -ENOMEM, -E2BIG (more than MINT_MAX_BLOCKS) */
int taken_add_block(struct taken *taken, const struct mint_block *block);

/** taken_add_cpu - 0, -ENOMEM */
int taken_add_cpu(struct taken *taken, const struct mint_cpu *cpu);

/** taken_add_pci - 0, -ENOMEM, -E2BIG (more than MINT_MAX_PCI) */
int taken_add_pci(struct taken *taken, const struct mint_pci *pci);

/** taken_find_block - the entry that starts at @start, or NULL */
struct mint_block *taken_find_block(const struct taken *taken, uint64_t start);

/** taken_find_cpu - the entry of a CPU, or NULL */
struct mint_cpu *taken_find_cpu(const struct taken *taken, uint32_t cpu);

/** taken_record - MINT_IOC_INTENT with all of it; 0 or negative errno */
int taken_record(const struct taken *taken, struct mint_device *os, struct diag *diag);

/**
 * taken_read - what one OS recorded
 * @ret: empty; its blocks are sorted by address afterwards
 * Return: 0, -ENOMEM, errno of the call.
 */
int taken_read(struct mint_device *os, struct taken *ret, struct diag *diag);

/**
 * taken_read_others - what all OSes but @os recorded, in one list
 *
 * Devices and ports are left out: two OSes never share one. OSes that vanish meanwhile
 * are left out; an item recorded twice is there twice, first the entry that says it was
 * online. Return: 0 or negative errno.
 */
int taken_read_others(const struct mint_device *os, const struct leader *leader,
		      struct taken *ret, struct diag *diag);

void taken_free(struct taken *taken);

#endif
