/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cores.c - which CPUs share a core, and which whole cores can be given up
 *
 * In: machine facts. Out: CPU numbers.
 */
#include "plan/rules/cores.h"

#include <errno.h>

const struct machine_os *cpu_owner(const struct machine *machine, unsigned int cpu)
{
	for (size_t o = 0; o < machine->module.nr_os; o++)
		for (size_t i = 0; i < machine->module.os[o].nr_cpus; i++)
			if (machine->module.os[o].cpu[i] == cpu)
				return &machine->module.os[o];
	return NULL;
}

static bool topology_known(const struct machine_cpu *cpu)
{
	return cpu->package >= 0 && cpu->core >= 0;
}

static bool topology_same(const struct machine_cpu *a, const struct machine_cpu *b)
{
	return a->package == b->package && a->core == b->core;
}

/* Bits of an APIC id that number threads, as far as online siblings differ in them. */
static unsigned int thread_bits(const struct machine *machine)
{
	unsigned int bits = 0;

	for (size_t i = 0; i < machine->cpus.nr; i++) {
		const struct machine_cpu *a = &machine->cpus.cpu[i];

		for (size_t k = 0; topology_known(a) && a->apicid >= 0 && k < i; k++) {
			const struct machine_cpu *b = &machine->cpus.cpu[k];

			if (!topology_known(b) || b->apicid < 0 || !topology_same(a, b))
				continue;
			while (bits < 8 && a->apicid >> bits != b->apicid >> bits)
				bits++;
		}
	}
	return bits;
}

static bool threads_of_one(const struct machine_cpu *a, const struct machine_cpu *b,
			   unsigned int bits)
{
	if (topology_known(a) && topology_known(b))
		return topology_same(a, b);
	return a->apicid >= 0 && b->apicid >= 0 && a->apicid >> bits == b->apicid >> bits;
}

bool cpus_share_core(const struct machine *machine, const struct machine_cpu *a,
		     const struct machine_cpu *b)
{
	return a == b || threads_of_one(a, b, thread_bits(machine));
}

/* The module leaves out ids above MINT_LAST_APICID. */
bool cpu_has_large_id(const struct machine *machine, const struct machine_cpu *cpu)
{
	return cpu->apicid < 0 ? machine->module.loaded == FACT_YES
			       : cpu->apicid > MINT_LAST_APICID;
}

bool cpu_is_kept(const struct machine *machine, const struct machine_cpu *cpu)
{
	return !cpu->cpu || (cpu->is_online && !cpu->can_offline) || cpu->is_virgin ||
	       cpu_has_large_id(machine, cpu) || cpu_owner(machine, cpu->cpu) ||
	       (machine->host.bsp_is_told && cpu->apicid >= 0 &&
		cpu->apicid == machine->host.bsp_apicid);
}

/* Threads of the core that cpu[@lead] is the last of; 0 when it is not, or not free. */
static size_t core_threads(const struct machine *machine, size_t lead, int node,
			   unsigned int bits)
{
	const struct machine_cpu *cpu = &machine->cpus.cpu[lead];
	size_t threads = 0;

	for (size_t i = 0; i < machine->cpus.nr; i++) {
		const struct machine_cpu *other = &machine->cpus.cpu[i];

		if (i != lead && !threads_of_one(cpu, other, bits))
			continue;
		if (cpu_is_kept(machine, other) || (i > lead && other->is_online))
			return 0;
		if (node != CORES_ANY_NODE && other->node >= 0 && other->node != node)
			return 0;
		threads += other->is_online;
	}
	return cpu->is_online ? threads : 0;
}

static size_t core_take(const struct machine *machine, size_t lead, unsigned int bits,
			unsigned int *cpu)
{
	size_t count = 0;

	for (size_t i = 0; i < machine->cpus.nr; i++) {
		const struct machine_cpu *other = &machine->cpus.cpu[i];

		if (other->is_online &&
		    (i == lead || threads_of_one(&machine->cpus.cpu[lead], other, bits)))
			cpu[count++] = other->cpu;
	}
	return count;
}

static void cpus_sort(unsigned int *cpu, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t k = i; k && cpu[k - 1] > cpu[k]; k--) {
			unsigned int high = cpu[k - 1];

			cpu[k - 1] = cpu[k];
			cpu[k] = high;
		}
}

/* Large cores first: what is left is then filled with smaller ones, if there are any. */
static size_t cores_take(const struct machine *machine, size_t count, int node,
			 size_t largest, unsigned int *cpu)
{
	unsigned int bits = thread_bits(machine);
	size_t used = 0;

	for (size_t size = largest; size; size--)
		for (size_t i = machine->cpus.nr; i-- > 0 && count - used >= size;)
			if (core_threads(machine, i, node, bits) == size)
				used += core_take(machine, i, bits, cpu + used);
	return used;
}

static struct cores_free cores_count(const struct machine *machine, int node)
{
	unsigned int bits = thread_bits(machine);
	struct cores_free ret = { 0, 0, 0 };

	for (size_t i = 0; i < machine->cpus.nr; i++) {
		size_t threads = core_threads(machine, i, node, bits);

		ret.nr_cpus += threads;
		if (threads && (!ret.smallest || threads < ret.smallest))
			ret.smallest = threads;
		if (threads > ret.largest)
			ret.largest = threads;
	}
	return ret;
}

int cores_choose(const struct machine *machine, size_t count, int node, unsigned int *cpu,
		 struct cores_free *ret_free)
{
	struct cores_free free = cores_count(machine, node);

	if (ret_free)
		*ret_free = free;
	if (free.nr_cpus < count)
		return -ENOSPC;
	if (cores_take(machine, count, node, free.largest, cpu) != count)
		return -EDOM;
	cpus_sort(cpu, count);
	return 0;
}

static bool cpu_is_listed(const unsigned int *cpu, size_t count, unsigned int number)
{
	while (count)
		if (cpu[--count] == number)
			return true;
	return false;
}

const struct machine_cpu *cores_split(const struct machine *machine,
				      const unsigned int *cpu, size_t count,
				      const struct machine_cpu **other)
{
	unsigned int bits = thread_bits(machine);

	for (size_t i = 0; i < count; i++) {
		const struct machine_cpu *own = machine_cpu_find(machine, cpu[i]);

		for (size_t k = 0; own && k < machine->cpus.nr; k++) {
			const struct machine_cpu *at = &machine->cpus.cpu[k];

			if (at == own || cpu_is_listed(cpu, count, at->cpu) ||
			    !threads_of_one(own, at, bits) ||
			    (!at->is_online && !cpu_owner(machine, at->cpu)))
				continue;
			*other = at;
			return own;
		}
	}
	return NULL;
}
