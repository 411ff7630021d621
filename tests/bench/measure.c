/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * measure.c - run a program and say what it cost: time, or anonymous memory
 *
 * In: measure time|memory PROGRAM ARGUMENT…
 * Out: a line on descriptor 3, of what PROGRAM used: "time STATUS USER_US SYSTEM_US" or
 * "memory STATUS PEAK_KIB"; 99 when it could not be measured.
 * Ref: getrusage(2), ptrace(2), proc(5) smaps_rollup.
 *
 * The peak is exact, not sampled: the anonymous memory of a process with one thread
 * shrinks only within its own system calls, so it is largest at the entry to one that can
 * shrink it; there the process is stopped and its page tables are looked at. What was
 * swapped out counts too.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define RESULT_FD 3
#define FAILED	  99

static void fail(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	exit(FAILED);
}

static pid_t program_start(char **argv, bool is_traced)
{
	pid_t pid = fork();

	if (pid < 0)
		fail("fork");
	if (pid)
		return pid;
	close(RESULT_FD);
	if (is_traced && ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		fail("ptrace");
	execv(argv[0], argv);
	fail(argv[0]);
	return 0;
}

static int status_of(int wait_status)
{
	return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status)
				      : 128 + WTERMSIG(wait_status);
}

static int time_measure(char **argv)
{
	struct rusage usage;
	int status;

	if (wait4(program_start(argv, false), &status, 0, &usage) < 0)
		fail("wait");
	dprintf(RESULT_FD, "time %d %lld %lld\n", status_of(status),
		usage.ru_utime.tv_sec * 1000000LL + usage.ru_utime.tv_usec,
		usage.ru_stime.tv_sec * 1000000LL + usage.ru_stime.tv_usec);
	return 0;
}

static unsigned long anonymous_kib(pid_t pid)
{
	unsigned long size, sum = 0;
	unsigned int found = 0;
	char path[64], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	file = fopen(path, "r");
	if (!file)
		fail(path);
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "Anonymous: %lu kB", &size) == 1 ||
		    sscanf(line, "Swap: %lu kB", &size) == 1) {
			sum += size;
			found++;
		}
	}
	fclose(file);
	if (found != 2)
		fail("not one line Anonymous and one Swap");
	return sum;
}

/* Is the process about to do what could make its memory less? */
static bool is_shrinking(pid_t pid)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) < 0)
		fail("PTRACE_GET_SYSCALL_INFO");
	if (info.op != PTRACE_SYSCALL_INFO_ENTRY)
		return false;
	switch (info.entry.nr) {
	case SYS_brk:
	case SYS_execve:
	case SYS_exit:
	case SYS_exit_group:
	case SYS_madvise:
	case SYS_mmap:
	case SYS_mremap:
	case SYS_munmap:
		return true;
	case SYS_clone:
	case SYS_clone3:
	case SYS_fork:
	case SYS_vfork:
		errno = ENOTSUP;
		fail("it starts another process");
		return false;
	default:
		return false;
	}
}

static int memory_measure(char **argv)
{
	const int options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
	pid_t pid = program_start(argv, true);
	unsigned long peak = 0;
	bool is_set = false;
	int status;

	for (;;) {
		int pass_on = 0;

		if (waitpid(pid, &status, 0) < 0)
			fail("wait");
		if (!WIFSTOPPED(status))
			break;
		if (!is_set && ptrace(PTRACE_SETOPTIONS, pid, NULL, options))
			fail("PTRACE_SETOPTIONS");
		if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
			unsigned long now = is_shrinking(pid) ? anonymous_kib(pid) : 0;

			peak = now > peak ? now : peak;
		} else if (WSTOPSIG(status) != SIGTRAP) {
			pass_on = WSTOPSIG(status);
		}
		is_set = true;
		if (ptrace(PTRACE_SYSCALL, pid, NULL, pass_on))
			fail("PTRACE_SYSCALL");
	}
	/* killed by a signal, it made no call that would have shown its memory */
	if (!peak || !WIFEXITED(status)) {
		errno = ECHILD;
		fail(argv[0]);
	}
	dprintf(RESULT_FD, "memory %d %lu\n", status_of(status), peak);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "time"))
		return time_measure(argv + 2);
	if (argc > 2 && !strcmp(argv[1], "memory"))
		return memory_measure(argv + 2);
	fputs("usage: measure time|memory PROGRAM ARGUMENT…\n", stderr);
	return 2;
}
