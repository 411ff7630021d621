/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * load.c - have kexec load an OS
 *
 * In: a configuration file, signals. Out: kexec's exit status.
 * Ref: posix_spawn(3), pidfd_open(2).
 */
#include "mint/ctl/load.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"

static int kexec_spawn(char *const *argv, pid_t *ret)
{
	const char *installed = SBINDIR "/kexec";
	posix_spawnattr_t attr;
	sigset_t none, defaults;
	int err;

	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	err = posix_spawnattr_init(&attr);
	if (err)
		return -err;
	/* What this process blocks and ignores is its own business. */
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &defaults);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	err = posix_spawnp(ret, access(installed, X_OK) ? "kexec" : installed, NULL,
			   &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	return -err;
}

/* Until it has ended; true when a signal was passed on to it. */
static bool kexec_watch(pid_t pid, int signals)
{
	struct pollfd fds[] = {
		{ .fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
	};
	bool is_told = false;

	/* Without a descriptor of it (none is left) only its end is waited for. */
	while (fds[0].fd >= 0 && !fds[0].revents) {
		if (poll(fds, ARRAY_SIZE(fds), -1) < 0 && errno != EINTR)
			break;
		if (!fds[1].revents)
			continue;
		/* One SIGTERM: it then takes the time it needs to put things back. */
		kill(pid, SIGTERM);
		is_told = true;
		fds[1].fd = -1;
		fds[1].revents = 0;
	}
	if (fds[0].fd >= 0)
		close(fds[0].fd);
	return is_told;
}

int load_by_conf(const char *name, const char *conf, int signals, struct diag *diag)
{
	AUTO_FREE char *conf_option = NULL, *name_option = NULL;
	char *argv[] = { (char *)"kexec", (char *)"-l", NULL, NULL, NULL };
	int err, status;
	bool is_told;
	pid_t pid;

	if (asprintf(&conf_option, "--mint-conf=%s", conf) < 0)
		conf_option = NULL;
	if (asprintf(&name_option, "--mint-name=%s", name) < 0)
		name_option = NULL;
	if (!conf_option || !name_option)
		return -ENOMEM;
	argv[2] = conf_option;
	argv[3] = name_option;
	err = kexec_spawn(argv, &pid);
	if (err)
		return diag_fail(diag, err == -ENOENT ? -ENOEXEC : err,
				 "%s: cannot run kexec: %s", name, strerror(-err));
	is_told = kexec_watch(pid, signals);
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	if (is_told)
		return -EINTR;
	return diag_fail(diag, -EIO, "%s: kexec %s %s %s: %s %d", name, argv[1], argv[2],
			 argv[3], WIFEXITED(status) ? "exit" : "signal",
			 WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}
