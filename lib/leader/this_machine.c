/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * this_machine.c - the leader that this process runs on
 *
 * In: paths and texts. Out: sysfs written, ttySN told, block devices asked for.
 * Ref: Linux admin-guide/mm/memory-hotplug.rst; pidfd_open(2), signalfd(2).
 */
#include "leader/this_machine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/serial.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "leader/signals.h"

static int file_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	/* One attribute, one write(2): sysfs acts within it. */
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

/* 0 the child has ended; else why it need not go on. Pending signals stay pending. */
static int child_wait(pid_t child)
{
	AUTO_CLOSE int pid_fd = (int)syscall(SYS_pidfd_open, child, 0);
	AUTO_CLOSE int signal_fd = -1;
	struct pollfd fds[2];
	sigset_t held;
	int count;

	leader_signals(&held);
	signal_fd = signalfd(-1, &held, SFD_CLOEXEC);
	if (pid_fd < 0 || signal_fd < 0)
		return -errno;
	fds[0] = (struct pollfd){ .fd = pid_fd, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = signal_fd, .events = POLLIN };
	do {
		count = poll(fds, 2, LEADER_OFFLINE_SECONDS * 1000);
	} while (count < 0 && errno == EINTR);
	if (count < 0)
		return -errno;
	if (fds[0].revents)
		return 0;
	return count ? -EINTR : -ETIMEDOUT;
}

/* Its exit status is the errno of what it wrote. */
static int child_end(pid_t child)
{
	int err = child_wait(child), status = 0;

	if (err)
		kill(child, SIGKILL);
	if (waitpid(child, &status, 0) < 0)
		return err ? err : -errno;
	if (err)
		return err;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

static void child_write(const char *path, const char *text)
{
	sigset_t held;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	leader_signals(&held);
	sigprocmask(SIG_UNBLOCK, &held, NULL);
	_exit(-file_write(path, text));
}

/*
 * Offlining tries for as long as it takes, and only a signal to the writer ends it
 * (memory-hotplug.rst): so a child writes, which can be killed. It dies with us, and
 * until it has, its copy of our descriptor keeps the lock of mint_device_lock().
 */
static int file_write_in_child(const char *path, const char *text)
{
	struct sigaction standard = { .sa_handler = SIG_DFL }, before;
	pid_t child;
	int err;

	/* Whoever started us may ignore SIGCHLD: then nobody could wait. */
	sigaction(SIGCHLD, &standard, &before);
	child = fork();
	if (!child)
		child_write(path, text);
	err = child < 0 ? -errno : child_end(child);
	sigaction(SIGCHLD, &before, NULL);
	return err;
}

static int machine_write(void *context, const char *path, const char *text)
{
	(void)context;
	return strcmp(text, "offline") == 0 ? file_write_in_child(path, text)
					    : file_write(path, text);
}

static int machine_memfd(void *context, const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

	(void)context;
	return fd < 0 ? -errno : fd;
}

/*
 * What setserial(8) does with "uart none" and "uart 16550A". The kernel refuses while
 * anybody else has the port open (uart_set_info() in drivers/tty/serial/serial_core.c).
 */
static int machine_uart_set(void *context, unsigned int line, unsigned int type)
{
	struct serial_struct info;
	AUTO_CLOSE int fd = -1;
	char path[32];

	(void)context;
	snprintf(path, sizeof(path), "/dev/ttyS%u", line);
	fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 || ioctl(fd, TIOCGSERIAL, &info))
		return -errno;
	info.type = (int)type;
	return ioctl(fd, TIOCSSERIAL, &info) ? -errno : 0;
}

/* leader_hold_signals(): so they come between two steps. */
static bool machine_is_interrupted(void *context)
{
	sigset_t pending;

	(void)context;
	if (sigpending(&pending))
		return false;
	return sigismember(&pending, SIGINT) == 1 ||
	       sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGHUP) == 1;
}

/* Without O_CREAT, O_EXCL is for block devices; open(2). */
static int machine_check_held(void *context, const char *path)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_EXCL | O_NONBLOCK | O_CLOEXEC);

	(void)context;
	/* A drive without a medium, or that is gone, is nobody's. */
	return fd >= 0 || errno == ENOMEDIUM || errno == ENXIO ? 0 : -errno;
}

const struct leader_ops leader_machine_ops = {
	.write = machine_write,
	.memfd = machine_memfd,
	.uart_set = machine_uart_set,
	.is_interrupted = machine_is_interrupted,
	.check_held = machine_check_held,
};

const struct leader *leader_this_machine(void)
{
	static const struct leader leader = { .ops = &leader_machine_ops, .root = "" };

	return &leader;
}
