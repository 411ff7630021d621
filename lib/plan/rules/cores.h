/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cores.h - which CPUs share a core, and which whole cores can be given up
 *
 * In: machine facts. Out: CPU numbers. Pure.
 * Ref: Linux admin-guide/cputopology.rst; SDM 3A "Hierarchical Mapping of Shared
 * Resources": the lowest bits of an APIC id number the threads of a core.
 */
#ifndef MINT_PLAN_RULES_CORES_H
#define MINT_PLAN_RULES_CORES_H

#include <stdbool.h>
#include <stddef.h>

#include "abi/mint.h"
#include "machine/machine.h"
#include "request/request.h"

#define CORES_ANY_NODE (-1)

/* What can be had on one node, or anywhere. */
struct cores_free {
	size_t nr_cpus;	 /* on whole free cores */
	size_t smallest; /* threads of the smallest such core, 0 none */
	size_t largest;
};

/** cpu_owner - the OS that a CPU belongs to, NULL the leader */
const struct machine_os *cpu_owner(const struct machine *machine, unsigned int cpu);

/**
 * cpu_has_large_id - is its APIC id known not to fit xAPIC mode?
 *
 * Also when mint.ko, which names ids up to MINT_LAST_APICID only, names none for it.
 */
bool cpu_has_large_id(const struct machine *machine, const struct machine_cpu *cpu);

/**
 * cpu_is_kept - can this CPU not be lent, whatever else is?
 *
 * CPU 0, the machine's boot processor (when the module tells), another OS's, one that
 * never goes offline, one that never was online (its microcode and settings are those of
 * the firmware; when the module tells), one whose id is too large.
 */
bool cpu_is_kept(const struct machine *machine, const struct machine_cpu *cpu);

/**
 * cpus_share_core - are two CPUs threads of one core?
 *
 * By package and core where the leader tells both (it does while a CPU is online), else
 * by APIC ids as far as the other cores' siblings show how many bits number the threads.
 * Unknown counts as no.
 */
bool cpus_share_core(const struct machine *machine, const struct machine_cpu *a,
		     const struct machine_cpu *b);

/**
 * cores_choose - @count CPUs on whole cores, the highest numbered ones
 * @node: they must be on; CORES_ANY_NODE
 * @cpu:  room for @count, written ascending
 * @ret_free: what there is; may be NULL
 *
 * Online CPUs only. A core is free when no thread of it is CPU 0, another OS's, or one
 * that the kernel never lets go. Return: 0, -ENOSPC (too few), -EDOM (enough, but no set
 * of whole cores has exactly @count).
 */
int cores_choose(const struct machine *machine, size_t count, int node, unsigned int *cpu,
		 struct cores_free *ret_free);

/**
 * cores_split - the first listed CPU whose core stays partly with somebody else
 * @other: a thread of that core that is not listed and runs
 * Return: that CPU, NULL none.
 */
const struct machine_cpu *cores_split(const struct machine *machine,
				      const unsigned int *cpu, size_t count,
				      const struct machine_cpu **other);

#endif
