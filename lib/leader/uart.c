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
	AUTO_CLOSEDIR DIR *dir = opendir(fds);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (descriptor_is(fds, entry->d_name, device))
			return true;
	return false;
}

/* Some process that has the device open; 0: none. */
static unsigned long user_find(const struct leader *leader, const char *device)
{
	AUTO_CLOSEDIR DIR *dir = NULL;
	struct dirent *entry;
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/proc", leader->root);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		unsigned long pid;
		char *end;

		pid = strtoul(entry->d_name, &end, 10);
		if (!pid || *end)
			continue;
		snprintf(path, sizeof(path), "%s/proc/%lu/fd", leader->root, pid);
		if (process_has_open(path, device))
			return pid;
	}
	return 0;
}

static int uart_check_unopened(const struct leader *leader, const struct plan *plan,
			       const char *name, struct diag *diag)
{
	char device[TTY_SIZE + 8], path[64], text[64];
	unsigned long pid;

	snprintf(device, sizeof(device), "/dev/%s", name);
	pid = user_find(leader, device);
	if (!pid)
		return 0;
	snprintf(path, sizeof(path), "/proc/%lu/comm", pid);
	if (leader_read(leader, path, text, sizeof(text)) < 0)
		strcpy(text, "a program");
	return diag_fail(diag, -EBUSY,
			 "%s (0x%x) is in use by the leader: %s (process %lu) has it "
			 "open (end that, a getty in its unit, or choose another port)",
			 name, plan->uart_port, text, pid);
}

/* [kms,][kbd,]ttySN[,BAUD]; Documentation/process/debugging/kgdb.rst */
static int uart_check_undebugged(const struct leader *leader, const struct plan *plan,
				 const char *name, struct diag *diag)
{
	char text[64], *rest = text, *word;

	if (leader_read(leader, "/sys/module/kgdboc/parameters/kgdboc", text,
			sizeof(text)) <= 0)
		return 0;
	while ((word = strsep(&rest, ",\n")))
		if (!strcmp(word, name))
			return diag_fail(diag, -EBUSY,
					 "%s (0x%x) is in use by the leader: its kernel "
					 "debugger has it (kgdboc)",
					 name, plan->uart_port);
	return 0;
}

static int uart_check_free(const struct leader *leader, const struct plan *plan,
			   struct diag *diag)
{
	char name[TTY_SIZE];
	int err;

	snprintf(name, sizeof(name), "ttyS%u", plan->uart_line);
	err = uart_check_unopened(leader, plan, name, diag);
	return err ? err : uart_check_undebugged(leader, plan, name, diag);
}

/* The type of the port, if it is where the plan says; -ENODEV: it is not. */
static int uart_type(const struct leader *leader, const struct plan *plan,
		     unsigned int *ret)
{
	unsigned int port;
	int err = uart_number(leader, plan->uart_line, "port", 16, &port);

	if (err)
		return err;
	err = uart_number(leader, plan->uart_line, "type", 10, ret);
	if (err)
		return err;
	return port == plan->uart_port && *ret ? 0 : -ENODEV;
}

int uart_note(const struct leader *leader, const struct plan *plan, struct taken *ret,
	      struct diag *diag)
{
	unsigned int type;
	int err;

	if (!plan->uart_port)
		return 0;
	err = uart_type(leader, plan, &type);
	if (err)
		return diag_fail(diag, err,
				 "ttyS%u: the leader's driver has no serial port 0x%x "
				 "there: %s",
				 plan->uart_line, plan->uart_port, strerror(-err));
	err = uart_check_free(leader, plan, diag);
	if (err)
		return err;
	ret->uart = (struct mint_uart){ plan->uart_port, plan->uart_line, type };
	return 0;
}

/* Told, and read back. */
static int uart_set(const struct leader *leader, const struct mint_uart *uart,
		    unsigned int type)
{
	unsigned int now;
	int err = leader->ops->uart_set(leader->context, uart->line, type);

	if (err)
		return err;
	err = uart_number(leader, uart->line, "type", 10, &now);
	if (err)
		return err;
	return now == type ? 0 : -EIO;
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
	if (err)
		return diag_fail(diag, err,
				 "ttyS%u (0x%x) cannot be taken from the leader: %s%s",
				 uart->line, uart->port, strerror(-err),
				 err == -EBUSY ? " (a program has it open)" : "");
	return 0;
}

/* One that the driver never let go of is left alone. */
static int uart_return(const struct leader *leader, const struct mint_uart *uart)
{
	unsigned int type;
	int err = uart_number(leader, uart->line, "type", 10, &type);

	return err || type ? err : uart_set(leader, uart, uart->type);
}

unsigned int uart_give_back(const struct leader *leader, const struct taken *taken,
			    const char *name, struct diag *diag)
{
	const struct mint_uart *uart = &taken->uart;
	int err = uart->port ? uart_return(leader, uart) : 0;

	if (err)
		diag_warn(diag,
			  "%s: ttyS%u (0x%x) cannot be given back to the leader: %s%s",
			  name, uart->line, uart->port, strerror(-err),
			  err == -EBUSY ? " (a program has it open: end that)" : "");
	return err ? 1 : 0;
}
