/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fake_machine.h - a leader in a temporary directory, for tests
 *
 * In: nothing. Out: 16 blocks, 6 CPUs, a serial port; the machine before and after.
 * Ref: fake_machine.c says which is which.
 */
#ifndef MINT_TESTS_FAKE_MACHINE_H
#define MINT_TESTS_FAKE_MACHINE_H

#include "plan/plan.h"
#include "tests/unit/leader/fake.h"

/** fake_new - a machine of 16 blocks (one absent) and 6 CPUs, all online */
struct fake *fake_new(void);

void fake_free(struct fake *fake);

/** fake_snapshot - state and zone of every block, state of every CPU, every OS; owned */
char *fake_snapshot(const struct fake *fake);

/**
 * fake_plan - a beside plan with the given region and low window
 * @plan: its segments point to static data
 */
void fake_plan(struct plan *plan, const char *name, struct prange region,
	       struct prange swiotlb, unsigned int first_cpu, unsigned int nr_cpus);

/** fake_write - replace a file below the root, making its directories */
void fake_write(const struct fake *fake, const char *path, const char *text);

#endif
