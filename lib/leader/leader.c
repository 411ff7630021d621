/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * leader.c - what the sinks read from and change on the leader, one item at a time
 *
 * In: sysfs and procfs below a root that tests swap. Out: blocks and CPUs on, offline.
 * Ref: Linux admin-guide/mm/memory-hotplug.rst, core-api/cpu_hotplug.rst;
 *      drivers/base/memory.c (valid_zones of an online block is its one zone, "none" when
 *      it lies in several).
 */
#include "leader/leader.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/serial.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"

#define MEMORY_DIR "/sys/devices/system/memory"
#define CPU_DIR	   "/sys/devices/system/cpu"

#define LOG_LINE_MAX 900 /* the kernel refuses 993 bytes and more: devkmsg_write() */

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

static void held_signals(sigset_t *ret)
{
	sigemptyset(ret);
	sigaddset(ret, SIGINT);
	sigaddset(ret, SIGTERM);
	sigaddset(ret, SIGHUP);
}

void leader_hold_signals(sigset_t *ret_before)
{
	sigset_t held;

	held_signals(&held);
	sigprocmask(SIG_BLOCK, &held, ret_before);
}

void leader_release_signals(const sigset_t *before, bool were_answered)
{
	sigset_t held;

	held_signals(&held);
	while (were_answered && sigtimedwait(&held, NULL, &(struct timespec){ 0 }) > 0)
		;
	sigprocmask(SIG_SETMASK, before, NULL);
}

