/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flood.c - as many interrupts between the CPUs of one kernel as user space can ask for
 *
 * In: flood ROUNDS. Out: "flood: N rounds on N CPUs in N ms"; a round is a TLB
 * shoot-down, a call on all other CPUs and a wake-up of a thread on the next one. Ref:
 * membarrier(2) (an IPI to each CPU that runs a thread of the process), mprotect(2) (a
 * flush on them), sched_setaffinity(2).
 */
#include <linux/membarrier.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define CPUS_MAX 64
#define TURN	 64 /* rounds of one sender */

struct flood {
	int pipes[CPUS_MAX][2];
	int cpus[CPUS_MAX], count;
	unsigned long end;
	atomic_ulong rounds;
};

struct worker {
	struct flood *flood;
	int index;
};

static int64_t now_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static void pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		abort();
}

static void *sleeper(void *argument)
{
	struct worker *worker = argument;
	char byte;

	pin(worker->flood->cpus[worker->index]);
	while (read(worker->flood->pipes[worker->index][0], &byte, 1) == 1 && byte)
		;
	return NULL;
}

static void interrupt_others(struct flood *flood, int from, char *page)
{
	int next = (from + 1) % flood->count;

	*(volatile char *)page = 1;
	if (mprotect(page, 4096, PROT_READ) ||
	    mprotect(page, 4096, PROT_READ | PROT_WRITE) ||
	    syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) ||
	    write(flood->pipes[next][1], "x", 1) != 1)
		abort();
}

/* One at a time sends, the others spin: who sleeps, on a lock or so, needs no interrupt.
 */
static void *busy(void *argument)
{
	struct worker *worker = argument;
	struct flood *flood = worker->flood;
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);

	pin(flood->cpus[worker->index]);
	if (page == MAP_FAILED)
		abort();
	for (;;) {
		unsigned long rounds = flood->rounds;

		if (rounds >= flood->end)
			return NULL;
		if ((int)(rounds / TURN % (unsigned long)flood->count) != worker->index)
			continue;
		interrupt_others(flood, worker->index, page);
		flood->rounds++;
	}
}

int main(int argc, char **argv)
{
	pthread_t busies[CPUS_MAX], sleepers[CPUS_MAX];
	struct worker workers[CPUS_MAX];
	struct flood flood = { 0 };
	int64_t begin = now_ms();
	cpu_set_t set;
	int i;

	if (argc != 2 || sched_getaffinity(0, sizeof(set), &set) ||
	    syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0)) {
		fprintf(stderr, "usage: flood ROUNDS\n");
		return 2;
	}
	flood.end = strtoul(argv[1], NULL, 10);
	for (i = 0; i < CPU_SETSIZE && flood.count < CPUS_MAX; i++)
		if (CPU_ISSET(i, &set))
			flood.cpus[flood.count++] = i;
	for (i = 0; i < flood.count; i++) {
		workers[i] = (struct worker){ &flood, i };
		if (pipe(flood.pipes[i]))
			abort();
	}
	for (i = 0; i < flood.count; i++)
		if (pthread_create(&sleepers[i], NULL, sleeper, &workers[i]) ||
		    pthread_create(&busies[i], NULL, busy, &workers[i]))
			abort();
	for (i = 0; i < flood.count; i++)
		pthread_join(busies[i], NULL);
	for (i = 0; i < flood.count; i++) {
		if (write(flood.pipes[i][1], "", 1) != 1)
			abort();
		pthread_join(sleepers[i], NULL);
	}
	printf("flood: %lu rounds on %d CPUs in %lld ms\n", (unsigned long)flood.rounds,
	       flood.count, (long long)(now_ms() - begin));
	return 0;
}
