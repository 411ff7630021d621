// SPDX-License-Identifier: GPL-2.0-only
/*
 * succ-spin.c - keep every CPU busy at the highest real-time priority, for ever
 *
 * In:   nothing; the caller switched real-time throttling off
 * Out:  never returns; no other task of this system runs again
 * Ref:  sched_setscheduler(2), sched_setaffinity(2), fork(2)
 *
 * Freestanding (no libc), so that the successor's initramfs stays small.
 */
#define NR_SCHED_SETSCHEDULER 144
#define NR_SCHED_SETAFFINITY  203
#define NR_SCHED_GETAFFINITY  204
#define NR_FORK		      57
#define SCHED_FIFO	      1
#define MAX_CPUS	      1024

static long sys3(long nr, long a, long b, long c)
{
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(nr), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory");
	return ret;
}

static void loop_on(int cpu)
{
	unsigned long mask[MAX_CPUS / 64];

	for (int i = 0; i < MAX_CPUS / 64; i++)
		mask[i] = 0;
	mask[cpu / 64] = 1UL << (cpu % 64);
	sys3(NR_SCHED_SETAFFINITY, 0, sizeof(mask), (long)mask);
	for (;;)
		__asm__ volatile("pause");
}

/* The kernel enters with the stack aligned as before a call, not as after one. */
__attribute__((force_align_arg_pointer)) void _start(void)
{
	unsigned long online[MAX_CPUS / 64];
	int priority = 99;
	int own = -1;
	long bytes;

	bytes = sys3(NR_SCHED_GETAFFINITY, 0, sizeof(online), (long)online);
	sys3(NR_SCHED_SETSCHEDULER, 0, SCHED_FIFO, (long)&priority);
	for (int cpu = 0; cpu < bytes * 8; cpu++) {
		if (!(online[cpu / 64] & 1UL << (cpu % 64)))
			continue;
		if (own < 0)
			own = cpu;
		else if (sys3(NR_FORK, 0, 0, 0) == 0)
			loop_on(cpu);
	}
	loop_on(own < 0 ? 0 : own);
}