/* 0 the child has ended; else why it need not go on. Pending signals stay pending. */
static int child_wait(pid_t child)
{
	AUTO_CLOSE int pid_fd = (int)syscall(SYS_pidfd_open, child, 0);
	AUTO_CLOSE int signal_fd = -1;
	struct pollfd fds[2];
	sigset_t held;
	int count;

	held_signals(&held);
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

/*
 * Offlining tries for as long as it takes, and only a signal to the writer ends it
 * (memory-hotplug.rst): so a child writes, which can be killed. It dies with us, and
 * until it has, its copy of our descriptor keeps the lock of mint_device_lock().
 */
static int file_write_in_child(const char *path, const char *text)
{
	struct sigaction standard = { .sa_handler = SIG_DFL }, before;
	sigset_t held;
	int status = 0, err;
	pid_t child;

	/* Whoever started us may ignore SIGCHLD: then nobody could wait. */
	sigaction(SIGCHLD, &standard, &before);
	child = fork();
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		held_signals(&held);
		sigprocmask(SIG_UNBLOCK, &held, NULL);
		_exit(-file_write(path, text));
	}
	err = child < 0 ? -errno : child_wait(child);
	if (child > 0 && err)
		kill(child, SIGKILL);
	if (child > 0 && waitpid(child, &status, 0) < 0 && !err)
		err = -errno;
	sigaction(SIGCHLD, &before, NULL);
	if (err)
		return err;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
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

int leader_read(const struct leader *leader, const char *path, char *text, size_t size)
{
	char full[PATH_MAX];
	AUTO_CLOSE int fd = -1;
	size_t used = 0;
	ssize_t count;

	if (snprintf(full, sizeof(full), "%s%s", leader->root, path) >= (int)sizeof(full))
		return -ENAMETOOLONG;
	fd = open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	do {
		count = read(fd, text + used, size - 1 - used);
		if (count < 0)
			return -errno;
		used += (size_t)count;
	} while (count > 0 && used < size - 1);
	if (used && text[used - 1] == '\n')
		used--;
	text[used] = '\0';
	return (int)used;
}

static uint32_t zone_of(const char *valid_zones)
{
	return strcmp(valid_zones, "Movable") == 0 ? MINT_ZONE_MOVABLE : MINT_ZONE_KERNEL;
}

int leader_block_read(const struct leader *leader, uint64_t index, uint64_t block_size,
		      struct leader_block *ret)
{
	char path[128], text[64];
	int err;

	*ret = (struct leader_block){
		.index = index,
		.range = { index * block_size, (index + 1) * block_size },
		.zone = MINT_ZONE_OFFLINE,
	};
	snprintf(path, sizeof(path), MEMORY_DIR "/memory%" PRIu64 "/state", index);
	err = leader_read(leader, path, text, sizeof(text));
	if (err < 0)
		return err;
	ret->is_online = strcmp(text, "online") == 0;
	if (!ret->is_online)
		return 0;
	ret->zone = MINT_ZONE_KERNEL;
	snprintf(path, sizeof(path), MEMORY_DIR "/memory%" PRIu64 "/valid_zones", index);
	/* Absent without CONFIG_MEMORY_HOTREMOVE; the kernel then refuses by itself. */
	if (leader_read(leader, path, text, sizeof(text)) >= 0) {
		ret->has_mixed_zones = strcmp(text, "none") == 0;
		ret->zone = zone_of(text);
	}
	return 0;
}

static bool is_worth_a_try(int err)
{
	return err == -EBUSY || err == -EAGAIN;
}

static int write_patiently(const struct leader *leader, const char *path,
			   const char *text)
{
	int tries = 0, err;

	do {
		err = leader->ops->write(leader->context, path, text);
	} while (is_worth_a_try(err) && ++tries < LEADER_TRIES &&
		 !leader->ops->is_interrupted(leader->context));
	return err;
}

static int block_write(const struct leader *leader, uint64_t index, const char *state)
{
	char path[128];

	snprintf(path, sizeof(path), MEMORY_DIR "/memory%" PRIu64 "/state", index);
	return write_patiently(leader, path, state);
}

static const char *offline_explanation(int err)
{
	if (is_worth_a_try(err))
		return ": it holds pages that cannot move";
	if (err == -ETIMEDOUT)
		return ": its pages found no other place";
	return err == -EINVAL ? ": it has holes or lies in several zones" : "";
}

int leader_block_offline(const struct leader *leader, const struct leader_block *block,
			 struct diag *diag)
{
	int err = block->has_mixed_zones ? -EINVAL
					 : block_write(leader, block->index, "offline");

	if (!err)
		return 0;
	if (err == -EINTR)
		return diag_fail(diag, err,
				 "interrupted while memory%" PRIu64 " (0x%" PRIx64
				 "-0x%" PRIx64 ") was to go offline",
				 block->index, block->range.start, block->range.end - 1);
	return diag_fail(
		diag, err,
		"memory%" PRIu64 " (0x%" PRIx64 "-0x%" PRIx64
		") cannot be taken offline: %s%s (choose another range, or boot the "
		"leader with movablecore= or memmap=SIZE$ADDRESS)",
		block->index, block->range.start, block->range.end - 1, strerror(-err),
		offline_explanation(err));
}

int leader_block_online(const struct leader *leader, const struct leader_block *block,
			struct diag *diag)
{
	bool is_movable = block->zone == MINT_ZONE_MOVABLE;
	struct leader_block now;
	int err =
		leader_block_read(leader, block->index, prange_size(block->range), &now);

	if (!err && now.is_online)
		return 0;
	if (!err)
		err = block_write(leader, block->index,
				  is_movable ? "online_movable" : "online_kernel");
	if (!err)
		err = leader_block_read(leader, block->index, prange_size(block->range),
					&now);
	if (!err && !now.is_online)
		err = -EIO;
	if (!err)
		return 0;
	return diag_fail(diag, err,
			 "memory%" PRIu64 " (0x%" PRIx64 "-0x%" PRIx64
			 ") cannot be brought online: %s",
			 block->index, block->range.start, block->range.end - 1,
			 strerror(-err));
}

int leader_cpu_read(const struct leader *leader, unsigned int cpu, bool *ret_online)
{
	char path[128], full[PATH_MAX], text[16];
	int err;

	snprintf(path, sizeof(path), CPU_DIR "/cpu%u/online", cpu);
	err = leader_read(leader, path, text, sizeof(text));
	if (err >= 0) {
		*ret_online = strcmp(text, "1") == 0;
		return 0;
	}
	if (err != -ENOENT)
		return err;
	/* A CPU without the attribute is one that the kernel never lets go. */
	snprintf(full, sizeof(full), "%s" CPU_DIR "/cpu%u", leader->root, cpu);
	return access(full, F_OK) == 0 ? -EPERM : -ENOENT;
}

int leader_cpu_set(const struct leader *leader, unsigned int cpu, bool is_online,
		   struct diag *diag)
{
	char path[128];
	bool is_now;
	int err = leader_cpu_read(leader, cpu, &is_now);

	if (!err && is_now == is_online)
		return 0;
	snprintf(path, sizeof(path), CPU_DIR "/cpu%u/online", cpu);
	if (!err)
		err = write_patiently(leader, path, is_online ? "1" : "0");
	if (!err)
		err = leader_cpu_read(leader, cpu, &is_now);
	if (!err && is_now != is_online)
		err = -EIO;
	if (!err)
		return 0;
	return diag_fail(diag, err, "CPU %u cannot be %s: %s%s", cpu,
			 is_online ? "brought online" : "taken offline", strerror(-err),
			 err == -ENOENT ? " (no such CPU)" : "");
}

int leader_log(const struct leader *leader, const char *line)
{
	char text[LOG_LINE_MAX];

	snprintf(text, sizeof(text), "<4>%s", line);
	return leader->ops->write(leader->context, "/dev/kmsg", text);
}

int leader_is_locked_down(const struct leader *leader)
{
	char text[128];

	if (leader_read(leader, "/sys/kernel/security/lockdown", text, sizeof(text)) < 0)
		return -1;
	return !strstr(text, "[none]");
}

/* A "Name:   123 kB" line of /proc/meminfo, in bytes. */
static uint64_t meminfo_field(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? strtoull(at + strlen(name), NULL, 10) * 1024 : 0;
}

uint64_t leader_available(const struct leader *leader)
{
	char text[8192];

	if (leader_read(leader, "/proc/meminfo", text, sizeof(text)) < 0)
		return 0;
	return meminfo_field(text, "\nMemAvailable:") +
	       meminfo_field(text, "\nSwapFree:");
}

int leader_os_names(const struct leader *leader, char (**ret)[MINT_NAME_SIZE],
		    size_t *ret_count)
{
	char full[PATH_MAX], (*names)[MINT_NAME_SIZE] = NULL, (*more)[MINT_NAME_SIZE];
	size_t count = 0;
	struct dirent *entry;
	DIR *dir;

	*ret = NULL;
	*ret_count = 0;
	snprintf(full, sizeof(full), "%s/sys/class/mint", leader->root);
	dir = opendir(full);
	if (!dir)
		return errno == ENOENT ? 0 : -errno;
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || strlen(entry->d_name) >= MINT_NAME_SIZE)
			continue;
		more = reallocarray(names, count + 1, sizeof(*names));
		if (!more) {
			free(names);
			closedir(dir);
			return -ENOMEM;
		}
		names = more;
		strcpy(names[count++], entry->d_name);
	}
	closedir(dir);
	if (names)
		qsort(names, count, sizeof(*names),
		      (int (*)(const void *, const void *))strcmp);
	*ret = names;
	*ret_count = count;
	return 0;
}
