/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uart.c - take a serial port from the leader, and give it back
 *
 * In: the record of an OS; sys/class/tty/ttySN, proc/PID/fd. Out: a driver that has the
 * port, or has not.
 * Ref: uart.h has the picture.
 */
#include "leader/uart.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"

#define TTY_SIZE 16

static void tty_name(char name[TTY_SIZE], unsigned int line)
{
	snprintf(name, TTY_SIZE, "ttyS%u", line);
}

/* A number of sys/class/tty/ttySN, decimal or with 0x; -errno. */
static int uart_number(const struct leader *leader, unsigned int line, const char *file,
		       int base, unsigned int *ret)
{
	char path[64], text[32], *end;
	unsigned long number;
	int err;

	snprintf(path, sizeof(path), "/sys/class/tty/ttyS%u/%s", line, file);
	err = leader_read(leader, path, text, sizeof(text));
	if (err < 0)
		return err;
	number = strtoul(text, &end, base);
	if (end == text || *end || number > UINT16_MAX)
		return -EINVAL;
	*ret = (unsigned int)number;
	return 0;
}

/* Is it this device that one descriptor of a process stands for? */
static bool descriptor_is(const char *fds, const char *fd, const char *device)
{
	char path[PATH_MAX + 256], target[64];
	ssize_t size;

	snprintf(path, sizeof(path), "%s/%s", fds, fd);
	size = readlink(path, target, sizeof(target) - 1);
	if (size < 0)
		return false;
	target[size] = '\0';
	return strcmp(target, device) == 0;
}

static bool process_has_open(const char *fds, const char *device)
{
	DIR *dir = opendir(fds);
	struct dirent *entry;
	bool is_open = false;

	while (dir && !is_open && (entry = readdir(dir)))
		is_open = descriptor_is(fds, entry->d_name, device);
	if (dir)
		closedir(dir);
	return is_open;
}

/* Some process that has the device open; 0: none. */
static unsigned long user_find(const struct leader *leader, const char *device)
{
	char path[PATH_MAX];
	unsigned long pid, found = 0;
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/proc", leader->root);
	dir = opendir(path);
	while (dir && !found && (entry = readdir(dir))) {
		char *end;

		pid = strtoul(entry->d_name, &end, 10);
		if (!pid || *end)
			continue;
		snprintf(path, sizeof(path), "%s/proc/%lu/fd", leader->root, pid);
		if (process_has_open(path, device))
			found = pid;
	}
	if (dir)
		closedir(dir);
	return found;
}

static int uart_check_free(const struct leader *leader, const struct plan *plan,
			   struct diag *diag)
{
	char name[TTY_SIZE], device[TTY_SIZE + 8], path[64], text[64], *rest = text,
								       *word;
	unsigned long pid;

	tty_name(name, plan->uart_line);
	snprintf(device, sizeof(device), "/dev/%s", name);
	pid = user_find(leader, device);
	if (pid) {
		snprintf(path, sizeof(path), "/proc/%lu/comm", pid);
		if (leader_read(leader, path, text, sizeof(text)) < 0)
			strcpy(text, "a program");
		return diag_fail(
			diag, -EBUSY,
			"%s (0x%x) is in use by the leader: %s (process %lu) has "
			"it open (end that, a getty in its unit, or choose "
			"another port)",
			name, plan->uart_port, text, pid);
	}
	if (leader_read(leader, "/sys/module/kgdboc/parameters/kgdboc", text,
			sizeof(text)) <= 0)
		return 0;
	/* [kms,][kbd,]ttySN[,BAUD]; Documentation/process/debugging/kgdb.rst */
	while ((word = strsep(&rest, ",\n")))
		if (!strcmp(word, name))
			return diag_fail(diag, -EBUSY,
					 "%s (0x%x) is in use by the leader: its kernel "
					 "debugger has it (kgdboc)",
					 name, plan->uart_port);
	return 0;
}

int uart_note(const struct leader *leader, const struct plan *plan, struct taken *ret,
	      struct diag *diag)
{
	unsigned int port = 0, type = 0;
	int err;

	if (!plan->uart_port)
		return 0;
	err = uart_number(leader, plan->uart_line, "port", 16, &port);
	if (!err)
		err = uart_number(leader, plan->uart_line, "type", 10, &type);
	if (!err && (port != plan->uart_port || !type))
		err = -ENODEV;
	if (err)
		return diag_fail(diag, err,
				 "ttyS%u: the leader's driver has no serial port 0x%x "
				 "there: %s",
				 plan->uart_line, plan->uart_port, strerror(-err));
	err = uart_check_free(leader, plan, diag);
	if (!err)
		ret->uart = (struct mint_uart){ plan->uart_port, plan->uart_line, type };
	return err;
}

/* Told, and read back. */
static int uart_set(const struct leader *leader, const struct mint_uart *uart,
		    unsigned int type)
{
	unsigned int now;
	int err = leader->ops->uart_set(leader->context, uart->line, type);

	if (!err)
		err = uart_number(leader, uart->line, "type", 10, &now);
	return !err && now != type ? -EIO : err;
}

int uart_take(const struct leader *leader, const struct taken *taken, bool *ret_acted,
	      struct diag *diag)
{
	const struct mint_uart *uart = &taken->uart;
	int err;

	if (!uart->port)
		return 0;
	*ret_acted = true;
	err = uart_set(leader, uart, 0);
	if (!err)
		return 0;
	return diag_fail(diag, err, "ttyS%u (0x%x) cannot be taken from the leader: %s%s",
			 uart->line, uart->port, strerror(-err),
			 err == -EBUSY ? " (a program has it open)" : "");
}

unsigned int uart_give_back(const struct leader *leader, const struct taken *taken,
			    const char *name, struct diag *diag)
{
	const struct mint_uart *uart = &taken->uart;
	unsigned int type;
	int err;

	if (!uart->port)
		return 0;
	err = uart_number(leader, uart->line, "type", 10, &type);
	if (!err && type)
		return 0;
	if (!err)
		err = uart_set(leader, uart, uart->type);
	if (!err)
		return 0;
	diag_warn(diag, "%s: ttyS%u (0x%x) cannot be given back to the leader: %s%s",
		  name, uart->line, uart->port, strerror(-err),
		  err == -EBUSY ? " (a program has it open: end that)" : "");
	return 1;
}
