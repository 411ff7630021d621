/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uart.c - serial ports of the machine, and which of them is the leader's console
 *
 * In: sys/class/tty (port and type need root), proc/consoles or proc/cmdline.
 * Out: UARTs behind I/O ports, by line.
 * Ref: Documentation/ABI/testing/sysfs-tty; type 0 is PORT_UNKNOWN: nothing there, or the
 *      driver was told to let go of it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/cmdline.h"
#include "machine/read/facts.h"
#include "machine/text.h"

static int uart_add(const struct sysroot *tty, const char *name, struct machine *machine,
		    struct diag *diag)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	uint64_t line, port, type;
	int err;

	if (!text_number_behind(name, "ttyS", &line) || line > UINT16_MAX)
		return 0;
	err = sysroot_enter(tty, name, &at);
	if (!err)
		err = sysroot_number(&at, "type", 10, &type, diag);
	if (!err)
		err = sysroot_number(&at, "port", 16, &port, diag);
	if (err)
		return err == -ENOENT ? 0 : err;
	/* Port 0: its registers are in memory. */
	if (!port)
		return 0;
	if (port > UINT16_MAX)
		return sysroot_fail(&at, "port", 1, -EINVAL, diag,
				    "no I/O port has more than 16 bits");
	err = array_grow(&machine->devices.uart, machine->devices.nr_uarts,
			 sizeof(*machine->devices.uart));
	if (!err)
		machine->devices.uart[machine->devices.nr_uarts++] =
			(struct machine_uart){
				.line = (unsigned int)line,
				.port = (uint16_t)port,
				.is_undriven = !type,
			};
	return err;
}

int uarts_read(const struct sysroot *root, const char *path, struct machine *machine,
	       struct diag *diag)
{
	AUTO_SYSROOT struct sysroot tty = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	int i, err = sysroot_enter(root, path, &tty);

	if (!err)
		err = sysroot_names(&tty, &names);
	for (i = 0; !err && i < names.count; i++)
		err = uart_add(&tty, names.at[i]->d_name, machine, diag);
	return err;
}

static void console_mark(struct machine *machine, const char *name)
{
	uint64_t line;
	size_t i;

	if (!text_number_behind(name, "ttyS", &line))
		return;
	for (i = 0; i < machine->devices.nr_uarts; i++) {
		if (machine->devices.uart[i].line == line)
			machine->devices.uart[i].is_console = true;
	}
}

/* Lines "ttyS0                -W- (EC   a)    4:64". */
int consoles_read(const struct sysroot *root, const char *path, struct machine *machine,
		  struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	char *rest, *line;
	int err = sysroot_text(root, path, &text, diag);

	if (err)
		return err;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		line[strcspn(line, " \t")] = '\0';
		console_mark(machine, line);
	}
	return 0;
}

/* The machine's command line has been read before: console=ttyS0,115200n8. */
int consoles_read_cmdline(const struct sysroot *root, const char *path,
			  struct machine *machine, struct diag *diag)
{
	const char *cursor = machine->cmdline;
	struct cmdline_token token;

	(void)root;
	(void)path;
	(void)diag;
	if (!cursor)
		return -ENOENT;
	while (cmdline_next(&cursor, &token)) {
		AUTO_FREE char *name = NULL;

		if (!token.value || !cmdline_key_is(&token, "console"))
			continue;
		name = strndup(token.value, token.value_size);
		if (!name)
			return -ENOMEM;
		name[strcspn(name, ",")] = '\0';
		console_mark(machine, name);
	}
	return 0;
}
